// The provider without its sockets: everything built in order from settings and stores, behind one route table.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "accounts/login.h"
#include "app/stores.h"
#include "authorization/sessions.h"
#include "authorization/transaction.h"
#include "base/random.h"
#include "clients/authenticate.h"
#include "clients/registry.h"
#include "config/settings.h"
#include "crypto/master_keys.h"
#include "endpoints/devices.h"
#include "endpoints/journey.h"
#include "grants/grant_table.h"
#include "keys/key_manager.h"
#include "limits/rate_limiter.h"
#include "pages/pages.h"
#include "tokens/access_token.h"
#include "tokens/code.h"
#include "tokens/issuer.h"
#include "tokens/refresh_token.h"
#include "tokens/revocations.h"
#include "web/route_table.h"

namespace signet::app {

class Provider {
 public:
  // `explain_errors` shows operators' detail on error pages: only where operator and visitor are one person.
  // Loads clients, keys (making them on the very first start: that takes a moment) and revocations. Throws where
  // the master key does not open what is stored.
  Provider(const config::Settings& settings, const crypto::MasterKeys& master_keys, Stores stores, Random& random, Time now,
           bool explain_errors = false);
  ~Provider();

  // Every public endpoint; rows of `extra` (the demo) come after ours.
  [[nodiscard]] std::vector<web::Route> routes() const;
  // What answers requests that no endpoint sees, and whatever throws: a page for people, JSON for programs.
  [[nodiscard]] web::Response error(int status, const web::Request& request) const;

  // HSTS where the issuer is https [R-HD-3].
  [[nodiscard]] web::Headers headers_of_every_response() const;

  // Brings in what other replicas and the command line have changed; called by housekeeping twice a second.
  struct Versions {
    std::int64_t clients = 0;
    std::int64_t keys = 0;
  };
  void refresh(Versions versions, Time now);

  [[nodiscard]] keys::KeyManager& keys() { return keys_; }
  [[nodiscard]] clients::Registry& registry() { return registry_; }
  [[nodiscard]] const pages::Renderer& pages() const { return pages_; }
  [[nodiscard]] const std::string& issuer() const { return issuer_; }

 private:
  struct Endpoints;
  // The same handler behind the limiter: 429 with Retry-After for a source that asks too often.
  [[nodiscard]] web::Handler limited(web::Handler handler) const;

  Stores stores_;
  std::string issuer_;
  web::CookieJar cookies_;
  pages::Renderer pages_;
  keys::KeyManager keys_;
  clients::Registry registry_;
  clients::Authenticator authenticator_;
  tokens::Revocations revocations_;
  tokens::Codes codes_;
  tokens::RefreshTokens refresh_tokens_;
  tokens::Issuer mint_;
  tokens::AccessTokenReader access_tokens_;
  grants::GrantTable grants_;
  authorization::Transactions transactions_;
  authorization::Sessions sessions_;
  accounts::Login login_;
  endpoints::Devices devices_;
  endpoints::Journey journey_;
  mutable limits::RateLimiter request_limiter_;
  std::unique_ptr<Endpoints> endpoints_;
};

}  // namespace signet::app
