// docs/endpoints.md is what the route table says. After a change of the table:
//   SIGNET_TEST_WRITE_DOCS=1 test_flows --gtest_filter=EndpointsDocument.*
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "flows/world.h"

namespace signet::testing {
namespace {

constexpr const char* kCommitted = SIGNET_SOURCE_DIR "/docs/endpoints.md";

std::string rendered(const World& world) {
  std::string text =
      "# Endpoints\n\nRendered from the route table; do not edit. Anything else is answered 404, another method 405 with `Allow`.\n"
      "Assets have names that change with their content and are left out here.\n\n"
      "| path | methods | largest body | other origins that may read the answer | runs on |\n|---|---|---|---|---|\n";
  for (const web::Route& route : world.routes->routes()) {
    if (route.name == "asset") {
      continue;
    }
    std::string methods;
    std::size_t body = 0;
    bool hashes = false;
    for (const auto& [method, endpoint] : route.methods) {
      methods += (methods.empty() ? "" : ", ") + std::string(web::name_of(method));
      body = std::max(body, endpoint.body_limit);
      hashes = hashes || endpoint.lane == web::Lane::password;
    }
    if (route.methods.contains(web::Method::other)) {
      methods = "any";
    }
    text += "| `" + route.path + "` | " + methods + " | " + (body == 0 ? "none" : std::to_string(body / 1024) + " KiB") + " | " +
            (route.cors == web::Cors::anybody ? "any" : route.cors == web::Cors::clients ? "those of the client" : "none") + " | " + (hashes ? "the password lane" : "its connection's thread") + " |\n";
  }
  return text;
}

TEST(EndpointsDocument, SaysWhatTheTableSays) {
  config::Settings all = World::default_settings();
  all.ciba.enabled = true;  // what is off by default is documented, too
  const World world(std::move(all));
  if (std::getenv("SIGNET_TEST_WRITE_DOCS") != nullptr) {
    std::ofstream(kCommitted) << rendered(world);
  }
  std::ostringstream committed;
  committed << std::ifstream(kCommitted).rdbuf();
  EXPECT_EQ(committed.str(), rendered(world)) << "write it anew as the first lines of this file say";
}

}  // namespace
}  // namespace signet::testing
