// What the provider takes from the world outside: only what it asked for, and only so much of it.
#include "app/outside.h"

#include <gtest/gtest.h>

#include "outbound/tiny_server.h"

namespace signet::app {
namespace {

config::Settings development() {
  config::Settings settings;
  settings.issuer = "http://127.0.0.1:8080";
  return settings;
}

std::string answer(const std::string& type, const std::string& body, const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class OutsideTest : public ::testing::Test {
 protected:
  std::string answer_;
  outbound::TinyServer server_{[this](const std::string&) { return answer_; }};
  outbound::HttpClient http_{outbound_settings(development())};
  Outside outside_ = outside_over(http_);
};

TEST_F(OutsideTest, DocumentsComeAsTheTypeThatWasAskedFor) {
  answer_ = answer("application/json; charset=utf-8", "[1]");
  EXPECT_EQ(outside_.keys(server_.url()), "[1]");
  EXPECT_EQ(outside_.sector(server_.url()), "[1]");
  EXPECT_NE(server_.requests().front().find("Accept: application/json, application/jwk-set+json\r\n"), std::string::npos);
  answer_ = answer("Application/JWK-Set+JSON", "{}");
  EXPECT_EQ(outside_.keys(server_.url()), "{}");
  EXPECT_EQ(outside_.sector(server_.url()), std::nullopt);
  for (const char* type : {"text/html", "application/jsonp", ""}) {
    answer_ = answer(type, "{}");
    EXPECT_EQ(outside_.keys(server_.url()), std::nullopt) << type;
  }
}

TEST_F(OutsideTest, OnlySuccessIsADocument) {  // [R-SSRF-5]
  for (const char* status : {"201 Created", "302 Found", "404 Not Found", "500 Internal Server Error"}) {
    answer_ = answer("application/json", "{}", status);
    EXPECT_EQ(outside_.keys(server_.url()), std::nullopt) << status;
  }
}

TEST_F(OutsideTest, SizesAreBounded) {  // [R-SSRF-6]
  answer_ = answer("application/json", std::string(5 * 1024, ' '));
  EXPECT_TRUE(outside_.sector(server_.url()));
  answer_ = answer("application/json", std::string(5 * 1024 + 1, ' '));
  EXPECT_FALSE(outside_.sector(server_.url()));
  answer_ = answer("application/json", std::string(64 * 1024, ' '));
  EXPECT_TRUE(outside_.keys(server_.url()));
  answer_ = answer("application/json", std::string(64 * 1024 + 1, ' '));
  EXPECT_FALSE(outside_.keys(server_.url()));
}

TEST_F(OutsideTest, InProductionNothingGoesToLoopback) {  // [R-SSRF-2] [R-SSRF-4]
  config::Settings settings;
  settings.issuer = "https://login.example";
  outbound::HttpClient http(outbound_settings(settings));
  EXPECT_EQ(outside_over(http).keys(server_.url()), std::nullopt);
  EXPECT_EQ(server_.connections(), 0);
}

}  // namespace
}  // namespace signet::app
