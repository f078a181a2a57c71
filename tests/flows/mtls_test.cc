// Clients that prove themselves by a certificate, and tokens that are bound to it [RFC8705].
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "crypto/digest.h"
#include "flows/browser.h"
#include "jose/jwk.h"
#include "support/certificates.h"

namespace signet::testing {
namespace {

// The time that a World begins with.
Time made() {
  static const Time now = World().now;
  return now;
}
constexpr const char* kAliases = "https://mtls.example.test";

// A file of authorities for as long as the tests run.
struct Authority {
  Authority() {
    certificate = make_certificate({.name = "authority", .is_authority = true, .from = made()});
    path = (std::filesystem::temp_directory_path() / ("signet-ca-" + std::to_string(getpid()) + ".pem")).string();
    std::ofstream(path) << certificate.pem;
  }
  ~Authority() { std::filesystem::remove(path); }
  TestCertificate certificate;
  std::string path;
};

class Mtls : public ::testing::Test {
 protected:
  static config::Settings settings(const std::string& ca_file) {
    config::Settings settings = World::default_settings();
    settings.mtls.enabled = true;
    settings.mtls.url = kAliases;
    settings.mtls.ca_file = ca_file;
    return settings;
  }
  Mtls() : world(settings(authority.path)) { world.account(); }

  web::Response ask(web::Method method, const std::string& path, const web::Pairs& form, const TestCertificate* shown, web::Headers headers = {}) {
    web::Request request;
    request.method = method;
    request.path = path;
    request.headers = std::move(headers);
    if (method == web::Method::post) {
      request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
      request.body = web::to_form(form);
    }
    request.client_certificate = shown == nullptr ? "" : shown->der;
    return world.send(request);
  }
  web::Response token(web::Pairs form, const TestCertificate* shown, const std::string& client_id) {
    form.emplace_back("client_id", client_id);
    return ask(web::Method::post, "/oauth2/token", form, shown);
  }
  web::Response credentials(const std::string& client_id, const TestCertificate* shown) {
    return token({{"grant_type", "client_credentials"}}, shown, client_id);
  }
  web::Response userinfo(const std::string& access_token, const TestCertificate* shown) {
    return ask(web::Method::get, "/oauth2/userinfo", {}, shown, {{"Authorization", "Bearer " + access_token}});
  }
  Credentials machine(const Json& changes) {
    Json metadata = {{"grant_types", {"client_credentials"}}, {"redirect_uris", Json::array()}, {"response_types", Json::array()}};
    metadata.update(changes);
    return world.client(metadata);
  }
  static Json key_of(const TestCertificate& certificate) {
    return {{"keys", Json::array({jose::public_members(certificate.key.get())})}};
  }
  static std::string error(const web::Response& response) { return body_of(response).value("error", ""); }

