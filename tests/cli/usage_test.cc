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
