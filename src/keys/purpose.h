// What a key of the ring is for: signatures with one algorithm, or being encrypted to. A StoredKey's alg spells it.
#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "jose/alg.h"
#include "jose/encryption_alg.h"

namespace signet::keys {

using Purpose = std::variant<jose::Alg, jose::KeyAlg>;

// Spelled as on the wire, and back letter for letter.
[[nodiscard]] std::string_view name_of(const Purpose& purpose);
[[nodiscard]] std::optional<Purpose> purpose_from(std::string_view alg);

[[nodiscard]] bool is_for_encryption(const Purpose& purpose);
[[nodiscard]] std::string_view use_of(const Purpose& purpose);  // "sig" or "enc" [RFC7517 §4.2]

// As above for the text; false and "sig" where nobody knows it.
[[nodiscard]] bool is_for_encryption(std::string_view alg);
[[nodiscard]] std::string_view use_of(std::string_view alg);

// Every algorithm that clients may use towards keys kept for `kept`: one RSA key serves all of RSA-OAEP, one EC key all
// of ECDH-ES (jose/decryption_key.h).
[[nodiscard]] std::vector<jose::KeyAlg> served_by(const std::vector<jose::KeyAlg>& kept);

}  // namespace signet::keys
