// What goes back to the client when the person's journey has ended well: code, access token, ID token, or nothing but
// the fact [OAuth.Responses §3, §4, §5].
#pragma once

#include <string>

#include "authorization/request.h"
#include "authorization/session_store.h"
#include "base/random.h"
#include "clients/resources.h"
#include "tokens/code.h"
#include "tokens/family_store.h"
#include "tokens/issuer.h"

namespace signet::authorization {

class Responder {
 public:
  Responder(const tokens::Issuer& issuer, const clients::Resources& resources, const tokens::Codes& codes,
            tokens::FamilyStore& families, Random& random)
      : issuer_(issuer), resources_(resources), codes_(codes), families_(families), random_(random) {}

  // The parameters of the answer, without state and iss. A code is sealed and writes nothing; tokens that leave here
  // belong to a family that is stored first, so that they can be revoked and their client hears of the logout.
  // Refusals: request_does_not_fit [R-AZ-18], login_required where the session has ended meanwhile, and what
  // tokens::Issuer says.
  [[nodiscard]] protocol::Result<web::Pairs> respond(const Request& request, const SessionView& view, const clients::Client& client,
                                                     Time now) const;

  // The answer as it travels: where its mode says so, all parameters become one JWT for this client [OAuth.JARM §2.1]. Refusals
  // are those of tokens::Issuer::authorization_response().
  [[nodiscard]] protocol::Result<Answer> packed(Answer answer, const clients::Client& client, Time now) const;

  // What the person of `view` allows by this request. A device has no browser: what is allowed to it belongs to no
  // session, so that it does not end when the person signs out of the browser that they typed the code into.
  [[nodiscard]] static tokens::Authorization authorization(const Request& request, const SessionView& view);

 private:
  [[nodiscard]] std::optional<std::string> code(const Request& request, const SessionView& view, Time now) const;
  // What roles the person has now; nullopt where the family could not be made.
  [[nodiscard]] std::optional<protocol::RoleSet> create(const tokens::Family& family, Time now) const;

  const tokens::Issuer& issuer_;
  const clients::Resources& resources_;
  const tokens::Codes& codes_;
  tokens::FamilyStore& families_;
  Random& random_;
};

}  // namespace signet::authorization
