#include "base/json_members.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace signet {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

std::optional<Members> members_of(std::string_view text) {
  const auto found = own_json_members(text);
  if (!found) return std::nullopt;
  Members members;
  for (const auto& [name, value] : *found) members.emplace_back(name, value);
  return members;
}

TEST(JsonMembers, AreToldApartInTheirOrder) {
  EXPECT_EQ(members_of("{}"), Members{});
  EXPECT_EQ(members_of(R"({"b":1,"a":"x","c":null,"d":true,"e":-1.5e3})"),
            (Members{{"b", "1"}, {"a", R"("x")"}, {"c", "null"}, {"d", "true"}, {"e", "-1.5e3"}}));
}

TEST(JsonMembers, OfWhatIsInsideAValueNothingEndsIt) {
  EXPECT_EQ(members_of(R"({"a":{"b":[1,{"c":"}"}],"d":","},"e":[[],"]"]})"),
            (Members{{"a", R"({"b":[1,{"c":"}"}],"d":","})"}, {"e", R"([[],"]"])"}}));
  EXPECT_EQ(members_of(R"({"a":"\"","b":"\\","c":"\\\",\"d\":1}"})"),
            (Members{{"a", R"("\"")"}, {"b", R"("\\")"}, {"c", R"("\\\",\"d\":1}")"}}));
}

TEST(JsonMembers, SpaceCountsForNothing) {
  EXPECT_EQ(members_of(" {\n\t\"a\" : 1 , \"b\":\r\n{ } }\n"), (Members{{"a", "1"}, {"b", "{ }"}}));
  EXPECT_EQ(members_of(" { } "), Members{});
}

TEST(JsonMembers, WhatIsNoObjectIsSeenAndNothingBeyondItsEndIsRead) {
  for (const std::string text : {"", " ", "null", "[]", "1", "\"{}\"", "{}x", "{},", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{,}", "{\"a\":1 \"b\":2"}) {
    EXPECT_FALSE(members_of(text)) << text;
  }
  // Each beginning of an object, copied so that a step too far is one outside of its memory.
  const std::string whole = R"({"a":{"b":["\\",{"c":"}"}]},"d":"\""})";
  ASSERT_TRUE(members_of(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::vector<char> copy(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(members_of(std::string_view(copy.data(), copy.size()))) << whole.substr(0, size);
  }
}

// What the other way of reading finds, for all that we write.
TEST(JsonMembers, AgreeWithTheParserAboutWhatWeWrite) {
  const Json nasty = {{"quote", "\"},{\"x\":\"y"}, {"backslash", "\\"}, {"controls", "\n\t\x01"},     {"umlauts", "Ünï ☃"}, {"empty", ""},
                      {"list", {1, "]", {{"k", "}"}}}}, {"object", {{"a,b", ":"}}}, {"number", -12.5}, {"none", nullptr}, {"yes", true}};
  const std::string text = json_text(nasty);
  const auto members = members_of(text);
  ASSERT_TRUE(members);
  ASSERT_EQ(members->size(), nasty.size());
  for (const auto& [name, value] : *members) {
    EXPECT_EQ(Json::parse(value), nasty.at(name)) << name;
  }
}

TEST(JsonStrings, AreAppendedAsJsonWritesThem) {
  for (const std::string& value : {std::string(), std::string("plain"), std::string("\"\\\n\x01"), std::string("Ünï")}) {
    std::string text = "x";
    append_json_string(text, value);
    EXPECT_EQ(text, "x" + Json(value).dump());
  }
}

}  // namespace
}  // namespace signet
