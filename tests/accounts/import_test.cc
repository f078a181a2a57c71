// Rows of other systems' exports.
#include "accounts/import.h"

#include <gtest/gtest.h>

#include <sstream>

#include "support/counting_random.h"

namespace signet::accounts {
namespace {

constexpr const char* kBcrypt = "$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

class Importing : public ::testing::Test {
 protected:
  std::vector<ImportRow> rows(const std::string& text) {
    std::istringstream in(text);
    auto reader = ImportReader::open(in, random_, from_epoch_seconds(1'700'000'000));
    EXPECT_TRUE(reader) << reader.error();
    std::vector<ImportRow> all;
    while (auto row = reader ? reader->next() : std::nullopt) all.push_back(*std::move(row));
    return all;
  }
  std::string refusal(const std::string& text) {
    std::istringstream in(text);
    const auto reader = ImportReader::open(in, random_, from_epoch_seconds(1'700'000'000));
    return reader ? "" : reader.error();
  }
  testing::CountingRandom random_;
};

TEST_F(Importing, JsonLinesSayEverythingAnAccountHas) {
  const auto all = rows(std::string("\n") + R"({"email":"a@example.test","email_verified":true,"disabled":true,"password_hash":")" + kBcrypt +
                        R"(","roles":["clerk","boss"],"claims":{"name":"Ä","address":{"country":"DE"}}})" + "\r\n\n" + R"({"email":"b@example.test"})");
  ASSERT_EQ(all.size(), 2U);
  ASSERT_TRUE(all[0].account) << all[0].account.error();
  EXPECT_EQ(all[0].line, 2);
  EXPECT_EQ(all[0].account->email, "a@example.test");
  EXPECT_TRUE(all[0].account->email_verified && all[0].account->disabled);
  EXPECT_EQ(all[0].account->password_hash, kBcrypt);
  EXPECT_EQ(all[0].account->roles.text(), "clerk boss");
  EXPECT_EQ(Json::parse(all[0].account->claims), Json({{"name", "Ä"}, {"address", {{"country", "DE"}}}}));
  ASSERT_TRUE(all[1].account);
  EXPECT_EQ(all[1].line, 4);
  EXPECT_FALSE(all[1].account->email_verified || all[1].account->disabled);
  EXPECT_EQ(all[1].account->password_hash, "") << "nobody signs in until it is set";
  EXPECT_NE(all[0].account->sub, all[1].account->sub);
}

TEST_F(Importing, CsvSaysTheSame) {
  const auto all = rows("\xEF\xBB\xBF" "email,name,email_verified,roles,password_hash\r\n"
                        "a@example.test,\"Doe, \"\"Jo\"\"\",TRUE,clerk boss," + std::string(kBcrypt) + "\r\n"
                        "\r\n"
                        "b@example.test,,0,,\n"
                        "c@example.test,\"two\nlines\",,,\n"
                        "d@example.test,D,no,,\n"
                        "e@example.test,E\n"
                        "f@example.test,\"open,,,");
  ASSERT_EQ(all.size(), 6U);
  ASSERT_TRUE(all[0].account) << all[0].account.error();
  EXPECT_EQ(Json::parse(all[0].account->claims), Json({{"name", "Doe, \"Jo\""}}));
  EXPECT_TRUE(all[0].account->email_verified);
  EXPECT_EQ(all[0].account->roles.text(), "clerk boss");
  ASSERT_TRUE(all[1].account) << all[1].account.error();
  EXPECT_EQ(all[1].line, 4);
  EXPECT_FALSE(all[1].account->email_verified);
  EXPECT_FALSE(all[2].account) << "no name has a line break";
  EXPECT_EQ(all[2].email, "c@example.test");
  EXPECT_NE(all[3].account.error().find("email_verified"), std::string::npos);
  EXPECT_EQ(all[3].line, 7) << "a row that spanned two lines counts as two";
  EXPECT_NE(all[4].account.error().find("2 fields"), std::string::npos);
  EXPECT_NE(all[5].account.error().find("quote"), std::string::npos);
}

TEST_F(Importing, WhatIsMisspeltIsNotDropped) {
  EXPECT_NE(refusal("email,nmae\na@example.test,A").find("'nmae'"), std::string::npos);
  EXPECT_NE(refusal("name\nA").find("'email'"), std::string::npos);
  EXPECT_NE(refusal("email,email\na,b").find("twice"), std::string::npos);
  EXPECT_NE(refusal("email,password\na@example.test,secret").find("'password'"), std::string::npos) << "never in the clear";
  EXPECT_NE(refusal("").find("nothing"), std::string::npos);
  EXPECT_NE(refusal("\"email").find("quote"), std::string::npos);
  for (const char* bad : {R"({"email":"a@example.test","name":"A"})", R"({"email":"a"})", R"({"claims":{}})", R"({"email":"a@example.test","claims":{"nmae":"A"}})",
                          R"({"email":"a@example.test","password_hash":"secret"})", R"({"email":"a@example.test","password_hash":7})",
                          R"({"email":"a@example.test","roles":"clerk"})", R"({"email":"a@example.test","roles":["two words"]})",
                          R"({"email":"a@example.test","email_verified":"true"})", R"({"email":"a@example.test","email":"b@example.test"})", R"({"email":)", "[]"}) {
    const auto all = rows(std::string(R"({"email":"first@example.test"})") + "\n" + bad);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_FALSE(all[1].account) << bad;
    EXPECT_FALSE(all[1].account.error().empty()) << bad;
  }
}

}  // namespace
}  // namespace signet::accounts
