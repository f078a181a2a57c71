#include "selftest/selftest.h"

#include <CLI/CLI.hpp>

#include "cli/guests.h"
#include "cli/layout.h"
#include "cli/registry.h"
#include "cli/verbs.h"

namespace signet::cli {
namespace {

constexpr const char* kCallback = "https://selftest.invalid/callback";

Json to_json(const selftest::Report& report) {
  Json mismatches = Json::array();
  for (const selftest::Mismatch& one : report.mismatches) {
    mismatches.push_back({{"member", one.member}, {"value", one.value}, {"what", one.what}});
  }
  return {{"checks", report.checks}, {"mismatches", mismatches}};
}

Done selftest_verb(Context& context) {
  return with_registry(context, [&](const config::Settings& settings, clients::Registry& registry) -> Done {
    if (settings.issuer.empty()) {
      return fail("which server? issuer (SIGNET_ISSUER) is not set");
    }
    Guests guests(settings, registry, context);
    const selftest::Reach reach{
        [&](web::Method method, const std::string& url, const web::Headers& headers, const std::string& body) {
          return guests.ask(method, url, headers, body);
        },
        [&](const Json& metadata) { return guests.enrol(metadata); },
        [&](const std::string& client_id) { guests.await(client_id, kCallback); },
        [&] { return context.now(); }};
    const selftest::Report report = selftest::Selftest(settings.issuer, reach, context.random()).run();
    std::vector<std::vector<std::string>> rows;
    for (const selftest::Mismatch& one : report.mismatches) {
      rows.push_back({one.member, one.value, one.what});
    }
    const std::string total = std::to_string(report.checks) + " checks, " + std::to_string(report.mismatches.size()) + " mismatches\n";
    context.print(to_json(report), (rows.empty() ? "" : table(rows)) + total);
    return report.mismatches.empty() ? Done() : fail("the discovery document of " + settings.issuer + " does not tell the truth");
  });
}

}  // namespace

void add_selftest(CLI::App& app, Parsed& parsed) {
  add_verb(app, parsed, "selftest", "Tries everything that the running server advertises, and what it does not", selftest_verb);
}

}  // namespace signet::cli
