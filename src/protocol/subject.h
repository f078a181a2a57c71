// The shape of a `sub`: so that nobody who chooses a client_id can choose somebody's sub.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"

namespace signet::protocol {

// 128 random bits as 22 characters of base64url: opaque, and never handed out twice.
[[nodiscard]] std::string new_subject(Random& random);

// True for every text that new_subject() could ever return. client_credentials puts a client_id where other
// tokens carry a sub, so a client_id of this shape could pass for a person [RFC9068 §5].
[[nodiscard]] bool is_shaped_like_subject(std::string_view text);

}  // namespace signet::protocol
