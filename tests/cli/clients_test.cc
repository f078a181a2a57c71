// `signet client`: what is registered, shown and shown once.
#include <gmock/gmock.h>

#include "cli/shell.h"

namespace signet::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ClientVerbs : public Shell {
 protected:
  Json create(std::vector<std::string> flags = {}) {
    flags.insert(flags.begin(), {"client", "create", "--redirect-uri", "https://app.example.com/cb"});
    return signet_json(flags);
  }
};

TEST_F(ClientVerbs, CreatePrintsTheRegistrationWithItsSecret) {  // [RFC7591 §3.2.1]
  const Json client = signet_json({"client",          "create",
                                   "--name",          "My app",
                                   "--redirect-uri",  "https://a.example/cb",
                                   "--redirect-uri",  "https://b.example/cb",
                                   "--scope",         "openid email",
                                   "--scope",         "api",
                                   "--grant-type",    "authorization_code",
                                   "--grant-type",    "refresh_token",
                                   "--response-type", "code",
                                   "--auth-method",   "client_secret_post",
                                   "--id-token-alg",  "ES256",
                                   "--first-party"});
  EXPECT_EQ(client.at("client_name"), "My app");
  EXPECT_EQ(client.at("redirect_uris"), Json({"https://a.example/cb", "https://b.example/cb"}));
  EXPECT_EQ(client.at("grant_types"), Json({"authorization_code", "refresh_token"}));
  EXPECT_EQ(client.at("response_types"), Json({"code"}));
  EXPECT_EQ(client.at("scope"), "openid email api");
  EXPECT_EQ(client.at("token_endpoint_auth_method"), "client_secret_post");
  EXPECT_EQ(client.at("id_token_signed_response_alg"), "ES256");
  EXPECT_EQ(client.at("first_party"), true);
  EXPECT_EQ(client.at("client_id_issued_at"), 1'800'000'000);
  EXPECT_GE(client.at("client_secret").get<std::string>().size(), 43U);
}

TEST_F(ClientVerbs, TheSecretIsShownOnce) {  // [R-AD-2]
  const Json client = create();
  const std::string id = client.at("client_id");
  const std::string secret = client.at("client_secret");
  EXPECT_FALSE(signet_json({"client", "show", id}).contains("client_secret"));
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"client", "list", "-o", "json"},
                                             {"client", "list"},
                                             {"client", "show", id},
                                             {"client", "update", id, "--name", "x"}}) {
    const Result result = signet(arguments);
    EXPECT_THAT(result.out + result.err, Not(HasSubstr(secret)));
  }
}

TEST_F(ClientVerbs, TextHasAlignedColumns) {
  create({"--client-id", "one", "--name", "Ünï"});
  create({"--client-id", "two", "--name", "Two", "--public"});
  EXPECT_EQ(signet({"client", "list"}).out,
            "CLIENT_ID  NAME  AUTH                 STATE   REDIRECT_URIS\n"
            "one        Ünï   client_secret_basic  active  https://app.example.com/cb\n"
            "two        Two   none                 active  https://app.example.com/cb\n");
  const Result created = signet({"client", "create", "--redirect-uri", "https://app.example.com/cb"});
  EXPECT_THAT(created.out, testing::ContainsRegex("^client_id +[^ ]+\nclient_secret +[^ ]+\n"));
  EXPECT_THAT(created.err, HasSubstr("shown this once"));
}

TEST_F(ClientVerbs, ListIsAlwaysAnArray) {
  EXPECT_EQ(signet_json({"client", "list"}), Json::array());
  create();
  EXPECT_EQ(signet_json({"client", "list"}).size(), 1U);
}

TEST_F(ClientVerbs, MetadataComesFromAFileOrStandardInput) {
  const std::string json = R"({"redirect_uris": ["https://app.example.com/cb"], "client_name": "From JSON"})";
  EXPECT_EQ(signet_json({"client", "create", "--metadata", "-"}, json).at("client_name"), "From JSON");
  EXPECT_EQ(signet_json({"client", "create", "--metadata", write("c.json", json), "--client-id", "mine"})
                .at("client_id"),
            "mine");
}

TEST_F(ClientVerbs, ASpecialClientIsOneFlag) {
  const Json spa = create({"--public"});
  EXPECT_EQ(spa.at("token_endpoint_auth_method"), "none");
  EXPECT_FALSE(spa.contains("client_secret"));
  const Json native =
      signet_json({"client", "create", "--native", "--public", "--redirect-uri", "http://127.0.0.1/cb"});
  EXPECT_EQ(native.at("application_type"), "native");
  EXPECT_EQ(signet_json({"client", "create", "--grant-type", "client_credentials"}).at("grant_types"),
            Json({"client_credentials"}));
}

