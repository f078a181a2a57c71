// Tokens bound to a key [RFC9449], and clients of the profile fapi2 [FAPI2.Security].
#include <gtest/gtest.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "flows/browser.h"
#include "jose/mint.h"
#include "jose/signing_key.h"

namespace signet::testing {
namespace {

using jose::Alg;
using jose::SigningKey;

constexpr const char* kToken = "/oauth2/token";
constexpr const char* kUserInfo = "/oauth2/userinfo";

class Dpop : public ::testing::Test {
 protected:
  explicit Dpop(config::Settings settings = World::default_settings()) : world(std::move(settings)) { world.account(); }

  Json claims(const std::string& method, const std::string& path, const std::string& access_token = "") {
    Json claims = {{"jti", "proof-" + std::to_string(++proofs_)},
                   {"htm", method},
                   {"htu", kIssuer + path},
                   {"iat", epoch_seconds(world.now)}};
    if (!access_token.empty()) claims["ath"] = crypto::sha256_base64url(access_token);
    return claims;
  }
  static std::string sign(const SigningKey& by, const Json& claims) {
    const Json header = {{"typ", "dpop+jwt"}, {"alg", jose::name_of(by.alg())}, {"jwk", by.public_jwk()}};
    const std::string input = base64url_encode(header.dump()) + '.' + base64url_encode(claims.dump());
    return input + '.' + base64url_encode(by.sign(input));
  }
  std::string proof(const SigningKey& by, const std::string& method, const std::string& path, const std::string& access_token = "") {
    return sign(by, claims(method, path, access_token));
  }
  static web::Headers headers_of(const Credentials& client, const std::string& proof) {
    web::Headers headers;
    if (!client.client_secret.empty()) {
      headers.push_back({"Authorization", "Basic " + base64_encode(client.client_id + ':' + client.client_secret)});
    }
    if (!proof.empty()) headers.push_back({"DPoP", proof});
    return headers;
  }
  web::Response ask(const Credentials& client, web::Pairs form, const std::string& proof) {
    if (client.client_secret.empty()) form.emplace_back("client_id", client.client_id);
    return world.post(kToken, form, headers_of(client, proof));
  }
  web::Response redeem_with(const Credentials& client, const std::string& code, const std::string& proof) {
    return ask(client,
               {{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", kCallback}, {"code_verifier", kVerifier}}, proof);
  }
  web::Response refresh_with(const Credentials& client, const std::string& refresh_token, const std::string& proof) {
    return ask(client, {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}}, proof);
  }
  web::Response userinfo(const std::string& token, const std::string& proof, const std::string& scheme = "DPoP") {
    web::Headers headers = {{"Authorization", scheme + ' ' + token}};
    if (!proof.empty()) headers.push_back({"DPoP", proof});
    return world.get(kUserInfo, headers);
  }
  static std::string error(const web::Response& response) { return body_of(response).value("error", ""); }
  static std::string jkt(const SigningKey& of) { return of.public_key()->thumbprint(); }

  World world;
  std::shared_ptr<const SigningKey> key = SigningKey::generate(Alg::ES256);
  std::shared_ptr<const SigningKey> other_key = SigningKey::generate(Alg::ES256);
  Credentials app = world.client();
  Credentials mobile = {world.client({{"token_endpoint_auth_method", "none"}}).client_id, ""};

 private:
  int proofs_ = 0;
};

TEST_F(Dpop, ATokenBelongsToTheKeyOfItsProof) {  // [RFC9449 §5, §6.1, §7.1] [F2-TK-05] [R-DP-4]
  const Json body = body_of(redeem_with(app, code_for(world, app), proof(*key, "POST", kToken)));
  ASSERT_EQ(body.value("token_type", ""), "DPoP") << body;
  const std::string token = body.at("access_token");
  EXPECT_EQ(claims_of(token).at("cnf").at("jkt"), jkt(*key));

  EXPECT_EQ(userinfo(token, proof(*key, "GET", kUserInfo, token)).status, 200);
  EXPECT_EQ(userinfo(token, proof(*key, "GET", kUserInfo, token), "dPoP").status, 200) << "[RS-01] schemes are words in any case";

  const auto refused = [&](const web::Response& response, const std::string& code) {
    EXPECT_EQ(response.status, 401) << response.body;
    EXPECT_EQ(error(response), code) << response.body;
    const std::string challenge(web::only(response.headers, "WWW-Authenticate").value_or(""));
    EXPECT_TRUE(challenge.starts_with("DPoP ")) << challenge;
    EXPECT_NE(challenge.find("algs=\"PS256 "), std::string::npos) << challenge;
  };
  refused(userinfo(token, proof(*key, "GET", kUserInfo, token), "Bearer"), "invalid_token");
  refused(userinfo(token, "", "Bearer"), "invalid_token");
  refused(userinfo(token, ""), "invalid_dpop_proof");
  refused(userinfo(token, proof(*other_key, "GET", kUserInfo, token)), "invalid_token");
  refused(userinfo(token, proof(*key, "GET", kUserInfo)), "invalid_dpop_proof");                // no ath
  refused(userinfo(token, proof(*key, "GET", kUserInfo, token + "x")), "invalid_dpop_proof");  // that of another token
  refused(userinfo(token, proof(*key, "POST", kUserInfo, token)), "invalid_dpop_proof");
  refused(userinfo(token, proof(*key, "GET", kToken, token)), "invalid_dpop_proof");
}

TEST_F(Dpop, AnUnboundTokenIsNoDpopToken) {  // [R-DP-4] [RFC9449 §7.1]
  const Json body = body_of(redeem(world, app, code_for(world, app)));
  EXPECT_EQ(body.at("token_type"), "Bearer");
  const std::string token = body.at("access_token");
  EXPECT_FALSE(claims_of(token).contains("cnf"));
  EXPECT_EQ(error(userinfo(token, proof(*key, "GET", kUserInfo, token))), "invalid_token");
  EXPECT_EQ(userinfo(token, "", "Bearer").status, 200);
}

TEST_F(Dpop, AProofIsForOneRequestOfThisMoment) {  // [R-DP-1] [R-DP-2] [DP-01] [DP-04]
  const web::Pairs form = {{"grant_type", "client_credentials"}};
  const Credentials machine = world.client({{"grant_types", {"client_credentials"}}, {"redirect_uris", Json::array()}});
  const auto status = [&](const Json& claims) { return ask(machine, form, sign(*key, claims)).status; };
  const auto at = [&](int seconds) {
    Json moved = claims("POST", kToken);
    moved["iat"] = epoch_seconds(world.now) + seconds;
    return moved;
  };
  EXPECT_EQ(status(at(-60)), 200);
  EXPECT_EQ(status(at(10)), 200);
  EXPECT_EQ(status(at(-61)), 400);
  EXPECT_EQ(status(at(11)), 400);

  const std::string once = proof(*key, "POST", kToken);
  EXPECT_EQ(ask(machine, form, once).status, 200);
  const web::Response again = ask(machine, form, once);
  EXPECT_EQ(again.status, 400);
  EXPECT_EQ(error(again), "invalid_dpop_proof");
  const auto replica = world.replica_routes();
  web::Request request;
  request.method = web::Method::post;
  request.path = kToken;
  request.body = web::to_form(form);
  request.headers = headers_of(machine, once);
  request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  request.now = world.now;
  EXPECT_EQ(replica->dispatch(request).status, 400) << "on no replica";

  Json same = claims("POST", kToken);
  EXPECT_EQ(ask(machine, form, sign(*key, same)).status, 200);
  EXPECT_EQ(ask(machine, form, sign(*other_key, same)).status, 200) << "another key's jti is another's";

  web::Headers two = headers_of(machine, proof(*key, "POST", kToken));
  two.push_back({"DPoP", proof(*key, "POST", kToken)});
  EXPECT_EQ(error(world.post(kToken, form, two)), "invalid_dpop_proof");
}

TEST_F(Dpop, ACodeCanBeBoundBeforeItExists) {  // [DP-02] [RFC9449 §10] [R-CD-2]
  const std::string bound = code_for(world, app, {{"dpop_jkt", jkt(*key)}});
  EXPECT_EQ(error(redeem_with(app, bound, proof(*other_key, "POST", kToken))), "invalid_grant");
  EXPECT_EQ(error(redeem_with(app, bound, proof(*key, "POST", kToken))), "invalid_grant") << "burnt, as by a wrong verifier [R-CD-4]";
  EXPECT_EQ(error(redeem(world, app, code_for(world, app, {{"dpop_jkt", jkt(*key)}}))), "invalid_grant") << "no proof";
  EXPECT_EQ(redeem_with(app, code_for(world, app, {{"dpop_jkt", jkt(*key)}}), proof(*key, "POST", kToken)).status, 200);
  Browser browser(world);
  EXPECT_EQ(parameter(browser.open(authorize_url(app.client_id, {{"dpop_jkt", "short"}})).url, "error"), "invalid_request");
}

TEST_F(Dpop, AProofAtParBindsTheCode) {  // [DP-02] [RFC9449 §10.1]
  const auto push = [&](const std::string& proof, const std::map<std::string, std::string>& changes = {}) {
    const std::string url = authorize_url(app.client_id, changes);
    return world.post("/oauth2/par", web::parse_form(url.substr(url.find('?') + 1)).value(), headers_of(app, proof));
  };
  EXPECT_EQ(error(push(proof(*key, "POST", "/oauth2/par"), {{"dpop_jkt", jkt(*other_key)}})), "invalid_dpop_proof");
  EXPECT_EQ(error(push(proof(*key, "POST", kToken))), "invalid_dpop_proof") << "made for another endpoint";
  const auto code = [&] {
    const Json pushed = body_of(push(proof(*key, "POST", "/oauth2/par")));
    Browser browser(world);
    Stop stop = browser.open(std::string(kIssuer) + "/oauth2/authorize?" +
                             web::to_form({{"client_id", app.client_id}, {"request_uri", pushed.at("request_uri")}}));
    stop = browser.sign_in(stop);
    if (stop.is_consent()) stop = browser.allow(stop);
    return parameter(stop.url, "code").value_or("");
  };
  EXPECT_EQ(error(redeem_with(app, code(), proof(*other_key, "POST", kToken))), "invalid_grant");
  EXPECT_EQ(redeem_with(app, code(), proof(*key, "POST", kToken)).status, 200);
}

TEST_F(Dpop, ARefreshTokenOfAPublicClientBelongsToItsKey) {  // [R-DP-4] [RFC9449 §5] [R-RT-2]
  const Json first = body_of(redeem_with(mobile, code_for(world, mobile), proof(*key, "POST", kToken)));
  const std::string token = first.at("refresh_token");
  const web::Response stolen = refresh_with(mobile, token, proof(*other_key, "POST", kToken));
  EXPECT_EQ(error(stolen), "invalid_grant");
  EXPECT_EQ(stolen.trail.reason, "refresh_token_key_mismatch");
  EXPECT_EQ(error(refresh_with(mobile, token, "")), "invalid_grant") << "nor without any key";
  const Json second = body_of(refresh_with(mobile, token, proof(*key, "POST", kToken)));
  ASSERT_TRUE(second.contains("refresh_token")) << "whoever has no key has changed nothing: " << second;
  EXPECT_EQ(claims_of(second.at("access_token")).at("cnf").at("jkt"), jkt(*key));
  world.pass(Seconds(120));
  EXPECT_EQ(refresh_with(mobile, token, proof(*key, "POST", kToken)).trail.reason, "refresh_token_reused");
}

TEST_F(Dpop, AFamilyBegunWithoutAKeyMayUseOneLater) {  // [RFC9449 §5]
  const Json first = body_of(redeem(world, mobile, code_for(world, mobile)));
  const Json second = body_of(refresh_with(mobile, first.at("refresh_token"), proof(*key, "POST", kToken)));
  ASSERT_EQ(second.value("token_type", ""), "DPoP") << second;
  EXPECT_EQ(body_of(refresh_with(mobile, second.at("refresh_token"), "")).value("token_type", ""), "Bearer");
}

TEST_F(Dpop, AConfidentialClientMayChangeItsKey) {  // [F2-RT-03] [CF-07]
  const Json first = body_of(redeem_with(app, code_for(world, app), proof(*key, "POST", kToken)));
  const Json second = body_of(refresh_with(app, first.at("refresh_token"), proof(*other_key, "POST", kToken)));
  EXPECT_EQ(claims_of(second.at("access_token")).at("cnf").at("jkt"), jkt(*other_key)) << second;
}

TEST_F(Dpop, WhoRegisteredForItCannotDoWithout) {  // [RFC9449 §5.2] [F2-TK-04]
  const Credentials bound = world.client({{"dpop_bound_access_tokens", true}});
  const std::string code = code_for(world, bound);
  EXPECT_EQ(error(redeem(world, bound, code)), "invalid_dpop_proof");
  EXPECT_EQ(redeem_with(bound, code, proof(*key, "POST", kToken)).status, 200) << "the code was not spent";
  EXPECT_THROW(world.client({{"dpop_bound_access_tokens", true},
                             {"grant_types", {"authorization_code", "implicit"}},
                             {"response_types", {"code", "code token"}}}),
               std::runtime_error);
}

TEST_F(Dpop, IntrospectionTellsTheKeyAndTheGatewayRefuses) {  // [RFC9449 §6.2]
  const Json tokens = body_of(redeem_with(app, code_for(world, app), proof(*key, "POST", kToken)));
  const Json told = body_of(world.post_as(app, "/oauth2/introspect", {{"token", tokens.at("access_token")}}));
  EXPECT_EQ(told.at("token_type"), "DPoP");
  EXPECT_EQ(told.at("cnf").at("jkt"), jkt(*key));
  const web::Response asked = world.get("/gateway/verify", {{"Authorization", "Bearer " + tokens.at("access_token").get<std::string>()}});
  EXPECT_EQ(asked.status, 401);
  EXPECT_EQ(asked.trail.reason, "gateway_token_bound");
}

TEST_F(Dpop, OpaqueTokensAreBoundToo) {
  const Credentials opaque = world.client({{"access_token_format", "opaque"}});
  const std::string token = body_of(redeem_with(opaque, code_for(world, opaque), proof(*key, "POST", kToken))).at("access_token");
  EXPECT_EQ(userinfo(token, proof(*key, "GET", kUserInfo, token)).status, 200);
  EXPECT_EQ(userinfo(token, "", "Bearer").status, 401);
}

TEST_F(Dpop, TheJsonApiBindsNothingSoItRefuses) {  // [R-DP-4]
  const Credentials spa = world.client({{"first_party", true}, {"dpop_bound_access_tokens", true}});
  web::Request request;
  request.method = web::Method::post;
  request.path = "/api/auth/login";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = Json{{"email", "alice@example.test"}, {"password", kPassword}, {"client_id", spa.client_id}}.dump();
  EXPECT_EQ(error(world.send(request)), "invalid_dpop_proof");
}

class DpopNonce : public Dpop {
 protected:
  DpopNonce() : Dpop([] {
    config::Settings settings = World::default_settings();
    settings.dpop.demand_nonce = true;
    return settings;
  }()) {}
  std::string with(const std::string& nonce, Json claims) {
    claims["nonce"] = nonce;
    return sign(*key, claims);
  }
};

TEST_F(DpopNonce, IsDemandedGivenAndAccepted) {  // [DP-03] [R-DP-3] [RFC9449 §8, §9]
  const std::string code = code_for(world, app);
  const web::Response refused = redeem_with(app, code, proof(*key, "POST", kToken));
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(error(refused), "use_dpop_nonce");
  const std::string nonce(web::only(refused.headers, "DPoP-Nonce").value_or(""));
  ASSERT_FALSE(nonce.empty());
  Json old = claims("POST", kToken);
  old["iat"] = epoch_seconds(world.now) - 3600;
  const web::Response accepted = redeem_with(app, code, with(nonce, old));
  EXPECT_EQ(accepted.status, 200) << "a nonce says when, whatever the client's clock: " << accepted.body;
  EXPECT_TRUE(web::only(accepted.headers, "DPoP-Nonce")) << "the next one, before it is missed";

  const std::string token = body_of(accepted).at("access_token");
  const web::Response at_resource = userinfo(token, proof(*key, "GET", kUserInfo, token));
  EXPECT_EQ(at_resource.status, 401);
  EXPECT_EQ(error(at_resource), "use_dpop_nonce");
  EXPECT_TRUE(web::only(at_resource.headers, "DPoP-Nonce"));
  EXPECT_EQ(userinfo(token, with(nonce, claims("GET", kUserInfo, token))).status, 200);
}

TEST_F(DpopNonce, IsOursAndOfTheseFiveMinutes) {  // [R-DP-3]
  const auto refused = [&](const std::string& nonce) {
    return error(ask(app, {{"grant_type", "refresh_token"}, {"refresh_token", "x"}}, with(nonce, claims("POST", kToken))));
  };
  const std::string nonce(*web::only(redeem_with(app, "x", proof(*key, "POST", kToken)).headers, "DPoP-Nonce"));
  EXPECT_EQ(refused(nonce), "invalid_grant") << "the nonce is right";
  EXPECT_EQ(refused(nonce + "x"), "use_dpop_nonce");
  EXPECT_EQ(refused("0.AAAA"), "use_dpop_nonce");
  world.pass(Seconds(300));
  EXPECT_EQ(refused(nonce), "use_dpop_nonce");
}

// A client of the profile, with a key for assertions and one for proofs.
class Fapi : public Dpop {
 protected:
  Json metadata(const Json& changes = Json::object()) {
    Json metadata = {{"client_name", "Bank"},
                     {"security_profile", "fapi2"},
                     {"redirect_uris", {kCallback}},
                     {"grant_types", {"authorization_code", "refresh_token"}},
                     {"jwks", {{"keys", Json::array({client_key->public_jwk()})}}}};
    metadata.update(changes);
    return metadata;
  }
  std::string assertion(const Json& audience = kIssuer) {
    return jose::mint(*client_key, "JWT",
                      {{"iss", bank}, {"sub", bank}, {"aud", audience}, {"iat", epoch_seconds(world.now)},
                       {"exp", epoch_seconds(world.now) + 60}, {"jti", "a-" + std::to_string(++assertions_)}});
  }
  web::Response send(const std::string& path, web::Pairs form, const std::string& proof, const Json& audience = kIssuer) {
    form.emplace_back("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.emplace_back("client_assertion", assertion(audience));
    return world.post(path, form, headers_of({bank, ""}, proof));
  }
  web::Response push(const std::map<std::string, std::string>& changes = {}, const Json& audience = kIssuer) {
    const std::string url = authorize_url(bank, changes);
    return send("/oauth2/par", web::parse_form(url.substr(url.find('?') + 1)).value(), "", audience);
  }
  std::string code() {
    Browser browser(world);
    Stop stop = browser.open(std::string(kIssuer) + "/oauth2/authorize?" +
                             web::to_form({{"client_id", bank}, {"request_uri", body_of(push()).at("request_uri")}}));
    stop = browser.sign_in(stop);
    if (stop.is_consent()) stop = browser.allow(stop);
    return parameter(stop.url, "code").value_or("");
  }
  Json tokens(const std::shared_ptr<const SigningKey>& with) {
    return body_of(send(kToken, {{"grant_type", "authorization_code"}, {"code", code()}, {"redirect_uri", kCallback}, {"code_verifier", kVerifier}},
                        proof(*with, "POST", kToken)));
  }

  std::shared_ptr<const SigningKey> client_key = SigningKey::generate(Alg::ES256);
  std::string bank = world.enrol(metadata()).client->client_id;

 private:
  int assertions_ = 0;
};

TEST_F(Fapi, TheWholeJourney) {  // [CF-04] [F2-TK-05] [F2-TK-06]
  const Json granted = tokens(key);
  ASSERT_EQ(granted.value("token_type", ""), "DPoP") << granted;
  EXPECT_EQ(jose::peek_claims(granted.at("id_token").get<std::string>())->at("aud"), bank);
  const std::string head = granted.at("id_token").get<std::string>();
  const auto header = parse_json_object(*base64url_decode(head.substr(0, head.find('.'))));
  EXPECT_EQ(header->at("alg"), "ES256");
  const std::string token = granted.at("access_token");
  EXPECT_EQ(parse_json_object(*base64url_decode(token.substr(0, token.find('.'))))->at("alg"), "ES256");
  EXPECT_EQ(userinfo(token, proof(*key, "GET", kUserInfo, token)).status, 200);
}

TEST_F(Fapi, ARequestCanBeFoundAgain) {  // [RS-01]
  const std::string id = "c770aef3-6784-41f7-8e0e-ff5f97bddb3a";
  const auto echo = [&](const std::string& sent) {
    return std::string(web::only(world.get(kUserInfo, {{"x-fapi-interaction-id", sent}}).headers, "x-fapi-interaction-id").value_or(""));
  };
  EXPECT_EQ(echo(id), id);
  EXPECT_EQ(echo("<script>"), "");
  EXPECT_EQ(echo(std::string(65, 'a')), "");
}

TEST_F(Fapi, RefreshTokensDoNotRotate) {  // [F2-RT-01] [F2-RT-02] [F2-RT-03] [R-RT-2]
  const std::string token = tokens(key).at("refresh_token");
  for (int time = 0; time < 3; ++time) {
    const auto fresh = SigningKey::generate(Alg::ES256);
    const Json refreshed = body_of(send(kToken, {{"grant_type", "refresh_token"}, {"refresh_token", token}}, proof(*fresh, "POST", kToken)));
    ASSERT_TRUE(refreshed.contains("access_token")) << refreshed;
    EXPECT_FALSE(refreshed.contains("refresh_token"));
    EXPECT_EQ(claims_of(refreshed.at("access_token")).at("cnf").at("jkt"), jkt(*fresh));
    world.pass(Seconds(90));
  }
  EXPECT_EQ(error(send(kToken, {{"grant_type", "refresh_token"}, {"refresh_token", token}}, "")), "invalid_dpop_proof");
}

TEST_F(Fapi, AnAssertionNamesTheIssuerAndNothingElse) {  // [F2-PAR-08] [F2-TK-03] against [TK-04]
  EXPECT_EQ(push().status, 201);
  for (const Json& audience : {Json::array({kIssuer}), Json(std::string(kIssuer) + "/oauth2/par"), Json(std::string(kIssuer) + kToken)}) {
    EXPECT_EQ(error(push({}, audience)), "invalid_client") << audience;
  }
}

TEST_F(Fapi, RequestsArePushedWithPkceAndRedirectUri) {  // [F2-PAR-03] [F2-PAR-06] [F2-PAR-07] [F2-PAR-11]
  EXPECT_EQ(error(push({{"code_challenge", ""}, {"code_challenge_method", ""}})), "invalid_request");
  EXPECT_EQ(error(push({{"code_challenge_method", "plain"}})), "invalid_request");
  EXPECT_EQ(error(push({{"redirect_uri", ""}, {"scope", "email"}})), "invalid_request");
  EXPECT_EQ(error(push({{"response_type", "code id_token"}})), "unauthorized_client");
  Browser browser(world);
  EXPECT_EQ(parameter(browser.open(authorize_url(bank)).url, "error"), "invalid_request");
}

TEST_F(Fapi, OnlyTheSignedRequestCounts) {  // [R-JR-1] [RFC9101 §6.3] [MS-03]
  const std::string object =
      jose::mint(*client_key, "oauth-authz-req+jwt",
                 {{"iss", bank}, {"aud", kIssuer}, {"client_id", bank}, {"redirect_uri", kCallback}, {"response_type", "code"},
                  {"scope", "openid"}, {"code_challenge", kChallenge}, {"code_challenge_method", "S256"},
                  {"exp", epoch_seconds(world.now) + 60}, {"nbf", epoch_seconds(world.now)}});
  const web::Response pushed = send("/oauth2/par", {{"client_id", bank}, {"request", object}, {"state", "outside"}}, "");
  ASSERT_EQ(pushed.status, 201) << pushed.body;
  Browser browser(world);
  Stop stop = browser.open(std::string(kIssuer) + "/oauth2/authorize?" +
                           web::to_form({{"client_id", bank}, {"request_uri", body_of(pushed).at("request_uri")}}));
  stop = browser.sign_in(stop);
  if (stop.is_consent()) stop = browser.allow(stop);
  EXPECT_TRUE(parameter(stop.url, "code")) << stop.url;
  EXPECT_FALSE(parameter(stop.url, "state")) << "nobody signed it";
}

TEST_F(Fapi, NothingOfTheProfileCanBeWeakened) {  // [CF-04] [FAPI2.Security §5.3.2] [F2-META-02]
  for (const Json& change : {Json{{"token_endpoint_auth_method", "client_secret_basic"}},
                             Json{{"token_endpoint_auth_method", "none"}},
                             Json{{"require_pushed_authorization_requests", false}},
                             Json{{"dpop_bound_access_tokens", false}},
                             Json{{"id_token_signed_response_alg", "RS256"}},
                             Json{{"access_token_signed_response_alg", "RS256"}},
                             Json{{"userinfo_signed_response_alg", "RS256"}},
                             Json{{"token_endpoint_auth_signing_alg", "RS256"}},
                             Json{{"request_object_signing_alg", "RS512"}},
                             Json{{"redirect_uris", {"http://127.0.0.1/callback"}}},
                             Json{{"grant_types", {"authorization_code", "implicit"}}, {"response_types", {"code", "code id_token"}}},
                             Json{{"security_profile", "fapi1"}}}) {
    EXPECT_THROW(world.enrol(metadata(change)), std::runtime_error) << change;
  }
  const auto rsa = SigningKey::generate(Alg::RS256);
  const auto with_rsa = world.enrol(metadata({{"jwks", {{"keys", Json::array({rsa->public_jwk()})}}}}));
  EXPECT_EQ(std::count(with_rsa.client->assertion_algs.begin(), with_rsa.client->assertion_algs.end(), Alg::RS256), 0);
}

}  // namespace
}  // namespace signet::testing
