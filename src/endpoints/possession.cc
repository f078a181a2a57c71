#include "endpoints/possession.h"

#include "crypto/digest.h"
#include "jose/certificate.h"

namespace signet::endpoints {

using protocol::Confirmation;
using protocol::fail;
using protocol::Reason;
using protocol::Result;

Result<Confirmation> Possession::prove(const web::Request& request, const clients::Client& client) const {
  auto key = proofs_.key(request, "");
  if (!key) {
    return unexpected(std::move(key.error()));
  }
  if (key->empty() && client.dpop_bound_access_tokens) {
    return fail(Reason::dpop_proof_missing);
  }
  Confirmation confirmation{*std::move(key), {}};
  if (client.tls_client_certificate_bound_access_tokens) {
    const auto certificate = jose::Certificate::parse(request.client_certificate);
    if (!certificate) {
      return fail(Reason::client_certificate_missing);
    }
    confirmation.x5t_s256 = certificate->thumbprint();
  }
  return confirmation;
}

Result<void> Possession::judge(const web::Request& request, const PresentedToken& presented, const tokens::AccessToken& token) const {
  const std::string& jkt = token.confirmation.jkt;
  // The thumbprint is the hash of the certificate's octets; nothing in it has to be understood here.
  if (const std::string& x5t = token.confirmation.x5t_s256;
      !x5t.empty() && (request.client_certificate.empty() || crypto::sha256_base64url(request.client_certificate) != x5t)) {
    return fail(Reason::access_token_certificate, request.client_certificate.empty() ? "no certificate was shown" : "");
  }
  if (presented.as_dpop == jkt.empty()) {
    return fail(jkt.empty() ? Reason::access_token_unbound : Reason::access_token_bound);
  }
  if (jkt.empty()) {
    return {};
  }
  const auto key = proofs_.key(request, presented.text);
  if (!key) {
    return unexpected(key.error());
  }
  if (key->empty()) {
    return fail(Reason::dpop_proof_missing);
  }
  return *key == jkt ? Result<void>() : fail(Reason::access_token_key_mismatch);
}

void Possession::add_nonce(web::Response& response, const web::Request& request) const {
  const bool asked_for = response.trail.reason == protocol::name_of(Reason::dpop_nonce_needed);
  if (asked_for || (proofs_.demands_nonce() && request.count("DPoP") > 0)) {
    response.add("DPoP-Nonce", proofs_.nonce(request.now));
  }
}

}  // namespace signet::endpoints
