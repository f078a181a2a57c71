// `signet bench`: how much of each kind the running server does in a second, and what gives out first.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include <CLI/CLI.hpp>

#include "bench/scenarios.h"
#include "cli/guests.h"
#include "cli/input.h"
#include "cli/layout.h"
#include "cli/registry.h"
#include "cli/verbs.h"
#include "config/types.h"

namespace signet::cli {
namespace {

constexpr const char* kCallback = "https://bench.invalid/callback";
constexpr double kOursIsMuch = 0.4;   // of all that this machine's cores can do
constexpr double kFarBelow = 0.5;
constexpr int kMostPauses = 50;
constexpr std::chrono::milliseconds kPause{100};

struct Flags {
  int connections = 16;
  double seconds = 5;
  std::vector<std::string> only;
  std::string user;
  std::string connect;
};

struct Row {
  std::string name;
  std::string does;
  bench::Figures figures;
};

std::string rounded(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

Json to_json(const Row& row, double seconds) {
  const bench::Figures& f = row.figures;
  return {{"name", row.name},
          {"per_second", f.per_second},
          {"p50_ms", f.p50_ms},
          {"p99_ms", f.p99_ms},
          {"worst_ms", f.worst_ms},
          {"done", f.done},
          {"failed", f.failed},
          {"first_failure", f.first_failure},
          {"own_cores", f.own_cpu_seconds / seconds}};
}

const Row* row_of(const std::vector<Row>& rows, std::string_view name) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

// What a reader wants to know, from what can be seen from outside.
std::string verdict(const std::vector<Row>& rows, double seconds) {
  std::string text;
  for (const Row& row : rows) {
    if (row.figures.failed > 0) {
      text += row.name + ": " + std::to_string(row.figures.failed) + " failed, the first: " + harmless(row.figures.first_failure) + "\n";
    }
  }
  const Row* tokens = row_of(rows, "client_credentials_rs256");
  const Row* logins = row_of(rows, "code_flow");
  const Row* refreshes = row_of(rows, "refresh");
  const double cores = std::max(1U, std::thread::hardware_concurrency());
  const auto busiest = std::max_element(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.figures.own_cpu_seconds < b.figures.own_cpu_seconds;
  });
  if (busiest != rows.end() && busiest->figures.own_cpu_seconds / seconds > kOursIsMuch * cores) {
    text += "This program itself took " + rounded(busiest->figures.own_cpu_seconds / seconds, 1) + " of this machine's " + rounded(cores, 0) +
            " cores for " + busiest->name + ": what it says is a lower bound. Run it elsewhere to see more.\n";
  }
  if (tokens == nullptr || (logins == nullptr && refreshes == nullptr)) {
    return text;
  }
  const Row& writing = logins != nullptr ? *logins : *refreshes;
  if (writing.figures.per_second < kFarBelow * tokens->figures.per_second) {
    text += "What gives out first is what a sign-in needs beyond its signature: writing to the database, and a second request. `signet` on more\n"
            "machines helps where the database has room; a faster disk, or PostgreSQL close by, where it has not.\n";
  } else {
    text += "What gives out first is the processor, which signs: tokens and sign-ins are about as fast. More cores, more replicas, or ES256 instead of\n"
            "RS256 where clients allow it.\n";
  }
  return text;
}

bench::Guise guise_at(const config::Settings& settings, Guests& guests, const Flags& flags, const std::string& password) {
  const auto client = [&](const char* alg) {
    return guests.enrol({{"client_name", "Signet bench"},
                         {"redirect_uris", {kCallback}},
                         {"grant_types", {"authorization_code", "refresh_token", "client_credentials"}},
                         {"first_party", true},
                         {"scope", "openid bench"},
                         {"access_token_signed_response_alg", alg}});
  };
  bench::Guise guise;
  guise.issuer = settings.issuer.ends_with('/') ? settings.issuer.substr(0, settings.issuer.size() - 1) : settings.issuer;
  const auto es256 = client("ES256");
  const auto rs256 = client("RS256");
  guise.client_id = es256.client->client_id;
  guise.client_secret = es256.secret->reveal();
  guise.rs256_client_id = rs256.client->client_id;
  guise.rs256_client_secret = rs256.secret->reveal();
  guise.redirect_uri = kCallback;
  if (!flags.user.empty()) {
    const auto own = guests.enrol({{"client_name", "Signet bench"},
                                   {"redirect_uris", {kCallback}},
                                   {"token_endpoint_auth_method", "none"},
                                   {"grant_types", {"authorization_code", "refresh_token"}},
                                   {"first_party", true}});
    guise.api_client_id = own.client->client_id;
    guise.email = flags.user;
    guise.password = password;
    guests.await(guise.api_client_id, kCallback);
  }
  guests.await(guise.client_id, kCallback);
  guests.await(guise.rs256_client_id, kCallback);
  return guise;
}

Done measure(Context& context, const Flags& flags, const config::Settings& settings, Guests& guests) {
  std::string password;
  if (!flags.user.empty()) {
    const auto read = read_password(context.world());
    if (!read) {
      return unexpected(read.error());
    }
    password = read->reveal();
  }
  bench::Target target(settings.issuer, settings.outbound.ca_file);
  if (!flags.connect.empty()) {
    const auto address = config::parse_address(flags.connect);
    if (!address) {
      return fail("--connect wants an IP address (IPv6 in brackets), a colon and a port, not " + harmless(flags.connect), kUsage);
    }
    target.address = address->host;
    target.port = std::to_string(address->port);
  }
  bench::Guise guise = guise_at(settings, guests, flags, password);
  for (int i = 0; !flags.connect.empty() && !bench::is_known(target, guise); ++i) {
    if (i == kMostPauses) {
      return fail("the server at " + flags.connect + " does not learn of new clients; is its database the one of these settings?");
    }
    std::this_thread::sleep_for(kPause);
  }
  if (!flags.user.empty()) {
    guise.cookie = bench::sign_in(target, guise);
  }
  const bench::Load load{flags.connections, std::chrono::milliseconds(static_cast<int>(flags.seconds * 1000)), std::chrono::milliseconds(500)};
  std::vector<Row> rows;
  Json json = Json::array();
  const auto all = bench::scenarios(target, guise);
  for (const std::string& wanted : flags.only) {
    if (std::none_of(all.begin(), all.end(), [&](const bench::Scenario& one) { return one.name == wanted; })) {
      return fail("there is no scenario " + wanted + (flags.user.empty() ? " without --user" : ""), kUsage);
    }
  }
  for (const bench::Scenario& scenario : all) {
    if (flags.only.empty() || std::find(flags.only.begin(), flags.only.end(), scenario.name) != flags.only.end()) {
      rows.push_back({scenario.name, scenario.does, bench::run(target, scenario.make, load)});
      json.push_back(to_json(rows.back(), flags.seconds));
    }
  }
  std::vector<std::vector<std::string>> cells{{"SCENARIO", "PER SECOND", "P50 MS", "P99 MS", "WORST MS", "FAILED", "WHAT IS COUNTED"}};
  for (const Row& row : rows) {
    const bench::Figures& f = row.figures;
    cells.push_back({row.name, rounded(f.per_second, 0), rounded(f.p50_ms, 2), rounded(f.p99_ms, 2), rounded(f.worst_ms, 1), std::to_string(f.failed),
                     row.does});
  }
  context.print(json, table(cells) + verdict(rows, flags.seconds));
  const bool failed = std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.figures.done == 0; });
  return failed ? fail("not one answer was as it should be; limits.requests must be off, or high, for the address that this comes from") : Done();
}

