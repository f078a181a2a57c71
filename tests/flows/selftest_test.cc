// The discovery document walked from end to end: everything that it advertises works, and what it does not is refused.
// `signet selftest` does the same against a running server.
#include "selftest/selftest.h"

#include <gtest/gtest.h>

#include "flows/browser.h"

namespace signet::testing {
namespace {

class Walk : public ::testing::Test {
 protected:
  explicit Walk(config::Settings settings = World::default_settings()) : world(std::move(settings)) {}

  World world;

  selftest::Reach reach() {
    return {[this](web::Method method, const std::string& url, const web::Headers& headers, const std::string& body) {
              web::Request request;
              request.method = method;
              const std::string target = url.substr(std::string_view(kIssuer).size());
              const std::size_t mark = target.find('?');
              request.path = target.substr(0, mark);
              request.query = mark == std::string::npos ? "" : target.substr(mark + 1);
              request.headers = headers;
              request.body = body;
              return world.send(request);
            },
            [this](const Json& metadata) { return world.enrol(metadata); }, [](const std::string&) {}, [this] { return world.now; }};
  }
  static std::string told(const selftest::Report& report) {
    std::string text;
    for (const auto& one : report.mismatches) {
      text += one.member + ' ' + one.value + ": " + one.what + '\n';
    }
    return text;
  }
};

TEST_F(Walk, DiscoveryCannotLie) {  // [DI-02] [DI-04] [DI-05] [DI-08]
  const auto report = selftest::Selftest(kIssuer, reach(), world.random).run();
  EXPECT_TRUE(report.mismatches.empty()) << told(report);
  EXPECT_GT(report.checks, 80);
}

// With everything on that a setting turns on.
class WalkOfAll : public Walk {
 protected:
  WalkOfAll() : Walk([] {
    config::Settings settings = World::default_settings();
    settings.mtls.enabled = true;
    settings.mtls.url = "https://mtls.example.test";
    settings.dpop.demand_nonce = true;
    settings.ciba.enabled = true;
    return settings;
  }()) {}
};

TEST_F(WalkOfAll, DiscoveryCannotLie) {
  const auto report = selftest::Selftest(kIssuer, reach(), world.random).run();
  EXPECT_TRUE(report.mismatches.empty()) << told(report);
}

TEST_F(Walk, ALieIsFound) {
  auto honest = reach();
  auto lying = honest;
  lying.ask = [&](web::Method method, const std::string& url, const web::Headers& headers, const std::string& body) {
    web::Response response = honest.ask(method, url, headers, body);
    if (url.ends_with("openid-configuration")) {
      Json document = Json::parse(response.body);
      document["grant_types_supported"].push_back("password");
      document["response_types_supported"].erase(0);
      document["ui_locales_supported"].push_back("tlh");
      document["dpop_signing_alg_values_supported"].push_back("RS256");
      document["mtls_endpoint_aliases"]["token_endpoint"] = "https://mtls.example.test/token";
      response.body = document.dump();
    }
    return response;
  };
  const auto report = selftest::Selftest(kIssuer, lying, world.random).run();
  const std::string text = told(report);
  EXPECT_NE(text.find("ui_locales_supported tlh"), std::string::npos) << text;
  EXPECT_NE(text.find("grant_types_supported"), std::string::npos) << text;
  EXPECT_NE(text.find("dpop_signing_alg_values_supported RS256"), std::string::npos) << text;
  EXPECT_NE(text.find("mtls_endpoint_aliases token_endpoint"), std::string::npos) << text;
}

}  // namespace
}  // namespace signet::testing
