// Private keys at the edges of this room: made anew, read from what people and the store keep, written for the store.
// For this room.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "jose/evp.h"

namespace signet::jose {

// RSA of 2048 bits where `curve` is "", Ed25519, or an elliptic curve by its JWK name. RSA takes 50 to 500 ms.
[[nodiscard]] EvpKey generate_key(std::string_view curve);

// From PKCS#8 DER [RFC5208 §5], or from PEM as people keep it (PKCS#8, PKCS#1 or SEC1, not encrypted). The error is a
// sentence without any of the input. Never asks the terminal for a pass phrase [S-J16].
[[nodiscard]] Expected<EvpKey, std::string> key_from_pkcs8(const Secret& der);
[[nodiscard]] Expected<EvpKey, std::string> key_from_pem(const Secret& pem);

[[nodiscard]] Secret pkcs8_of(EVP_PKEY* key);  // DER, not encrypted

}  // namespace signet::jose
