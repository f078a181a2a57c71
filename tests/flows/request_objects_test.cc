// Authorization requests that the client signed, by value and by reference [OIDC.Core §6] [RFC9101].
#include <atomic>
#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "authorization/request_object.h"
#include "crypto/digest.h"
#include "flows/browser.h"
#include "jose/jwe.h"
#include "jose/mint.h"

namespace signet::testing {
namespace {

constexpr const char* kPlace = "https://app.example.test/requests/1";

class SignedRequests : public ::testing::Test {
 protected:
  static config::Settings with_rsa_encryption() {
    config::Settings settings = World::default_settings();
    settings.keys.encryption_algs = {"RSA-OAEP-256", "ECDH-ES"};
    return settings;
  }

  World world{with_rsa_encryption()};
  std::string alice = world.account();
  std::shared_ptr<const jose::SigningKey> key = jose::SigningKey::generate(jose::Alg::RS256);
  std::shared_ptr<const jose::SigningKey> foreign = jose::SigningKey::generate(jose::Alg::RS256);
  Credentials app = world.client({{"jwks", {{"keys", {key->public_jwk()}}}}, {"request_uris", {kPlace}}});

  // A request object with everything; `changes` are merged over it, null removes.
  Json claims(const Json& changes = Json::object()) const {
    Json all = {{"iss", app.client_id},
                {"aud", kIssuer},
                {"exp", epoch_seconds(world.now + Seconds(300))},
                {"client_id", app.client_id},
                {"response_type", "code"},
                {"redirect_uri", kCallback},
                {"scope", "openid email"},
                {"state", "inner-state"},
                {"nonce", "inner-nonce"},
                {"code_challenge", kChallenge},
                {"code_challenge_method", "S256"}};
    all.merge_patch(changes);
    return all;
  }
  std::string object(const Json& changes = Json::object(), const char* typ = "oauth-authz-req+jwt") const {
    return jose::mint(*key, typ, claims(changes));
  }
  // With nothing outside but what OAuth demands there.
  std::map<std::string, std::string> only(const std::string& request) const {
    return {{"request", request}, {"redirect_uri", ""},   {"state", ""},         {"nonce", ""},
            {"scope", "openid"},  {"code_challenge", ""}, {"code_challenge_method", ""}};
  }
  // Where the answer to a person who signs in and allows goes.
  Stop answer(const std::map<std::string, std::string>& parameters) {
    Browser browser(world);
    Stop stop = browser.open(authorize_url(app.client_id, parameters));
    if (stop.is_login()) {
      stop = browser.sign_in(stop);
    }
    return stop.is_consent() ? browser.allow(stop) : stop;
  }
  std::string error(const std::map<std::string, std::string>& parameters) {
    return parameter(location_of(world.get(authorize_url(app.client_id, parameters))), "error").value_or("");
  }
};

TEST_F(SignedRequests, TheObjectMayHoldEverything) {  // [OIDC.Core §6.1] [R-JR-2]
  const Stop stop = answer(only(object()));
  ASSERT_TRUE(stop.is_foreign) << stop.body;
  EXPECT_EQ(parameter(stop.url, "state"), "inner-state");
  const Json tokens = body_of(redeem(world, app, parameter(stop.url, "code").value()));
  EXPECT_EQ(claims_of(tokens.at("id_token")).at("nonce"), "inner-nonce");
  EXPECT_EQ(tokens.at("scope"), "openid email");
}

TEST_F(SignedRequests, WhatStandsInsideWins) {  // [RO-05]
  const Stop stop = answer({{"request", object()}, {"state", "outer-state"}, {"scope", "openid phone"}});
  EXPECT_EQ(parameter(stop.url, "state"), "inner-state");
  EXPECT_EQ(body_of(redeem(world, app, parameter(stop.url, "code").value())).at("scope"), "openid email");
}

TEST_F(SignedRequests, WhatTheObjectDoesNotSayIsTakenFromOutside) {
  const Stop stop = answer({{"request", object({{"state", nullptr}, {"nonce", nullptr}, {"max_age", 100}})}});
  EXPECT_EQ(parameter(stop.url, "state"), "the-state");
  EXPECT_TRUE(parameter(stop.url, "code"));
}

TEST_F(SignedRequests, ClientAndResponseTypeMayNotDiffer) {  // [RO-05] [R-JR-1]
  EXPECT_EQ(error({{"request", object({{"client_id", "another"}})}}), "invalid_request");
  EXPECT_EQ(error({{"request", object({{"response_type", "code id_token"}})}}), "invalid_request");
}

TEST_F(SignedRequests, WhatTheClientDidNotSignForUsIsRefused) {  // [RO-01] [R-JR-2] [R-JW-2]
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"nonsense", "x.y.z"},
      {"alg none", "eyJhbGciOiJub25lIn0.e30."},
      {"foreign key", jose::mint(*foreign, "JWT", claims())},
      {"tampered", object() + "A"},
      {"expired", object({{"exp", epoch_seconds(world.now - Seconds(61))}})},
      {"from the future", object({{"nbf", epoch_seconds(world.now + Seconds(11))}})},
      {"for another server", object({{"aud", "https://other.example.test"}})},
      {"of another client", object({{"iss", "another"}})},
      {"a client assertion", object({{"sub", app.client_id}})},
      {"a request inside", object({{"request", "a.b.c"}})},
      {"a request_uri inside", object({{"request_uri", kPlace}})},
      {"an access token's type", object(Json::object(), "at+jwt")},
      {"a list as state", object({{"state", {"a"}}})},
      {"a control character", object({{"state", "a\nb"}})},
  };
  for (const auto& [name, request] : cases) {
    const std::string location = location_of(world.get(authorize_url(app.client_id, {{"request", request}})));
    EXPECT_TRUE(location.starts_with(std::string(kCallback) + '?')) << name << location;
    EXPECT_EQ(parameter(location, "error"), "invalid_request_object") << name;
    EXPECT_EQ(parameter(location, "state"), "the-state") << name;
  }
}

