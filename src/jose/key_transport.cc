#include "jose/key_transport.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include "base/base64url.h"
#include "crypto/openssl_ptr.h"
#include "jose/content_encryption.h"
#include "jose/jwk.h"

namespace signet::jose {
namespace {

using Kdf = std::unique_ptr<EVP_KDF, crypto::Freer<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, crypto::Freer<EVP_KDF_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER, crypto::Freer<EVP_CIPHER_free>>;

constexpr std::size_t kWrapOverhead = 8;  // [RFC3394 §2.2.1]

std::uint8_t* bytes_of(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }
const std::uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

crypto::KeyContext context_of(EVP_PKEY* key) {
  crypto::KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  crypto::require(context != nullptr, "no memory for a key's context");
  return context;
}

// [RFC7518 §4.3] OAEP with SHA-1 or SHA-256, for the label and for MGF1 alike.
bool set_oaep(EVP_PKEY_CTX* context, KeyAlg alg) {
  const char* digest = alg == KeyAlg::RSA_OAEP_256 ? "SHA256" : "SHA1";
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_oaep_md_name(context, digest, nullptr) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, digest, nullptr) == 1;
}

std::string oaep_encrypt(KeyAlg alg, EVP_PKEY* recipient, const Secret& cek) {
  const crypto::KeyContext context = context_of(recipient);
  std::string encrypted(static_cast<std::size_t>(EVP_PKEY_get_size(recipient)), '\0');
  std::size_t length = encrypted.size();
  crypto::require(EVP_PKEY_encrypt_init(context.get()) == 1 && set_oaep(context.get(), alg) &&
                      EVP_PKEY_encrypt(context.get(), bytes_of(encrypted), &length, bytes_of(cek.reveal()), cek.size()) == 1 &&
                      length == encrypted.size(),
                  "encrypting a key failed");
  return encrypted;
}

std::optional<Secret> oaep_decrypt(KeyAlg alg, EVP_PKEY* own_key, std::string_view encrypted) {
  const crypto::KeyContext context = context_of(own_key);
  std::string bytes(static_cast<std::size_t>(EVP_PKEY_get_size(own_key)), '\0');
  std::size_t length = bytes.size();
  if (encrypted.size() != bytes.size() || EVP_PKEY_decrypt_init(context.get()) != 1 || !set_oaep(context.get(), alg) ||
      EVP_PKEY_decrypt(context.get(), bytes_of(bytes), &length, bytes_of(encrypted), encrypted.size()) != 1) {
    OPENSSL_cleanse(bytes.data(), bytes.size());
    return std::nullopt;
  }
  const Secret whole = secret_from(bytes);
  return Secret(whole.reveal().substr(0, length));
}

// The shared secret Z, as wide as the field. The points are known to lie on one curve, so OpenSSL's own check, which
// costs as much as all the rest, is left out.
Secret agree(EVP_PKEY* own_key, EVP_PKEY* peer) {
  const crypto::KeyContext context = context_of(own_key);
  std::size_t size = 0;
  crypto::require(EVP_PKEY_derive_init(context.get()) == 1 && EVP_PKEY_derive_set_peer_ex(context.get(), peer, 0) == 1 &&
                      EVP_PKEY_derive(context.get(), nullptr, &size) == 1,
                  "cannot agree on a key");
  std::string z(size, '\0');
  crypto::require(EVP_PKEY_derive(context.get(), bytes_of(z), &size) == 1 && size == z.size(), "cannot agree on a key");
  return secret_from(z);
}

void append_number(std::string& out, std::size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>(number >> shift & 0xff);
  }
}

void append_with_length(std::string& out, std::string_view part) {
  append_number(out, part.size());
  out.append(part);
}

// Concat KDF over SHA-256 [RFC7518 §4.6.2], which OpenSSL calls the single step one.
Secret concat_kdf(const Secret& z, std::string_view algorithm_id, std::string_view apu, std::string_view apv, std::size_t size) {
  std::string info;
  append_with_length(info, algorithm_id);
  append_with_length(info, apu);
  append_with_length(info, apv);
  append_number(info, size * 8);
  const Kdf kdf(EVP_KDF_fetch(nullptr, "SSKDF", nullptr));
  const KdfContext context(EVP_KDF_CTX_new(kdf.get()));
  char digest[] = "SHA256";
  // OpenSSL only reads what these point to.
  auto* const key = const_cast<char*>(z.reveal().data());
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key, z.size()),
                               OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
                               OSSL_PARAM_construct_end()};
  std::string derived(size, '\0');
  crypto::require(context != nullptr && EVP_KDF_derive(context.get(), bytes_of(derived), size, params) == 1, "cannot derive a key");
  return secret_from(derived);
}

std::size_t kek_size(KeyAlg alg) { return alg == KeyAlg::ECDH_ES_A128KW ? 16 : 32; }

