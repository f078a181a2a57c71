// What goes back to the client when the person's journey has ended well: a code.
#pragma once

#include <optional>
#include <string>

#include "authorization/request.h"
#include "authorization/session_store.h"
#include "base/random.h"
#include "tokens/code.h"
#include "tokens/lifetimes.h"

namespace signet::authorization {

// A sealed code for what `request` asked of the person in `view`; nullopt where it would be too long to travel
// [R-AZ-18]. Writes nothing anywhere.
[[nodiscard]] std::optional<std::string> issue_code(const Request& request, const SessionView& view, const tokens::Codes& codes,
                                                    const tokens::Lifetimes& lifetimes, Random& random, Time now);

}  // namespace signet::authorization
