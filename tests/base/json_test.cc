#include "base/json.h"

#include <thread>

#include <limits>

#include <gtest/gtest.h>

namespace signet {
namespace {

std::string nested(std::size_t levels, char open, char close) {
  return std::string(levels, open) + std::string(levels, close);
}

TEST(ParseJsonObject, ReadsAnObject) {
  const auto object =
      parse_json_object(R"( {"a":1,"b":[true,null,-2.5e3],"c":{"a":"é 漢 \u00e9 \ud83d\ude00"}} )");
  ASSERT_TRUE(object);
  EXPECT_EQ(object->at("b")[2], -2500.0);
  EXPECT_EQ(object->at("c")["a"], "é 漢 é 😀");
  EXPECT_TRUE(parse_json_object("{}"));
  // White space of every kind that JSON knows.
  EXPECT_TRUE(parse_json_object("\r\n\t {\r\n\t \"a\"\r\n\t :\r\n\t 1\r\n\t }\r\n\t "));
}

// [R-JW-1] [S-J2]
TEST(ParseJsonObject, TheRootIsAnObject) {
  for (const char* text :
       {"", " ", "[]", "[{}]", "\"x\"", "1", "true", "null", "{", "}", "{}{}", "{} x", "{},", "undefined"}) {
    EXPECT_FALSE(parse_json_object(text)) << text;
  }
}

// [S-J11]
TEST(ParseJsonObject, NoMemberIsNamedTwice) {
  for (const char* text :
       {R"({"a":1,"a":1})", R"({"a":1,"b":2,"a":3})", R"({"a":1,"\u0061":2})", R"({"x":{"a":1,"a":2}})",
        R"({"x":[{"a":1,"a":2}]})", R"({"x":[[{"a":{},"a":{}}]]})", R"({"":1,"":2})",
        R"({"a":{"b":1},"a":{"c":1}})"}) {
    EXPECT_FALSE(parse_json_object(text)) << text;
  }
  // The same name in different objects is another member.
  EXPECT_TRUE(parse_json_object(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}],"A":1})"));
}

// [S-J10] A name with NUL equals another name for whoever compares C strings.
TEST(ParseJsonObject, NoNameHasANul) {
  EXPECT_FALSE(parse_json_object(R"({"exp\u0000":1})"));
  EXPECT_FALSE(parse_json_object(R"({"x":{"\u0000":1}})"));
  using namespace std::string_view_literals;
  EXPECT_FALSE(parse_json_object("{\"exp\0\":1}"sv));
  EXPECT_FALSE(parse_json_object("{}\0"sv));
  EXPECT_FALSE(parse_json_object("{\"a\":\"\0\"}"sv));
}

// [R-JW-1]
TEST(ParseJsonObject, TextIsUtf8WithoutMark) {
  for (const char* text :
       {"\xEF\xBB\xBF{}", "{\"a\":\"\xff\"}", "{\"a\":\"\xc0\x80\"}", "{\"a\":\"\xed\xa0\x80\"}",
        "{\"\xff\":1}", R"({"a":"\ud800"})", R"({"a":"\udc00"})", R"({"a":"\ud800\u0041"})",
        "{\"a\":\"\x01\"}", "{\"a\":\"\n\"}"}) {
    EXPECT_FALSE(parse_json_object(text)) << text;
  }
}

TEST(ParseJsonObject, GrammarIsStrict) {
  for (const char* text :
       {"{'a':1}",      "{a:1}",         "{\"a\":1,}",  "{\"a\" 1}",         "{\"a\":}",
        "{\"a\":[1,]}", "{\"a\":[1 2]}", "{\"a\":01}",  "{\"a\":+1}",        "{\"a\":.5}",
        "{\"a\":5.}",   "{\"a\":0x1}",   "{\"a\":NaN}", "{\"a\":Infinity}",  "{\"a\":-}",
        "{\"a\":True}", "{/**/}",        "{\"a\":1}//", "{\"a\":\"\\x41\"}", "{\"a\":\"\\u12\"}",
        "{\"a\":\"",    "{\"a\":tru",    "{\"a\":1e}"}) {
    EXPECT_FALSE(parse_json_object(text)) << text;
  }
}

// [R-IN-3]
TEST(ParseJsonObject, NumbersFitOrAreRefused) {
  EXPECT_EQ(parse_json_object(R"({"n":9223372036854775807})")->at("n").get<std::int64_t>(),
            9223372036854775807);
  EXPECT_EQ(parse_json_object(R"({"n":18446744073709551615})")->at("n").get<std::uint64_t>(),
            18446744073709551615U);
  EXPECT_TRUE(parse_json_object(R"({"n":18446744073709551616})")->at("n").is_number_float());
  EXPECT_TRUE(parse_json_object(R"({"n":1e308})"));
  EXPECT_FALSE(parse_json_object(R"({"n":1e309})"));
  EXPECT_FALSE(parse_json_object(R"({"n":-1e309})"));
  EXPECT_FALSE(parse_json_object("{\"n\":" + std::string(400, '9') + "}"));
}

