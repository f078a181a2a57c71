#include "protocol/response_type.h"

#include <gtest/gtest.h>

#include "protocol/capabilities.h"

namespace signet::protocol {
namespace {

TEST(ResponseType, IsASetOfWords) {  // [OAuth.Responses §3]
  EXPECT_EQ(ResponseType::parse("code"), (ResponseType{.code = true}));
  EXPECT_EQ(ResponseType::parse("token id_token code"), (ResponseType{true, true, true}));
  EXPECT_EQ(ResponseType::parse("none"), ResponseType{});
  for (const char* text : {"", " ", "code code", "none code", "code none", "Code", "code,token", "web"}) {
    EXPECT_EQ(ResponseType::parse(text), std::nullopt) << text;
  }
}

TEST(ResponseType, EverySupportedOneIsSpelledAsItIsWritten) {
  for (const std::string_view text : kResponseTypes) {
    const auto type = ResponseType::parse(text);
    ASSERT_TRUE(type) << text;
    EXPECT_EQ(type->text(), text);
  }
}

TEST(ResponseType, WhatHoldsATokenDoesNotTravelInAQuery) {  // [R-AZ-11] [OAuth.Responses §5]
  for (const std::string_view text : kResponseTypes) {
    const bool in_query = text == "code" || text == "none";
    EXPECT_EQ(default_mode(*ResponseType::parse(text)), in_query ? ResponseMode::query : ResponseMode::fragment) << text;
  }
}

TEST(ResponseMode, NamesAreThoseOfTheCapabilities) {
  const ResponseType code{.code = true};
  for (const std::string_view name : kResponseModes) {
    const auto mode = response_mode_from(name, code);
    ASSERT_TRUE(mode) << name;
    EXPECT_EQ(name_of(*mode), name == "jwt" ? "query.jwt" : name);
    EXPECT_EQ(is_signed(*mode), name.ends_with("jwt")) << name;
    EXPECT_EQ(name_of(place_of(*mode)), name_of(*mode).substr(0, name_of(*mode).find('.'))) << name;
  }
  EXPECT_EQ(response_mode_from("jwt", {.code = true, .id_token = true}), ResponseMode::fragment_jwt);  // [OAuth.JARM §2.3.4]
  EXPECT_EQ(response_mode_from("jwt"), std::nullopt) << "only requests spell it so";
  EXPECT_EQ(response_mode_from("Query"), std::nullopt);
  EXPECT_EQ(response_mode_from("web_message"), std::nullopt);
}

}  // namespace
}  // namespace signet::protocol
