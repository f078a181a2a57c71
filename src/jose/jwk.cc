#include "jose/jwk.h"

#include <algorithm>
#include <array>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "crypto/openssl_ptr.h"
#include "jose/weak_keys.h"

namespace signet::jose {
namespace {

using crypto::Freer;
using Bignum = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;

constexpr std::size_t kEd25519Size = 32;

struct Curve {
  const char* jwk_name;
  const char* openssl_name;
  std::size_t width;
};
constexpr std::array kCurves{Curve{"P-256", "prime256v1", 32}, Curve{"P-384", "secp384r1", 48},
                             Curve{"P-521", "secp521r1", 66}};

tl::unexpected<JwkRefusal> refuse(std::string sentence) {
  return unexpected(JwkRefusal{false, std::move(sentence)});
}
tl::unexpected<JwkRefusal> unknown(std::string sentence) {
  return unexpected(JwkRefusal{true, std::move(sentence)});
}

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::optional<std::string> bytes_member(const Json& jwk, const char* name) {
  const auto text = string_member(jwk, name);
  return text ? base64url_decode(*text) : std::nullopt;
}

EvpKey build(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const crypto::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  crypto::require(params != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1,
                  "cannot build keys");
  EVP_PKEY* key = nullptr;
  return EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) == 1 ? own(key) : nullptr;
}

bool odd(std::string_view big_endian) { return (static_cast<unsigned char>(big_endian.back()) & 1) != 0; }

Expected<EvpKey, JwkRefusal> rsa_key(const Json& jwk) {
  const auto n = bytes_member(jwk, "n");
  const auto e = bytes_member(jwk, "e");
  if (!n || !e || n->empty() || e->empty() || n->front() == '\0' || e->front() == '\0') {
    return refuse("n and e must be base64url integers without leading zeros");
  }
  const bool at_least_2048 =
      n->size() > 256 || (n->size() == 256 && (static_cast<unsigned char>((*n)[0]) & 0x80) != 0);
  if (!at_least_2048 || n->size() > 512 || !odd(*n)) {
    return refuse("an RSA key needs an odd modulus of 2048 to 4096 bits");
  }
  if (has_roca_fingerprint(*n)) {
    return refuse("the RSA key was made by a library whose keys can be factored (ROCA)");
  }
  const Bignum modulus(BN_bin2bn(bytes_of(*n), static_cast<int>(n->size()), nullptr));
  // Up to 32 bits: a longer exponent makes every verification as slow as a signature, or 100 times slower.
  const Bignum exponent(e->size() <= 4 ? BN_bin2bn(bytes_of(*e), static_cast<int>(e->size()), nullptr)
                                       : nullptr);
  if (exponent == nullptr || BN_get_word(exponent.get()) < 65537 || !odd(*e)) {
    return refuse("an RSA key needs an odd exponent from 65537 to 2^32");
  }
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  crypto::require(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1 &&
                      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1,
                  "cannot build RSA keys");
  EvpKey key = build("RSA", builder.get());
  return key != nullptr ? Expected<EvpKey, JwkRefusal>(std::move(key)) : refuse("not an RSA key");
}

Expected<EvpKey, JwkRefusal> ec_key(const Json& jwk) {
  const auto crv = string_member(jwk, "crv");
  const auto curve =
      std::find_if(kCurves.begin(), kCurves.end(), [&](const Curve& c) { return crv == c.jwk_name; });
  if (curve == kCurves.end()) {
    return unknown("crv must be P-256, P-384 or P-521");
  }
  const auto x = bytes_member(jwk, "x");
  const auto y = bytes_member(jwk, "y");
  if (!x || !y || x->size() != curve->width || y->size() != curve->width) {
    return refuse("x and y must be base64url and exactly as wide as the curve");
  }
  const std::string point = '\x04' + *x + *y;
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  crypto::require(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                                  curve->openssl_name, 0) == 1 &&
                      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                                       point.size()) == 1,
                  "cannot build EC keys");
  EvpKey key = build("EC", builder.get());
  const crypto::KeyContext check(key == nullptr ? nullptr
                                                : EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  // The quick check is enough: these curves have cofactor 1, so a point on the curve is in the right group.
  if (check == nullptr || EVP_PKEY_public_check_quick(check.get()) != 1) {
    return refuse("x and y are not a point on the curve");
  }
  return key;
}