TEST_F(SignedRequests, NoAddressButARegisteredOneIsEverUsed) {  // [RO-03]
  const std::string evil = "https://evil.example.test/";
  const Stop good_inside = answer({{"request", object()}, {"redirect_uri", evil}});
  EXPECT_TRUE(good_inside.url.starts_with(kCallback)) << good_inside.url;
  for (const auto& parameters : {std::map<std::string, std::string>{{"request", object({{"redirect_uri", evil}})}},
                                 std::map<std::string, std::string>{{"request", "x.y.z"}, {"redirect_uri", evil}}}) {
    const web::Response page = world.get(authorize_url(app.client_id, parameters));
    EXPECT_EQ(page.status, 400);
    EXPECT_EQ(location_of(page), "");
  }
}

TEST_F(SignedRequests, TheRegisteredAlgorithmIsTheOnlyOne) {
  const auto es256 = jose::SigningKey::generate(jose::Alg::ES256);
  app = world.client({{"jwks", {{"keys", {key->public_jwk(), es256->public_jwk()}}}}, {"request_object_signing_alg", "ES256"}});
  EXPECT_EQ(error({{"request", object()}}), "invalid_request_object");
  EXPECT_EQ(error({{"request", jose::mint(*es256, "", claims())}}), "");
}

TEST_F(SignedRequests, AnObjectMayBeEncryptedForUs) {  // [OIDC.Core §6.1] [R-JW-6]
  const Json jwks = body_of(world.get("/oauth2/jwks"));
  const auto keys = jose::import_jwks(jwks);
  ASSERT_TRUE(keys);
  for (const jose::Encryption& encryption : {jose::Encryption{jose::KeyAlg::RSA_OAEP_256, jose::Enc::A256GCM},
                                             jose::Encryption{jose::KeyAlg::ECDH_ES, jose::Enc::A128CBC_HS256}}) {
    const auto recipient = keys->encryption_key(encryption.alg);
    ASSERT_NE(recipient, nullptr) << jose::name_of(encryption.alg);
    const std::string hidden = jose::encrypt(object(), encryption, *recipient, "oauth-authz-req+jwt");
    EXPECT_TRUE(parameter(answer(only(hidden)).url, "code")) << jose::name_of(encryption.alg);
    // Whoever knows our public key can encrypt: without the client's signature inside it says nothing.
    EXPECT_EQ(error({{"request", jose::encrypt(claims().dump(), encryption, *recipient)}}), "invalid_request_object");
    EXPECT_EQ(error({{"request", hidden + "A"}}), "invalid_request_object");
  }
}

