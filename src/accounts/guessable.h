// Passwords that are tried first: those that very many people chose before, and a person's own name [R-PW-3].
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/embedded_file.h"

namespace signet::accounts {

// An operator's own list, beside the one that is built in.
using PasswordList = std::unordered_set<std::string>;

// One password a line, as text without regard to ASCII case; what is shorter than any password may be is left out. Throws
// std::runtime_error, naming the file, where it cannot be read, or holds more than 64 MiB.
[[nodiscard]] std::shared_ptr<const PasswordList> read_password_list(const std::filesystem::path& file);

// Whether `password`, without regard to ASCII case, stands in the built-in list or in `more` (may be null), or is such a word
// once or several times with nothing but digits and signs around it: "Sunshine2026!!!!", "dragondragondragon".
[[nodiscard]] bool is_common_password(std::string_view password, const PasswordList* more);

// Whether it is one of `names` with little added: what is left without them, and without what merely separates, has fewer
// than eight characters. Names of fewer than four characters are too short to be found in a password.
[[nodiscard]] bool is_made_of(std::string_view password, std::span<const std::string> names);

// What the server's own host contributes: the whole, and its labels but for the last.
[[nodiscard]] std::vector<std::string> names_in_host(std::string_view host);

// What a person's e-mail address contributes: the whole, and what stands before the @.
[[nodiscard]] std::vector<std::string> names_in_email(std::string_view email);

// src/accounts/passwords.
[[nodiscard]] std::span<const EmbeddedFile> embedded_passwords();

}  // namespace signet::accounts
