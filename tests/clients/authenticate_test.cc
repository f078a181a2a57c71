#include "clients/authenticate.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "jose/mint.h"
#include "support/counting_random.h"
#include "support/fake_client_store.h"

namespace signet::clients {
namespace {

using protocol::Form;
using protocol::Reason;

const Time kNow = from_epoch_seconds(1'700'000'000);
constexpr std::int64_t kSeconds = 1'700'000'000;
constexpr const char* kIssuer = "https://id.example";
constexpr const char* kTokenEndpoint = "https://id.example/oauth2/token";
constexpr const char* kParEndpoint = "https://id.example/oauth2/par";
constexpr const char* kJwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

MetadataPolicy by_operator() {
  MetadataPolicy policy;
  policy.operator_ = true;
  return policy;
}

const std::shared_ptr<const jose::SigningKey>& client_key() {
  static const auto key = jose::SigningKey::generate(jose::Alg::ES256);
  return key;
}

std::string basic(std::string_view id, std::string_view secret) {
  return "Basic " + base64_encode(std::string(id) + ":" + std::string(secret));
}

class AuthenticateTest : public ::testing::Test {
 protected:
  // Registers a client and returns its secret, "" where it has none.
  std::string add(const char* client_id, const char* method, Json more = Json::object()) {
    Json metadata{{"redirect_uris", {"https://app.example/"}}, {"token_endpoint_auth_method", method}};
    metadata.update(more);
    auto made = registry_.create(metadata, client_id, kNow);
    EXPECT_TRUE(made) << made.error().detail;
    return made->secret ? std::string(made->secret->reveal()) : "";
  }
  void add_with_key(const char* client_id, const jose::SigningKey& key, Json more = Json::object()) {
    more["jwks"] = {{"keys", Json::array({key.public_jwk()})}};
    add(client_id, "private_key_jwt", std::move(more));
  }

  // "client by method", or the name of the refusal.
  std::string outcome(const std::vector<std::string>& authorization, const std::string& body,
                      Time now = kNow) {
    const auto form = Form::parse("", body);
    EXPECT_TRUE(form);
    const auto only =
        authorization.size() == 1 ? std::optional<std::string_view>(authorization[0]) : std::nullopt;
    const auto result = authenticator_.authenticate({authorization.size(), only, *form}, now);
    if (!result) {
      return std::string(protocol::name_of(result.error().reason));
    }
    return result->client().client_id + " by " + std::string(name_of(result->method()));
  }
  std::string with_assertion(const std::string& assertion, const std::string& more = "", Time now = kNow) {
    return outcome(
        {}, std::string("client_assertion_type=") + kJwtBearer + "&client_assertion=" + assertion + more,
        now);
  }

  static Json good_claims() {
    return {{"iss", "keyed"},       {"sub", "keyed"},  {"aud", kIssuer},
            {"exp", kSeconds + 60}, {"iat", kSeconds}, {"jti", "j1"}};
  }
  static std::string assertion(const Json& claims, const char* typ = "JWT") {
    return jose::mint(*client_key(), typ, claims);
  }

  testing::FakeClientStore store_;
  testing::FakeAssertionStore assertions_;
  testing::CountingRandom random_;
  static crypto::MasterKeys master_keys() {
    return std::move(crypto::MasterKeys::parse(base64url_encode(std::string(32, 'k'))).value());
  }
  SecretBox box_{master_keys()};
  Registry registry_{store_, random_, by_operator(), {&box_, Fetch()}};
  std::map<std::string, std::string> documents_;
  ClientKeys keys_{[this](const std::string& url) {
    const auto found = documents_.find(url);
    return found == documents_.end() ? std::nullopt : std::optional(found->second);
  }};
  Authenticator authenticator_{registry_, assertions_, keys_, box_, kIssuer, {kTokenEndpoint, kParEndpoint}};
};

// An assertion under a secret; `alg` as the header says it, `bits` as it is made.
std::string under_secret(std::string_view secret, const Json& claims, const char* alg = "HS256", int bits = 256) {
  const std::string input = base64url_encode(Json{{"alg", alg}, {"typ", "JWT"}}.dump()) + "." + base64url_encode(claims.dump());
  return input + "." + base64url_encode(crypto::hmac_sha2(bits, Secret(secret), input));
}

TEST_F(AuthenticateTest, EachMethodWorksAsRegisteredAndInNoOtherWay) {  // [R-CA-1]
  const std::string b = add("b", "client_secret_basic");
  const std::string p = add("p", "client_secret_post");
  add("n", "none");

  EXPECT_EQ(outcome({basic("b", b)}, ""), "b by client_secret_basic");
  EXPECT_EQ(outcome({basic("b", b)}, "client_id=b"), "b by client_secret_basic");
  EXPECT_EQ(outcome({}, "client_id=p&client_secret=" + p), "p by client_secret_post");
  EXPECT_EQ(outcome({}, "client_id=n"), "n by none");

  EXPECT_EQ(outcome({}, "client_id=b&client_secret=" + b), "client_method_mismatch");
  EXPECT_EQ(outcome({basic("p", p)}, ""), "client_method_mismatch");
  EXPECT_EQ(outcome({}, "client_id=b"), "client_authentication_missing");
  EXPECT_EQ(outcome({}, "client_id=p"), "client_authentication_missing");
}

TEST_F(AuthenticateTest, APublicClientThatPresentsASecretIsRefused) {  // [R-CA-1]
  add("n", "none");
  EXPECT_EQ(outcome({basic("n", "x")}, ""), "client_method_mismatch");
  EXPECT_EQ(outcome({basic("n", "")}, ""), "client_method_mismatch");
  EXPECT_EQ(outcome({}, "client_id=n&client_secret=x"), "client_method_mismatch");
}

TEST_F(AuthenticateTest, TwoWaysAtOnceAreRefused) {  // [R-CA-1] [RFC6749 §2.3]
  const std::string b = add("b", "client_secret_basic");
  const std::string header = basic("b", b);
  for (const auto& [headers, body] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{header}, "client_id=b&client_secret=" + b},
           {{header}, "client_secret=" + b},
           {{header}, std::string("client_assertion_type=") + kJwtBearer},
           {{header}, "client_assertion=x"},
           {{}, "client_id=b&client_secret=x&client_assertion=y"},
           {{header, header}, ""},
           {{"Bearer x"}, "client_id=b&client_secret=" + b},
       }) {
    EXPECT_EQ(outcome(headers, body), "client_authentication_repeated") << body;
  }
}

TEST_F(AuthenticateTest, NothingAtAllIsMissing) {
  EXPECT_EQ(outcome({}, ""), "client_authentication_missing");
  EXPECT_EQ(outcome({}, "client_secret=x"), "client_authentication_missing");
  EXPECT_EQ(outcome({}, "client_id="), "client_authentication_missing");
}

TEST_F(AuthenticateTest, UnknownClientAndWrongSecretReadTheSame) {  // [R-CA-4]
  add("b", "client_secret_basic");
  add("p", "client_secret_post");
  EXPECT_EQ(outcome({basic("b", "wrong")}, ""), "client_authentication_failed");
  EXPECT_EQ(outcome({basic("nobody", "wrong")}, ""), "client_unregistered");
  EXPECT_EQ(outcome({}, "client_id=nobody&client_secret=x"), "client_unregistered");
  EXPECT_EQ(outcome({}, "client_id=nobody"), "client_authentication_missing")
      << "as a confidential client's would be";
  for (const Reason reason :
       {Reason::client_unregistered, Reason::client_authentication_failed, Reason::client_method_mismatch,
        Reason::client_disabled, Reason::client_secret_expired, Reason::assertion_invalid,
        Reason::assertion_replayed}) {
    EXPECT_EQ(wire_code(reason), "invalid_client");
    EXPECT_EQ(sentence_of(reason), sentence_of(Reason::client_authentication_failed));
  }
}

TEST_F(AuthenticateTest, NearMissesOfASecretFail) {
  const std::string b = add("b", "client_secret_basic");
  std::string last = b;
  last.back() = last.back() == 'A' ? 'B' : 'A';
  for (const std::string& secret : {std::string(), b.substr(0, 42), b + "A", last, b + "%00", " " + b}) {
    EXPECT_NE(outcome({basic("b", secret)}, ""), "b by client_secret_basic") << secret;
  }
  EXPECT_EQ(outcome({basic("B", b)}, ""), "client_unregistered");
}

TEST_F(AuthenticateTest, TheStoredDigestIsNotASecret) {  // [R-ST-1]
  add("b", "client_secret_basic");
  EXPECT_EQ(outcome({basic("b", registry_.find("b")->secrets[0].digest)}, ""),
            "client_authentication_failed");
}

TEST_F(AuthenticateTest, TheBodyMustNameTheSameClient) {
  const std::string b = add("b", "client_secret_basic");
  add("n", "none");
  EXPECT_EQ(outcome({basic("b", b)}, "client_id=n"), "client_authentication_failed");
}

TEST_F(AuthenticateTest, BrokenHeadersAreMalformed) {  // [R-CA-2]
  add("b", "client_secret_basic");
  EXPECT_EQ(outcome({"Basic !!!"}, ""), "client_authentication_malformed");
  EXPECT_EQ(outcome({"Bearer abc"}, "client_id=b"), "client_authentication_malformed");
  EXPECT_EQ(outcome({""}, ""), "client_authentication_malformed");
}

TEST_F(AuthenticateTest, DisabledClientsAreRefusedWithTheRightSecret) {
  const std::string b = add("b", "client_secret_basic");
  add("n", "none");
  add_with_key("keyed", *client_key());
  for (const char* id : {"b", "n", "keyed"}) {
    ASSERT_TRUE(registry_.set_disabled(id, true, kNow));
  }
  EXPECT_EQ(outcome({basic("b", b)}, ""), "client_disabled");
  EXPECT_EQ(outcome({}, "client_id=n"), "client_disabled");
  EXPECT_EQ(with_assertion(assertion(good_claims())), "client_disabled");
}

TEST_F(AuthenticateTest, BothSecretsWorkUntilTheVeryInstantThatTheOverlapEnds) {  // [R-CA-8]
  const std::string old = add("b", "client_secret_basic");
  const auto rotated = registry_.rotate_secret("b", Seconds(60), kNow);
  ASSERT_TRUE(rotated);
  const std::string fresh(rotated->secret->reveal());
  const Time end = kNow + Seconds(60);
  EXPECT_EQ(outcome({basic("b", old)}, "", end - Milliseconds(1)), "b by client_secret_basic");
  EXPECT_EQ(outcome({basic("b", fresh)}, "", end - Milliseconds(1)), "b by client_secret_basic");
  EXPECT_EQ(outcome({basic("b", old)}, "", end), "client_secret_expired");
  EXPECT_EQ(outcome({basic("b", fresh)}, "", end), "b by client_secret_basic");
}

TEST_F(AuthenticateTest, AnAssertionOfTheClientsKeyIsAccepted) {  // [R-CA-5] [RFC7523 §3]
  add_with_key("keyed", *client_key());
  EXPECT_EQ(with_assertion(assertion(good_claims())), "keyed by private_key_jwt");  // [TK-04]
  int jti = 0;
  const auto accepted = [&](const char* name, Json value) {
    Json claims = good_claims();
    claims["jti"] = "ok" + std::to_string(++jti);
    claims[name] = std::move(value);
    EXPECT_EQ(with_assertion(assertion(claims)), "keyed by private_key_jwt") << name << claims[name];
  };
  accepted("aud", kTokenEndpoint);
  accepted("aud", kParEndpoint);  // [RFC9126 §2]
  accepted("aud", Json::array({kIssuer}));
  accepted("aud", Json::array({"https://other.example", kTokenEndpoint}));
  accepted("exp", kSeconds + 310);  // five minutes and 10 s of skew
  accepted("exp", kSeconds - 59);   // 60 s of skew behind
  accepted("nbf", kSeconds + 10);
  accepted("jti", std::string(256, 'j'));

  Json claims = good_claims();
  claims["jti"] = "typ";
  EXPECT_EQ(with_assertion(assertion(claims, "client-authentication+jwt"), "&client_id=keyed"),
            "keyed by private_key_jwt");
}

TEST_F(AuthenticateTest, AnyWrongClaimRefusesAnAssertion) {  // [R-CA-5]
  add_with_key("keyed", *client_key());
  add("b", "client_secret_basic");
  const std::pair<const char*, Json> wrong[] = {
      {"iss", nullptr},
      {"sub", nullptr},
      {"sub", "other"},
      {"iss", 7},
      {"aud", nullptr},
      {"aud", "https://other.example"},
      {"aud", "https://id.example/"},
      {"aud", Json::array()},
      {"aud", Json::array({7, kIssuer})},
      {"exp", nullptr},
      {"exp", kSeconds - 60},
      {"exp", kSeconds + 311},
      {"exp", -1},
      {"exp", "1700000060"},
      {"exp", 1e300},
      {"nbf", kSeconds + 11},
      {"iat", kSeconds + 11},
      {"jti", nullptr},
      {"jti", ""},
      {"jti", 7},
      {"jti", std::string(257, 'j')},
  };
  for (const auto& [name, value] : wrong) {
    Json claims = good_claims();
    claims[name] = value;
    if (value.is_null()) {
      claims.erase(name);
    }
    EXPECT_EQ(with_assertion(assertion(claims)), "assertion_invalid") << name << value;
  }
  EXPECT_EQ(with_assertion(assertion(good_claims())), "keyed by private_key_jwt")
      << "no refusal spent the jti";
}

TEST_F(AuthenticateTest, OnlyTheClientsOwnKeySigns) {  // [R-CA-5] [R-JW-2]
  add_with_key("keyed", *client_key());
  const auto stranger = jose::SigningKey::generate(jose::Alg::ES256);
  add_with_key("other", *stranger);
  add("b", "client_secret_basic");
  EXPECT_EQ(with_assertion(jose::mint(*stranger, "JWT", good_claims())), "assertion_invalid");

  Json as_unknown = good_claims();
  as_unknown["iss"] = as_unknown["sub"] = "nobody";
  EXPECT_EQ(with_assertion(assertion(as_unknown)), "client_unregistered");
  Json as_secret_client = good_claims();
  as_secret_client["iss"] = as_secret_client["sub"] = "b";
  EXPECT_EQ(with_assertion(assertion(as_secret_client)), "client_method_mismatch");

  const std::string good = assertion(good_claims());
  std::string header = base64url_encode(R"({"alg":"none"})");
  EXPECT_EQ(with_assertion(header + good.substr(good.find('.'), good.rfind('.') - good.find('.') + 1)),
            "assertion_invalid");
  EXPECT_EQ(with_assertion(good.substr(0, good.rfind('.') + 1)), "assertion_invalid");
  EXPECT_EQ(with_assertion("x"), "assertion_invalid");
  EXPECT_EQ(with_assertion(""), "assertion_invalid");
  EXPECT_EQ(with_assertion(assertion(good_claims(), "at+jwt")), "assertion_invalid")
      << "another kind of token";
}

TEST_F(AuthenticateTest, APinnedAlgorithmIsTheOnlyOne) {  // [R-CA-5]
  add_with_key("keyed", *client_key(), {{"token_endpoint_auth_signing_alg", "PS256"}});
  EXPECT_EQ(with_assertion(assertion(good_claims())), "assertion_invalid");
}

TEST_F(AuthenticateTest, TheBodyMustNameTheAssertionsClient) {
  add_with_key("keyed", *client_key());
  add("n", "none");
  EXPECT_EQ(with_assertion(assertion(good_claims()), "&client_id=n"), "assertion_invalid");
}

TEST_F(AuthenticateTest, OnlyJwtBearerIsAnAssertionType) {
  add_with_key("keyed", *client_key());
  const std::string good = assertion(good_claims());
  EXPECT_EQ(outcome({}, "client_assertion=" + good), "assertion_type_unsupported");
  EXPECT_EQ(outcome({}, "client_assertion_type=saml&client_assertion=" + good), "assertion_type_unsupported");
}

TEST_F(AuthenticateTest, AnAssertionIsUsedOnce) {  // [R-CA-6]
  add_with_key("keyed", *client_key());
  EXPECT_EQ(with_assertion(assertion(good_claims())), "keyed by private_key_jwt");
  EXPECT_EQ(with_assertion(assertion(good_claims())), "assertion_replayed")
      << "signed anew, but the same jti";
}

TEST_F(AuthenticateTest, KeysMayStandElsewhere) {  // [DR-06]
  add("keyed", "private_key_jwt", {{"jwks_uri", "https://app.example/jwks"}});
  EXPECT_EQ(with_assertion(assertion(good_claims())), "assertion_invalid") << "they cannot be had";
  documents_["https://app.example/jwks"] = Json{{"keys", Json::array({client_key()->public_jwk()})}}.dump();
  const Time later = kNow + ClientKeys::kNegative;
  EXPECT_EQ(with_assertion(assertion(good_claims()), "", later), "keyed by private_key_jwt");
  EXPECT_EQ(with_assertion(assertion(good_claims()), "", later), "assertion_replayed");
}

TEST_F(AuthenticateTest, AnAssertionUnderTheClientsSecretIsAccepted) {  // [R-CA-3] [R-CA-5] [OIDC.Core §9]
  const std::string secret = add("keyed", "client_secret_jwt");
  Json claims = good_claims();
  const std::tuple<const char*, int> algs[] = {{"HS256", 256}, {"HS384", 384}, {"HS512", 512}};
  for (const auto& [alg, bits] : algs) {
    claims["jti"] = alg;
    EXPECT_EQ(with_assertion(under_secret(secret, claims, alg, bits)), "keyed by client_secret_jwt") << alg;
    EXPECT_EQ(with_assertion(under_secret(secret, claims, alg, bits)), "assertion_replayed") << alg;  // [R-CA-6]
  }
  claims["jti"] = "other";
  claims["aud"] = "https://other.example";
  EXPECT_EQ(with_assertion(under_secret(secret, claims)), "assertion_invalid");
}

TEST_F(AuthenticateTest, OnlyTheClientsOwnSecretMakesAMac) {  // [S-J8] [R-JW-2]
  const std::string secret = add("keyed", "client_secret_jwt");
  const std::string others = add("other", "client_secret_jwt");
  const std::string digest = registry_.find("keyed")->secrets[0].digest;
  for (const std::string& wrong : {std::string(), others, secret + "x", secret.substr(1), digest}) {
    EXPECT_EQ(with_assertion(under_secret(wrong, good_claims())), "assertion_invalid") << wrong;
  }
  EXPECT_EQ(with_assertion(under_secret(secret, good_claims(), "HS512")), "assertion_invalid");
  EXPECT_EQ(with_assertion(under_secret(secret, good_claims(), "none")), "assertion_invalid");
  EXPECT_EQ(with_assertion(assertion(good_claims())), "assertion_invalid") << "a signature is no MAC";
  EXPECT_EQ(outcome({basic("keyed", secret)}, ""), "client_method_mismatch");  // [R-CA-1]
  EXPECT_EQ(outcome({}, "client_id=keyed&client_secret=" + secret), "client_method_mismatch");
  EXPECT_EQ(with_assertion(under_secret(secret, good_claims())), "keyed by client_secret_jwt");
}

TEST_F(AuthenticateTest, WithoutASealedSecretThereIsNoMac) {  // [S-J8]
  const std::string basic_secret = add("basic", "client_secret_basic");
  add("none", "none");
  add_with_key("keyed", *client_key());
  for (const char* id : {"basic", "none", "keyed"}) {
    Json claims = good_claims();
    claims["iss"] = claims["sub"] = id;
    EXPECT_NE(with_assertion(under_secret("", claims)), std::string(id) + " by client_secret_jwt");
    EXPECT_NE(with_assertion(under_secret(basic_secret, claims)), std::string(id) + " by client_secret_jwt");
  }
  const std::string public_key = client_key()->public_jwk().dump();
  EXPECT_EQ(with_assertion(under_secret(public_key, good_claims())), "assertion_invalid");  // [S-J7]
}

TEST_F(AuthenticateTest, BothSecretsMakeMacsUntilTheOverlapEnds) {  // [R-CA-8]
  const std::string old = add("keyed", "client_secret_jwt", {{"token_endpoint_auth_signing_alg", "HS384"}});
  const auto rotated = registry_.rotate_secret("keyed", Seconds(30), kNow);
  ASSERT_TRUE(rotated);
  const std::string fresh(rotated->secret->reveal());
  int jti = 0;
  const auto works = [&](const std::string& secret, Time now) {
    Json claims = good_claims();
    claims["jti"] = "overlap" + std::to_string(++jti);
    return with_assertion(under_secret(secret, claims, "HS384", 384), "", now) == "keyed by client_secret_jwt";
  };
  const Time end = kNow + Seconds(30);
  EXPECT_TRUE(works(old, end - Milliseconds(1)));
  EXPECT_TRUE(works(fresh, end - Milliseconds(1)));
  EXPECT_FALSE(works(old, end));
  EXPECT_TRUE(works(fresh, end));
  EXPECT_EQ(with_assertion(under_secret(fresh, good_claims())), "assertion_invalid") << "HS384 is pinned";
}

TEST_F(AuthenticateTest, ASealedSecretOpensForItsClientAlone) {  // [R-ST-1]
  const std::string secret = add("keyed", "client_secret_jwt");
  StoredSecret moved = store_.load().clients.front().secrets.front();
  add("thief", "client_secret_jwt");
  ASSERT_TRUE(store_.rotate_secret("thief", moved, kNow));
  registry_.reload();
  Json claims = good_claims();
  claims["iss"] = claims["sub"] = "thief";
  EXPECT_EQ(with_assertion(under_secret(secret, claims)), "assertion_invalid");
}

TEST_F(AuthenticateTest, OfManySimultaneousUsesOneSucceeds) {  // [R-CA-6]
  add_with_key("keyed", *client_key());
  const std::string token = assertion(good_claims());
  std::atomic<int> winners{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { winners += with_assertion(token) == "keyed by private_key_jwt"; });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(winners, 1);
}

class RememberedUntil final : public AssertionStore {
 public:
  bool use_once(const std::string& client_id, const std::string& digest, Time expires_at) override {
    seen_ = client_id + " " + digest;
    until_ = expires_at;
    return true;
  }
  std::string seen_;
  Time until_;
};

TEST_F(AuthenticateTest, AJtiIsRememberedAsADigestAsLongAsTheAssertionCouldBeUsed) {  // [R-CA-6]
  add_with_key("keyed", *client_key());
  RememberedUntil store;
  const Authenticator authenticator(registry_, store, keys_, box_, kIssuer, {kTokenEndpoint, kParEndpoint});
  const auto form = Form::parse("", std::string("client_assertion_type=") + kJwtBearer +
                                        "&client_assertion=" + assertion(good_claims()));
  ASSERT_TRUE(authenticator.authenticate({0, std::nullopt, *form}, kNow));
  EXPECT_EQ(store.until_, from_epoch_seconds(kSeconds + 60 + 60)) << "exp and the skew behind";
  EXPECT_EQ(store.seen_.size(), std::string("keyed ").size() + 43);
  EXPECT_EQ(store.seen_.find("j1"), std::string::npos);
}

}  // namespace
}  // namespace signet::clients
