#include "authorization/response.h"

#include "crypto/digest.h"

namespace signet::authorization {

std::optional<std::string> issue_code(const Request& request, const SessionView& view, const tokens::Codes& codes,
                                      const tokens::Lifetimes& lifetimes, Random& random, Time now) {
  tokens::Code code;
  code.code_id = random_id(random, 16);
  code.authorization.client_id = request.client_id;
  code.authorization.sub = view.session.sub;
  code.authorization.sid = view.session.sid;
  code.authorization.scope = request.scope;
  code.authorization.nonce = request.nonce;
  code.authorization.auth_time = view.session.auth_time;
  code.authorization.auth_time_required = request.auth_time_required;
  code.authorization.acr = view.session.acr;
  code.authorization.amr = view.session.amr;
  code.redirect_uri_hash = crypto::sha256_base64url(request.redirect_uri);
  code.redirect_uri_sent = request.redirect_uri_sent;
  code.code_challenge = request.code_challenge;
  code.expires_at = now + lifetimes.code;
  code.session_expires_at = view.session.expires_at;
  return codes.seal(code, random);
}

}  // namespace signet::authorization
