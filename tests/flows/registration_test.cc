// Dynamic registration [RFC7591] and its management [RFC7592]: clients come, change and go by themselves, within bounds.
#include <gtest/gtest.h>

#include <set>

#include "clients/registrations.h"
#include "flows/browser.h"

namespace signet::testing {
namespace {

using config::RegistrationMode;

const Json kMetadata = {{"client_name", "Visitor"}, {"redirect_uris", {kCallback}}, {"grant_types", {"authorization_code", "refresh_token"}}};

Json with(Json changes) {
  Json metadata = kMetadata;
  metadata.update(changes);
  return metadata;
}

class Registration : public ::testing::Test {
 protected:
  explicit Registration(RegistrationMode mode = RegistrationMode::open) : world(settings(mode)) { world.account(); }

  static config::Settings settings(RegistrationMode mode) {
    config::Settings settings = World::default_settings();
    settings.registration.mode = mode;
    return settings;
  }

  web::Response send(web::Method method, const std::string& path, const std::string& body, web::Headers headers) {
    web::Request request;
    request.method = method;
    request.path = path.starts_with(kIssuer) ? path.substr(std::string_view(kIssuer).size()) : path;
    request.headers = std::move(headers);
    request.body = body;
    return world.send(std::move(request));
  }
  web::Response post(const Json& metadata, const std::string& token = "") {
    web::Headers headers{{"Content-Type", "application/json"}};
    if (!token.empty()) headers.push_back({"Authorization", "Bearer " + token});
    return send(web::Method::post, "/oauth2/register", metadata.dump(), std::move(headers));
  }
  Json registered(const Json& metadata = kMetadata) {
    const web::Response response = post(metadata);
    EXPECT_EQ(response.status, 201) << response.body;
    return body_of(response);
  }
  // With the registration's own token, unless another is given.
  web::Response manage(web::Method method, const Json& registration, const Json& metadata = {}, std::string token = "") {
    if (token.empty()) token = registration.at("registration_access_token");
    web::Headers headers{{"Authorization", "Bearer " + token}};
    if (!metadata.is_null()) headers.push_back({"Content-Type", "application/json"});
    return send(method, registration.at("registration_client_uri"), metadata.is_null() ? "" : metadata.dump(), std::move(headers));
  }
  static Credentials credentials(const Json& registration) {
    return {registration.at("client_id"), registration.value("client_secret", "")};
  }
  std::size_t clients() { return world.stores.clients.load().clients.size(); }

