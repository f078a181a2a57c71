// `signet client token`: tokens that are shown once, counted and revoked. [R-RG-1]
#include <gmock/gmock.h>

#include "cli/shell.h"

namespace signet::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class ClientTokenVerbs : public Shell {};

TEST_F(ClientTokenVerbs, CreateShowsTheTokenOnce) {  // [R-AD-2]
  const Json made = signet_json({"client", "token", "create", "--uses", "3", "--lifetime", "12h", "--name", "CI"});
  EXPECT_EQ(made.at("name"), "CI");
  EXPECT_EQ(made.at("uses_left"), 3);
  EXPECT_EQ(made.at("expires_at"), "2027-01-15T20:00:00Z");
  const std::string clear = made.at("initial_access_token");
  EXPECT_EQ(clear.size(), 43U) << "256 bits";
  Json listed = made;
  listed.erase("initial_access_token");
  EXPECT_EQ(signet_json({"client", "token", "list"}), Json::array({listed}));
  EXPECT_THAT(signet({"client", "token", "list"}).out, Not(HasSubstr(clear)));
}

TEST_F(ClientTokenVerbs, DefaultsAreOneUseWithinAWeek) {
  const Json made = signet_json({"client", "token", "create"});
  EXPECT_EQ(made.at("uses_left"), 1);
  EXPECT_EQ(made.at("expires_at"), "2027-01-22T08:00:00Z");
}

TEST_F(ClientTokenVerbs, TextSaysWhatMatters) {
  const Result made = signet({"client", "token", "create"});
  EXPECT_THAT(made.out, testing::ContainsRegex("^token_id +[^ ]+\ninitial_access_token +[^ ]+\n"));
  EXPECT_THAT(made.err, HasSubstr("shown this once"));
  EXPECT_THAT(made.err, HasSubstr("registration.mode is closed"));
  environment_["SIGNET_REGISTRATION__MODE"] = "token";
  EXPECT_THAT(signet({"client", "token", "create"}).err, Not(HasSubstr("closed")));
}

TEST_F(ClientTokenVerbs, ListIsAnArrayWithoutWhatHasExpired) {
  EXPECT_EQ(signet_json({"client", "token", "list"}), Json::array());
  signet_json({"client", "token", "create", "--lifetime", "1h"});
  EXPECT_EQ(signet_json({"client", "token", "list"}).size(), 1U);
  clock_.time += Seconds(3600);
  EXPECT_EQ(signet_json({"client", "token", "list"}), Json::array());
}

TEST_F(ClientTokenVerbs, RevokeEndsIt) {
  const std::string id = signet_json({"client", "token", "create"}).at("token_id");
  EXPECT_EQ(signet_json({"client", "token", "revoke", id}), Json({{"token_id", id}, {"revoked", true}}));
  EXPECT_EQ(signet_json({"client", "token", "list"}), Json::array());
  const Result again = signet({"client", "token", "revoke", id});
  EXPECT_EQ(again.status, 1);
  EXPECT_EQ(again.err, "signet: there is no token " + id + "; `signet client token list` shows all\n");
}

TEST_F(ClientTokenVerbs, NonsenseIsAUsageError) {
  for (const auto& flags : std::vector<std::vector<std::string>>{{"--uses", "0"},
                                                                 {"--uses", "many"},
                                                                 {"--lifetime", "soon"},
                                                                 {"--lifetime", "0s"},
                                                                 {"--lifetime", "9999d"},
                                                                 {"--name", "a\nb"},
                                                                 {"--name", std::string(129, 'x')}}) {
    std::vector<std::string> arguments{"client", "token", "create"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    EXPECT_EQ(signet(arguments).status, 2) << flags[1];
  }
  EXPECT_EQ(signet_json({"client", "token", "list"}), Json::array());
}

}  // namespace
}  // namespace signet::cli
