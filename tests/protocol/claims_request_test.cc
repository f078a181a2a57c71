#include "protocol/claims_request.h"

#include <gtest/gtest.h>

namespace signet::protocol {
namespace {

TEST(ClaimsRequest, NamesAreTakenFromBothPlaces) {  // [OIDC.Core §5.5]
  const auto request = ClaimsRequest::parse(
      R"({"userinfo":{"name":null,"email":{"essential":true}},"id_token":{"nickname":{"value":"x"}},"other":{"a":1}})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->userinfo, (std::vector<std::string>{"email", "name"}));
  EXPECT_EQ(request->id_token, (std::vector<std::string>{"nickname"}));
  EXPECT_FALSE(request->sub);
  EXPECT_FALSE(request->auth_time);
}

TEST(ClaimsRequest, WhatIsDemandedOfTheAuthenticationStandsApart) {  // [OIDC.Core §5.5.1]
  const auto request = ClaimsRequest::parse(
      R"({"id_token":{"sub":{"value":"alice"},"auth_time":{"essential":true},"acr":{"essential":true,"values":["1","2"]}}})");
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->empty()) << "nothing about the person is asked";
  EXPECT_EQ(request->sub, "alice");
  EXPECT_TRUE(request->auth_time);
  EXPECT_EQ(request->essential_acr, (std::vector<std::string>{"1", "2"}));
  const auto wish = ClaimsRequest::parse(R"({"id_token":{"auth_time":null,"acr":{"values":["9"]}}})");
  ASSERT_TRUE(wish);
  EXPECT_FALSE(wish->auth_time);
  EXPECT_TRUE(wish->essential_acr.empty()) << "a wish that cannot be met is no error";
}

TEST(ClaimsRequest, WhatIsMalformedIsRefused) {
  const std::string long_text = R"({"userinfo":{")" + std::string(5000, 'a') + R"(":null}})";
  for (const std::string& text : {std::string(), std::string("[]"), std::string("x"), std::string(R"({"userinfo":[]})"),
                                  std::string(R"({"userinfo":{"name":true}})"), std::string(R"({"userinfo":{"name":{"essential":1}}})"),
                                  std::string(R"({"userinfo":{"name":{"values":"x"}}})"), std::string(R"({"userinfo":{"name":"x"}})"),
                                  std::string(R"({"id_token":{"sub":{"value":"a"}},"userinfo":{"sub":{"value":"b"}}})"),
                                  std::string(R"({"userinfo":{"name":null,"name":null}})"), long_text}) {
    EXPECT_FALSE(ClaimsRequest::parse(text)) << text.substr(0, 80);
  }
}

TEST(ClaimsRequest, TheNamesAreReadBack) {
  ClaimsRequest request;
  EXPECT_EQ(to_text(request), "");
  EXPECT_TRUE(claims_request_from_text("").empty());
  request.userinfo = {"name"};
  request.id_token = {"email", "nickname"};
  const auto again = claims_request_from_text(to_text(request));
  EXPECT_EQ(again.userinfo, request.userinfo);
  EXPECT_EQ(again.id_token, request.id_token);
}

}  // namespace
}  // namespace signet::protocol