Done bench_verb(Context& context, const Flags& flags) {
  return with_registry(context, [&](const config::Settings& settings, clients::Registry& registry) -> Done {
    if (settings.issuer.empty()) {
      return fail("which server? issuer (SIGNET_ISSUER) is not set");
    }
    Guests guests(settings, registry, context);
    try {
      return measure(context, flags, settings, guests);
    } catch (const std::runtime_error& failure) {
      return fail(failure.what());
    }
  });
}

}  // namespace

void add_bench(CLI::App& app, Parsed& parsed) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* added = add_verb(app, parsed, "bench", "Puts load on the running server: how much it does in a second, and what gives out first",
                             [flags](Context& context) { return bench_verb(context, *flags); });
  added->add_option("--connections", flags->connections, "How many at once, 16 by default")->check(CLI::Range(1, 1024));
  added->add_option("--seconds", flags->seconds, "How long each scenario takes, 5 by default")->check(CLI::Range(0.1, 3600.0));
  added->add_option("--only", flags->only, "Only this scenario; may be repeated")->type_name("SCENARIO");
  added->add_option("--connect", flags->connect, "This one of several replicas, whatever the issuer's name leads to")->type_name("ADDRESS:PORT");
  added->add_option("--user", flags->user, "Also sign-ins, as this person, whose password is read from standard input")->type_name("EMAIL");
}

}  // namespace signet::cli
