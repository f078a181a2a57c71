// E-mail addresses as login names.
#pragma once

#include <string>
#include <string_view>

namespace signet::accounts {

// An addr-spec of RFC 5322 without quoted strings, comments and domain literals: ASCII, 3 to 254 bytes, local
// part at most 64, domain of host name labels (one suffices: "root@localhost"). International domains in
// punycode.
[[nodiscard]] bool is_email_address(std::string_view text);

// What identifies the account: surrounding blanks dropped, ASCII letters in lower case. Equal for exactly the
// addresses that AccountStore takes for the same.
[[nodiscard]] std::string canonical_email(std::string_view typed);

}  // namespace signet::accounts
