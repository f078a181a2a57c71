// Who calls the JSON API for the operator's own apps: a first-party client, from a page of its own, or a program.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "clients/registry.h"
#include "protocol/error.h"
#include "web/request.h"

namespace signet::endpoints {

class FirstParty {
 public:
  // `default_client_id` is for requests that neither name a client nor come from a registered origin; empty: none is.
  FirstParty(const std::string& issuer, const clients::Registry& registry, std::string default_client_id);

  // The first-party client that `request` is for: the one that `client_id` names; else the one among whose web_origins the
  // request's Origin is; else the default. Browsers say where a request comes from, and so it must be from this very origin
  // or from one of the client's web_origins, and from this site, or else the cookie would be anybody's to use. What says
  // nothing is a program, which holds no cookies but its own. Refusals: api_client_unknown, api_cross_site.
  [[nodiscard]] protocol::Result<std::shared_ptr<const clients::Client>> caller(const web::Request& request,
                                                                                std::optional<std::string_view> client_id) const;

  // Whether scripts of `origin` may read what is answered to that client; empty: to some first-party client.
  [[nodiscard]] bool may_call(std::string_view origin, std::string_view client_id) const;

 private:
  [[nodiscard]] std::shared_ptr<const clients::Client> client_of(std::optional<std::string_view> client_id,
                                                                 std::optional<std::string_view> origin) const;
  // Null unless it is first-party and enabled.
  [[nodiscard]] std::shared_ptr<const clients::Client> find(std::string_view client_id) const;

  std::string own_origin_;
  const clients::Registry& registry_;
  std::string default_client_id_;
};

}  // namespace signet::endpoints
