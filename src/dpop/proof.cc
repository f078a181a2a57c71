#include "dpop/proof.h"

#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "jose/claims.h"
#include "jose/public_key.h"
#include "jose/verify.h"
#include "web/url.h"

namespace signet::dpop {
namespace {

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

int hex_value(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

// Escapes in capitals, and none where none is needed; `path` comes from parse_url(), so every escape is whole.
std::string normalised_path(std::string_view path) {
  std::string normalised;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '%') {
      normalised += path[i];
      continue;
    }
    const char c = static_cast<char>(hex_value(path[i + 1]) * 16 + hex_value(path[i + 2]));
    normalised += is_unreserved(c) ? std::string(1, c) : web::percent_encode(std::string_view(&c, 1));
    i += 2;
  }
  return normalised.empty() ? "/" : normalised;
}

}  // namespace

std::optional<std::string> normalised_htu(std::string_view uri) {
  const auto url = web::parse_url(uri);
  if (!url || (url->scheme != "https" && url->scheme != "http") || url->host.empty() || url->userinfo) {
    return std::nullopt;
  }
  return url->origin() + normalised_path(url->path);
}

Expected<Proof, std::string> read_proof(std::string_view text) {
  jose::VerifyRules rules;
  rules.algs.assign(kAlgs.begin(), kAlgs.end());
  rules.typs = {"dpop+jwt"};
  Proof proof;
  // The one place where a token brings its own key: what it proves is that the sender has it, not who they are [R-JW-3].
  const auto verified = jose::verify(text, rules, [&](const Json& header, const Json&) {
    std::vector<std::shared_ptr<const jose::PublicKey>> keys;
    const auto jwk = header.find("jwk");
    if (auto key = jose::import_public_jwk(jwk == header.end() ? Json() : *jwk)) {
      proof.jkt = (*key)->thumbprint();
      keys.push_back(*std::move(key));
    }
    return keys;
  });
  if (!verified) {
    return unexpected(std::string(jose::name_of(verified.error())));
  }
  auto jti = jose::bounded_claim(verified->claims, "jti");
  auto htm = jose::bounded_claim(verified->claims, "htm");
  const auto htu_claim = jose::bounded_claim(verified->claims, "htu", 2048);
  auto htu = htu_claim ? normalised_htu(*htu_claim) : std::nullopt;
  const auto iat = jose::numeric_date(verified->claims, "iat");
  if (!jti || !htm || !htu || !iat) {
    return unexpected(std::string("jti, htm, htu or iat is missing or malformed"));
  }
  proof.jti = *std::move(jti);
  proof.htm = *std::move(htm);
  proof.htu = *std::move(htu);
  proof.issued_at = from_epoch_seconds(*iat);
  for (const auto& [name, member] : {std::pair("nonce", &proof.nonce), std::pair("ath", &proof.ath)}) {
    if (verified->claims.contains(name)) {
      *member = jose::bounded_claim(verified->claims, name, 512);
      if (!*member) {
        return unexpected(std::string("nonce or ath is malformed"));
      }
    }
  }
  return proof;
}

}  // namespace signet::dpop
