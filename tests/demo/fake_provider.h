// A provider as the demo sees it through HTTP: honest by default, and wrong in any way that a test asks for.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/base64url.h"
#include "base/json.h"
#include "crypto/digest.h"
#include "demo/relying_party.h"
#include "jose/mint.h"
#include "jose/signing_key.h"
#include "web/url.h"

namespace signet::demo {

inline constexpr Time kNow{Seconds(1'800'000'000)};

inline std::map<std::string, std::string> fields(std::string_view form) {
  const web::Pairs pairs = web::parse_form(form).value();
  return {pairs.begin(), pairs.end()};
}

class FakeProvider {
 public:
  FakeProvider() {
    claims = {{"iss", "http://127.0.0.1:8080"},
              {"sub", "alice-sub"},
              {"aud", "demo"},
              {"exp", epoch_seconds(kNow) + 3600},
              {"iat", epoch_seconds(kNow)}};
    claims["at_hash"] = base64url_encode(crypto::sha256_bytes("an-access-token").substr(0, 16));
    userinfo = {{"sub", "alice-sub"}, {"name", "Alice"}, {"email", "alice@example.test"}};
    tokens = {{"access_token", "an-access-token"}, {"token_type", "Bearer"}, {"refresh_token", "refresh-1"}};
  }

  // RSA keys take long to make, so all tests share two.
  static const std::shared_ptr<const jose::SigningKey>& key() {
    static const auto key = jose::SigningKey::generate(jose::Alg::RS256);
    return key;
  }
  static const std::shared_ptr<const jose::SigningKey>& other_key() {
    static const auto key = jose::SigningKey::generate(jose::Alg::RS256);
    return key;
  }

  RelyingParty::Fetch fetch() {
    return [this](const outbound::FetchRequest& request)
               -> Expected<outbound::FetchResponse, outbound::FetchError> {
      requests.push_back(request);
      const std::string path = web::parse_url(request.url).value().path;
      if (path == down) return unexpected(outbound::FetchError::unreachable);
      if (replies.contains(path)) return replies[path];
      if (path == "/oauth2/jwks") return ok({{"keys", {key()->public_jwk()}}});
      if (path == "/oauth2/userinfo") return ok(userinfo);
      Json answer = tokens;
      answer["id_token"] = jose::mint(*signing_key, "JWT", claims);
      return ok(answer);
    };
  }

  std::shared_ptr<const jose::SigningKey> signing_key = key();
  Json claims;    // of the ID token; a test adds the nonce
  Json userinfo;  // the answers of UserInfo and of the token endpoint
  Json tokens;
  std::string down;                                        // a path that does not answer
  std::map<std::string, outbound::FetchResponse> replies;  // by path, instead of the usual
  std::vector<outbound::FetchRequest> requests;

 private:
  static outbound::FetchResponse ok(const Json& json) { return {200, {}, json.dump()}; }
};

inline Settings demo_settings() {
  Settings settings;
  settings.issuer = "http://127.0.0.1:8080";
  settings.client_id = "demo";
  settings.client_secret = Secret("a-secret");
  settings.fetch_origin = "http://127.0.0.1:8080";
  return settings;
}

}  // namespace signet::demo