  World world;
};

TEST_F(Registration, AnswersWithEverythingThatWasRegistered) {  // [DR-01] [DR-02] [RFC7591 §3.2.1] [DI-05]
  const web::Response response = post(kMetadata);
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(web::only(response.headers, "Content-Type"), "application/json");
  EXPECT_EQ(web::only(response.headers, "Cache-Control"), "no-store");
  const Json body = body_of(response);
  for (const auto& [name, value] : kMetadata.items()) EXPECT_EQ(body.at(name), value) << name;
  EXPECT_EQ(body.at("response_types"), Json({"code"}));
  EXPECT_EQ(body.at("token_endpoint_auth_method"), "client_secret_basic");
  EXPECT_EQ(body.at("application_type"), "web");
  EXPECT_EQ(body.at("id_token_signed_response_alg"), "RS256");
  EXPECT_EQ(body.at("client_id_issued_at"), epoch_seconds(world.now));
  EXPECT_GE(body.at("client_secret").get<std::string>().size(), 43U);
  EXPECT_EQ(body.at("client_secret_expires_at"), 0);
  EXPECT_GE(body.at("registration_access_token").get<std::string>().size(), 43U) << "256 bits [R-RG-5]";
  EXPECT_EQ(body.at("registration_client_uri"), std::string(kIssuer) + "/oauth2/register/" + body.at("client_id").get<std::string>());

  const Json document = body_of(world.get("/.well-known/openid-configuration"));
  EXPECT_EQ(document.at("registration_endpoint"), std::string(kIssuer) + "/oauth2/register");
}

TEST_F(Registration, TheClientWorksAtOnceAndPeopleSeeThatNobodyVouchesForIt) {  // [R-RG-6]
  const Json client = registered();
  Browser browser(world);
  const Stop login = browser.open(authorize_url(client.at("client_id")));
  ASSERT_TRUE(login.is_login());
  const Stop consent = browser.sign_in(login);
  ASSERT_TRUE(consent.is_consent()) << "first_party cannot be had by asking";
  EXPECT_TRUE(consent.shows("app.example.test"));
  EXPECT_FALSE(world.provider->registry().find(client.at("client_id").get<std::string>())->operator_made);
  EXPECT_EQ(redeem(world, credentials(client), code_for(world, credentials(client))).status, 200);
}

// [R-AZ-15] Otherwise our name would stand in links that lead to anybody's page.
TEST_F(Registration, NoRefusalTakesAPersonToAStrangersPageUnwarned) {
  const Json client = registered(with({{"response_types", {"code", "code id_token"}}, {"grant_types", {"authorization_code", "implicit"}}}));
  const auto asked = [&](const std::map<std::string, std::string>& changes) {
    return Browser(world).open(authorize_url(client.at("client_id"), changes));
  };
  const auto expect_warning = [](const Stop& page, const std::string& error, char delimiter = '?') {
    EXPECT_EQ(page.status, 200);
    EXPECT_FALSE(page.is_foreign);
    EXPECT_TRUE(page.shows("id=\"departure-continue\"") && page.shows("app.example.test") && page.shows("Nobody has checked")) << page.body;
    EXPECT_TRUE(page.shows("href=\"" + std::string(kCallback) + delimiter + "error=" + error + "&amp;")) << page.body;
  };
  expect_warning(asked({{"response_type", "id_token token"}}), "unauthorized_client", '#');
  expect_warning(asked({{"prompt", "no"}}), "invalid_request");
  expect_warning(asked({{"request", "x"}}), "invalid_request_object");

  Browser browser(world);
  const Stop consent = browser.sign_in(browser.open(authorize_url(client.at("client_id"))));
  ASSERT_TRUE(consent.is_consent());
  expect_warning(browser.deny(consent), "access_denied");

  const Stop by_form = asked({{"prompt", "no"}, {"response_mode", "form_post"}});
  EXPECT_TRUE(by_form.shows("id=\"departure-continue\"") && by_form.shows("action=\"" + std::string(kCallback) + "\"")) << by_form.body;
  EXPECT_EQ(by_form.input("error"), "invalid_request");
  EXPECT_FALSE(by_form.shows("<script"));

  const Stop silent = asked({{"prompt", "none"}});
  EXPECT_TRUE(silent.is_foreign) << "no page may stand in a frame's way";
  EXPECT_NE(silent.url.find("error=login_required"), std::string::npos);
  EXPECT_TRUE(asked({{"prompt", "none"}, {"response_type", "id_token token"}}).is_foreign);
  const Stop allowed = browser.allow(browser.open(authorize_url(client.at("client_id"))));
  EXPECT_TRUE(allowed.is_foreign) << "a success goes home at once";
}

TEST_F(Registration, AcceptsWhatProfilesRegister) {  // [DR-03] [DR-08]
  const Json metadata = with({{"contacts", {"ops@app.example.test"}},
                              {"grant_types", {"authorization_code", "implicit", "refresh_token"}},
                              {"response_types", {"code", "id_token token", "code id_token"}},
                              {"token_endpoint_auth_method", "client_secret_post"},
                              {"post_logout_redirect_uris", {"https://app.example.test/bye"}},
                              {"backchannel_logout_uri", "https://app.example.test/back"},
                              {"backchannel_logout_session_required", true},
                              {"frontchannel_logout_uri", "https://app.example.test/front"},
                              {"frontchannel_logout_session_required", true},
                              {"logo_uri", "https://app.example.test/logo.png"},
                              {"policy_uri", "https://app.example.test/policy"},
                              {"tos_uri", "https://app.example.test/terms"},
                              {"id_token_signed_response_alg", "ES256"},
                              {"userinfo_signed_response_alg", "RS256"},
                              {"request_uris", {"https://app.example.test/request.jwt#hash"}},
                              {"initiate_login_uri", "https://app.example.test/start"},
                              {"default_max_age", 300},
                              {"require_auth_time", true}});
  Json client = registered(metadata);
  for (const auto& [name, value] : metadata.items()) EXPECT_EQ(client.at(name), value) << name;
  const Json read = body_of(manage(web::Method::get, client));
  for (const auto& [name, value] : metadata.items()) EXPECT_EQ(read.at(name), value) << name;
}

TEST_F(Registration, IgnoresWhatItDoesNotKnowOrIsNotTheirs) {  // [R-RG-2] [R-RG-8] [RFC7591 §2]
  const Json client = registered(with({{"shoe_size", 42},
                                       {"client_id", "chosen"},
                                       {"client_secret", "chosen"},
                                       {"registration_access_token", "chosen"},
                                       {"first_party", true},
                                       {"operator_made", true},
                                       {"disabled", true},
                                       {"web_origins", {"https://app.example.test"}},
                                       {"access_token_format", "opaque"},
                                       {"software_statement", "eyJhbGciOiJub25lIn0.eyJjbGllbnRfbmFtZSI6IkJhbmsifQ."},
                                       {"client_uri", nullptr},
                                       {"policy_uri", ""}}));
  for (const char* name : {"shoe_size", "first_party", "operator_made", "disabled", "web_origins", "software_statement", "client_uri", "policy_uri"}) {
    EXPECT_FALSE(client.contains(name)) << name;
  }
  for (const char* name : {"client_id", "client_secret", "registration_access_token"}) EXPECT_NE(client.at(name), "chosen") << name;
  EXPECT_EQ(client.at("access_token_format"), "jwt");
  EXPECT_EQ(client.at("client_name"), "Visitor");
  const auto made = world.provider->registry().find(client.at("client_id").get<std::string>());
  EXPECT_FALSE(made->first_party || made->operator_made || made->disabled);
}

struct Wrong {
  const char* what;
  Json changes;
  const char* error;
  const char* description;
};

TEST_F(Registration, WrongMetadataIsRefusedWithTheMemberThatIsWrong) {  // [DR-04] [DR-08] [DR-09] [R-RG-3] [R-RG-4] [RFC7591 §3.2.2]
  const char* kUri = "invalid_redirect_uri";
  const char* kMember = "invalid_client_metadata";
  const std::vector<Wrong> cases = {
      {"fragment", {{"redirect_uris", {"https://a.example/cb#x"}}}, kUri, "redirect_uris[0]: it has a fragment (even an empty '#' is one)"},
      {"http", {{"redirect_uris", {kCallback, "http://a.example/cb"}}}, kUri,
       "redirect_uris[1]: http is accepted only for 127.0.0.1 and [::1] (and localhost for application_type native); use https"},
      {"script", {{"redirect_uris", {"javascript:alert(1)"}}}, kUri, "redirect_uris[0]: its scheme is never safe for redirects"},
      {"none", {{"redirect_uris", Json::array()}}, kUri, "redirect_uris: at least one is needed for these grant types"},
      {"text for a list", {{"redirect_uris", kCallback}}, kMember, "redirect_uris: must be an array of at most 16 texts"},
      {"number in a list", {{"redirect_uris", {kCallback, 7}}}, kMember, "redirect_uris[1]: must be an array of at most 16 texts"},
      {"implicit on localhost",
       {{"redirect_uris", {"https://localhost/cb"}}, {"grant_types", {"implicit"}}, {"response_types", {"id_token"}}}, kUri,
       "redirect_uris: a web client with grant type implicit needs https, and not localhost"},
      {"implicit over http",
       {{"redirect_uris", {"http://127.0.0.1/cb"}}, {"grant_types", {"implicit"}}, {"response_types", {"id_token"}}}, kUri,
       "redirect_uris: a web client with grant type implicit needs https, and not localhost"},
      {"code without its grant", {{"grant_types", {"implicit"}}, {"response_types", {"code"}}}, kMember,
       "response_types: a type with code and grant type authorization_code need each other"},
      {"id_token without implicit", {{"response_types", {"code id_token"}}}, kMember,
       "response_types: a type with token or id_token and grant type implicit need each other"},
      {"grant not for them", {{"grant_types", {"client_credentials"}}}, kMember,
       "grant_types[0]: supported here: authorization_code, refresh_token, implicit"},
      {"method", {{"token_endpoint_auth_method", "tls_client_auth"}}, kMember, nullptr},
      {"alg", {{"id_token_signed_response_alg", "none"}}, kMember, nullptr},
      {"login over http", {{"initiate_login_uri", "http://app.example.test/"}}, kMember,
       "initiate_login_uri: must be an https URL of at most 2000 bytes without a user name"},
      {"logo over http", {{"logo_uri", "http://app.example.test/"}}, kMember,
       "logo_uri: must be an https URL of at most 2000 bytes without a user name"},
      {"name that turns", {{"client_name", "a\xE2\x80\xAE"}}, kMember, nullptr},
      {"keys twice", {{"jwks", {{"keys", Json::array()}}}}, kMember, nullptr},
      {"key method without keys", {{"token_endpoint_auth_method", "private_key_jwt"}}, kMember,
       "jwks: private_key_jwt and self_signed_tls_client_auth need the client's public keys, here or at jwks_uri"},
  };
  for (const Wrong& wrong : cases) {
    const web::Response response = post(with(wrong.changes));
    EXPECT_EQ(response.status, 400) << wrong.what;
    const Json body = body_of(response);
    EXPECT_EQ(body.at("error"), wrong.error) << wrong.what;
    const std::string description = body.at("error_description");
    EXPECT_TRUE(wrong.description == nullptr ? description.starts_with(wrong.changes.begin().key()) : description == wrong.description)
        << wrong.what << ": " << description;
    for (const char c : description) EXPECT_TRUE(c >= 0x20 && c <= 0x7E && c != '"' && c != '\\') << wrong.what;  // [GE-03]
    EXPECT_TRUE(body.contains("request_id"));
  }
  EXPECT_EQ(clients(), 0U);
}

TEST_F(Registration, OtherBodiesAreRefused) {  // [R-HT-6] [R-RG-3] [R-DOS-7]
  const web::Header type{"Content-Type", "application/json"};
  const std::vector<std::tuple<std::string, web::Headers, int>> cases = {
      {"{", {type}, 400},
      {"[]", {type}, 400},
      {"", {type}, 400},
      {R"({"redirect_uris":["https://a.example/"],"redirect_uris":["https://b.example/"]})", {type}, 400},
      {"{\"client_name\":\"\xFF\"}", {type}, 400},
      {std::string(20000, '['), {type}, 400},
      {kMetadata.dump(), {{"Content-Type", "application/json; charset=utf-8"}}, 201},
      {kMetadata.dump(), {{"Content-Type", "application/json; charset=iso-8859-1"}}, 415},
      {kMetadata.dump(), {{"Content-Type", "application/x-www-form-urlencoded"}}, 415},
      {kMetadata.dump(), {}, 415},
      {kMetadata.dump(), {type, {"Content-Encoding", "gzip"}}, 415},
  };
  for (const auto& [body, headers, status] : cases) {
    const web::Response response = send(web::Method::post, "/oauth2/register", body, headers);
    EXPECT_EQ(response.status, status) << body;
    EXPECT_EQ(status == 400, body_of(response).value("error", "") == "invalid_client_metadata") << body;
  }
  EXPECT_EQ(clients(), 1U);
  EXPECT_EQ(world.routes->find(web::Method::post, "/oauth2/register")->body_limit, 64U * 1024);
  EXPECT_EQ(world.routes->find(web::Method::put, "/oauth2/register/x")->body_limit, 64U * 1024);
}

TEST_F(Registration, ReadingAnswersTheSame) {  // [DR-02] [RFC7592 §2.1] [RFC7592 §3]
  Json client = registered();
  const web::Response response = manage(web::Method::get, client);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(web::only(response.headers, "Cache-Control"), "no-store");
  client.erase("client_secret");  // only its digest is kept [R-CA-3]
  client.erase("client_secret_expires_at");
  EXPECT_EQ(body_of(response), client);
}

TEST_F(Registration, UpdatingReplacesEverythingAndTheToken) {  // [RFC7592 §2.2] [R-RG-5]
  const Json client = registered(with({{"policy_uri", "https://app.example.test/policy"}}));
  const Json changed = {{"client_id", client.at("client_id")},
                        {"client_secret", client.at("client_secret")},
                        {"client_name", "Renamed"},
                        {"redirect_uris", {"https://app.example.test/new"}}};
  const web::Response response = manage(web::Method::put, client, changed);
  ASSERT_EQ(response.status, 200) << response.body;
  const Json updated = body_of(response);
  EXPECT_EQ(updated.at("client_id"), client.at("client_id"));
  EXPECT_EQ(updated.at("client_name"), "Renamed");
  EXPECT_EQ(updated.at("redirect_uris"), Json({"https://app.example.test/new"}));
  EXPECT_FALSE(updated.contains("policy_uri"));
  EXPECT_EQ(updated.at("client_secret"), client.at("client_secret")) << "what the client keeps stays complete";
  EXPECT_NE(updated.at("registration_access_token"), client.at("registration_access_token"));
  EXPECT_EQ(manage(web::Method::get, client).status, 401) << "the old token";
  EXPECT_EQ(manage(web::Method::get, updated).status, 200);
  EXPECT_FALSE(world.provider->registry().find(client.at("client_id").get<std::string>())->operator_made);
}

TEST_F(Registration, AClientThatBecomesConfidentialGetsASecret) {  // [RFC7592 §2.2]
  const Json client = registered(with({{"token_endpoint_auth_method", "none"}}));
  EXPECT_FALSE(client.contains("client_secret"));
  const Json updated = body_of(manage(web::Method::put, client, with({{"client_id", client.at("client_id")}})));
  EXPECT_GE(updated.at("client_secret").get<std::string>().size(), 43U);
  EXPECT_EQ(updated.at("client_secret_expires_at"), 0);
}

TEST_F(Registration, AnUpdateOfWhatIsNotItsOwnChangesNothing) {  // [RFC7592 §2.2] [R-RG-2]
  const Json client = registered();
  const Json other = registered();
  const std::vector<std::pair<Json, std::string>> cases = {
      {{{"client_id", nullptr}}, "client_id: must be given, and be that of this client"},
      {{{"client_id", other.at("client_id")}}, "client_id: must be given, and be that of this client"},
      {{{"client_secret", "chosen"}}, "client_secret: may be repeated, but not chosen"},
      {{{"client_secret", other.at("client_secret")}}, "client_secret: may be repeated, but not chosen"},
      {{{"client_secret", 7}}, "client_secret: may be repeated, but not chosen"},
      {{{"registration_access_token", client.at("registration_access_token")}}, "registration_access_token: only the server can say it"},
      {{{"registration_client_uri", client.at("registration_client_uri")}}, "registration_client_uri: only the server can say it"},
      {{{"client_secret_expires_at", 0}}, "client_secret_expires_at: only the server can say it"},
      {{{"client_id_issued_at", 1}}, "client_id_issued_at: only the server can say it"},
      {{{"redirect_uris", {"http://a.example/"}}}, ""},
  };
  for (const auto& [changes, description] : cases) {
    Json metadata = with({{"client_id", client.at("client_id")}, {"client_name", "Changed"}});
    metadata.update(changes);
    const web::Response response = manage(web::Method::put, client, metadata);
    EXPECT_EQ(response.status, 400) << changes.dump();
    if (!description.empty()) {
      EXPECT_EQ(body_of(response).at("error"), "invalid_client_metadata");
      EXPECT_EQ(body_of(response).at("error_description"), description);
    }
  }
  EXPECT_EQ(body_of(manage(web::Method::get, client)).at("client_name"), "Visitor") << "and the token still works";
}

TEST_F(Registration, DeletingMakesTheClientUnusableAtOnce) {  // [DR-02] [RFC7592 §2.3]
  const Json client = registered();
  const Json tokens = body_of(redeem(world, credentials(client), code_for(world, credentials(client))));
  const web::Response response = manage(web::Method::delete_, client);
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(web::only(response.headers, "Cache-Control"), "no-store");
  EXPECT_EQ(manage(web::Method::get, client).status, 401);
  EXPECT_EQ(manage(web::Method::delete_, client).status, 401);
  EXPECT_TRUE(Browser(world).open(authorize_url(client.at("client_id"))).is_error_page());
  EXPECT_EQ(refresh(world, credentials(client), tokens.at("refresh_token")).status, 401);
  EXPECT_EQ(world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + tokens.at("access_token").get<std::string>()}}).status, 401);
}

