#include "clients/metadata.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "clients/display_name.h"
#include "jose/signing_key.h"

namespace signet::clients {
namespace {

using protocol::Reason;

const MetadataPolicy kStranger{};
MetadataPolicy by_operator() {
  MetadataPolicy policy;
  policy.operator_ = true;
  policy.signing_algs = {jose::Alg::RS256, jose::Alg::ES256};
  return policy;
}

Json web_client() { return {{"redirect_uris", {"https://app.example/callback"}}}; }

Json with(const char* name, Json value) {
  Json metadata = web_client();
  metadata[name] = std::move(value);
  return metadata;
}

Json public_jwks(jose::Alg alg = jose::Alg::ES256) {
  return {{"keys", Json::array({jose::SigningKey::generate(alg)->public_jwk()})}};
}

std::string reason_of(const Json& submitted, const MetadataPolicy& policy = kStranger) {
  const auto result = validate_metadata(submitted, policy);
  return result ? "accepted" : std::string(protocol::name_of(result.error().reason));
}

// The metadata as it would be stored, or the refusal as text.
Json stored(const Json& submitted, const MetadataPolicy& policy = kStranger) {
  const auto result = validate_metadata(submitted, policy);
  return result ? *result : Json(result.error().detail);
}

std::string detail_of(const Json& submitted) {
  const auto result = validate_metadata(submitted, kStranger);
  return result ? "accepted" : result.error().detail;
}

TEST(Metadata, FillsInTheDefaultsOfTheStandard) {  // [RFC7591 §2]
  const auto metadata = validate_metadata(web_client(), kStranger);
  ASSERT_TRUE(metadata);
  EXPECT_EQ(*metadata, (Json{{"redirect_uris", {"https://app.example/callback"}},
                             {"grant_types", Json::array({"authorization_code"})},
                             {"response_types", Json::array({"code"})},
                             {"token_endpoint_auth_method", "client_secret_basic"},
                             {"application_type", "web"},
                             {"scope", "openid profile email address phone offline_access"},
                             {"id_token_signed_response_alg", "RS256"}}));
}

TEST(Metadata, AcceptsEverythingThatTheConformanceSuiteSends) {  // [DR-03]
  const Json submitted{{"client_name", "A Relying Party"},
                       {"grant_types", {"authorization_code", "refresh_token"}},
                       {"response_types", Json::array({"code"})},
                       {"redirect_uris", {"https://suite.example/a", "https://suite.example/b?x=y"}},
                       {"contacts", Json::array({"ops@suite.example"})},
                       {"token_endpoint_auth_method", "private_key_jwt"},
                       {"token_endpoint_auth_signing_alg", "ES256"},
                       {"jwks", public_jwks()},
                       {"post_logout_redirect_uris", Json::array({"https://suite.example/out"})},
                       {"logo_uri", "https://suite.example/logo.png"},
                       {"policy_uri", "https://suite.example/policy"},
                       {"tos_uri", "https://suite.example/tos"},
                       {"client_uri", "https://suite.example/"},
                       {"id_token_signed_response_alg", "RS256"},
                       {"subject_type", "public"},
                       {"initiate_login_uri", "https://suite.example/login"},
                       {"default_max_age", 3600},
                       {"require_auth_time", true},
                       {"application_type", "web"},
                       {"scope", "openid email"}};
  const auto metadata = validate_metadata(submitted, kStranger);
  ASSERT_TRUE(metadata) << metadata.error().detail;
  EXPECT_EQ(*metadata, submitted) << "all of it is echoed [DR-01]";
}

TEST(Metadata, UnknownMembersAreIgnoredAndDropped) {  // [DR-03] [R-RG-2]
  Json submitted = web_client();
  for (const char* name : {"client_id", "client_secret", "operator_made", "disabled", "trusted",
                           "skip_consent", "sub", "registration_access_token", "client_name#de", "x"}) {
    submitted[name] = "anything";
  }
  EXPECT_EQ(stored(submitted, by_operator()), stored(web_client(), by_operator()));
}

TEST(Metadata, InternalMembersAreTheOperatorsAlone) {  // [R-RG-2]
  Json submitted = web_client();
  submitted["first_party"] = true;
  submitted["access_token_format"] = "opaque";
  submitted["access_token_signed_response_alg"] = "ES256";
  submitted["web_origins"] = Json::array({"https://app.example"});
  EXPECT_EQ(stored(submitted, kStranger), stored(web_client(), kStranger));

  const auto metadata = validate_metadata(submitted, by_operator());
  ASSERT_TRUE(metadata);
  for (const char* name :
       {"first_party", "access_token_format", "access_token_signed_response_alg", "web_origins"}) {
    EXPECT_EQ(metadata->at(name), submitted[name]);
  }
}

TEST(Metadata, IsAFixedPoint) {
  const auto once = validate_metadata(with("client_name", "  Shop "), by_operator());
  ASSERT_TRUE(once);
  EXPECT_EQ(stored(*once, by_operator()), *once);
}

TEST(Metadata, NullAndEmptyTextCountAsAbsent) {
  Json submitted = web_client();
  for (const char* name : {"client_name", "logo_uri", "scope", "grant_types", "token_endpoint_auth_method"}) {
    submitted[name] = nullptr;
    EXPECT_EQ(stored(submitted, kStranger), stored(web_client(), kStranger)) << name;
    submitted[name] = "";
    EXPECT_EQ(stored(submitted, kStranger), stored(web_client(), kStranger)) << name;
    submitted.erase(name);
  }
}

TEST(Metadata, TypesAreExact) {  // [R-RG-3]
  const Json objects[] = {Json::array(), Json("text"), Json(7), Json(true), Json(nullptr)};
  for (const Json& value : objects) {
    EXPECT_EQ(reason_of(value), "metadata_malformed") << value;
  }
  const std::pair<const char*, Json> wrong[] = {
      {"redirect_uris", "https://app.example/callback"},
      {"redirect_uris", Json::object({{"0", "https://app.example/callback"}})},
      {"redirect_uris", Json::array({7})},
      {"redirect_uris", Json::array({nullptr})},
      {"redirect_uris", Json::array({Json::array({"https://app.example/callback"})})},
      {"grant_types", "authorization_code"},
      {"grant_types", Json::array({true})},
      {"response_types", "code"},
      {"token_endpoint_auth_method", Json::array({"none"})},
      {"token_endpoint_auth_method", false},
      {"client_name", Json::array({"name"})},
      {"client_name", 5},
      {"scope", Json::array({"openid"})},
      {"contacts", "ops@app.example"},
      {"contacts", Json::array({std::string(257, 'c')})},
      {"require_auth_time", "true"},
      {"require_auth_time", 1},
      {"default_max_age", "3600"},
      {"default_max_age", 3600.5},
      {"default_max_age", -1},
      {"default_max_age", 18446744073709551615U},
      {"logo_uri", 1},
      {"jwks", "{}"},
      {"jwks", Json::array()},
      {"software_id", std::string(257, 's')},
      {"software_version", "1\n2"},
  };
  for (const auto& [name, value] : wrong) {
    EXPECT_EQ(reason_of(with(name, value)), "metadata_malformed") << name << " " << value;
    EXPECT_TRUE(detail_of(with(name, value)).starts_with(name)) << "the sentence says which member";
  }
}

TEST(Metadata, SizesAreBounded) {  // [R-RG-3]
  Json uris = Json::array();
  for (int i = 0; i < 16; ++i) {
    uris.push_back("https://app.example/" + std::to_string(i));
  }
  EXPECT_EQ(reason_of({{"redirect_uris", uris}}), "accepted");
  uris.push_back("https://app.example/one-too-many");
  EXPECT_EQ(reason_of({{"redirect_uris", uris}}), "metadata_malformed");

  const std::string longest = "https://app.example/" + std::string(1980, 'p');
  EXPECT_EQ(reason_of({{"redirect_uris", {longest}}}), "accepted");
  EXPECT_EQ(reason_of({{"redirect_uris", {longest + "p"}}}), "metadata_redirect_uri");
  EXPECT_EQ(reason_of(with("logo_uri", longest)), "accepted");
  EXPECT_EQ(reason_of(with("logo_uri", longest + "p")), "metadata_uri");

  EXPECT_EQ(reason_of(with("client_name", std::string(128, 'n'))), "accepted");
  EXPECT_EQ(reason_of(with("client_name", std::string(129, 'n'))), "metadata_value");
  EXPECT_EQ(reason_of(with("scope", std::string(2001, 's'))), "metadata_malformed");
}

TEST(Metadata, RedirectUrisObeyTheRules) {  // [R-AZ-3]
  for (const char* uri :
       {"https://app.example/cb#", "https://app.example/cb#x", "http://app.example/cb", "/callback",
        "https://user@app.example/", "javascript:alert(1)", "com.example.app:/cb",
        "https://b\xC3\xBC"
        "cher.example/",
        "http://localhost/cb", "", "*", "https://*.example/"}) {
    EXPECT_EQ(reason_of({{"redirect_uris", Json::array({"https://app.example/", uri})}}),
              "metadata_redirect_uri")
        << uri;
    EXPECT_EQ(reason_of(with("post_logout_redirect_uris", Json::array({uri}))), "metadata_redirect_uri")
        << uri;
  }
  EXPECT_EQ(
      reason_of({{"redirect_uris", Json::array({"com.example.app:/cb"})}, {"application_type", "native"}}),
      "accepted");
  EXPECT_EQ(
      reason_of({{"redirect_uris", Json::array({"http://localhost/cb"})}, {"application_type", "native"}}),
      "accepted");
}

TEST(Metadata, TheSentenceSaysWhichRedirectUriAndWhyButNotWhatItWas) {
  const std::string detail =
      detail_of({{"redirect_uris", Json::array({"https://a.example/", "https://sekrit.example/#"})}});
  EXPECT_EQ(detail, "redirect_uris[1]: it has a fragment (even an empty '#' is one)");  // [RU-03]
}

TEST(Metadata, GrantsResponsesAndMethodsFitTogether) {  // [RFC7591 §2.1] [DR-03]
  struct Row {
    Json metadata;
    const char* outcome;
  };
  const Json uris = Json::array({"https://app.example/callback"});
  const auto list = [](std::initializer_list<const char*> texts) {
    return Json(std::vector<std::string>(texts.begin(), texts.end()));
  };
  const Row rows[] = {
      {{{"redirect_uris", uris}, {"grant_types", list({"authorization_code", "refresh_token"})}}, "accepted"},
      {{{"grant_types", list({"client_credentials"})}}, "accepted"},
      {{{"grant_types", list({"client_credentials"})}, {"response_types", Json::array()}}, "accepted"},
      {{{"grant_types", list({"client_credentials", "authorization_code"})}, {"redirect_uris", uris}},
       "accepted"},
      {{{"grant_types", list({"client_credentials"})}, {"response_types", list({"code"})}},
       "metadata_inconsistent"},
      {{{"redirect_uris", uris}, {"response_types", Json::array()}}, "metadata_inconsistent"},
      {{{"redirect_uris", uris}, {"grant_types", Json::array()}}, "metadata_inconsistent"},
      {{{"grant_types", list({"refresh_token"})}}, "metadata_inconsistent"},
      {{{"grant_types", list({"client_credentials"})}, {"token_endpoint_auth_method", "none"}},
       "metadata_inconsistent"},
      {{{"redirect_uris", uris}, {"token_endpoint_auth_method", "none"}}, "accepted"},
      {{{"grant_types", list({"urn:ietf:params:oauth:grant-type:device_code"})}, {"token_endpoint_auth_method", "none"}}, "accepted"},
      {{{"grant_types", list({"urn:ietf:params:oauth:grant-type:device_code", "refresh_token"})}}, "accepted"},
      {{{"grant_types", list({"urn:ietf:params:oauth:grant-type:device_code"})}, {"response_types", list({"code"})}},
       "metadata_inconsistent"},
      {Json::object(), "metadata_redirect_uri_missing"},
      {{{"redirect_uris", Json::array()}}, "metadata_redirect_uri_missing"},
      {{{"redirect_uris", uris}, {"grant_types", list({"implicit"})}}, "metadata_inconsistent"},
      {{{"redirect_uris", uris}, {"grant_types", list({"password"})}}, "metadata_value"},
      {{{"redirect_uris", uris}, {"response_types", list({"token"})}}, "metadata_value"},
      {{{"redirect_uris", uris}, {"response_types", list({"code", "id_token code"})}}, "accepted"},
      {{{"redirect_uris", uris}, {"response_types", list({"id_token token", "none"})}}, "accepted"},
      {{{"redirect_uris", uris}, {"response_types", list({"code"})}, {"grant_types", list({"authorization_code", "implicit"})}},
       "metadata_inconsistent"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(reason_of(row.metadata), row.outcome) << row.metadata;
  }
}

TEST(Metadata, HybridTypesNeedBothGrantsWhereTheServerHasThem) {
  MetadataPolicy policy;
  policy.grant_types = {"authorization_code", "implicit"};
  policy.response_types = {"code", "id_token", "code id_token"};
  Json hybrid = with("response_types", Json::array({"id_token code"}));
  EXPECT_EQ(validate_metadata(hybrid, policy)->at("grant_types"), Json::array({"authorization_code", "implicit"})) << "where none are named";
  hybrid["grant_types"] = {"authorization_code"};
  EXPECT_EQ(reason_of(hybrid, policy), "metadata_inconsistent");
  Json both = hybrid;
  both["grant_types"] = {"authorization_code", "implicit"};
  const auto metadata = validate_metadata(both, policy);
  ASSERT_TRUE(metadata) << metadata.error().detail;
  EXPECT_EQ(metadata->at("response_types"), Json::array({"code id_token"})) << "a set of words, in one order";
}

TEST(Metadata, UnsupportedValuesNameWhatWouldDo) {
  const std::pair<const char*, Json> refused[] = {
      {"token_endpoint_auth_method", "NONE"},
      {"token_endpoint_auth_method", "tls_client_auth"},
      {"id_token_signed_response_alg", "none"},
      {"id_token_signed_response_alg", "HS256"},
      {"id_token_signed_response_alg", "ES256"},
      {"token_endpoint_auth_signing_alg", "none"},
      {"application_type", "spa"},
      {"subject_type", "none"},
      {"scope", "openid \"quoted\""},
      {"scope", "openid\\"},
  };
  for (const auto& [name, value] : refused) {
    EXPECT_EQ(reason_of(with(name, value)), "metadata_value") << name << " " << value;
  }
  EXPECT_EQ(detail_of(with("id_token_signed_response_alg", "HS256")),
            "id_token_signed_response_alg: supported here: RS256");
  EXPECT_EQ(reason_of(with("id_token_signed_response_alg", "ES256"), by_operator()), "accepted");
}

TEST(Metadata, AMacAndASignatureHaveAlgorithmsOfTheirOwn) {  // [R-JW-2] [R-CA-3]
  const auto reason = [](const char* method, const char* alg) {
    Json submitted = with("token_endpoint_auth_method", method);
    submitted["jwks_uri"] = "https://app.example/jwks";
    submitted["token_endpoint_auth_signing_alg"] = alg;
    return reason_of(submitted);
  };
  for (const char* alg : {"HS256", "HS384", "HS512"}) {
    EXPECT_EQ(reason("client_secret_jwt", alg), "accepted") << alg;
    EXPECT_EQ(reason("private_key_jwt", alg), "metadata_inconsistent") << alg;
    EXPECT_EQ(reason("client_secret_basic", alg), "metadata_inconsistent") << alg;
  }
  EXPECT_EQ(reason("client_secret_jwt", "ES256"), "metadata_inconsistent");
  EXPECT_EQ(reason("private_key_jwt", "ES256"), "accepted");
  EXPECT_EQ(reason_of(with("token_endpoint_auth_method", "client_secret_jwt")), "accepted");
  EXPECT_EQ(reason_of(with("request_object_signing_alg", "HS256")), "metadata_value");
}

TEST(Metadata, WhatWeFetchMayStandOnLoopbackInDevelopmentOnly) {  // [R-SSRF-2]
  MetadataPolicy development;
  development.http_on_loopback = true;
  for (const char* name : {"jwks_uri", "sector_identifier_uri", "backchannel_logout_uri"}) {
    EXPECT_EQ(reason_of(with(name, "http://127.0.0.1:8000/x"), development), "accepted") << name;
    EXPECT_EQ(reason_of(with(name, "http://127.0.0.1:8000/x")), "metadata_uri") << name;
    EXPECT_EQ(reason_of(with(name, "http://localhost:8000/x"), development), "metadata_uri") << name;
    EXPECT_EQ(reason_of(with(name, "http://user@127.0.0.1/x"), development), "metadata_uri") << name;
    EXPECT_EQ(reason_of(with(name, "http://app.example/x"), development), "metadata_uri") << name;
  }
  EXPECT_EQ(reason_of(with("logo_uri", "http://127.0.0.1:8000/x"), development), "metadata_uri");
}

TEST(Metadata, ScopeIsAnyListOfTokens) {
  EXPECT_EQ(stored(with("scope", "openid openid  api:read"))["scope"], "openid api:read");
}

TEST(Metadata, EveryUriIsHttps) {  // [R-RG-4] [DR-08]
  for (const char* name : {"logo_uri", "policy_uri", "tos_uri", "client_uri", "initiate_login_uri"}) {
    EXPECT_EQ(reason_of(with(name, "https://app.example/x")), "accepted") << name;
    for (const char* uri : {"http://app.example/x", "http://127.0.0.1/x", "javascript:alert(1)",
                            "data:text/html,x", "//app.example/x", "https:///x", "https://",
                            "https://user:pw@app.example/", "https://app.example/\"onload=", "x"}) {
      EXPECT_EQ(reason_of(with(name, uri)), "metadata_uri") << name << " " << uri;
    }
  }
}

TEST(Metadata, PrivateKeyJwtNeedsUsablePublicKeys) {  // [R-CA-5] [R-JW-5]
  Json submitted = with("token_endpoint_auth_method", "private_key_jwt");
  EXPECT_EQ(reason_of(submitted), "metadata_keys");
  submitted["jwks"] = public_jwks();
  EXPECT_EQ(reason_of(submitted), "accepted");
  submitted["jwks"] = {{"keys", Json::array()}};
  EXPECT_EQ(reason_of(submitted), "metadata_keys");
  submitted["jwks"] = {{"keys", Json::array({{{"kty", "oct"}, {"k", "c2VjcmV0"}}})}};
  EXPECT_EQ(reason_of(submitted), "metadata_keys");
  Json with_private = public_jwks();
  with_private["keys"][0]["d"] = "AAAA";
  submitted["jwks"] = with_private;
  EXPECT_EQ(reason_of(submitted), "metadata_keys");
  Json huge = public_jwks();
  huge["keys"][0]["x5c"] = Json::array({std::string(16 * 1024, 'A')});
  submitted["jwks"] = huge;
  EXPECT_EQ(reason_of(submitted), "metadata_malformed");
}

TEST(Metadata, KeysStandInJwksOrAtJwksUriButNotInBoth) {  // [RFC7591 §2]
  Json submitted = with("token_endpoint_auth_method", "private_key_jwt");
  submitted["jwks_uri"] = "https://app.example/jwks";
  EXPECT_EQ(reason_of(submitted), "accepted");
  submitted["jwks"] = public_jwks();
  EXPECT_EQ(reason_of(submitted), "metadata_keys");
  EXPECT_EQ(reason_of(with("jwks_uri", "http://app.example/jwks")), "metadata_uri");
}

TEST(Metadata, EncryptionNeedsAKeyToEncryptTo) {  // [OIDC.Registration §2]
  Json submitted = with("id_token_encrypted_response_alg", "RSA-OAEP-256");
  EXPECT_EQ(reason_of(submitted), "metadata_keys");
  submitted["jwks_uri"] = "https://app.example/jwks";
  EXPECT_EQ(reason_of(submitted), "accepted");
  submitted["id_token_encrypted_response_enc"] = "A256GCM";
  EXPECT_EQ(reason_of(submitted), "accepted");
  submitted["id_token_encrypted_response_alg"] = "RSA1_5";
  EXPECT_EQ(reason_of(submitted), "metadata_value");
  submitted.erase("id_token_encrypted_response_alg");
  EXPECT_EQ(reason_of(submitted), "metadata_inconsistent") << "enc without alg";
}

TEST(Metadata, FrontChannelLogoutStaysAtTheOriginsOfTheClient) {  // [OIDC.FrontChannel §2]
  Json submitted = with("redirect_uris", Json::array({"https://app.example/callback"}));
  submitted["frontchannel_logout_uri"] = "https://app.example/logout";
  EXPECT_EQ(reason_of(submitted), "accepted");
  submitted["frontchannel_logout_uri"] = "https://other.example/logout";
  EXPECT_EQ(reason_of(submitted), "metadata_uri");
}

TEST(Metadata, WebOriginsAreOrigins) {
  for (const char* origin : {"https://app.example", "https://app.example:8443", "http://127.0.0.1:3000",
                             "http://localhost:3000"}) {
    EXPECT_EQ(reason_of(with("web_origins", Json::array({origin})), by_operator()), "accepted") << origin;
  }
  for (const char* text :
       {"*", "null", "https://app.example/", "https://app.example:443", "HTTPS://app.example",
        "https://App.example", "http://app.example", "https://user@app.example", "https://", "app.example"}) {
    EXPECT_EQ(reason_of(with("web_origins", Json::array({text})), by_operator()), "metadata_uri") << text;
  }
}

TEST(DisplayName, RefusesWhatMakesNamesLookLikeOthers) {  // [R-RG-6]
  for (const char* name : {"Shop", "a", "Caf\xC3\xA9 M\xC3\xBCnchen", "\xE6\x97\xA5\xE6\x9C\xAC",
                           "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "A & B <co>", "\xF0\x9F\x90\x9D bee"}) {
    EXPECT_TRUE(is_display_name(name)) << name;
  }
  for (const std::string& name :
       std::initializer_list<std::string>{"",
                                          " ",
                                          " Shop",
                                          "Shop ",
                                          "Sh\nop",
                                          "Sh\top",
                                          std::string("Sh\0op", 5),
                                          "Sh\x7Fop",
                                          "Sh\xC2\x85op",          // C1 control
                                          "Sh\xE2\x80\x8Bop",      // zero-width space
                                          "Sh\xE2\x80\x8Dop",      // zero-width joiner
                                          "\xE2\x80\xAEpohS",      // right-to-left override
                                          "Sh\xE2\x81\xA6op",      // isolate
                                          "Sh\xD8\x9Cop",          // Arabic letter mark
                                          "Sh\xEF\xBB\xBFop",      // byte order mark
                                          "Sh\xC2\xADop",          // soft hyphen
                                          "\xE3\x85\xA4",          // a letter that nobody sees
                                          "Sh\xF3\xA0\x81\xA1op",  // tag
                                          "Sh\xE2\x80\xA8op",      // line separator
                                          "Sh\xFFop",
                                          "Sh\xC0\xAFop"}) {
    EXPECT_FALSE(is_display_name(name)) << name;
    if (name.find_first_not_of(' ') != std::string::npos && name.find_first_of(" ") == std::string::npos) {
      EXPECT_EQ(reason_of(with("client_name", name)), "metadata_value") << name;
    }
  }
  std::string umlauts;
  for (int i = 0; i < 128; ++i) {
    umlauts += "\xC3\xBC";
  }
  EXPECT_TRUE(is_display_name(umlauts)) << "characters are counted, not bytes";
  EXPECT_FALSE(is_display_name(umlauts + "\xC3\xBC"));
}

TEST(ClientFrom, ReadsBackWhatWasValidated) {
  Json submitted = with("client_name", "Shop");
  submitted["application_type"] = "native";
  submitted["default_max_age"] = 60;
  submitted["first_party"] = true;
  submitted["access_token_format"] = "opaque";
  submitted["access_token_signed_response_alg"] = "ES256";
  submitted["jwks"] = public_jwks();
  submitted["token_endpoint_auth_method"] = "private_key_jwt";
  submitted["token_endpoint_auth_signing_alg"] = "ES256";
  const auto metadata = validate_metadata(submitted, by_operator());
  ASSERT_TRUE(metadata) << metadata.error().detail;
  const Client client = client_from({.client_id = "shop",
                                     .metadata = metadata->dump(),
                                     .disabled = true,
                                     .created_at = {},
                                     .updated_at = {},
                                     .secrets = {}});
  EXPECT_EQ(client.client_id, "shop");
  EXPECT_EQ(client.client_name, "Shop");
  EXPECT_EQ(client.redirect_uris, (std::vector<std::string>{"https://app.example/callback"}));
  EXPECT_EQ(client.application_type, protocol::ApplicationType::native);
  EXPECT_EQ(client.default_max_age, Seconds(60));
  EXPECT_TRUE(client.first_party);
  EXPECT_TRUE(client.disabled);
  EXPECT_FALSE(client.operator_made);
  EXPECT_EQ(client.access_token_format, AccessTokenFormat::opaque);
  EXPECT_EQ(client.access_token_signed_response_alg, jose::Alg::ES256);
  EXPECT_EQ(client.token_endpoint_auth_method, AuthMethod::private_key_jwt);
  EXPECT_EQ(client.assertion_algs, (std::vector<jose::Alg>{jose::Alg::ES256}));
  ASSERT_NE(client.keys, nullptr);
  EXPECT_EQ(client.keys->keys().size(), 1u);
  EXPECT_EQ(client.metadata, *metadata);
}

TEST(ClientFrom, WhatTheClientLeftOpenFollowsTheServersSetting) {
  const auto metadata = validate_metadata(web_client(), by_operator());
  MetadataPolicy policy = by_operator();
  policy.access_token_format = AccessTokenFormat::opaque;
  policy.access_token_signed_response_alg = jose::Alg::ES256;
  const StoredClient row{.client_id = "c",
                         .metadata = metadata->dump(),
                         .disabled = false,
                         .created_at = {},
                         .updated_at = {},
                         .secrets = {}};
  EXPECT_EQ(client_from(row).access_token_format, AccessTokenFormat::jwt);
  EXPECT_EQ(client_from(row, policy).access_token_format, AccessTokenFormat::opaque);
  EXPECT_EQ(client_from(row, policy).access_token_signed_response_alg, jose::Alg::ES256);
}

TEST(ClientFrom, NonsenseInTheDatabaseThrows) {
  for (const char* metadata :
       {"", "[]", "{}", "not json",
        R"({"grant_types":"x","response_types":[],"scope":"","token_endpoint_auth_method":"none"})",
        R"({"grant_types":[],"response_types":[],"scope":"","token_endpoint_auth_method":"magic"})"}) {
    EXPECT_THROW(static_cast<void>(client_from({.client_id = "c",
                                                .metadata = metadata,
                                                .disabled = false,
                                                .created_at = {},
                                                .updated_at = {},
                                                .secrets = {}})),
                 std::runtime_error)
        << metadata;
  }
}

}  // namespace
}  // namespace signet::clients
