// Text for people.
#include "cli/layout.h"

#include <gtest/gtest.h>

namespace signet::cli {
namespace {

TEST(Layout, TimesAreUtc) {
  EXPECT_EQ(timestamp(from_epoch_seconds(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(timestamp(from_epoch_ms(1'709'251'199'999)), "2024-02-29T23:59:59Z");
  EXPECT_EQ(timestamp(from_epoch_ms(-1)), "1969-12-31T23:59:59Z");
}

TEST(Layout, WhatIsHarmlessStaysAsItIs) {
  for (const char* text : {"", "plain", "Zoë’s Café ☕", "مرحبا", "say \"hi\" \\ there"}) {
    EXPECT_EQ(harmless(text), text);
  }
}

TEST(Layout, WhatATerminalWouldObeyIsEscaped) {
  EXPECT_EQ(harmless("a\x1b[31mb"), "a\\u001b[31mb");
  EXPECT_EQ(harmless("a\nb\tc"), "a\\nb\\tc");
  EXPECT_EQ(harmless("\xC2\x9B"
                     "31m"),
            "\\u009b31m");                               // CSI as one character
  EXPECT_EQ(harmless("\xE2\x80\xAEgnp"), "\\u202egnp");  // right-to-left override
  EXPECT_EQ(harmless("\xE2\x81\xA6x"), "\\u2066x");      // isolate
  EXPECT_EQ(harmless("a\xff"), "a\\ufffd");              // not UTF-8
  EXPECT_EQ(harmless(std::string_view("a\0b", 3)), "a\\u0000b");
}

TEST(Layout, ColumnsCountCharactersNotBytes) {
  EXPECT_EQ(table({{"A", "B"}, {"üü", "1"}, {"x", ""}}), "A   B\nüü  1\nx\n");
}

TEST(Layout, FieldsPutTheImportantFirst) {
  const Json object{{"a", 1}, {"b", {"x", "y"}}, {"id", "7"}, {"o", {{"k", true}}}};
  EXPECT_EQ(fields(object, {"id", "missing"}), "id  7\na   1\nb   x y\no   {\"k\":true}\n");
}

}  // namespace
}  // namespace signet::cli