TEST_F(Registration, TokensAreForOneClientAndRefusalsAreAllAlike) {  // [R-RG-5] [RFC7592 §2.1]
  const Json mine = registered();
  const Json other = registered();
  const Credentials operators = world.client();
  const std::string token = mine.at("registration_access_token");
  const auto at = [](const std::string& client_id) {
    return Json{{"registration_client_uri", "/oauth2/register/" + client_id}, {"registration_access_token", "x"}};
  };
  std::set<std::string> bodies;
  for (const web::Method method : {web::Method::get, web::Method::put, web::Method::delete_}) {
    const Json metadata = method == web::Method::put ? with({{"client_id", other.at("client_id")}}) : Json();
    for (const web::Response& response :
         {manage(method, other, metadata, token), manage(method, at("unknown"), metadata, token), manage(method, at(""), metadata, token),
          manage(method, at(operators.client_id), metadata, token), manage(method, mine, metadata, "wrong"),
          manage(method, at(mine.at("client_id").get<std::string>() + "/x"), metadata, token)}) {
      EXPECT_EQ(response.status, 401);
      EXPECT_EQ(web::only(response.headers, "WWW-Authenticate"),
                "Bearer realm=\"signet\", error=\"invalid_token\", error_description=\"The registration access token is not valid for this "
                "client.\"");
      Json body = body_of(response);
      EXPECT_EQ(body.at("error"), "invalid_token");
      body.erase("request_id");
      bodies.insert(body.dump());
    }
    const web::Response bare = send(method, mine.at("registration_client_uri"), "", {});
    EXPECT_EQ(bare.status, 401);
    EXPECT_EQ(web::only(bare.headers, "WWW-Authenticate"), "Bearer realm=\"signet\"");
  }
  EXPECT_EQ(bodies.size(), 1U);
  EXPECT_EQ(manage(web::Method::get, other).status, 200);
  EXPECT_EQ(manage(web::Method::get, mine).status, 200);
  for (const auto& stored : world.stores.clients.load().clients) {
    EXPECT_NE(stored.registration_digest, token);
    EXPECT_EQ(stored.metadata.find(token), std::string::npos) << "only a digest is kept";
  }
}

