// The whole provider in process, over stores in memory and a clock that stands still: no sockets, no waiting.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "accounts/people.h"
#include "app/provider.h"
#include "base/json.h"
#include "crypto/random.h"
#include "support/fake_database.h"
#include "web/url.h"

namespace signet::testing {

inline constexpr const char* kIssuer = "https://login.example.test";
inline constexpr const char* kPassword = "correct horse battery staple";
inline constexpr const char* kCallback = "https://app.example.test/callback";
// RFC 7636 Appendix B.
inline constexpr const char* kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline constexpr const char* kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

struct Credentials {
  std::string client_id;
  std::string client_secret;
};

class World {
 public:
  explicit World(config::Settings settings = default_settings());
  // Over other stores than those in memory: a real database.
  World(config::Settings settings, app::Stores stores, Time now);
  [[nodiscard]] static config::Settings default_settings();

  // A request as the front door would hand it over.
  [[nodiscard]] web::Response send(web::Request request);
  [[nodiscard]] web::Response get(const std::string& target, web::Headers headers = {});
  [[nodiscard]] web::Response post(const std::string& path, const web::Pairs& form, web::Headers headers = {});
  // A form POST with HTTP Basic authentication.
  [[nodiscard]] web::Response post_as(const Credentials& client, const std::string& path, const web::Pairs& form);

  // Registers a confidential client for the code flow with refresh; `changes` are merged over it.
  Credentials client(const Json& changes = Json::object());
  // Registers exactly this; throws std::runtime_error with the refusal's detail.
  clients::Registered enrol(const Json& metadata, std::optional<std::string> client_id = std::nullopt);
  // An account with every standard claim; returns its sub.
  std::string account(const std::string& email = "alice@example.test");

  // A second replica over the same stores.
  [[nodiscard]] std::unique_ptr<web::RouteTable> replica_routes();

  // What has been written to people since the last call, as they would read it.
  struct Letter {
    accounts::Mail::Kind kind;
    std::string to;
    std::string subject;
    std::string text;
    std::string link;  // without the issuer; empty where it holds none
    std::string code;  // likewise
  };
  [[nodiscard]] std::vector<Letter> letters();

  void pass(Seconds time) { now += time; }
  // What housekeeping does twice a second.
  void refresh() { provider->refresh({stores.clients.load().version, stores.keys.load().version, stores.resources.load().version}, now); }

  std::map<std::string, std::string> documents;  // what stands in the world outside, by URL
  std::vector<std::string> fetched;              // what was asked for there, in order

  config::Settings settings;
  crypto::MasterKeys master_keys;
  crypto::SystemRandom random;
  FakeDatabase database;
  app::Stores stores;
  Time now;
  std::unique_ptr<app::Provider> provider;
  std::unique_ptr<web::RouteTable> routes;

 private:
  [[nodiscard]] app::Outside outside();
  [[nodiscard]] std::unique_ptr<web::RouteTable> route_table(app::Provider& from);
  std::vector<std::unique_ptr<app::Provider>> replicas_;
  int requests_ = 0;
  std::mutex documents_mutex_;
};

[[nodiscard]] Json body_of(const web::Response& response);
[[nodiscard]] std::string location_of(const web::Response& response);
// A parameter of a URL's fragment, where it has one, else of its query; nullopt where it is absent.
[[nodiscard]] std::optional<std::string> parameter(const std::string& url, const std::string& name);
// The claims inside a compact JWS, unverified.
[[nodiscard]] Json claims_of(const std::string& token);

}  // namespace signet::testing
