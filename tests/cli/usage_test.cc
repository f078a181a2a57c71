// What the command line says when it does not understand, and where each kind of output goes.
#include <algorithm>

#include <gmock/gmock.h>

#include "cli/shell.h"

namespace signet::cli {
namespace {

using testing::HasSubstr;

using UsageTest = Shell;

TEST_F(UsageTest, WhatIsNotUnderstoodIsStatus2AndOneLine) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {},
           {"frobnicate"},
           {"client"},
           {"client", "create", "--frobnicate"},
           {"client", "show"},
           {"client", "show", "a", "b"},
           {"client", "list", "-o", "yaml"},
           {"client", "create", "--metadata", "-", "--name", "x"},
           {"client", "create", "--public", "--auth-method", "client_secret_post"},
           {"client", "update", "a", "--disable", "--enable"},
           {"client", "rotate-secret", "a", "--overlap", "soon"},
           {"account", "create"},
           {"account", "create", "--email", "a@example.com", "--password-stdin", "--claims", "-"},
           {"account", "set-password", "a@example.com"},
           {"account", "set-password", "a@example.com", "--password-stdin", "--hash", "$2b$10$x"},
           {"keys", "import", "/dev/null", "--alg", "rs256"},
           {"keys", "import"},
           {"dev", "--listen"},
           {"frob\nnicate\x1b[31m"},
       }) {
    const Result result = signet(arguments);
    EXPECT_EQ(result.status, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(result.err.starts_with("signet: ")) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_EQ(result.err.find('\x1b'), std::string::npos);
  }
}

TEST_F(UsageTest, AMistypedWordIsNamedWithTheOneThatWasMeant) {
  for (const auto& [arguments, said] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"clients", "list"}, "there is no verb clients; did you mean client? see `signet --help`"},
           {{"server"}, "there is no verb server; did you mean serve? see `signet --help`"},
           {{"key", "list"}, "there is no verb key; did you mean keys? see `signet --help`"},
           {{"client", "crate"}, "there is no verb crate; did you mean create? see `signet client --help`"},
           {{"client", "create", "--redirect-url", "x"},
            "there is no flag --redirect-url; did you mean --redirect-uri? see `signet client create --help`"},
           {{"client", "create", "--redirect-url=x"}, "there is no flag --redirect-url; did you mean --redirect-uri?"},
           {{"account", "create", "--pasword-stdin"}, "there is no flag --pasword-stdin; did you mean --password-stdin?"},
           {{"serve", "--confg", "x"}, "there is no flag --confg; did you mean --config? see `signet serve --help`"},
           {{"client", "show", "-R4"}, "there is no flag -R4 (an id that begins so goes after --); see `signet client show --help`"},
           {{"serve", "now"}, "now is one argument too many; see `signet serve --help`"},
           {{"client"}, "a verb is missing: one of create, list, show, update, delete, rotate-secret, token; see"},
           {{}, "a verb is missing: one of serve, dev, "},
       }) {
    EXPECT_THAT(signet(arguments).err, HasSubstr(said));
  }
}

TEST_F(UsageTest, TheComplaintNamesTheVerbWhoseHelpToRead) {
  EXPECT_THAT(signet({"client", "create", "--frobnicate"}).err,
              HasSubstr("see `signet client create --help`"));
}

TEST_F(UsageTest, HelpIsAResult) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"--help"}, {"client", "--help"}, {"client", "create", "-h"}}) {
    const Result result = signet(arguments);
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.out, HasSubstr("Usage: "));
    EXPECT_EQ(result.err, "");
  }
}

TEST_F(UsageTest, HelpSpeaksOfVerbsAndOfWhatHoldsForAll) {
  const std::string top = signet({"--help"}).out;
  EXPECT_THAT(top, HasSubstr("Usage: signet [OPTIONS] VERB\n"));
  EXPECT_THAT(top, HasSubstr("\nVerbs:\n"));
  const std::string create = signet({"client", "create", "--help"}).out;
  EXPECT_THAT(create, HasSubstr("  --redirect-uri URI "));
  EXPECT_THAT(create, testing::Not(HasSubstr("Excludes")));
  EXPECT_THAT(create, HasSubstr("Every verb takes --config and -o"));
  EXPECT_THAT(signet({"account", "create", "--help"}).out, HasSubstr("--email EMAIL REQUIRED"));
}

TEST_F(UsageTest, TheVersionIsAFlagToo) {
  const Result result = signet({"--version"});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out, "signet " + signet_json({"version"}).at("version").get<std::string>() + "\n");
  EXPECT_EQ(result.err, "");
}

TEST_F(UsageTest, EveryVerbOfTheManualExists) {
  const std::string top = signet({"--help"}).out;
  for (const char* verb :
       {"serve", "dev", "migrate", "client", "account", "keys", "config", "healthcheck", "version"}) {
    EXPECT_THAT(top, HasSubstr(std::string("  ") + verb + " "));
  }
  const std::map<std::string, std::vector<std::string>> groups{
      {"migrate", {"status", "up"}},
      {"client", {"create", "list", "show", "update", "delete", "rotate-secret"}},
      {"account", {"create", "list", "show", "update", "set-password", "disable", "enable", "delete"}},
      {"keys", {"list", "rotate", "import", "retire", "generate-master"}},
      {"config", {"check", "show"}}};
  for (const auto& [group, verbs] : groups) {
    for (const std::string& verb : verbs) {
      EXPECT_EQ(signet({group, verb, "--help"}).status, 0) << group << " " << verb;
    }
  }
}

TEST_F(UsageTest, CommonFlagsMayStandAnywhere) {
  const std::string file = write("a.toml", "issuer = \"https://id.example.com\"\n");
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"--config", file, "-o", "json", "config", "show"},
                                             {"config", "--config", file, "show", "-o", "json"},
                                             {"config", "show", "-o", "json", "--config", file}}) {
    const Result result = signet(arguments);
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.json().at(0).at("value"), "https://id.example.com");
  }
}

TEST_F(UsageTest, AMissingSettingsFileIsNamed) {
  const Result result = signet({"client", "list", "--config", (directory_ / "none.toml").string()});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("none.toml: No such file"));
}

TEST_F(UsageTest, AResultThatCannotBeWrittenIsAFailure) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  out.setstate(std::ios::badbit);  // a full disk
  World world{in, out, err, [](const auto&) { return config::Sources(); }, clock_, random_};
  EXPECT_EQ(run({"keys", "generate-master"}, world), 1);
  EXPECT_THAT(err.str(), HasSubstr("could not be written"));
}

}  // namespace
}  // namespace signet::cli