TEST_F(Registration, WhomTheOperatorDisabledHasNothingToManage) {
  const Json client = registered();
  ASSERT_TRUE(world.provider->registry().set_disabled(client.at("client_id").get<std::string>(), true, world.now));
  for (const web::Method method : {web::Method::get, web::Method::delete_}) EXPECT_EQ(manage(method, client).status, 401);
  EXPECT_EQ(clients(), 1U);
}

TEST_F(Registration, TheFirstUseKeepsAClientForGood) {  // [R-RG-1]
  const Json client = registered();
  const auto forget_at = [&] { return world.stores.clients.load().clients.at(0).forget_at; };
  EXPECT_EQ(forget_at(), world.now + world.settings.registration.idle_lifetime);
  Browser browser(world);
  (void)browser.open(authorize_url(client.at("client_id")));
  (void)world.post_as(credentials(client), "/oauth2/token", {{"grant_type", "authorization_code"}, {"code", "wrong"}});
  EXPECT_TRUE(forget_at()) << "to be looked at is not to be used";
  (void)code_for(world, credentials(client));
  EXPECT_FALSE(forget_at());
  EXPECT_FALSE(world.provider->registry().find(client.at("client_id").get<std::string>())->forget_at) << "not written again";
}

class RegistrationWithToken : public Registration {
 protected:
  RegistrationWithToken() : Registration(RegistrationMode::token) {}
  std::string token(std::int64_t uses = 1) {
    const auto issued = clients::issue_initial_token(world.stores.registrations, world.random, "test", uses, Seconds(3600), world.now);
    return std::string(issued.clear.reveal());
  }
};

