// The code that a person carries by eye from a device to a browser [RFC8628 §6.1].
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"

namespace signet::protocol {

// Eight of twenty consonants, about 34 bits: enough against guessing within ten minutes behind a limit [RFC8628 §5.1],
// and without vowels no word comes out by accident.
[[nodiscard]] std::string new_user_code(Random& random);

// As devices and pages show it: "WDJB-MJHT".
[[nodiscard]] std::string shown_user_code(std::string_view user_code);

// What somebody typed, as new_user_code() made it: small letters, spaces, hyphens and other marks do not matter.
// nullopt where a letter or digit is not of the alphabet, or there are not eight.
[[nodiscard]] std::optional<std::string> user_code_from(std::string_view typed);

}  // namespace signet::protocol
