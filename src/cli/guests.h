// Clients that a verb registers for itself while it speaks with the running server, and how it speaks.
#pragma once

#include <string>
#include <vector>

#include "cli/context.h"
#include "clients/registry.h"
#include "config/settings.h"
#include "outbound/http_client.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::cli {

// At the server of the settings, over whose database `registry` is. Every client that was enrolled is removed at the end; what could
// not be removed is said on standard error.
class Guests {
 public:
  Guests(const config::Settings& settings, clients::Registry& registry, const Context& context);
  ~Guests();
  Guests(const Guests&) = delete;
  Guests& operator=(const Guests&) = delete;

  // Throws std::runtime_error with the refusal's detail.
  [[nodiscard]] clients::Registered enrol(const Json& metadata);

  // Sends one request and follows no redirect; throws std::runtime_error with a sentence where nothing answers.
  [[nodiscard]] web::Response ask(web::Method method, const std::string& url, const web::Headers& headers, const std::string& body);

  // Returns when the server knows the client, which it does within a second; throws std::runtime_error with a sentence where it
  // never does. `redirect_uri` is one of the client's.
  void await(const std::string& client_id, const std::string& redirect_uri);

 private:
  const config::Settings& settings_;
  clients::Registry& registry_;
  const Context& context_;
  outbound::HttpClient http_;
  std::vector<std::string> client_ids_;
};

}  // namespace signet::cli