TEST_F(RegistrationWithToken, AnInitialAccessTokenIsWorthItsUses) {  // [DR-01] [R-RG-1] [RFC7591 §3]
  const std::string twice = token(2);
  EXPECT_EQ(post(with({{"redirect_uris", {"http://a.example/"}}}), twice).status, 400) << "a mistake costs no use";
  EXPECT_EQ(post(kMetadata, twice).status, 201);
  EXPECT_EQ(post(kMetadata, twice).status, 201);
  EXPECT_EQ(post(kMetadata, twice).status, 401);
  EXPECT_EQ(clients(), 2U);
}

TEST_F(RegistrationWithToken, WhomTheOperatorLetInIsToldOfRefusalsDirectly) {  // [R-AZ-15] [R-AZ-5]
  const Json client = body_of(post(kMetadata, token()));
  const auto refused = [&] { return Browser(world).open(authorize_url(client.at("client_id"), {{"prompt", "no"}})); };
  EXPECT_TRUE(refused().is_foreign);
  EXPECT_EQ(manage(web::Method::put, client, with({{"client_id", client.at("client_id")}, {"client_name", "Other"}})).status, 200);
  EXPECT_TRUE(refused().is_foreign) << "it stays let in when it changes";
  EXPECT_FALSE(body_of(post(with({{"invited", true}}), token())).contains("invited"));
}

