// The one way to make a JWT: cpp-jwt builds and encodes the header, our key signs.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "jose/signing_key.h"

namespace signet::jose {

// Compact JWS [RFC7515 §7.1] over `claims`, with alg, kid and (unless empty) `typ` in its header. Claims are
// ours: a member name with a NUL, or text that is not UTF-8, is our own fault and throws.
[[nodiscard]] std::string mint(const SigningKey& key, std::string_view typ, const Json& claims);

}  // namespace signet::jose