Expected<EvpKey, JwkRefusal> okp_key(const Json& jwk) {
  if (string_member(jwk, "crv") != "Ed25519") {
    return unknown("crv must be Ed25519");
  }
  const auto x = bytes_member(jwk, "x");
  if (!x || x->size() != kEd25519Size) {
    return refuse("x must be 32 bytes in base64url");
  }
  if (is_small_order_ed25519(*x)) {
    return refuse("x is a point of small order");
  }
  EvpKey key = own(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, bytes_of(*x), x->size()));
  return key != nullptr ? Expected<EvpKey, JwkRefusal>(std::move(key)) : refuse("x is not an Ed25519 key");
}

// base64url of a big integer, `width` bytes wide (0: as short as it goes).
std::string integer_member(EVP_PKEY* key, const char* name, std::size_t width) {
  BIGNUM* raw = nullptr;
  crypto::require(EVP_PKEY_get_bn_param(key, name, &raw) == 1, "key without its public part");
  const Bignum value(raw);
  std::string bytes(width != 0 ? width : static_cast<std::size_t>(BN_num_bytes(value.get())), '\0');
  const int size = static_cast<int>(bytes.size());
  crypto::require(BN_bn2binpad(value.get(), reinterpret_cast<std::uint8_t*>(bytes.data()), size) == size,
                  "key with a coordinate that is too wide");
  return base64url_encode(bytes);
}

const Curve* curve_of_key(EVP_PKEY* key) {
  std::array<char, 64> name{};
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) != 1) {
    return nullptr;  // explicit curve parameters have no name
  }
  const auto found = std::find_if(kCurves.begin(), kCurves.end(), [&](const Curve& c) {
    return std::string_view(name.data()) == c.openssl_name;
  });
  return found == kCurves.end() ? nullptr : &*found;
}

}  // namespace

Expected<EvpKey, JwkRefusal> evp_key_from_jwk(const Json& jwk) {
  const crypto::ErrorQueueGuard guard;
  if (!jwk.is_object()) {
    return refuse("a JWK is a JSON object");
  }
  // [R-JW-5] Whoever sends us these has published a secret; "k" is a symmetric key.
  for (const char* member : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    if (jwk.contains(member)) {
      return refuse("a public JWK must not have the private member " + std::string(member));
    }
  }
  const auto kty = string_member(jwk, "kty");
  if (!kty) {
    return refuse("a JWK needs the string member kty");
  }
  if (*kty == "RSA") {
    return rsa_key(jwk);
  }
  if (*kty == "EC") {
    return ec_key(jwk);
  }
  if (*kty == "OKP") {
    return okp_key(jwk);
  }
  return unknown("kty must be RSA, EC or OKP");
}

Json public_members(EVP_PKEY* key) {
  const crypto::ErrorQueueGuard guard;
  if (EVP_PKEY_is_a(key, "RSA") == 1) {
    return {{"kty", "RSA"},
            {"n", integer_member(key, OSSL_PKEY_PARAM_RSA_N, 0)},
            {"e", integer_member(key, OSSL_PKEY_PARAM_RSA_E, 0)}};
  }
  if (EVP_PKEY_is_a(key, "EC") == 1) {
    const Curve* curve = curve_of_key(key);
    if (curve == nullptr) {
      return nullptr;
    }
    return {{"kty", "EC"},
            {"crv", curve->jwk_name},
            {"x", integer_member(key, OSSL_PKEY_PARAM_EC_PUB_X, curve->width)},
            {"y", integer_member(key, OSSL_PKEY_PARAM_EC_PUB_Y, curve->width)}};
  }
  if (EVP_PKEY_is_a(key, "ED25519") == 1) {
    std::string x(kEd25519Size, '\0');
    std::size_t length = x.size();
    crypto::require(EVP_PKEY_get_raw_public_key(key, reinterpret_cast<std::uint8_t*>(x.data()), &length) == 1,
                    "key without its public part");
    return {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", base64url_encode(x)}};
  }
  return nullptr;
}

std::string thumbprint_of(const Json& members) {
  // Json orders members by name and writes no white space, and the values are plain ASCII: dump() is the
  // canonical form of [RFC7638 §3].
  return crypto::sha256_base64url(members.dump());
}

}  // namespace signet::jose
