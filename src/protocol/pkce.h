// Proof Key for Code Exchange [RFC7636], S256 only.
#pragma once

#include <string_view>

namespace signet::protocol {

// 43 characters of base64url: what a SHA-256 looks like [R-PK-2].
[[nodiscard]] bool is_code_challenge(std::string_view text);

// 43 to 128 unreserved characters [RFC7636 §4.1].
[[nodiscard]] bool is_code_verifier(std::string_view text);

// BASE64URL(SHA256(verifier)) == challenge; compares the 32 bytes in constant time [R-PK-4].
[[nodiscard]] bool verifier_matches(std::string_view verifier, std::string_view challenge);

}  // namespace signet::protocol