// AES Key Wrap [RFC3394 §2.2], one way or the other; "" where an unwrapped key does not prove to be one.
std::string key_wrap(bool wrap, const Secret& kek, std::string_view in) {
  const Cipher cipher(EVP_CIPHER_fetch(nullptr, kek.size() == 16 ? "AES-128-WRAP" : "AES-256-WRAP", nullptr));
  const crypto::CipherContext context(EVP_CIPHER_CTX_new());
  crypto::require(cipher != nullptr && context != nullptr, "no AES key wrap");
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  std::string out(in.size() + 2 * kWrapOverhead, '\0');
  int length = 0;
  int rest = 0;
  if (EVP_CipherInit_ex2(context.get(), cipher.get(), bytes_of(kek.reveal()), nullptr, wrap ? 1 : 0, nullptr) != 1 ||
      EVP_CipherUpdate(context.get(), bytes_of(out), &length, bytes_of(in), static_cast<int>(in.size())) != 1 ||
      EVP_CipherFinal_ex(context.get(), bytes_of(out) + length, &rest) != 1) {
    return "";
  }
  out.resize(static_cast<std::size_t>(length + rest));
  return out;
}

std::optional<Secret> unwrap(const Secret& kek, std::string_view wrapped, std::size_t size) {
  if (wrapped.size() != size + kWrapOverhead) {
    return std::nullopt;
  }
  std::string cek = key_wrap(false, kek, wrapped);
  return cek.size() == size ? std::optional(secret_from(cek)) : std::nullopt;
}

// What both sides derive: the content encryption key itself for ECDH-ES, else the key that wraps it.
Secret agreed_key(KeyAlg alg, Enc enc, const Secret& z, std::string_view apu, std::string_view apv) {
  return alg == KeyAlg::ECDH_ES ? concat_kdf(z, name_of(enc), apu, apv, cek_size(enc))
                                : concat_kdf(z, name_of(alg), apu, apv, kek_size(alg));
}

// PartyUInfo and PartyVInfo [RFC7518 §4.6.1.2]: "" where absent, nullopt where they are no base64url.
std::optional<std::string> party_info(const Json& header, const char* name) {
  if (!header.contains(name)) {
    return "";
  }
  const auto text = string_member(header, name);
  return text ? base64url_decode(*text) : std::nullopt;
}

std::string curve_of(const Json& public_members) { return public_members.value("crv", ""); }

std::optional<Secret> receive_agreed_key(KeyAlg alg, Enc enc, EVP_PKEY* own_key, const Json& header,
                                         std::string_view encrypted_key) {
  const auto epk = header.contains("epk") ? evp_key_from_jwk(header.at("epk")) : unexpected(JwkRefusal{});
  const auto apu = party_info(header, "apu");
  const auto apv = party_info(header, "apv");
  if (!epk || !apu || !apv || curve_of(public_members(epk->get())) != curve_of(public_members(own_key))) {
    return std::nullopt;
  }
  Secret agreed = agreed_key(alg, enc, agree(own_key, epk->get()), *apu, *apv);
  if (alg != KeyAlg::ECDH_ES) {
    return unwrap(agreed, encrypted_key, cek_size(enc));
  }
  return encrypted_key.empty() ? std::optional(std::move(agreed)) : std::nullopt;
}

}  // namespace

SentKey send_key(const Encryption& encryption, EVP_PKEY* recipient) {
  if (key_type(encryption.alg) == KeyType::RSA) {
    Secret cek = random_cek(encryption.enc);
    std::string encrypted = oaep_encrypt(encryption.alg, recipient, cek);
    return {std::move(cek), std::move(encrypted), nullptr};
  }
  // A key on the recipient's curve, for this message only.
  EVP_PKEY* raw = nullptr;
  const crypto::KeyContext context = context_of(recipient);
  crypto::require(EVP_PKEY_keygen_init(context.get()) == 1 && EVP_PKEY_generate(context.get(), &raw) == 1, "cannot generate a key");
  const EvpKey ephemeral = own(raw);
  Secret agreed = agreed_key(encryption.alg, encryption.enc, agree(ephemeral.get(), recipient), "", "");
  Json epk = public_members(ephemeral.get());
  if (encryption.alg == KeyAlg::ECDH_ES) {
    return {std::move(agreed), "", std::move(epk)};
  }
  Secret cek = random_cek(encryption.enc);
  std::string wrapped = key_wrap(true, agreed, cek.reveal());
  crypto::require(wrapped.size() == cek.size() + kWrapOverhead, "wrapping a key failed");
  return {std::move(cek), std::move(wrapped), std::move(epk)};
}

std::optional<Secret> receive_key(KeyAlg alg, Enc enc, EVP_PKEY* own_key, const Json& header, std::string_view encrypted_key) {
  auto cek = key_type(alg) == KeyType::RSA ? oaep_decrypt(alg, own_key, encrypted_key)
                                           : receive_agreed_key(alg, enc, own_key, header, encrypted_key);
  return cek && cek->size() == cek_size(enc) ? std::move(cek) : std::nullopt;
}

}  // namespace signet::jose
