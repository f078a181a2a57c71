// Encrypted tokens: compact JWE [RFC7516 §7.1], to others' public keys and from strangers to our own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "jose/decryption_key.h"
#include "jose/encryption_alg.h"
#include "jose/public_key.h"
#include "jose/verify.h"

namespace signet::jose {

// `plaintext` for `recipient`, which must can_encrypt(encryption.alg). The header has alg, enc, the recipient's kid
// where it has one, epk for ECDH, and cty ("JWT" for a nested token [RFC7519 §5.2]) and typ unless empty. Throws only
// if OpenSSL fails, or for a recipient of another kind, which is our own fault.
[[nodiscard]] std::string encrypt(std::string_view plaintext, const Encryption& encryption, const PublicKey& recipient,
                                  std::string_view cty = "", std::string_view typ = "");

// What the caller, not the token, decides [R-JW-6].
struct DecryptRules {
  std::vector<KeyAlg> algs;
  std::vector<Enc> encs;
  std::size_t max_size = kMaxRequestObjectSize;
};

// For the log; whoever sent the token hears one answer for all of them. Everything that depends on a key, or on what
// is hidden, is `undecryptable` [R-JW-7].
enum class JweFault { too_large, malformed, alg_not_allowed, unsupported_header, unknown_key, undecryptable };
[[nodiscard]] std::string_view name_of(JweFault fault);

// Our keys to which a token with this kid (absent where it names none) may be encrypted with `alg`. Each one costs a
// private operation, so give few.
using DecryptionKeySource =
    std::function<std::vector<std::shared_ptr<const DecryptionKey>>(std::optional<std::string_view> kid, KeyAlg alg)>;

// What was inside. Whoever knows our public key can have made it: decryption is never authentication, so a request
// object's signature is verified afterwards, and a nested token that is not a JWS is refused there [R-JW-6].
struct Decrypted {
  Json header;
  std::string plaintext;
};

// In this order: size, five parts of strict base64url, JSON without duplicates, alg and enc in the rules, no crit, b64
// or zip, the sizes of IV and tag, a key, the key's own padding and the content's tag together. A content encryption
// key that does not come out right is replaced by a random one, so that its failure is seen where, and when, that of
// the content would be [RFC7516 §11.5]. Never throws for what a token contains; leaves OpenSSL's error queue empty.
[[nodiscard]] Expected<Decrypted, JweFault> decrypt(std::string_view token, const DecryptRules& rules, const DecryptionKeySource& keys);

// Whether `token` looks like a compact JWE, of five parts, rather than like a JWS of three.
[[nodiscard]] bool looks_encrypted(std::string_view token);

}  // namespace signet::jose
