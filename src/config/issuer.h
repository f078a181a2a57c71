// What an issuer may look like.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace signet::config {

// What is wrong with `issuer` and what to write instead, or nullopt. It is published and compared letter for
// letter, and URLs are made by appending to it, so it has one spelling: no query or fragment [OIDC Discovery
// §3], no user, a lower-case host, no default port, no empty, "." or ".." segment. https; http only for
// 127.0.0.1, [::1] and localhost.
[[nodiscard]] std::optional<std::string> issuer_problem(std::string_view issuer);

}  // namespace signet::config
