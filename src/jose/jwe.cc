#include "jose/jwe.h"

#include <algorithm>
#include <array>

#include "base/base64url.h"
#include "crypto/openssl_ptr.h"
#include "jose/compact.h"
#include "jose/content_encryption.h"
#include "jose/key_transport.h"

namespace signet::jose {
namespace {

constexpr std::size_t kParts = 5;

// [RFC7516 §7.1] header.encrypted_key.iv.ciphertext.tag
std::optional<std::array<std::string_view, kParts>> split(std::string_view token) {
  std::array<std::string_view, kParts> parts;
  for (std::size_t i = 0; i + 1 < kParts; ++i) {
    const std::size_t dot = token.find('.');
    if (dot == std::string_view::npos) {
      return std::nullopt;
    }
    parts[i] = token.substr(0, dot);
    token.remove_prefix(dot + 1);
  }
  parts.back() = token;
  return token.find('.') == std::string_view::npos ? std::optional(parts) : std::nullopt;
}

// The member as a value that `from` knows and `allowed` has.
template <typename Enum>
std::optional<Enum> chosen(const Json& header, const char* name, std::optional<Enum> (*from)(std::string_view),
                           const std::vector<Enum>& allowed) {
  const auto text = string_member(header, name);
  const auto value = text ? from(*text) : std::nullopt;
  return value && std::find(allowed.begin(), allowed.end(), *value) != allowed.end() ? value : std::nullopt;
}

}  // namespace

std::string_view name_of(JweFault fault) {
  switch (fault) {
    case JweFault::too_large:
      return "too_large";
    case JweFault::malformed:
      return "malformed";
    case JweFault::alg_not_allowed:
      return "alg_not_allowed";
    case JweFault::unsupported_header:
      return "unsupported_header";
    case JweFault::unknown_key:
      return "unknown_key";
    case JweFault::undecryptable:
      return "undecryptable";
  }
  return "unknown";
}

bool looks_encrypted(std::string_view token) { return split(token).has_value(); }

std::string encrypt(std::string_view plaintext, const Encryption& encryption, const PublicKey& recipient, std::string_view cty,
                    std::string_view typ) {
  crypto::require(recipient.can_encrypt(encryption.alg), "the recipient's key is not for this algorithm");
  const crypto::ErrorQueueGuard guard;
  const SentKey sent = send_key(encryption, recipient.key_.get());
  Json header{{"alg", name_of(encryption.alg)}, {"enc", name_of(encryption.enc)}};
  if (!sent.epk.is_null()) {
    header["epk"] = sent.epk;
  }
  if (!recipient.kid().empty()) {
    header["kid"] = recipient.kid();
  }
  if (!cty.empty()) {
    header["cty"] = cty;
  }
  if (!typ.empty()) {
    header["typ"] = typ;
  }
  const std::string protected_header = base64url_encode(header.dump());
  const EncryptedContent content = encrypt_content(encryption.enc, sent.cek, protected_header, plaintext);
  std::string token = protected_header;
  for (const std::string& part : {sent.encrypted_key, content.iv, content.ciphertext, content.tag}) {
    token.append(1, '.').append(base64url_encode(part));
  }
  return token;
}

Expected<Decrypted, JweFault> decrypt(std::string_view token, const DecryptRules& rules, const DecryptionKeySource& keys) {
  if (token.size() > rules.max_size) {
    return unexpected(JweFault::too_large);
  }
  const auto parts = split(token);
  auto header = parts ? decode_object((*parts)[0], kMaxHeaderSize) : std::nullopt;
  if (!header || !kid_acceptable(*header)) {
    return unexpected(JweFault::malformed);
  }
  const auto alg = chosen(*header, "alg", &key_alg_from, rules.algs);
  const auto enc = chosen(*header, "enc", &enc_from, rules.encs);
  if (!alg || !enc) {
    return unexpected(JweFault::alg_not_allowed);
  }
  // [R-JW-4] We implement no extension. Compressed content could grow without limit, and its length tells what is in
  // it [R-JW-6].
  if (header->contains("crit") || header->contains("b64") || header->contains("zip")) {
    return unexpected(JweFault::unsupported_header);
  }
  const auto encrypted_key = base64url_decode((*parts)[1]);
  auto iv = base64url_decode((*parts)[2]);
  auto ciphertext = base64url_decode((*parts)[3]);
  auto tag = base64url_decode((*parts)[4]);
  if (!encrypted_key || !iv || iv->size() != iv_size(*enc) || !ciphertext || !tag || tag->size() != tag_size(*enc)) {
    return unexpected(JweFault::malformed);
  }
  const EncryptedContent content{std::move(*iv), std::move(*ciphertext), std::move(*tag)};
  const auto kid = string_member(*header, "kid");
  bool tried = false;
  for (const auto& key : keys(kid, *alg)) {
    if (key == nullptr || !key->can_decrypt(*alg)) {
      continue;
    }
    tried = true;
    const Secret decoy = random_cek(*enc);
    const auto cek = key->receive(*alg, *enc, *header, *encrypted_key);
    auto plaintext = decrypt_content(*enc, cek ? *cek : decoy, (*parts)[0], content);
    if (cek && plaintext) {
      return Decrypted{std::move(*header), std::move(*plaintext)};
    }
  }
  return unexpected(tried ? JweFault::undecryptable : JweFault::unknown_key);
}

}  // namespace signet::jose
