// `signet audit`: what an operator asks afterwards.
#include <gmock/gmock.h>

#include "cli/shell.h"
#include "storage/database.h"

namespace signet::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class AuditVerbs : public Shell {};

TEST_F(AuditVerbs, ListSaysWhoDidWhatToWhom) {
  const Json made = signet_json({"account", "create", "--email", "alice@example.com"});
  signet_json({"account", "create", "--email", "bob@example.com"});
  signet_json({"account", "update", "alice@example.com", "--email-verified"});
  const Json events = signet_json({"audit", "list", "--account", "alice@example.com"});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].at("kind"), "account_created");
  EXPECT_EQ(events[0].at("sub"), made.at("sub"));
  EXPECT_THAT(events[0].at("actor").get<std::string>(), StartsWith("cli:"));
  EXPECT_EQ(events[1].at("kind"), "account_changed");
  EXPECT_EQ(events[1].at("before").at("email_verified"), 0);
  EXPECT_EQ(events[1].at("after").at("email_verified"), 1);
  EXPECT_EQ(signet_json({"audit", "list", "--account", made.at("sub")}), events);
  EXPECT_EQ(signet_json({"audit", "list", "--kind", "account_created"}).size(), 2U);
  EXPECT_EQ(signet_json({"audit", "list", "--limit", "1"})[0].at("kind"), "account_changed");
  EXPECT_EQ(signet_json({"audit", "list", "--since", "2000-01-01"}).size(), 3U);
  EXPECT_EQ(signet_json({"audit", "list", "--since", "2099-01-01T00:00:00Z"}).size(), 0U);
  EXPECT_THAT(signet({"audit", "list"}).out, HasSubstr("account_changed"));
  const Json client = signet_json({"client", "create", "--name", "App", "--redirect-uri", "https://app.example.com/"});
  EXPECT_EQ(signet_json({"audit", "list", "--client", client.at("client_id")})[0].at("kind"), "client_created");
}

TEST_F(AuditVerbs, ListRefusesWhatItDoesNotUnderstand) {
  for (const char* since : {"yesterday", "2026-13-01", "2026-11-27T", "2026-11-27T25:00:00Z", "2026-11-27x", "-1"}) {
    EXPECT_EQ(signet({"audit", "list", "--since", since}).status, 2) << since;
  }
  EXPECT_THAT(signet({"audit", "list", "--account", "gone@example.com"}).err, HasSubstr("give the sub"));
}

TEST_F(AuditVerbs, VerifySaysWhatIsChainedAndNamesWhatIsWrong) {
  signet_json({"account", "create", "--email", "alice@example.com"});
  const Json before = signet_json({"audit", "verify"});
  EXPECT_EQ(before, (Json{{"checked", 0}, {"unchained", 1}, {"head", "0:"}}));
  storage::Settings settings;
  settings.url = environment_.at("SIGNET_DATABASE_URL");
  EXPECT_EQ(storage::open(settings, random_)->audit().chain(100), 1);  // as a running server does
  const Json after = signet_json({"audit", "verify"});
  EXPECT_EQ(after.at("checked"), 1);
  EXPECT_EQ(after.at("unchained"), 0);
  const std::string head = after.at("head");
  EXPECT_EQ(signet({"audit", "verify", "--anchor", head}).status, 0);
  const Result forged = signet({"audit", "verify", "--anchor", "1:somethingelse"});
  EXPECT_EQ(forged.status, 1);
  EXPECT_THAT(forged.err, HasSubstr("at position 1"));
  EXPECT_EQ(signet({"audit", "verify", "--anchor", "nonsense"}).status, 2);
}

}  // namespace
}  // namespace signet::cli
