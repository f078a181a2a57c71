// One request on its way to its answer, and what may never throw on that way: answering, refusing, reporting.
#pragma once

#include <atomic>
#include <cstddef>

#include "http/service.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::http {

struct Exchange {
  web::Request request;
  Instant begun;
  bool http_1_0 = false;
  bool keep_alive = false;
};

// The routes' answer. Should even their error page throw, a bare 500 [S-H1, S-H2].
[[nodiscard]] web::Response answer_to(const Service& service, const web::Request& request) noexcept;

// The routes' page for a request that no handler sees; a bare one should that throw.
[[nodiscard]] web::Response error_page(const Service& service, int status,
                                       const web::Request& request) noexcept;

// Tells the observer. What it throws is logged and changes nothing.
void report(const Service& service, const Exchange& exchange, const web::Response& response) noexcept;

// Counts one in a counter as long as it lives.
class Counted {
 public:
  explicit Counted(std::atomic<std::size_t>& counter) : counter_(counter) {
    counter_.fetch_add(1, std::memory_order_relaxed);
  }
  ~Counted() { counter_.fetch_sub(1, std::memory_order_relaxed); }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<std::size_t>& counter_;
};

}  // namespace signet::http
