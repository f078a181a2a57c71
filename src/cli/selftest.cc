#include "selftest/selftest.h"

#include <chrono>
#include <stdexcept>
#include <thread>

#include <CLI/CLI.hpp>

#include "cli/layout.h"
#include "cli/registry.h"
#include "cli/verbs.h"
#include "outbound/http_client.h"
#include "web/url.h"

namespace signet::cli {
namespace {

constexpr std::chrono::milliseconds kPause{50};
constexpr int kMostPauses = 1200;  // a minute: a server learns of a client within a second, a busy one in the time it takes
constexpr int kBadRequest = 400;

// host:port, which the guard of outgoing requests lets through: the operator has named it.
std::string target_of(const std::string& issuer) {
  const auto url = web::parse_url(issuer).value();
  return url.host + ':' + std::to_string(url.port.value_or(url.scheme == "https" ? 443 : 80));
}

// The clients that a selftest makes, gone with it.
class Guests {
 public:
  Guests(clients::Registry& registry, const Context& context) : registry_(registry), context_(context) {}
  ~Guests() {
    for (const std::string& client_id : client_ids_) {
      try {
        (void)registry_.remove(client_id, context_.now());
      } catch (const std::exception&) {
        context_.world().err << "signet: the client " << client_id << " is left over; remove it with `signet client delete`\n";
      }
    }
  }
  Guests(const Guests&) = delete;
  Guests& operator=(const Guests&) = delete;

  [[nodiscard]] clients::Registered enrol(const Json& metadata) {
    auto registered = registry_.create(metadata, std::nullopt, context_.now());
    if (!registered) {
      const protocol::Error& error = registered.error();
      throw std::runtime_error(error.detail.empty() ? std::string(protocol::sentence_of(error.reason)) : error.detail);
    }
    client_ids_.push_back(registered->client->client_id);
    return *std::move(registered);
  }

 private:
  clients::Registry& registry_;
  const Context& context_;
  std::vector<std::string> client_ids_;
};

web::Response ask(outbound::HttpClient& http, web::Method method, const std::string& url, const web::Headers& headers,
                  const std::string& body) {
  const auto answer = http.fetch({method, url, headers, body}, {Milliseconds(30000), 1024 * 1024});
  if (!answer) {
    throw std::runtime_error("nothing answers at " + url.substr(0, url.find('?')) + "; is the server running?");
  }
  web::Response response;
  response.status = answer->status;
  response.headers = answer->headers;
  response.body = answer->body;
  return response;
}

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
    outbound::HttpClient http({settings.outbound.ca_file, {target_of(settings.issuer)}, true});
    Guests guests(registry, context);
    const selftest::Reach reach{
        [&](web::Method method, const std::string& url, const web::Headers& headers, const std::string& body) {
          return ask(http, method, url, headers, body);
        },
        [&](const Json& metadata) { return guests.enrol(metadata); },
        [&](const std::string& client_id) {
          // While the server does not know the client, not even the error about everything else can travel.
          const std::string url = settings.issuer + (settings.issuer.ends_with('/') ? "" : "/") + "oauth2/authorize?client_id=" + client_id +
                                  "&redirect_uri=https%3A%2F%2Fselftest.invalid%2Fcallback";
          for (int i = 0; ask(http, web::Method::get, url, {}, "").status == kBadRequest; ++i) {
            if (i == kMostPauses) {
              throw std::runtime_error("the server does not learn of new clients; is its database the one of these settings?");
            }
            std::this_thread::sleep_for(kPause);
          }
        },
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
