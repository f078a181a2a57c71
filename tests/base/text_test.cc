#include "base/text.h"

#include <gtest/gtest.h>

namespace signet {
namespace {

using namespace std::string_view_literals;

// [RFC3629 §4] [R-HT-2]
TEST(Text, Utf8IsWellFormedOrNot) {
  for (const auto text :
       {""sv, "plain"sv, "\0"sv, "\x7f"sv, "\xc2\x80"sv, "\xdf\xbf"sv, "\xe0\xa0\x80"sv, "\xed\x9f\xbf"sv,
        "\xee\x80\x80"sv, "\xef\xbf\xbf"sv, "\xf0\x90\x80\x80"sv, "\xf4\x8f\xbf\xbf"sv, "Zürich 漢字 🜁"sv}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const auto text : {"\x80"sv,
                          "\xbf"sv,
                          "\xff"sv,
                          "\xfe"sv,
                          "\xc0\x80"sv,
                          "\xc1\xbf"sv,
                          "\xc2"sv,
                          "\xc2 "sv,
                          "\xc2\xc2"sv,
                          "\xe0\x80\x80"sv,
                          "\xe0\x9f\xbf"sv,
                          "\xe2\x82"sv,
                          "\xe2\x82 "sv,
                          "\xed\xa0\x80"sv,
                          "\xed\xbf\xbf"sv,
                          "\xf0\x80\x80\x80"sv,
                          "\xf0\x8f\xbf\xbf"sv,
                          "\xf4\x90\x80\x80"sv,
                          "\xf5\x80\x80\x80"sv,
                          "\xf0\x90\x80"sv,
                          "a\x80"sv,
                          "\xc3\xa9\xa9"sv}) {
    EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
    EXPECT_FALSE(is_storable_text(text));
    EXPECT_FALSE(is_clean_text(text));
  }
}

// [R-HT-2] [S-D1]
TEST(Text, CleanTextHasNoControlsAndStorableTextNoNul) {
  for (unsigned point = 0; point < 0x100; ++point) {
    std::string text = "a";
    if (point < 0x80) {
      text += static_cast<char>(point);
    } else {
      text += static_cast<char>(0xC0 | point >> 6);
      text += static_cast<char>(0x80 | (point & 0x3F));
    }
    text += 'b';
    EXPECT_EQ(is_storable_text(text), point != 0) << point;
    EXPECT_EQ(is_clean_text(text), point >= 0x20 && !(point >= 0x7F && point < 0xA0)) << point;
    EXPECT_EQ(is_printable_ascii(text), point >= 0x20 && point < 0x7F) << point;
  }
}

TEST(Text, CountsCodePoints) {
  EXPECT_EQ(count_code_points(""), 0U);
  EXPECT_EQ(count_code_points("abc"), 3U);
  EXPECT_EQ(count_code_points("Zürich 漢字 🜁"), 11U);
}

TEST(Text, CaseIsAsciiOnly) {
  EXPECT_EQ(ascii_lower("AZaz@[`{09ÄÖ"), "azaz@[`{09ÄÖ");
  EXPECT_TRUE(ascii_iequals("Bearer", "bEARER"));
  EXPECT_FALSE(ascii_iequals("Bearer", "Bearer "));
  EXPECT_FALSE(ascii_iequals("@", "`"));
  EXPECT_FALSE(ascii_iequals("ä", "Ä"));
  EXPECT_TRUE(ascii_iequals("", ""));
}

TEST(Text, SplitLeavesEmptyPiecesOut) {
  using Pieces = std::vector<std::string_view>;
  EXPECT_EQ(split("a b c", ' '), (Pieces{"a", "b", "c"}));
  EXPECT_EQ(split("  a  b ", ' '), (Pieces{"a", "b"}));
  EXPECT_EQ(split("", ' '), Pieces{});
  EXPECT_EQ(split("   ", ' '), Pieces{});
  EXPECT_EQ(split("a", ' '), Pieces{"a"});
}

TEST(Text, TrimTakesSpacesAndTabs) {
  EXPECT_EQ(trim(" \t a b\t "), "a b");
  EXPECT_EQ(trim("\na\n"), "\na\n");
  EXPECT_EQ(trim(" \t"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, JoinKeepsEveryPart) {
  EXPECT_EQ(join({}, " "), "");
  EXPECT_EQ(join({"a"}, " "), "a");
  EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join({"", "a", "", "b", ""}, ","), ",a,,b,");
}

TEST(Text, DigitsAreTheWholeText) {
  EXPECT_EQ(parse_digits("0"), 0);
  EXPECT_EQ(parse_digits("007"), 7);
  EXPECT_EQ(parse_digits("9223372036854775807"), 9223372036854775807);
  for (const auto text : {""sv, "-1"sv, "+1"sv, " 1"sv, "1 "sv, "1.0"sv, "0x5"sv, "5x"sv, "1e3"sv,
                          "9223372036854775808"sv, "99999999999999999999999"sv, "1\0"sv, "\xd9\xa1"sv}) {
    EXPECT_FALSE(parse_digits(text)) << text;
  }
}

TEST(Text, DurationsAreWrittenAsPeopleWriteThem) {
  EXPECT_EQ(parse_duration_seconds("900"), 900);
  EXPECT_EQ(parse_duration_seconds("30s"), 30);
  EXPECT_EQ(parse_duration_seconds("10m"), 600);
  EXPECT_EQ(parse_duration_seconds("8h"), 28800);
  EXPECT_EQ(parse_duration_seconds("7d"), 604800);
  EXPECT_EQ(parse_duration_seconds("0"), 0);
  EXPECT_EQ(parse_duration_seconds("106751991167300d"), 106751991167300 * 86400);
  for (const char* text : {"", "s", "-1s", "1.5h", "1 h", "1w", "1H", "1ms", "10mm", "h1", "106751991167301d",
                           "9223372036854775807m"}) {
    EXPECT_FALSE(parse_duration_seconds(text)) << text;
  }
}

}  // namespace
}  // namespace signet
