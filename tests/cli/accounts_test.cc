// `signet account`: people, and passwords that pass through without being seen.
#include <gmock/gmock.h>

#include "cli/shell.h"

namespace signet::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kPassword = "correct horse battery staple";

class AccountVerbs : public Shell {
 protected:
  AccountVerbs() {  // the cheapest that is accepted
    environment_["SIGNET_PASSWORDS__ARGON2_MEMORY"] = "7168";
    environment_["SIGNET_PASSWORDS__ARGON2_ITERATIONS"] = "5";
  }
  Json create(const std::string& email) {
    return signet_json({"account", "create", "--email", email, "--password-stdin"},
                       std::string(kPassword) + "\n");
  }
};

TEST_F(AccountVerbs, AnAccountHasExactlyTheseMembers) {
  const Json made = signet_json(
      {"account", "create", "--email", "alice@example.com", "--email-verified", "--password-stdin",
       "--claims", write("claims.json", R"({"name": "Alice", "locale": "en"})")},
      kPassword);
  EXPECT_EQ(made, Json({{"sub", made.at("sub")},
                        {"email", "alice@example.com"},
                        {"email_verified", true},
                        {"disabled", false},
                        {"roles", Json::array()},
                        {"claims", {{"name", "Alice"}, {"locale", "en"}}}}));
  EXPECT_EQ(signet_json({"account", "show", made.at("sub")}), made);
  EXPECT_EQ(signet_json({"account", "show", "ALICE@example.com"}), made);
  EXPECT_EQ(signet_json({"account", "list"}), Json::array({made}));
}

TEST_F(AccountVerbs, ImportMakesAccountsOfRowsAndGoesOnWhereItEnded) {
  create("there@example.com");
  const std::string file = write("people.csv", "email,name\na@example.com,A\nthere@example.com,T\nb@example.com,B\nA@example.com,Again\nnot-one,N\n");
  const Result dry = signet({"account", "import", file, "--dry-run"});
  EXPECT_EQ(dry.status, 1) << "some rows were refused";
  EXPECT_THAT(dry.out, HasSubstr("line 5: A@example.com: The file has this e-mail address twice."));
  EXPECT_THAT(dry.out, HasSubstr("line 6: not-one: The e-mail address is not one."));
  EXPECT_THAT(dry.out, HasSubstr("2 would be imported, 1 there already, 2 refused"));
  EXPECT_EQ(signet_json({"account", "list"}).size(), 1U);

  const Result done = signet({"account", "import", file, "-o", "json"});
  EXPECT_EQ(done.status, 1);
  EXPECT_EQ(done.json().at("imported"), 2);
  EXPECT_EQ(done.json().at("refused").at(1), Json({{"line", 6}, {"email", "not-one"}, {"reason", "The e-mail address is not one."}}));
  EXPECT_EQ(signet_json({"account", "show", "b@example.com"}).at("claims"), Json({{"name", "B"}}));
  EXPECT_EQ(signet({"account", "import", file, "-o", "json"}).json().at("present"), 3) << "run again, it makes nobody twice";

  EXPECT_EQ(signet_json({"account", "import", "-"}, R"({"email":"c@example.com"})").at("imported"), 1);
  EXPECT_EQ(signet({"account", "import", "/nowhere"}).status, 1);
  EXPECT_THAT(signet({"account", "import", "-"}, "email,nmae\n").err, HasSubstr("'nmae'"));
}

TEST_F(AccountVerbs, ManyAreImported) {
  std::string rows = "email\n";
  for (int i = 0; i < 1500; ++i) rows += "p" + std::to_string(i) + "@example.com\n";
  EXPECT_EQ(signet_json({"account", "import", "-"}, rows).at("imported"), 1500);
  EXPECT_EQ(signet_json({"account", "list"}).size(), 1500U);
}

TEST_F(AccountVerbs, RolesComeAndGo) {
  create("alice@example.com");
  EXPECT_EQ(signet_json({"account", "role", "add", "alice@example.com", "clerk"}).at("roles"), Json({"clerk"}));
  EXPECT_EQ(signet_json({"account", "role", "add", "alice@example.com", "night-shift"}).at("roles"), Json({"clerk", "night-shift"}));
  EXPECT_EQ(signet_json({"account", "role", "add", "alice@example.com", "clerk"}).at("roles"), Json({"clerk", "night-shift"}));
  EXPECT_EQ(signet_json({"account", "show", "alice@example.com"}).at("roles"), Json({"clerk", "night-shift"}));
  EXPECT_EQ(signet_json({"account", "role", "remove", "alice@example.com", "clerk"}).at("roles"), Json({"night-shift"}));
  const Result wrong = signet({"account", "role", "add", "alice@example.com", "two words"});
  EXPECT_EQ(wrong.status, 1);
  EXPECT_THAT(wrong.err, HasSubstr("one word"));
  EXPECT_EQ(signet({"account", "role", "add", "nobody@example.com", "clerk"}).status, 1);
  EXPECT_EQ(signet({"account", "role", "add", "alice@example.com"}).status, 2);
}

TEST_F(AccountVerbs, ListIsAlwaysAnArray) { EXPECT_EQ(signet_json({"account", "list"}), Json::array()); }

TEST_F(AccountVerbs, TextHasAlignedColumns) {
  const std::string sub = create("alice@example.com").at("sub");
  EXPECT_EQ(signet({"account", "list"}).out,
            "SUB                     EMAIL              VERIFIED  STATE   NAME\n" + sub +
                "  alice@example.com  no        active\n");
}