TEST_F(ClientVerbs, UpdateChangesWhatIsGivenAndMetadataReplacesEverything) {
  const std::string id = create({"--name", "Before", "--scope", "openid"}).at("client_id");
  const Json named = signet_json({"client", "update", id, "--name", "After"});
  EXPECT_EQ(named.at("client_name"), "After");
  EXPECT_EQ(named.at("scope"), "openid");
  const Json replaced = signet_json({"client", "update", id, "--metadata", "-"},
                                    R"({"redirect_uris": ["https://other.example/cb"]})");
  EXPECT_EQ(replaced.at("redirect_uris"), Json({"https://other.example/cb"}));
  EXPECT_FALSE(replaced.contains("client_name"));
}

TEST_F(ClientVerbs, AClientIsDisabledAndTakenBack) {
  const std::string id = create().at("client_id");
  EXPECT_EQ(signet_json({"client", "update", id, "--disable"}).at("disabled"), true);
  EXPECT_THAT(signet({"client", "list"}).out, HasSubstr(" disabled "));
  EXPECT_FALSE(signet_json({"client", "update", id, "--enable"}).contains("disabled"));
}

TEST_F(ClientVerbs, ADeletedClientIdNeverReturns) {
  create({"--client-id", "mine"});
  EXPECT_EQ(signet_json({"client", "delete", "mine"}), Json({{"client_id", "mine"}, {"deleted", true}}));
  EXPECT_EQ(signet_json({"client", "list"}), Json::array());
  EXPECT_EQ(
      signet({"client", "create", "--client-id", "mine", "--redirect-uri", "https://app.example.com/cb"})
          .status,
      1);
}

TEST_F(ClientVerbs, RotationGivesAnotherSecret) {
  const Json client = create();
  const Json rotated = signet_json({"client", "rotate-secret", client.at("client_id"), "--overlap", "7d"});
  EXPECT_NE(rotated.at("client_secret"), client.at("client_secret"));
  EXPECT_EQ(rotated.at("client_id"), client.at("client_id"));
  const std::string spa = create({"--public"}).at("client_id");
  EXPECT_EQ(signet({"client", "rotate-secret", spa}).status, 1);  // it has none
}

TEST_F(ClientVerbs, KeysMayBeElsewhere) {  // [DR-06]
  const Json client = create({"--auth-method", "private_key_jwt", "--jwks-uri", "https://app.example.com/jwks"});
  EXPECT_EQ(client.at("jwks_uri"), "https://app.example.com/jwks");
  EXPECT_FALSE(client.contains("client_secret"));
  EXPECT_EQ(signet({"client", "update", client.at("client_id"), "--jwks-uri", "http://app.example.com/jwks"}).status, 1);
}

TEST_F(ClientVerbs, ASecretThatIsSealedNeedsTheMasterKey) {  // [R-CA-3]
  const std::string master_key = std::exchange(environment_["SIGNET_MASTER_KEY"], "");
  const Result refused =
      signet({"client", "create", "--redirect-uri", "https://app.example.com/cb", "--auth-method", "client_secret_jwt"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("master key"));
  environment_["SIGNET_MASTER_KEY"] = master_key;
  const Json client = create({"--auth-method", "client_secret_jwt"});
  EXPECT_EQ(client.at("client_secret").get<std::string>().size(), 64U);
  EXPECT_NE(signet_json({"client", "rotate-secret", client.at("client_id")}).at("client_secret"), client.at("client_secret"));
}

TEST_F(ClientVerbs, ASectorThatCannotBeFetchedIsRefused) {  // [DR-07]
  const Result refused = signet({"client", "create", "--metadata", "-"}, R"({"redirect_uris": ["https://app.example.com/cb"],
      "subject_type": "pairwise", "sector_identifier_uri": "https://127.0.0.1/sector.json"})");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("sector_identifier_uri"));
  EXPECT_EQ(signet_json({"client", "list"}), Json::array());
}

TEST_F(ClientVerbs, AnUnknownClientIsSaidToBeUnknown) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"client", "show", "nobody"},
                                             {"client", "update", "nobody", "--name", "x"},
                                             {"client", "delete", "nobody"},
                                             {"client", "rotate-secret", "nobody"}}) {
    const Result result = signet(arguments);
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(result.err, "signet: there is no client nobody; `signet client list` shows all\n");
  }
}

TEST_F(ClientVerbs, ARefusedRegistrationSaysWhichMemberAndChangesNothing) {
  const Result result = signet({"client", "create", "--redirect-uri", "javascript:alert(1)"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("redirect_uri"));
  EXPECT_EQ(signet({"client", "create"}).status, 1);
  EXPECT_EQ(signet({"client", "create", "--metadata", "-"}, "[]").status, 1);
  EXPECT_EQ(signet({"client", "create", "--metadata", "-"}, R"({"a":1,"a":2})").status, 1);
  EXPECT_EQ(signet({"client", "create", "--metadata", "-"}, std::string(1024 * 1024 + 1, ' ')).status, 1);
  EXPECT_EQ(signet({"client", "create", "--metadata", "-"}, std::string(100000, '[')).status, 1);
  EXPECT_EQ(signet_json({"client", "list"}), Json::array());
}

TEST_F(ClientVerbs, AClientsNameCannotDriveTheTerminal) {  // [R-LK-2]
  // Names that the registry might let through today or tomorrow: the line must stay a line.
  for (const char* name : {"a\x1b[2J", "a\nb", "\xE2\x80\xAEgnp.exe"}) {
    signet({"client", "create", "--redirect-uri", "https://app.example.com/cb", "--name", name});
  }
  const Result result = signet({"client", "list"});
  EXPECT_THAT(result.out, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\xE2\x80\xAE"))));
}

TEST_F(ClientVerbs, ASettingThatIsWrongStopsEveryVerb) {
  environment_["SIGNET_HTTP__THREAD"] = "5";
  const Result result = signet({"client", "list"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("did you mean SIGNET_HTTP__THREADS?"));
}

}  // namespace
}  // namespace signet::cli
