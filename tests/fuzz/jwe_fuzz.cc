// Encrypted tokens: the input as a token, and, as strangers know our public key, the input as the header of one whose
// content is sound under a key that everybody can send us [R-JW-4] [R-JW-6] [R-JW-7] [S-J9] [S-J10].
#include <openssl/err.h>

#include "base/base64url.h"
#include "fuzz/property.h"
#include "jose/content_encryption.h"
#include "jose/jwe.h"

namespace {

namespace jose = signet::jose;
using signet::fuzz::demand;

const jose::DecryptRules kRules{{jose::kAllKeyAlgs.begin(), jose::kAllKeyAlgs.end()}, {jose::kAllEncs.begin(), jose::kAllEncs.end()}};

// P-256 only: an RSA operation would take most of the time.
std::vector<std::shared_ptr<const jose::DecryptionKey>> keys(std::optional<std::string_view>, jose::KeyAlg) {
  static const auto key = jose::DecryptionKey::generate(jose::KeyAlg::ECDH_ES);
  return {key};
}

void judge(std::string_view token) {
  const auto decrypted = jose::decrypt(token, kRules, keys);
  demand(ERR_peek_error() == 0, "no entry stays in OpenSSL's queue");
  if (!decrypted) {
    return;
  }
  const signet::Json& header = decrypted->header;
  demand(jose::key_alg_from(header.value("alg", "")).has_value() && jose::enc_from(header.value("enc", "")).has_value(),
         "the algorithms are among ours");
  demand(!header.contains("crit") && !header.contains("zip"), "no extension is overlooked");
  demand(header.at("epk").value("crv", "") == "P-256", "the ephemeral key is on our curve");
  demand(token.size() <= kRules.max_size && decrypted->plaintext.size() < token.size(), "sizes are limited");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = signet::fuzz::text_of(data, size);
  judge(input);

  // The input as the header over the rest of a sound token, which every change of the header breaks.
  const jose::Encryption encryption{jose::KeyAlg::ECDH_ES_A128KW, jose::Enc::A128GCM};
  static const std::string sound = jose::encrypt("{}", encryption, *keys({}, encryption.alg).front()->public_key());
  judge(signet::base64url_encode(input) + sound.substr(sound.find('.')));

  // [RFC7518 §4.6] For ECDH-ES the sender knows the key, so content is sound under any header that agrees on one.
  const auto header = signet::parse_json_object(input);
  const auto cek = header ? keys({}, jose::KeyAlg::ECDH_ES).front()->receive(jose::KeyAlg::ECDH_ES, jose::Enc::A256GCM, *header, "")
                          : std::nullopt;
  if (cek) {
    const std::string protected_header = signet::base64url_encode(input);
    const auto content = jose::encrypt_content(jose::Enc::A256GCM, *cek, protected_header, input);
    judge(protected_header + ".." + signet::base64url_encode(content.iv) + '.' + signet::base64url_encode(content.ciphertext) + '.' +
          signet::base64url_encode(content.tag));
  }
  return 0;
}
