// `signet mail` and `signet account invite`: what an operator asks before anybody else depends on it.
#include <gmock/gmock.h>

#include "base/base64url.h"
#include "cli/shell.h"

namespace signet::cli {
namespace {

using testing::HasSubstr;

class MailVerbs : public Shell {
 protected:
  MailVerbs() {
    environment_["SIGNET_ISSUER"] = "https://login.example.com";
    environment_["SIGNET_MASTER_KEY"] = base64url_encode(std::string(32, 'k'));
  }
};

TEST_F(MailVerbs, TestSaysWhatIsMissingBeforeItConnects) {
  EXPECT_THAT(signet({"mail", "test", "a@example.com"}).err, HasSubstr("mail.server (SIGNET_MAIL__SERVER) is not set"));
  environment_["SIGNET_MAIL__SERVER"] = "smtp://127.0.0.1:1";
  EXPECT_THAT(signet({"mail", "test", "a@example.com"}).err, HasSubstr("mail.from (SIGNET_MAIL__FROM)"));
  environment_["SIGNET_MAIL__FROM"] = "accounts@example.com";
  EXPECT_EQ(signet({"mail", "test", "nobody"}).status, 2);
  const Result failed = signet({"mail", "test", "a@example.com"});
  EXPECT_EQ(failed.status, 1);
  EXPECT_THAT(failed.err, HasSubstr("stage 'connect' (smtp://127.0.0.1:1)"));
  EXPECT_THAT(failed.err, HasSubstr("check the port"));
  environment_["SIGNET_MAIL__SERVER"] = "smtp://mail.invalid";
  EXPECT_THAT(signet({"mail", "test", "a@example.com"}).err, HasSubstr("stage 'resolve'"));
}

TEST_F(MailVerbs, AnInvitationIsMailedOrPrinted) {
  EXPECT_THAT(signet({"account", "invite", "a@example.com"}).err, HasSubstr("--link"));
  const Json printed = signet_json({"account", "invite", "a@example.com", "--link"});
  EXPECT_EQ(printed.at("email"), "a@example.com");
  EXPECT_EQ(printed.at("expires_in"), 7 * 24 * 3600);
  EXPECT_THAT(printed.at("link").get<std::string>(), testing::StartsWith("https://login.example.com/signup?proof="));
  environment_["SIGNET_MAIL__SERVER"] = "smtp://mail.example.com";
  const Json mailed = signet_json({"account", "invite", "b@example.com"});
  EXPECT_FALSE(mailed.contains("link")) << "it is for the person alone";
}

TEST_F(MailVerbs, NobodyIsInvitedTwiceOrWithoutAnAddress) {
  EXPECT_EQ(signet({"account", "invite", "nobody", "--link"}).status, 2);
  signet_json({"account", "create", "--email", "a@example.com"});
  EXPECT_THAT(signet({"account", "invite", "A@example.com", "--link"}).err, HasSubstr("there is an account"));
  environment_.erase("SIGNET_MASTER_KEY");
  EXPECT_THAT(signet({"account", "invite", "c@example.com", "--link"}).err, HasSubstr("master_key"));
}

}  // namespace
}  // namespace signet::cli
