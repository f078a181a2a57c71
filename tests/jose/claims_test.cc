#include "jose/claims.h"

#include <limits>

#include <gtest/gtest.h>

namespace signet::jose {
namespace {

constexpr std::int64_t kNow = 1'700'000'000;
const Time kNowTime = from_epoch_seconds(kNow);

Json parsed(const char* text) { return parse_json_object(text).value(); }

// [S-J10] [R-IN-3]
TEST(NumericDate, ReadsWholeSecondsFromTheEpochToTheEndOf9999) {
  struct Row {
    const char* json;
    std::optional<std::int64_t> value;
  };
  for (const Row& row : std::vector<Row>{
           {R"({"t":0})", 0},
           {R"({"t":-0})", 0},
           {R"({"t":1700000000})", 1700000000},
           {R"({"t":1700000000.0})", 1700000000},
           {R"({"t":1700000000.999})", 1700000000},
           {R"({"t":1.7e9})", 1700000000},
           {R"({"t":0.5})", 0},
           {R"({"t":253402300799})", 253402300799},
           {R"({"t":253402300799.5})", 253402300799},
           {R"({"t":253402300800})", {}},
           {R"({"t":253402300800.0})", {}},
           {R"({"t":-1})", {}},
           {R"({"t":-0.5})", {}},
           {R"({"t":-1000.0})", {}},
           {R"({"t":1e19})", {}},
           {R"({"t":1e300})", {}},
           {R"({"t":9223372036854775807})", {}},
           {R"({"t":9223372036854775808})", {}},
           {R"({"t":18446744073709551615})", {}},
           {R"({"t":-9223372036854775808})", {}},
           {R"({"t":true})", {}},
           {R"({"t":false})", {}},
           {R"({"t":null})", {}},
           {R"({"t":"1700000000"})", {}},
           {R"({"t":[1700000000]})", {}},
           {R"({"t":{}})", {}},
           {R"({"T":1})", {}},
       }) {
    EXPECT_EQ(numeric_date(parsed(row.json), "t"), row.value) << row.json;
  }
  EXPECT_FALSE(numeric_date({{"t", std::numeric_limits<double>::quiet_NaN()}}, "t"));
  EXPECT_FALSE(numeric_date({{"t", std::numeric_limits<double>::infinity()}}, "t"));
}

// [S-J11]
TEST(Audience, IsAStringOrAnArrayOfStrings) {
  struct Row {
    const char* json;
    bool contains;
  };
  for (const Row& row : std::vector<Row>{
           {R"({"aud":"us"})", true},
           {R"({"aud":["us"]})", true},
           {R"({"aud":["them","us"]})", true},
           {R"({"aud":["them"]})", false},
           {R"({"aud":"them"})", false},
           {R"({"aud":"us "})", false},
           {R"({"aud":"US"})", false},
           {R"({"aud":"u"})", false},
           {R"({"aud":"us/"})", false},
           {R"({"aud":[]})", false},
           {R"({"aud":""})", false},
           {R"({"aud":["us",1]})", false},
           {R"({"aud":["us",null]})", false},
           {R"({"aud":[["us"]]})", false},
           {R"({"aud":{"us":1}})", false},
           {R"({"aud":null})", false},
           {R"({"aud":1})", false},
           {R"({})", false},
       }) {
    EXPECT_EQ(audience_contains(parsed(row.json), "us"), row.contains) << row.json;
  }
  EXPECT_EQ(audiences(parsed(R"({"aud":"a"})")), std::vector<std::string>{"a"});
  EXPECT_EQ(audiences(parsed(R"({"aud":["a","b"]})")), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(audiences(parsed(R"({"aud":7})")), std::nullopt);
}

TEST(BoundedClaim, IsANonEmptyStringWithinItsLimit) {
  EXPECT_EQ(bounded_claim({{"jti", "x"}}, "jti"), "x");
  EXPECT_EQ(bounded_claim({{"jti", std::string(256, 'x')}}, "jti"), std::string(256, 'x'));
  EXPECT_FALSE(bounded_claim({{"jti", std::string(257, 'x')}}, "jti"));
  EXPECT_FALSE(bounded_claim({{"jti", ""}}, "jti"));
  EXPECT_FALSE(bounded_claim({{"jti", 1}}, "jti"));
  EXPECT_FALSE(bounded_claim(parsed(R"({"jti":"admin\u0000x"})"), "jti"));  // [S-D1]
  EXPECT_FALSE(bounded_claim(parsed(R"({"jti":"a\nb"})"), "jti"));
  EXPECT_FALSE(bounded_claim({{"jti", Json::object()}}, "jti"));
  EXPECT_FALSE(bounded_claim(Json::object(), "jti"));
}

// [R-TIME-1] [R-IN-3]
TEST(CheckTimes, TheBoundariesAreTheSkewsOwn) {
  struct Row {
    Json claims;
    std::optional<TimeFault> fault;
  };
  for (const Row& row : std::vector<Row>{
           {{{"exp", kNow + 1}}, {}},
           {{{"exp", kNow - 59}}, {}},
           {{{"exp", kNow - 60}}, TimeFault::expired},
           {{{"exp", 0}}, TimeFault::expired},
           {{{"exp", kNow + 1}, {"nbf", 0}}, {}},  // once an unsigned underflow
           {{{"exp", kNow + 1}, {"nbf", kNow + 10}}, {}},
           {{{"exp", kNow + 1}, {"nbf", kNow + 11}}, TimeFault::not_yet_valid},
           {{{"exp", kNow + 1}, {"iat", kNow + 10}}, {}},
           {{{"exp", kNow + 1}, {"iat", kNow + 11}}, TimeFault::issued_in_future},
           {{{"exp", kNow + 1}, {"iat", 0}}, {}},
           {Json::object(), TimeFault::exp_missing},
           {{{"exp", -1}}, TimeFault::exp_malformed},
           {{{"exp", "2030"}}, TimeFault::exp_malformed},
           {{{"exp", nullptr}}, TimeFault::exp_malformed},
           {{{"exp", 1e19}}, TimeFault::exp_malformed},
           {{{"exp", kNow + 1}, {"nbf", 1e300}}, TimeFault::nbf_malformed},
           {{{"exp", kNow + 1}, {"nbf", "now"}}, TimeFault::nbf_malformed},
           {{{"exp", kNow + 1}, {"iat", -5}}, TimeFault::iat_malformed},
           {{{"exp", kNow + 1}, {"iat", true}}, TimeFault::iat_malformed},
       }) {
    EXPECT_EQ(check_times(row.claims, kNowTime), row.fault) << row.claims;
  }
}

TEST(CheckTimes, OurOwnTokensExpireAtTheVeryInstant) {
  EXPECT_EQ(check_times({{"exp", kNow + 1}}, kNowTime, kNoSkew), std::nullopt);
  EXPECT_EQ(check_times({{"exp", kNow}}, kNowTime, kNoSkew), TimeFault::expired);
  EXPECT_EQ(check_times({{"exp", kNow + 1}}, kNowTime + Milliseconds(999), kNoSkew), std::nullopt);
  EXPECT_EQ(check_times({{"exp", kNow + 9}, {"nbf", kNow + 1}}, kNowTime, kNoSkew), TimeFault::not_yet_valid);
}

TEST(CheckTimes, EveryFaultHasItsName) {
  EXPECT_EQ(name_of(TimeFault::exp_missing), "exp_missing");
  EXPECT_EQ(name_of(TimeFault::issued_in_future), "issued_in_future");
}

}  // namespace
}  // namespace signet::jose
