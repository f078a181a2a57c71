#include "outbound/http_client.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "web/url.h"

namespace signet::outbound {
namespace {

using SteadyClock = std::chrono::steady_clock;

// A name, an IPv4 address or a bracketed IPv6 address. Escapes are for other parts of a URL.
bool is_plain_host(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-_:[]").find(c) != std::string_view::npos;
  });
}

// Holds nothing that could end the line and begin another header.
bool is_sendable(const web::Header& header) {
  constexpr std::string_view kBreaks("\r\n\0", 3);
  return !header.name.empty() && header.name.find_first_of(": \t\r\n") == std::string::npos &&
         header.value.find_first_of(kBreaks) == std::string::npos;
}

}  // namespace

// One of the places among those who fetch at once, given back at the end.
class HttpClient::Turn {
 public:
  explicit Turn(Turns& acquired) : turns_(acquired) {}
  ~Turn() { turns_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Turns& turns_;
};

HttpClient::HttpClient(HttpClientSettings settings)
    : settings_(std::move(settings)), exempt_(settings_.allow_private) {}

std::optional<Target> HttpClient::target_of(const std::string& text) const {
  const auto url = web::parse_url(text);
  if (!url || url->userinfo || !is_plain_host(url->host)) {
    return std::nullopt;
  }
  const bool https = url->scheme == "https";
  const int port = url->port.value_or(https ? 443 : 80);
  const bool exempt = exempt_.contain(url->host, port);
  if (https && (port == 443 || exempt)) {
    return Target{*url, port, exempt};
  }
  if (url->scheme == "http" && settings_.allow_http_to_loopback && web::is_loopback_literal(url->host)) {
    return Target{*url, port, true};
  }
  return std::nullopt;
}

CurlHandle HttpClient::take_handle() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) {
    return CurlHandle(settings_.ca_file);
  }
  CurlHandle handle = std::move(idle_.back());
  idle_.pop_back();
  return handle;
}

void HttpClient::keep(CurlHandle handle) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(handle));
}

Expected<FetchResponse, FetchError> HttpClient::fetch(const FetchRequest& request,
                                                      const FetchLimits& limits) {
  if (request.method != web::Method::get && request.method != web::Method::post) {
    throw std::invalid_argument("only GET and POST are fetched");
  }
  const auto target = target_of(request.url);
  if (!target || !std::all_of(request.headers.begin(), request.headers.end(), is_sendable)) {
    return unexpected(FetchError::refused);
  }
  const auto deadline = SteadyClock::now() + limits.total;
  if (!turns_.try_acquire_until(deadline)) {
    return unexpected(FetchError::unreachable);
  }
  const Turn turn(turns_);
  CurlHandle handle = take_handle();
  const auto left = std::chrono::floor<Milliseconds>(deadline - SteadyClock::now());
  auto response = handle.perform(*target, request, {left, limits.body});
  keep(std::move(handle));
  return response;
}

}  // namespace signet::outbound
