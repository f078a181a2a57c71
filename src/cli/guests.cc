#include "cli/guests.h"

#include <chrono>
#include <stdexcept>
#include <thread>

#include "protocol/issuer.h"
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

}  // namespace

Guests::Guests(const config::Settings& settings, clients::Registry& registry, const Context& context)
    : settings_(settings), registry_(registry), context_(context), http_({settings.outbound.ca_file, {target_of(settings.issuer)}, true}) {}

Guests::~Guests() {
  for (const std::string& client_id : client_ids_) {
    try {
      (void)registry_.remove(client_id, context_.now());
    } catch (const std::exception&) {
      context_.world().err << "signet: the client " << client_id << " is left over; remove it with `signet client delete`\n";
    }
  }
}

clients::Registered Guests::enrol(const Json& metadata) {
  auto registered = registry_.create(metadata, std::nullopt, context_.now());
  if (!registered) {
    const protocol::Error& error = registered.error();
    throw std::runtime_error(error.detail.empty() ? std::string(protocol::sentence_of(error.reason)) : error.detail);
  }
  client_ids_.push_back(registered->client->client_id);
  return *std::move(registered);
}

web::Response Guests::ask(web::Method method, const std::string& url, const web::Headers& headers, const std::string& body) {
  const auto answer = http_.fetch({method, url, headers, body}, {Milliseconds(30000), 1024 * 1024});
  if (!answer) {
    throw std::runtime_error("nothing answers at " + url.substr(0, url.find('?')) + "; is the server running?");
  }
  web::Response response;
  response.status = answer->status;
  response.headers = answer->headers;
  response.body = answer->body;
  return response;
}

void Guests::await(const std::string& client_id, const std::string& redirect_uri) {
  // While the server does not know the client, not even the error about everything else can travel.
  const std::string url = web::append_query(protocol::url_below(settings_.issuer, "/oauth2/authorize"),
                                            {{"client_id", client_id}, {"redirect_uri", redirect_uri}});
  for (int i = 0; ask(web::Method::get, url, {}, "").status == kBadRequest; ++i) {
    if (i == kMostPauses) {
      throw std::runtime_error("the server does not learn of new clients; is its database the one of these settings?");
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace signet::cli
