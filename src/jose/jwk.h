// One public key between its JWK form and OpenSSL's, with every limit on what strangers may hand us. For this
// room.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "jose/evp.h"

namespace signet::jose {

struct JwkRefusal {
  bool unknown_kind = false;  // a kty or crv that we do not speak: ignored in a set [RFC7517 §5]
  std::string sentence;       // says what is wrong, never repeats the value
};

// The key that `jwk` describes. Refused [R-JW-5]: private or symmetric members, RSA outside 2048..4096 bits
// or with an even or unusual exponent (both decide how long one verification takes), coordinates of the wrong
// width or off the curve, small-order Ed25519 points, integers with leading zeros.
[[nodiscard]] Expected<EvpKey, JwkRefusal> evp_key_from_jwk(const Json& jwk);

// kty and the public parameters, nothing else: exactly the members that RFC 7638 hashes. Null for other kinds
// of keys.
[[nodiscard]] Json public_members(EVP_PKEY* key);

// RFC 7638 thumbprint of what public_members returned: 43 base64url characters.
[[nodiscard]] std::string thumbprint_of(const Json& public_members);

}  // namespace signet::jose
