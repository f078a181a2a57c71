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
  for (const std::string_view name : kResponseModes) {
    ASSERT_TRUE(response_mode_from(name)) << name;
    EXPECT_EQ(name_of(*response_mode_from(name)), name);
  }
  EXPECT_EQ(response_mode_from("Query"), std::nullopt);
  EXPECT_EQ(response_mode_from("web_message"), std::nullopt);
}

}  // namespace
}  // namespace signet::protocol
