// The world outside, as the provider reaches it: ports, bound to the guarded HTTP client or to what a test makes of them.
#pragma once

#include "clients/fetch.h"
#include "clients/logos.h"
#include "config/settings.h"
#include "outbound/http_client.h"

namespace signet::app {

// Each may be empty: then nothing of that kind can be fetched.
struct Outside {
  clients::Fetch keys;    // what stands at a jwks_uri
  clients::Fetch sector;  // what stands at a sector_identifier_uri
  clients::Fetch request_objects;  // what stands at a request_uri
  clients::Logos::Fetch logos;     // clients' pictures
  bool mail = false;               // somebody sends what is queued
};

// Plain http only to loopback, and only where the issuer itself is such: in development [R-SSRF-2].
[[nodiscard]] bool http_on_loopback(const config::Settings& settings);
[[nodiscard]] outbound::HttpClientSettings outbound_settings(const config::Settings& settings);

// Over `http`, which must outlive it: JSON, of bounded size, in bounded time [R-SSRF-6].
[[nodiscard]] Outside outside_over(outbound::HttpClient& http);

}  // namespace signet::app
