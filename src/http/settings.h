// What an operator can choose about the front door, with the defaults.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/framing.h"
#include "tls/context.h"

namespace signet::http {

// How long a connection may take for each thing; none is extended by sending a little [R-DOS-4].
struct Patience {
  std::chrono::milliseconds head{10'000};   // from its first byte, or from connecting; then 408
  std::chrono::milliseconds handshake{5'000};  // of TLS, and until the first byte of a request
  std::chrono::milliseconds body{20'000};   // from the end of the head; then 408
  std::chrono::milliseconds idle{75'000};   // between requests; keep a proxy's own limit below it
  std::chrono::milliseconds write{20'000};  // for the client to take what was sent
  std::chrono::milliseconds linger{2'000};  // after the last answer, for the client to close
};

struct Settings {
  std::string host = "127.0.0.1";  // an IP address, with or without brackets, or "localhost"
  std::uint16_t port = 0;          // 0: the system picks one

  // Handlers run, and may block, on the thread of their connection, so this many requests are served at
  // once. 1..255.
  int threads = 64;

  FramingLimits limits;
  Patience patience;
  std::size_t max_connections = 0;          // 0: as many as descriptors allow, at most 8,000
  std::size_t connections_per_address = 0;  // 0: not counted; IPv6 by /64; trusted proxies are exempt
  std::size_t requests_per_connection = 1'000;
  std::vector<std::string> trusted_proxies;  // addresses and networks
  // The header in which they, and nobody else, name the certificate of their client; empty: they name none [R-CA-7].
  std::string certificate_header;

  // Where it gives something, TLS is spoken, and nothing else: asked once for each connection, on any thread, so that a renewed certificate
  // is in use with the next one. Empty: plain.
  std::function<std::shared_ptr<const tls::Context>()> tls;

  int password_threads = 1;
  std::size_t password_queue = 32;  // jobs not begun; about two seconds of work [R-DOS-1]
};

}  // namespace signet::http