TEST_F(RegistrationWithToken, WithoutAGoodTokenNothingIsEvenRead) {  // [R-RG-1] [RFC6750 §3.1]
  const std::string expired = token();
  world.pass(Seconds(3600));
  for (const std::string& wrong : {expired, std::string("wrong"), std::string("a b")}) {
    const web::Response response = post({{"redirect_uris", 7}}, wrong);
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(body_of(response).at("error"), "invalid_token");
    EXPECT_EQ(body_of(response).at("error_description"), "The initial access token is unknown, used up or expired.");
    EXPECT_EQ(web::only(response.headers, "WWW-Authenticate"),
              "Bearer realm=\"signet\", error=\"invalid_token\", error_description=\"The initial access token is unknown, used up or "
              "expired.\"");
  }
  const web::Response bare = post(kMetadata);
  EXPECT_EQ(bare.status, 401);
  EXPECT_EQ(body_of(bare).at("error"), "invalid_token");
  EXPECT_EQ(web::only(bare.headers, "WWW-Authenticate"), "Bearer realm=\"signet\"");
  EXPECT_EQ(clients(), 0U);
}

class RegistrationClosed : public Registration {
 protected:
  RegistrationClosed() : Registration(RegistrationMode::closed) {}
};

TEST_F(RegistrationClosed, IsTheDefaultAndSaysSo) {  // [R-RG-1]
  EXPECT_EQ(config::Settings().registration.mode, RegistrationMode::closed);
  const web::Response response = post(kMetadata, "any");
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(body_of(response).at("error"), "access_denied");
  EXPECT_EQ(body_of(response).at("error_description"), "Clients are registered by the operator here.");
  EXPECT_FALSE(body_of(world.get("/.well-known/openid-configuration")).contains("registration_endpoint"));
}

