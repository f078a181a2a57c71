// Tokens that are bound to a key, and the proof that goes with them: what /token binds, and what our resources ask for.
#pragma once

#include "clients/client.h"
#include "dpop/proofs.h"
#include "endpoints/bearer.h"
#include "protocol/confirmation.h"
#include "tokens/access_token.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class Possession {
 public:
  explicit Possession(const dpop::Proofs& proofs) : proofs_(proofs) {}

  // What the tokens of this request shall be bound to: the key of its DPoP proof, or nothing where it brings none, which a client that
  // registered dpop_bound_access_tokens may not do [RFC9449 §5.2]; and the certificate that it shows, where the client registered
  // tls_client_certificate_bound_access_tokens [RFC8705 §3].
  [[nodiscard]] protocol::Result<protocol::Confirmation> prove(const web::Request& request, const clients::Client& client) const;

  // Whether whoever presents `token`, which was read from `presented`, may: one bound to a key only with the scheme DPoP and a proof by it,
  // any other only as Bearer [R-DP-4]; one bound to a certificate only over a connection that showed it [RS-03].
  [[nodiscard]] protocol::Result<void> judge(const web::Request& request, const PresentedToken& presented,
                                             const tokens::AccessToken& token) const;

  // Gives `response` the nonce that the next proof needs, if it needs one, or if this one was refused for lack of it [RFC9449 §8].
  void add_nonce(web::Response& response, const web::Request& request) const;

 private:
  const dpop::Proofs& proofs_;
};

}  // namespace signet::endpoints
