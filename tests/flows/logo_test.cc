// A client's logo on our pages: from our own origin, when it is here, and never waited for. [R-RG-4] [PG-08] [DR-05]
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "flows/browser.h"

namespace signet::testing {
namespace {

const std::string kPng = std::string("\x89PNG\r\n\x1A\n") + "pixels";
constexpr const char* kLogo = "https://app.example.test/logo.png";

class LogoOnPages : public ::testing::Test {
 protected:
  LogoOnPages() {
    app::Outside outside;
    outside.logos = [this](const std::string& url) -> std::optional<std::string> {
      ++fetches;
      return url == kLogo ? std::optional(kPng) : std::nullopt;
    };
    world.provider = std::make_unique<app::Provider>(world.settings, world.master_keys, world.stores, std::move(outside), world.random, world.now);
    world.routes = std::make_unique<web::RouteTable>(
        world.provider->routes(), [this](int status, const web::Request& r) { return world.provider->error(status, r); });
    world.account();
  }
  static std::string path_of(const Credentials& client) { return "/clients/" + client.client_id + "/logo"; }
  bool comes(const Credentials& client) {
    for (int i = 0; i < 10000; ++i) {
      if (world.get(path_of(client)).status == 200) return true;
      std::this_thread::sleep_for(Milliseconds(1));
    }
    return false;
  }

  std::atomic<int> fetches{0};
  World world;
};

TEST_F(LogoOnPages, AppearsOnceItIsHere) {
  const Credentials app = world.client({{"logo_uri", kLogo}, {"policy_uri", "https://app.example.test/policy"}});
  EXPECT_TRUE(Browser(world).open(authorize_url(app.client_id)).is_login()) << "the page does not wait";
  ASSERT_TRUE(comes(app));
  Browser browser(world);
  const Stop login = browser.open(authorize_url(app.client_id));
  EXPECT_TRUE(login.shows("<img id=\"client-logo\" src=\"" + path_of(app) + "\"")) << login.body;
  EXPECT_FALSE(login.shows(kLogo)) << "never hot-linked";
  EXPECT_TRUE(web::only(login.headers, "Content-Security-Policy")->find("img-src 'self'") != std::string::npos);
  EXPECT_TRUE(browser.sign_in(login).shows(path_of(app)));
  EXPECT_EQ(fetches, 1) << "not once per page";
}

TEST_F(LogoOnPages, AppearsBeforeADeviceIsSignedIn) {
  const std::string grant = "urn:ietf:params:oauth:grant-type:device_code";
  const Credentials tv = world.client({{"logo_uri", kLogo}, {"grant_types", {"authorization_code", grant}}, {"token_endpoint_auth_method", "none"}});
  ASSERT_TRUE(comes(tv));
  const Json codes = body_of(world.post("/oauth2/device_authorization", {{"client_id", tv.client_id}, {"scope", "openid"}}));
  Browser browser(world);
  const Stop form = browser.open(codes.at("verification_uri_complete").get<std::string>());
  EXPECT_TRUE(browser.submit(form, {{"user_code", codes.at("user_code")}}, "device-submit").shows(path_of(tv)));
}

TEST_F(LogoOnPages, IsAHarmlessCacheablePicture) {
  const Credentials app = world.client({{"logo_uri", kLogo}});
  ASSERT_TRUE(comes(app));
  const web::Response response = world.get(path_of(app));
  EXPECT_EQ(response.body, kPng);
  EXPECT_EQ(web::only(response.headers, "Content-Type"), "image/png");
  EXPECT_EQ(web::only(response.headers, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(web::only(response.headers, "Content-Security-Policy"), "default-src 'none'");
  EXPECT_EQ(web::only(response.headers, "Cache-Control"), "public, max-age=3600");
  const std::string etag(web::only(response.headers, "ETag").value());
  EXPECT_EQ(world.get(path_of(app), {{"If-None-Match", etag}}).status, 304);
}

TEST_F(LogoOnPages, WhereThereIsNoneThereIsNoPicture) {
  const Credentials plain = world.client();
  EXPECT_FALSE(Browser(world).open(authorize_url(plain.client_id)).shows("client-logo"));
  for (const std::string& path : {path_of(plain), std::string("/clients/unknown/logo"), std::string("/clients//logo"), std::string("/clients/logo"),
                                  "/clients/" + plain.client_id, path_of(plain) + "/x", std::string("/clients/../login/logo")}) {
    const web::Response response = world.get(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(response.body, "") << path;
  }
  EXPECT_EQ(fetches, 0) << "strangers cannot make us fetch [R-SSRF-3]";
}

}  // namespace
}  // namespace signet::testing