// [S-J4]
TEST(ParseJsonObject, DepthIsLimited) {
  EXPECT_TRUE(parse_json_object("{\"a\":" + nested(11, '[', ']') + "}"));
  EXPECT_FALSE(parse_json_object("{\"a\":" + nested(12, '[', ']') + "}"));
  EXPECT_TRUE(parse_json_object("{\"a\":" + nested(3, '[', ']') + "}", 4));
  EXPECT_FALSE(parse_json_object("{\"a\":" + nested(4, '[', ']') + "}", 4));
  std::string objects;
  for (int i = 0; i < 12; ++i) {
    objects += "{\"a\":";
  }
  EXPECT_TRUE(parse_json_object(objects.substr(0, objects.size() - 4) + std::string(12, '}')));
  EXPECT_FALSE(parse_json_object(objects + "{}" + std::string(12, '}')));
  // Brackets inside strings are text, and a quote that is escaped ends nothing.
  EXPECT_TRUE(parse_json_object("{\"a\":\"" + std::string(50, '[') + "\"}"));
  EXPECT_TRUE(parse_json_object("{\"a\":\"\\\"" + std::string(50, '{') + "\\\\\"}"));
  EXPECT_FALSE(parse_json_object("{\"a\":\"\\\\\",\"b\":" + nested(20, '[', ']') + "}"));
}

// [S-J4] [F-39] On a stack of 256 KiB, which the recursion of a plain parser and copy would exhaust.
TEST(ParseJsonObject, IsSafeOnASmallStack) {
  bool refused = false;
  pthread_attr_t attributes;
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, 256 * 1024), 0);
  pthread_t thread{};
  const auto body = [](void* out) -> void* {
    *static_cast<bool*>(out) = !parse_json_object("{\"a\":" + nested(200000, '[', ']') + "}") &&
                               !parse_json_object(std::string(200000, '[')) &&
                               !parse_json_object("{\"a\":" + std::string(200000, '[')) &&
                               parse_json_object("{\"a\":" + nested(11, '[', ']') + "}").has_value();
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, body, &refused), 0);
  ASSERT_EQ(pthread_join(thread, nullptr), 0);
  pthread_attr_destroy(&attributes);
  EXPECT_TRUE(refused);
}

TEST(ParseJsonArray, IsAsStrictAndTakesNothingElse) {  // [R-JW-1]
  EXPECT_EQ(parse_json_array(R"( ["a", {"b": 1}] )"), Json({"a", {{"b", 1}}}));
  EXPECT_EQ(parse_json_array("[]"), Json::array());
  for (const char* text : {"", "{}", "\"a\"", "1", "null", "[", "[1,]", "[] []", "[{\"a\":1,\"a\":2}]", "\xEF\xBB\xBF[]", "[[[]]]"}) {
    EXPECT_FALSE(parse_json_array(text, 2)) << text;
  }
  EXPECT_FALSE(parse_json_object("[]"));
}

TEST(ParseOwnJsonObject, TakesObjectsOnly) {
  EXPECT_EQ(parse_own_json_object(R"({"a":[1,{"b":"\u00e9"}]})"), Json({{"a", {1, {{"b", "é"}}}}}));
  for (const char* text : {"", "[]", "1", "null", "{", "{} {}", "{\"a\":}"}) {
    EXPECT_FALSE(parse_own_json_object(text)) << text;
  }
}

TEST(JsonText, IsWhatDumpWrites) {
  const Json values[] = {
      Json::object(), Json::array(), nullptr, true, -1, 0, 1.5, 1e300, "", "plain", "\"\\/\b\f\n\r\t\x01\x7f", "Zürich 漢字 🜁",
      std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::uint64_t>::max(),
      {{"b", {1, 2, {{"c", nullptr}}}}, {"a\n", {"x", ""}}, {"empty", Json::object()}, {"none", Json::array()}}};
  for (const Json& value : values) {
    EXPECT_EQ(json_text(value), value.dump());
  }
  EXPECT_THROW((void)json_text(Json{{"a", "\xff"}}), Json::exception);
}

TEST(Members, AreOfTheirTypeOrAbsent) {
  const Json object = {
      {"s", "x"},       {"n", 1}, {"a", {"x", "y"}}, {"mixed", {"x", 1}}, {"none", Json::array()},
      {"null", nullptr}};
  EXPECT_EQ(string_member(object, "s"), "x");
  for (const char* name : {"n", "a", "null", "absent", "S"}) {
    EXPECT_FALSE(string_member(object, name)) << name;
  }
  EXPECT_EQ(strings_member(object, "a"), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(strings_member(object, "none"), std::vector<std::string>{});
  for (const char* name : {"s", "n", "mixed", "null", "absent"}) {
    EXPECT_FALSE(strings_member(object, name)) << name;
  }
}

}  // namespace
}  // namespace signet
