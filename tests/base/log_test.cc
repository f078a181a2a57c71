#include "base/log.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace signet::log {
namespace {

// What one call writes in JSON.
std::string line_of(std::initializer_list<Field> fields, Level level = Level::info) {
  ::testing::internal::CaptureStderr();
  start(Format::json);
  write(level, "event", fields);
  stop();
  return ::testing::internal::GetCapturedStderr();
}

std::string value_of(std::string_view value) {
  const auto line = parse_json_object(line_of({{"value", value}}));
  return line ? line->value("value", "absent") : "not JSON";
}

TEST(Log, ALineIsAnObjectWithTimeLevelAndEvent) {
  const auto line = parse_json_object(
      line_of({{"text", "x"}, {"number", std::int64_t{-5}}, {"real", 0.25}, {"yes", true}, {"empty", ""}},
              Level::warn));
  ASSERT_TRUE(line);
  EXPECT_EQ(line->at("level"), "warn");
  EXPECT_EQ(line->at("event"), "event");
  EXPECT_EQ(line->at("text"), "x");
  EXPECT_EQ(line->at("number"), -5);
  EXPECT_EQ(line->at("real"), 0.25);
  EXPECT_EQ(line->at("yes"), true);
  EXPECT_FALSE(line->contains("empty"));
  EXPECT_EQ(line->at("ts").get<std::string>().size(), std::string("2026-11-24T00:00:00.000Z").size());
}

// [R-LK-2] Nobody writes lines of their own into the log, or commands for the terminal of whoever reads it.
TEST(Log, ValuesStayInsideTheirQuotes) {
  const std::string forged = "x\"}\n{\"level\":\"error\",\"event\":\"forged\"}\r\n\x1b[2J\\";
  const std::string line = line_of({{"value", forged}});
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_EQ(value_of(forged), forged);
  const std::string c1 =
      "a\xc2\x9b"
      "2Jb";
  EXPECT_EQ(line_of({{"value", c1}}).find("\xc2\x9b"), std::string::npos);
  EXPECT_EQ(value_of(c1), c1);
  EXPECT_EQ(value_of("Zürich 漢字 🜁"), "Zürich 漢字 🜁");
}

TEST(Log, BytesThatAreNoTextStillMakeALineThatCanBeRead) {
  EXPECT_EQ(value_of("\xff\xfe"
                     "a"),
            "ÿþa");
  EXPECT_EQ(value_of("\xc3"), "Ã");
  EXPECT_EQ(value_of("\xc2"), "Â");
}

// [R-LK-2]
TEST(Log, LongValuesAreCutBetweenCharacters) {
  EXPECT_EQ(value_of(std::string(1024, 'x')), std::string(1024, 'x'));
  EXPECT_EQ(value_of(std::string(1025, 'x')), std::string(1024, 'x'));
  EXPECT_EQ(value_of(std::string(1023, 'x') + "é"), std::string(1023, 'x'));
  EXPECT_EQ(value_of(std::string(1022, 'x') + "漢"), std::string(1022, 'x'));
}

TEST(Log, LinesBelowTheThresholdAreNotWritten) {
  EXPECT_EQ(line_of({}, Level::debug), "");
  EXPECT_NE(line_of({}, Level::error), "");
}

TEST(Log, WorksBeforeItsStartAndAfterItsEnd) {
  ::testing::internal::CaptureStderr();
  write(Level::error, "early");
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("early"), std::string::npos);
}

}  // namespace
}  // namespace signet::log