TEST(RegistrationPolicy, BoundsWhatStrangersMayRegister) {  // [R-RG-2]
  config::Settings settings = World::default_settings();
  settings.registration.mode = RegistrationMode::open;
  settings.registration.scopes = {"openid", "email"};
  settings.registration.hosts = {".example.test", "exact.example"};
  settings.registration.grant_types = {"authorization_code"};
  World world(std::move(settings));
  const auto post = [&](const Json& metadata) {
    web::Request request;
    request.method = web::Method::post;
    request.path = "/oauth2/register";
    request.headers = {{"Content-Type", "application/json"}};
    request.body = metadata.dump();
    return world.send(std::move(request));
  };
  const auto client = [](const char* redirect_uri, const Json& more = Json::object()) {
    Json metadata = {{"redirect_uris", {redirect_uri}}};
    metadata.update(more);
    return metadata;
  };
  EXPECT_EQ(body_of(post(client(kCallback))).at("scope"), "openid email");
  EXPECT_EQ(body_of(post(client(kCallback, {{"scope", "admin email"}}))).at("scope"), "email");
  EXPECT_EQ(body_of(post(client(kCallback, {{"scope", "admin"}}))).at("error_description"), "scope: allowed here: openid email");
  EXPECT_EQ(post(client("https://APP.Example.Test/")).status, 201);
  EXPECT_EQ(post(client("https://exact.example/")).status, 201);
  for (const char* elsewhere : {"https://evil.example/", "https://example.test/", "https://evilexample.test/", "https://sub.exact.example/",
                                "https://a.example.test.evil.example/", "http://127.0.0.1/"}) {
    const web::Response response = post(client(elsewhere));
    EXPECT_EQ(body_of(response).at("error"), "invalid_redirect_uri") << elsewhere;
    EXPECT_EQ(body_of(response).at("error_description"), "redirect_uris[0]: hosts that are allowed here: .example.test, exact.example");
  }
  EXPECT_EQ(body_of(post(client(kCallback, {{"post_logout_redirect_uris", {"https://evil.example/"}}}))).at("error"), "invalid_redirect_uri");
  EXPECT_EQ(post(client(kCallback, {{"grant_types", {"authorization_code", "refresh_token"}}})).status, 400);
  EXPECT_NO_THROW(world.client({{"scope", "openid admin"}, {"redirect_uris", {"https://operators.example/"}}})) << "the operator is free";
}

TEST(RegistrationPolicy, BoundsHowMany) {  // [R-RG-1] [R-DOS-5] [R-DOS-6]
  config::Settings settings = World::default_settings();
  settings.registration.mode = RegistrationMode::open;
  settings.registration.per_hour = 3;
  settings.registration.max_clients = 4;
  World world(std::move(settings));
  const auto post = [&](const std::string& address) {
    web::Request request;
    request.method = web::Method::post;
    request.path = "/oauth2/register";
    request.headers = {{"Content-Type", "application/json"}};
    request.body = kMetadata.dump();
    request.remote_address = address;
    return world.send(std::move(request));
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(post("2001:db8::1").status, 201);
  const web::Response limited = post("2001:db8::2");
  EXPECT_EQ(limited.status, 429) << "one household";
  EXPECT_EQ(web::only(limited.headers, "Retry-After"), "1200");
  EXPECT_EQ(body_of(limited).at("error"), "temporarily_unavailable");
  EXPECT_EQ(post("192.0.2.9").status, 201);
  const web::Response full = post("192.0.2.9");
  EXPECT_EQ(full.status, 503);
  EXPECT_EQ(body_of(full).at("error"), "temporarily_unavailable");
}

}  // namespace
}  // namespace signet::testing
