// The provider without its sockets: everything built in order from settings and stores, behind one route table.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "accounts/address_proofs.h"
#include "accounts/login.h"
#include "accounts/people.h"
#include "app/outside.h"
#include "app/stores.h"
#include "authorization/id_token_hint.h"
#include "authorization/logout.h"
#include "authorization/pushed_requests.h"
#include "authorization/request_object.h"
#include "authorization/responder.h"
#include "authorization/sessions.h"
#include "authorization/transaction.h"
#include "base/bell.h"
#include "base/random.h"
#include "clients/authenticate.h"
#include "clients/client_keys.h"
#include "clients/logos.h"
#include "clients/registrations.h"
#include "clients/registry.h"
#include "clients/resources.h"
#include "clients/secret_box.h"
#include "config/settings.h"
#include "crypto/master_keys.h"
#include "endpoints/device.h"
#include "endpoints/device_authorization.h"
#include "endpoints/devices.h"
#include "endpoints/first_party.h"
#include "endpoints/form_guard.h"
#include "endpoints/journey.h"
#include "endpoints/mailed_password.h"
#include "endpoints/possession.h"
#include "endpoints/signup_terms.h"
#include "grants/family_tokens.h"
#include "grants/first_party_logins.h"
#include "grants/grant_table.h"
#include "keys/key_manager.h"
#include "limits/rate_limiter.h"
#include "pages/pages.h"
#include "tokens/access_token.h"
#include "tokens/code.h"
#include "tokens/device_codes.h"
#include "tokens/issuer.h"
#include "tokens/refresh_token.h"
#include "tokens/revocations.h"
#include "tokens/subjects.h"
#include "web/route_table.h"

namespace signet::app {

class Provider {
 public:
  // `explain_errors` shows operators' detail on error pages: only where operator and visitor are one person.
  // `fetch_logo` is how clients' logos are had; without it there are none.
  // Loads clients, keys (making them on the very first start: that takes a moment) and revocations. Throws where
  // the master key does not open what is stored.
  Provider(const config::Settings& settings, const crypto::MasterKeys& master_keys, Stores stores, Outside outside, Random& random,
           Time now, bool explain_errors = false);
  ~Provider();

  // Every public endpoint; rows of `extra` (the demo) come after ours.
  [[nodiscard]] std::vector<web::Route> routes() const;
  // What answers requests that no endpoint sees, and whatever throws: a page for people, JSON for programs.
  [[nodiscard]] web::Response error(int status, const web::Request& request) const;

  // Which origins' scripts may read answers about which client.
  [[nodiscard]] web::OriginRule origin_rule() const;

  // HSTS where the issuer is https [R-HD-3].
  [[nodiscard]] web::Headers headers_of_every_response() const;

  // Brings in what other replicas and the command line have changed; called by housekeeping twice a second.
  struct Versions {
    std::int64_t clients = 0;
    std::int64_t keys = 0;
    std::int64_t resources = 0;
  };
  void refresh(Versions versions, Time now);

  [[nodiscard]] keys::KeyManager& keys() { return keys_; }
  [[nodiscard]] clients::Registry& registry() { return registry_; }
  [[nodiscard]] const pages::Renderer& pages() const { return pages_; }
  [[nodiscard]] const std::string& issuer() const { return issuer_; }
  [[nodiscard]] const tokens::Issuer& mint() const { return mint_; }
  [[nodiscard]] const tokens::Revocations& revocations() const { return revocations_; }
  // Rings when a session has ended here, so that its clients are told at once.
  [[nodiscard]] Bell& session_ended() { return session_ended_; }
  // Rings when a person has decided about what a client asked for by the back channel.
  [[nodiscard]] Bell& decided() { return decided_; }
  [[nodiscard]] const tokens::DeviceCodes& device_codes() const { return device_codes_; }
  // Rings when there is mail to send.
  [[nodiscard]] Bell& mail_queued() { return mail_queued_; }
  [[nodiscard]] const accounts::AddressProofs& address_proofs() const { return address_proofs_; }

 private:
  struct Endpoints;
  // The same handler behind a limiter: 429 with Retry-After for a source that asks too often.
  [[nodiscard]] web::Handler limited(web::Handler handler, limits::RateLimiter& limiter) const;
  // The same handler, whose answers show which self-registered clients are in use.
  [[nodiscard]] web::Handler noting_use(web::Handler handler) const;

  Stores stores_;
  std::string issuer_;
  web::CookieJar cookies_;
  pages::Renderer pages_;
  keys::KeyManager keys_;
  clients::ClientKeys client_keys_;
  clients::SecretBox client_secrets_;
  clients::Registry registry_;
  mutable clients::Registrations registrations_;
  clients::Logos logos_;
  clients::Resources resources_;
  clients::Authenticator authenticator_;
  dpop::Proofs proofs_;
  endpoints::Possession possession_;
  tokens::Revocations revocations_;
  tokens::Subjects subjects_;
  tokens::Codes codes_;
  tokens::RefreshTokens refresh_tokens_;
  tokens::DeviceCodes device_codes_;
  tokens::Issuer mint_;
  tokens::AccessTokenReader access_tokens_;
  grants::FamilyTokens family_tokens_;
  grants::GrantTable grants_;
  authorization::IdTokenHints hints_;
  authorization::RequestObjects request_objects_;
  authorization::Transactions transactions_;
  authorization::PushedRequests pushed_requests_;
  authorization::Sessions sessions_;
  authorization::Responder responder_;
  authorization::Logouts logouts_;
  tokens::Issuer api_mint_;
  grants::FirstPartyLogins first_party_logins_;
  accounts::Login login_;
  mutable accounts::People people_;
  Bell mail_queued_;
  accounts::AddressProofs address_proofs_;
  endpoints::SignupTerms signup_terms_;
  endpoints::Devices devices_;
  endpoints::FormGuard form_guard_;
  endpoints::FirstParty first_party_;
  Bell decided_;
  endpoints::Journey journey_;
  mutable limits::RateLimiter request_limiter_;
  endpoints::DeviceAuthorizationLimits device_authorization_limits_;
  endpoints::UserCodeLimits user_code_limits_;
  mutable limits::RateLimiter registration_limiter_;
  Bell session_ended_;
  limits::RateLimiter signup_limiter_;
  endpoints::MailedPassword mailed_password_;
  limits::RateLimiter push_limiter_;
  limits::RateLimiter gateway_quota_;
  limits::RateLimiter backchannel_by_person_;
  bool ciba_ = false;
  std::unique_ptr<Endpoints> endpoints_;
};

}  // namespace signet::app