TEST_F(AccountVerbs, APasswordIsOneLineAndIsNeverShown) {  // [R-LK-1]
  for (const std::string input : {"", "\n", "first line of a password\nsecond line\n", "short\n"}) {
    const Result result =
        signet({"account", "create", "--email", "a@example.com", "--password-stdin"}, input);
    EXPECT_EQ(result.status, 1) << input;
    EXPECT_THAT(result.err, Not(HasSubstr("line of a password")));
  }
  const Result result = signet({"account", "create", "--email", "a@example.com", "--password-stdin"},
                               std::string(kPassword) + "\r\n");
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out + result.err, Not(HasSubstr("horse")));
}

TEST_F(AccountVerbs, APasswordThatIsTriedFirstIsRefusedWithAReason) {  // [R-PW-3]
  const Result common = signet({"account", "create", "--email", "a@example.com", "--password-stdin"}, "1234567890qwertyuiop\n");
  EXPECT_EQ(common.status, 1);
  EXPECT_THAT(common.err, HasSubstr("Very many people have chosen this password"));
  create("alice.liddell@example.com");
  const Result own = signet({"account", "set-password", "alice.liddell@example.com", "--password-stdin"}, "Alice.Liddell@example.com\n");
  EXPECT_EQ(own.status, 1);
  EXPECT_THAT(own.err, HasSubstr("little more than the e-mail address, or the name of this service"));
}

TEST_F(AccountVerbs, ChangesAreMergedAndANullRemoves) {
  const std::string who = create("alice@example.com").at("email");
  signet_json({"account", "update", who, "--claims", "-"}, R"({"name": "Alice", "locale": "en"})");
  const Json changed =
      signet_json({"account", "update", who, "--claims", "-", "--email-verified"}, R"({"locale": null})");
  EXPECT_EQ(changed.at("claims"), Json({{"name", "Alice"}}));
  EXPECT_EQ(changed.at("email_verified"), true);
  const Json moved = signet_json({"account", "update", who, "--email", "alice@example.org"});
  EXPECT_EQ(moved.at("email_verified"), false);  // nobody has shown that the new address is theirs
  EXPECT_EQ(signet_json({"account", "update", "alice@example.org", "--email-verified"}).at("email_verified"),
            true);
  EXPECT_EQ(
      signet_json({"account", "update", "alice@example.org", "--email-unverified"}).at("email_verified"),
      false);
}

TEST_F(AccountVerbs, APasswordIsSetOrImported) {
  create("alice@example.com");
  EXPECT_EQ(signet({"account", "set-password", "alice@example.com", "--password-stdin"},
                   "another long enough password")
                .status,
            0);
  const std::string bcrypt = "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";
  const Result imported = signet({"account", "set-password", "alice@example.com", "--hash", bcrypt});
  EXPECT_EQ(imported.status, 0) << imported.err;
  EXPECT_THAT(imported.out, Not(HasSubstr("$2b$")));
  EXPECT_EQ(
      signet({"account", "set-password", "alice@example.com", "--hash", "5f4dcc3b5aa765d61d8327deb882cf99"})
          .status,
      1);
}

TEST_F(AccountVerbs, APersonIsDisabledEnabledAndDeleted) {
  const Json alice = create("alice@example.com");
  EXPECT_EQ(signet_json({"account", "disable", "alice@example.com"}).at("disabled"), true);
  EXPECT_EQ(signet_json({"account", "enable", alice.at("sub")}).at("disabled"), false);
  EXPECT_EQ(signet_json({"account", "delete", "alice@example.com"}),
            Json({{"sub", alice.at("sub")}, {"deleted", true}}));
  EXPECT_EQ(signet_json({"account", "list"}), Json::array());
  EXPECT_NE(create("alice@example.com").at("sub"), alice.at("sub"));
}

TEST_F(AccountVerbs, WhatIsRefusedSaysWhyAndChangesNothing) {
  create("alice@example.com");
  for (const auto& [arguments, input] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"account", "create", "--email", "Alice@Example.com"}, ""},
           {{"account", "create", "--email", "not an address"}, ""},
           {{"account", "create", "--email", "b@example.com", "--claims", "-"}, "[]"},
           {{"account", "create", "--email", "b@example.com", "--claims", "-"}, R"({"sub": "mine"})"},
           {{"account", "create", "--email", "b@example.com", "--claims", "-"}, "{\"name\": \"a\\u0000b\"}"},
           {{"account", "create", "--email", "b@example.com", "--claims", (directory_ / "none").string()},
            ""},
           {{"account", "show", "nobody"}, ""},
           {{"account", "update", "nobody@example.com"}, ""},
           {{"account", "disable", "nobody"}, ""},
           {{"account", "delete", "nobody"}, ""},
           {{"account", "set-password", "nobody", "--password-stdin"}, kPassword},
       }) {
    const Result result = signet(arguments, input);
    EXPECT_EQ(result.status, 1) << testing::PrintToString(arguments);
    EXPECT_TRUE(result.err.starts_with("signet: ")) << result.err;
    EXPECT_EQ(result.out, "");
  }
  EXPECT_EQ(signet_json({"account", "list"}).size(), 1U);
}

}  // namespace
}  // namespace signet::cli
