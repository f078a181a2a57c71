#include "pages/headers.h"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "pages/samples.h"

namespace signet::pages {
namespace {

const std::string kPolicy =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'";
const std::string kStays = "; form-action 'self'";
const std::string kScript = "; script-src 'sha256-" + std::string(kFormPostScriptHash) + "'";

struct Expected {
  std::string policy;
  std::string referrer;
  bool own_opener;
};

// [R-HD-1] [R-HD-2] [R-HD-3] [PG-09]
const std::map<std::string, Expected> kExpected{
    {"login", {kPolicy, "same-origin", false}},
    {"login_wrong", {kPolicy, "same-origin", false}},
    {"login_too_many", {kPolicy, "same-origin", false}},
    {"account", {kPolicy, "same-origin", false}},
    {"consent", {kPolicy, "same-origin", false}},
    {"logout", {kPolicy, "same-origin", true}},
    {"logged_out", {kPolicy + kStays, "no-referrer", true}},
    {"logged_out_going_on",
     {kPolicy + kStays + "; frame-src https://mail.example.org:8443 https://photos.example.org", "no-referrer", true}},
    {"login_for_account", {kPolicy + kStays, "same-origin", true}},
    {"own_account", {kPolicy + kStays, "no-referrer", true}},
    {"own_account_without_apps", {kPolicy + kStays, "no-referrer", true}},
    {"own_app", {kPolicy + kStays, "same-origin", true}},
    {"password", {kPolicy + kStays, "same-origin", true}},
    {"password_wrong", {kPolicy + kStays, "same-origin", true}},
    {"password_guessable", {kPolicy + kStays, "same-origin", true}},
    {"password_done", {kPolicy + kStays, "no-referrer", true}},
    {"still_signed_in", {kPolicy + kStays, "no-referrer", true}},
    {"device", {kPolicy + kStays, "same-origin", true}},
    {"device_unknown", {kPolicy + kStays, "same-origin", true}},
    {"device_too_many", {kPolicy + kStays, "same-origin", true}},
    {"device_confirm", {kPolicy + kStays, "same-origin", true}},
    {"device_allowed", {kPolicy + kStays, "no-referrer", true}},
    {"device_declined", {kPolicy + kStays, "no-referrer", true}},
    {"approve", {kPolicy + kStays, "same-origin", true}},
    {"approve_allowed", {kPolicy + kStays, "no-referrer", true}},
    {"approve_declined", {kPolicy + kStays, "no-referrer", true}},
    {"error", {kPolicy + kStays, "no-referrer", false}},
    {"form_post", {kPolicy + kScript, "same-origin", false}},
    {"departure", {kPolicy, "same-origin", false}},
    {"departure_by_form", {kPolicy, "same-origin", false}},
    {"login_with_links", {kPolicy, "same-origin", false}},
    {"signup", {kPolicy + kStays, "same-origin", true}},
    {"signup_malformed", {kPolicy + kStays, "same-origin", true}},
    {"reset", {kPolicy + kStays, "same-origin", true}},
    {"reset_too_many", {kPolicy + kStays, "same-origin", true}},
    {"sent", {kPolicy + kStays, "same-origin", true}},
    {"sent_wrong", {kPolicy + kStays, "same-origin", true}},
    {"choose_password", {kPolicy + kStays, "no-referrer", true}},  // [R-PW-7]
    {"choose_password_short", {kPolicy + kStays, "no-referrer", true}},
    {"email", {kPolicy + kStays, "same-origin", true}},
    {"email_wrong", {kPolicy + kStays, "same-origin", true}},
    {"email_confirm", {kPolicy + kStays, "no-referrer", true}},
    {"outbox", {kPolicy + kStays, "no-referrer", true}},
    {"demo_home", {kPolicy + kStays, "no-referrer", true}},
    {"demo_result", {kPolicy + kStays, "same-origin", true}},
};

std::map<std::string, std::string> header_map(const web::Response& response) {
  std::map<std::string, std::string> headers;
  for (const web::Header& header : response.headers) {
    EXPECT_TRUE(headers.emplace(header.name, header.value).second) << header.name << " twice";
  }
  return headers;
}

TEST(Headers, OfEachPageAreExactlyThese) {
  ASSERT_EQ(samples().size(), kExpected.size());
  for (const Sample& sample : samples()) {
    SCOPED_TRACE(sample.name);
    const Expected& expected = kExpected.at(sample.name);
    std::map<std::string, std::string> headers{
        {"Content-Type", "text/html; charset=utf-8"},
        {"Content-Language", "en"},
        {"Vary", "Accept-Language"},
        {"Cache-Control", "no-store"},
        {"Content-Security-Policy", expected.policy},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", expected.referrer},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    };
    if (expected.own_opener) {
      headers.emplace("Cross-Origin-Opener-Policy", "same-origin");
    }
    EXPECT_EQ(header_map(sample.render(renderer())), headers);
  }
}

// [PG-11] [OIDC.Session §3.2]
TEST(Headers, OfTheSessionFrameLetAnybodyFrameIt) {
  const std::map<std::string, std::string> headers{
      {"Content-Type", "text/html; charset=utf-8"},
      {"Cache-Control", "public, max-age=3600"},
      {"Content-Security-Policy", "default-src 'none'; script-src 'sha256-" + std::string(kCheckSessionScriptHash) +
                                      "'; base-uri 'none'; form-action 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Resource-Policy", "cross-origin"},
  };
  EXPECT_EQ(header_map(renderer().check_session("signet_opbs")), headers);
}

TEST(FrameOrigin, IsNamedOnlyWhereAPolicyCanHoldIt) {  // [PG-11]
  EXPECT_EQ(frame_origin("https://Photos.example.org:443/logout?sid=1"), "https://photos.example.org");
  EXPECT_EQ(frame_origin("http://127.0.0.1:8080/"), "http://127.0.0.1:8080");
  EXPECT_EQ(frame_origin("https://a.example;script-src/"), std::nullopt);
  EXPECT_EQ(frame_origin("https://a.example,b/"), std::nullopt);
  EXPECT_EQ(frame_origin("javascript:alert(1)"), std::nullopt);
  EXPECT_EQ(frame_origin("org.example.app:/logout"), std::nullopt);
  EXPECT_EQ(frame_origin("/logout"), std::nullopt);
  EXPECT_EQ(frame_origin(""), std::nullopt);
}

TEST(Headers, OfAnAssetLetEveryCacheKeepIt) {
  const std::vector<std::string> types{"text/css; charset=utf-8", "image/svg+xml; charset=utf-8"};
  ASSERT_EQ(renderer().assets().size(), types.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    const std::map<std::string, std::string> headers{
        {"Content-Type", types[i]},
        {"Cache-Control", "public, max-age=31536000, immutable"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };
    EXPECT_EQ(header_map(renderer().assets()[i].response), headers);
  }
}

}  // namespace
}  // namespace signet::pages
