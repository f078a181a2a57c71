#include "clients/basic_auth.h"

#include <gtest/gtest.h>

#include "base/base64url.h"

namespace signet::clients {
namespace {

std::string header(std::string_view pair) { return "Basic " + base64_encode(pair); }

std::string read(const std::string& authorization) {
  const auto basic = parse_basic(authorization);
  return basic ? basic->client_id + "|" + basic->client_secret : "refused";
}

TEST(BasicAuth, ReadsTheExampleOfTheStandard) {  // [RFC6749 §2.3.1]
  EXPECT_EQ(read("Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW"), "s6BhdRkqt3|gX1fBat3bV");
}

TEST(BasicAuth, DecodesBothHalvesAfterTheSplit) {  // [R-CA-2]
  EXPECT_EQ(read(header("a%3Ab:c%3Ad")), "a:b|c:d");
  EXPECT_EQ(read(header("a+b:%2B%25")), "a b|+%");
  EXPECT_EQ(read(header("a:b:c")), "a|b:c") << "the first colon splits";
  EXPECT_EQ(read(header("a:")), "a|");
  EXPECT_EQ(read(header("caf%C3%A9:x")), "caf\xC3\xA9|x");
}

TEST(BasicAuth, TheSchemeHasNoCaseAndMaySpreadSpaces) {  // [RFC9110 §11.1]
  EXPECT_EQ(read("bAsIc   " + base64_encode("a:b")), "a|b");
}

TEST(BasicAuth, RefusesEverythingElse) {  // [R-CA-2]
  using namespace std::string_literals;
  const std::string refused[] = {
      ""s,
      "Basic"s,
      "Basic "s,
      "Basic    "s,
      "Bearer abc"s,
      base64_encode("a:b"),
      "Basic"s + base64_encode("a:b"),
      " Basic "s + base64_encode("a:b"),
      "Basic\t"s + base64_encode("a:b"),
      header("a:b") + " ",
      header("a:b") + "\n",
      header("a:b") + "=",
      header("a:b") + ", x",
      "Basic YTpi="s,  // length
      "Basic YTo"s,    // padding is missing
      "Basic YTp="s,   // trailing bits are not zero
      "Basic YT pi"s,
      "Basic Y-_="s,  // alphabet
      header("ab"),   // no colon
      header(":b"),   // no client_id
      header(""),
      header("a%3:b"),
      header("a:%"),
      header("a:%zz"),
      header("a%00:b"),
      header("a:b\0c"s),
      header("a:%0A"),
      header("a\r\n:b"),
      header("a:\xFF"),
      header("a:%FF"),
  };
  for (const std::string& text : refused) {
    EXPECT_EQ(read(text), "refused") << text;
  }
}

}  // namespace
}  // namespace signet::clients