  Authority authority;
  World world;
  TestCertificate certificate = make_certificate({.name = "app", .san = "DNS:app.example.test", .by = &authority.certificate, .from = made()});
  TestCertificate other = make_certificate({.name = "other", .san = "DNS:other.example.test", .by = &authority.certificate, .from = made()});
  TestCertificate own = make_certificate({.name = "own", .from = made()});
};

TEST_F(Mtls, AnAuthorityVouchesForAName) {  // [R-CA-7] [RFC8705 §2.1]
  const Credentials app = machine({{"token_endpoint_auth_method", "tls_client_auth"}, {"tls_client_auth_san_dns", "app.example.test"}});
  EXPECT_EQ(credentials(app.client_id, &certificate).status, 200);
  EXPECT_EQ(error(credentials(app.client_id, &other)), "invalid_client") << "vouched for, but somebody else";
  const auto forged = make_certificate({.name = "app", .san = "DNS:app.example.test", .from = made()});
  EXPECT_EQ(error(credentials(app.client_id, &forged)), "invalid_client") << "the name alone";
  world.pass(Seconds(2 * 86400));
  EXPECT_EQ(error(credentials(app.client_id, &certificate)), "invalid_client") << "expired";
}

TEST_F(Mtls, AKeyOfOnesOwnIsRegistered) {  // [R-CA-7] [RFC8705 §2.2]
  const Credentials app = machine({{"token_endpoint_auth_method", "self_signed_tls_client_auth"}, {"jwks", key_of(own)}});
  EXPECT_EQ(credentials(app.client_id, &own).status, 200);
  EXPECT_EQ(error(credentials(app.client_id, &other)), "invalid_client") << "no authority helps";
}

TEST_F(Mtls, WhoShowsNothingIsNobody) {  // [R-CA-1] [R-CA-4] [F2-TK-04]
  const Credentials app = machine({{"token_endpoint_auth_method", "self_signed_tls_client_auth"}, {"jwks", key_of(own)}});
  const auto without_reference = [](const web::Response& response) {
    Json body = body_of(response);
    body.erase("request_id");
    return std::to_string(response.status) + body.dump();
  };
  const std::string nobody = without_reference(credentials("nobody", &own));
  EXPECT_EQ(without_reference(credentials(app.client_id, nullptr)), nobody);
  EXPECT_EQ(without_reference(credentials(app.client_id, &other)), nobody);
  EXPECT_EQ(error(world.post_as({app.client_id, "secret"}, "/oauth2/token", {{"grant_type", "client_credentials"}})), "invalid_client");
  const Credentials by_secret = machine(Json::object());
  EXPECT_EQ(error(credentials(by_secret.client_id, &own)), "invalid_client") << "a certificate is not what it registered";
}

TEST_F(Mtls, ATokenBelongsToTheCertificate) {  // [RS-03] [RFC8705 §3] [F2-TK-05]
  const Credentials app = world.client({{"token_endpoint_auth_method", "self_signed_tls_client_auth"},
                                        {"jwks", key_of(own)},
                                        {"tls_client_certificate_bound_access_tokens", true}});
  const web::Response response = token({{"grant_type", "authorization_code"}, {"code", code_for(world, app)}, {"redirect_uri", kCallback},
                                        {"code_verifier", kVerifier}}, &own, app.client_id);
  const Json tokens = body_of(response);
  ASSERT_EQ(response.status, 200) << tokens;
  EXPECT_EQ(tokens.at("token_type"), "Bearer");
  const std::string access_token = tokens.at("access_token");
  EXPECT_EQ(claims_of(access_token).at("cnf"), (Json{{"x5t#S256", crypto::sha256_base64url(own.der)}}));
  EXPECT_EQ(userinfo(access_token, &own).status, 200);
  for (const TestCertificate* shown : {static_cast<const TestCertificate*>(nullptr), static_cast<const TestCertificate*>(&other)}) {
    const web::Response refused = userinfo(access_token, shown);
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.trail.reason, "access_token_certificate");
  }
  web::Pairs question = {{"token", access_token}, {"client_id", app.client_id}};
  EXPECT_EQ(body_of(ask(web::Method::post, "/oauth2/introspect", question, &own)).at("cnf").at("x5t#S256"), crypto::sha256_base64url(own.der));
}

TEST_F(Mtls, APublicClientBindsAsWell) {  // [RFC8705 §4] [R-RT-2]
  const Credentials app = {world.client({{"token_endpoint_auth_method", "none"}, {"tls_client_certificate_bound_access_tokens", true}}).client_id, ""};
  const auto redeemed = [&](const TestCertificate* shown) {
    return token({{"grant_type", "authorization_code"}, {"code", code_for(world, app)}, {"redirect_uri", kCallback}, {"code_verifier", kVerifier}},
                 shown, app.client_id);
  };
  EXPECT_EQ(redeemed(nullptr).trail.reason, "client_certificate_missing");
  const Json tokens = body_of(redeemed(&own));
  const web::Pairs refresh = {{"grant_type", "refresh_token"}, {"refresh_token", tokens.at("refresh_token")}};
  EXPECT_EQ(token(refresh, &other, app.client_id).trail.reason, "refresh_token_key_mismatch");
  EXPECT_EQ(token(refresh, &own, app.client_id).status, 200);
}

TEST_F(Mtls, FapiTakesCertificatesInThePlaceOfKeys) {  // [CF-04] [FAPI2.Security §5.3.2.1]
  const Json metadata = {{"security_profile", "fapi2"},
                         {"token_endpoint_auth_method", "tls_client_auth"},
                         {"tls_client_auth_subject_dn", "CN=app,O=Example\\, Inc."},
                         {"tls_client_certificate_bound_access_tokens", true}};
  const Credentials bank = world.client(metadata);
  const auto client = world.provider->registry().find(bank.client_id);
  EXPECT_FALSE(client->dpop_bound_access_tokens) << "one binding is enough";
  Json unbound = metadata;
  unbound["tls_client_certificate_bound_access_tokens"] = false;
  unbound["dpop_bound_access_tokens"] = false;
  EXPECT_THROW(world.client(unbound), std::runtime_error);
  EXPECT_EQ(ask(web::Method::post, "/oauth2/token", {{"grant_type", "refresh_token"}, {"refresh_token", "x"}, {"client_id", bank.client_id}},
                &certificate).trail.reason, "refresh_token_invalid") << "it has authenticated";
}

TEST_F(Mtls, ExactlyOneNameIsRegistered) {  // [RFC8705 §2.1.2]
  EXPECT_THROW(machine({{"token_endpoint_auth_method", "tls_client_auth"}}), std::runtime_error);
  EXPECT_THROW(machine({{"token_endpoint_auth_method", "tls_client_auth"}, {"tls_client_auth_san_dns", "a"}, {"tls_client_auth_san_uri", "urn:a"}}),
               std::runtime_error);
  EXPECT_THROW(machine({{"tls_client_auth_san_dns", "a"}}), std::runtime_error);
  EXPECT_THROW(machine({{"token_endpoint_auth_method", "self_signed_tls_client_auth"}}), std::runtime_error) << "no key";
}

TEST_F(Mtls, DiscoverySaysWhereTheyCall) {  // [F2-META-02] [DI-02] [RFC8705 §5]
  const Json document = body_of(world.get("/.well-known/openid-configuration"));
  EXPECT_EQ(document.at("tls_client_certificate_bound_access_tokens"), true);
  EXPECT_EQ(document.at("mtls_endpoint_aliases").at("token_endpoint"), std::string(kAliases) + "/oauth2/token");
  EXPECT_FALSE(document.at("mtls_endpoint_aliases").contains("authorization_endpoint")) << "no browser is sent there";
  const auto& methods = document.at("token_endpoint_auth_methods_supported");
  EXPECT_NE(std::find(methods.begin(), methods.end(), "tls_client_auth"), methods.end());
}

TEST_F(Mtls, WhereItIsOffNothingOfItIsThere) {
  World plain;
  const Json document = body_of(plain.get("/.well-known/openid-configuration"));
  EXPECT_FALSE(document.contains("mtls_endpoint_aliases"));
  EXPECT_FALSE(document.contains("tls_client_certificate_bound_access_tokens"));
  EXPECT_THROW(plain.client({{"tls_client_certificate_bound_access_tokens", true}}), std::runtime_error);
  EXPECT_THROW(plain.client({{"token_endpoint_auth_method", "self_signed_tls_client_auth"}, {"jwks", key_of(own)}}), std::runtime_error);
}

}  // namespace
}  // namespace signet::testing