TEST_F(SignedRequests, AnObjectIsFetchedFromWhereItsClientRegistered) {  // [RO-02] [RO-04] [R-JR-3]
  world.documents[kPlace] = object();
  auto parameters = only("");
  parameters["request_uri"] = kPlace;
  EXPECT_EQ(parameter(answer(parameters).url, "state"), "inner-state");
  world.documents.clear();
  EXPECT_EQ(error({{"request_uri", kPlace}}), "invalid_request_uri");
}

TEST_F(SignedRequests, NothingIsFetchedFromElsewhere) {  // [R-JR-3] [R-SSRF-3]
  world.documents["https://app.example.test/requests/2"] = object();
  for (const std::string& uri : {std::string("https://app.example.test/requests/2"), std::string(kPlace) + "?x=1",
                                 std::string("https://169.254.169.254/"), std::string("http://app.example.test/requests/1")}) {
    EXPECT_EQ(error({{"request_uri", uri}}), "invalid_request_uri") << uri;
  }
  EXPECT_EQ(error({{"request_uri", kPlace}, {"request", object()}}), "invalid_request");  // [R-JR-1]
  EXPECT_TRUE(world.fetched.empty());
}

TEST_F(SignedRequests, SlowHostsHoldUpFewThreads) {  // [R-SSRF-6]
  constexpr int kThreads = 16;
  std::atomic<int> waiting{0}, told{0};
  std::promise<void> open;
  const auto gate = open.get_future().share();
  const clients::ClientKeys keys({});
  const authorization::RequestObjects objects(kIssuer, world.provider->registry(), keys, world.provider->keys(),
                                              [&](const std::string&) -> std::optional<std::string> {
                                                ++waiting;
                                                gate.wait();
                                                return std::nullopt;
                                              });
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      protocol::Form::Lenient parameters;
      parameters.form.set("client_id", app.client_id);
      parameters.form.set("request_uri", kPlace);
      const auto resolved = objects.resolve(parameters, world.now);
      told += resolved.error().reason == protocol::Reason::temporarily_unavailable ? 1 : 0;
    });
  }
  constexpr int kBlocked = authorization::RequestObjects::kMostFetching;
  while (waiting < kBlocked || told < kThreads - kBlocked) {
    std::this_thread::yield();
  }
  open.set_value();
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(waiting, kBlocked);
  EXPECT_EQ(told, kThreads - kBlocked);
}

TEST_F(SignedRequests, AFragmentIsTheHashOfWhatStandsThere) {  // [RO-04] [OIDC.Core §6.2]
  const std::string text = object();
  const std::string place = std::string(kPlace) + '#' + crypto::sha256_base64url(text);
  app = world.client({{"jwks", {{"keys", {key->public_jwk()}}}}, {"request_uris", {place}}});
  world.documents[kPlace] = object();  // of this client, hence another text than that of the hash
  EXPECT_EQ(error({{"request_uri", place}}), "invalid_request_uri");
  const std::string right = object();
  const std::string right_place = std::string(kPlace) + '#' + crypto::sha256_base64url(right);
  ASSERT_NE(right, text);
  world.documents[kPlace] = text;
  EXPECT_EQ(error({{"request_uri", place}}), "invalid_request_object") << "the hash is right, the client is another";
}

}  // namespace
}  // namespace signet::testing
