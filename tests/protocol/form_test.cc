#include "protocol/form.h"

#include <gtest/gtest.h>

namespace signet::protocol {
namespace {

std::string reason_of(std::string_view query, std::string_view body = {}) {
  const auto form = Form::parse(query, body);
  return form ? "accepted" : std::string(name_of(form.error().reason));
}

TEST(Form, ReadsDecodedParametersOfQueryAndBody) {
  const auto form = Form::parse("client_id=a%20b&state=x%2By", "scope=openid+email");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->get("client_id"), "a b");
  EXPECT_EQ(form->get("state"), "x+y");
  EXPECT_EQ(form->get("scope"), "openid email");
  EXPECT_EQ(form->get("nonce"), std::nullopt);
  EXPECT_EQ(form->get_or_empty("nonce"), "");
  EXPECT_TRUE(form->has("state"));
}

TEST(Form, ARepeatIsRefusedHoweverItIsHidden) {  // [R-AZ-7] [S-H3] [RFC6749 §3.1]
  EXPECT_EQ(reason_of("a=1&a=2"), "repeated_parameter");
  EXPECT_EQ(reason_of("a=1&a=1"), "repeated_parameter");
  EXPECT_EQ(reason_of("a=1&%61=2"), "repeated_parameter") << "in an escape";
  EXPECT_EQ(reason_of("a=1", "a=2"), "repeated_parameter") << "in the other half";
  EXPECT_EQ(reason_of("a=1&&&a=2"), "repeated_parameter");
  EXPECT_EQ(reason_of("a=1&A=2"), "accepted") << "names have case";
  EXPECT_EQ(reason_of("a=1&a+=2"), "accepted") << "another name";
}

TEST(Form, AnEmptyValueIsNoParameter) {  // [R-AZ-8]
  const auto form = Form::parse("a=&a=1&b&c=");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->get("a"), "1");
  EXPECT_FALSE(form->has("b"));
  EXPECT_FALSE(form->has("c"));
}

TEST(Form, ResourceAloneMayRepeat) {  // [RFC8707 §2]
  const auto form = Form::parse("resource=https://a.example&resource=https://b.example&resource=");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->resources(), (std::vector<std::string>{"https://a.example", "https://b.example"}));
  EXPECT_FALSE(form->has("resource")) << "so that nobody takes one of several";
}

TEST(Form, RefusesWhatIsNotCleanText) {  // [R-HT-2] [R-HT-3] [S-D1] [S-D2]
  for (const char* text :
       {"a=%", "a=%4", "a=%zz", "%=1", "a=%00", "a=x%00", "%00=x", "a=%0A", "a=%0d%0a", "a=%7F", "a=%C2%85",
        "a=%FF", "a=%C0%AF", "a=%ED%A0%80", "a=%F5%80%80%80", "a=\xFF", "a=\x01"}) {
    EXPECT_EQ(reason_of(text), "malformed_form") << text;
    EXPECT_EQ(reason_of("", text), "malformed_form") << text;
  }
  EXPECT_EQ(Form::parse("a=%E2%82%AC")->get("a"), "\xE2\x82\xAC");
  EXPECT_EQ(Form::parse("a=b=c")->get("a"), "b=c") << "the first '=' splits";
}

TEST(Form, EmptyTextIsAnEmptyForm) {
  for (const char* text : {"", "&", "&&&", "=", "a", "a="}) {
    const auto form = Form::parse(text);
    ASSERT_TRUE(form) << text;
    EXPECT_TRUE(form->all().empty()) << text;
  }
}

TEST(Form, LenientReadingKeepsTheFirstAndTellsWhatWasWrong) {
  const auto lenient = Form::parse_lenient("client_id=a&state=1&state=2&bad=%zz", "client_id=b");
  EXPECT_EQ(lenient.form.get("client_id"), "a");
  EXPECT_EQ(lenient.form.get("state"), "1");
  EXPECT_FALSE(lenient.form.has("bad"));
  EXPECT_EQ(lenient.repeated, (std::vector<std::string>{"state", "client_id"}));
  EXPECT_TRUE(lenient.malformed);
}

TEST(Form, TheLogHearsWhichParameterWasRepeatedButNotItsValue) {
  const auto form = Form::parse("client_secret=hush1&client_secret=hush2");
  ASSERT_FALSE(form);
  EXPECT_EQ(form.error().detail, "client_secret");
}

}  // namespace
}  // namespace signet::protocol
