// What the server counts, and how Prometheus reads it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"

namespace signet::metrics {

// Called from every thread. Counting takes no lock, except the first time that a combination of labels is
// seen. The number of combinations is bounded: labels are our own vocabulary (routes, reasons, grants), never
// what a stranger sent, and should that fail, what is malformed or too much is counted as "other".
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void request(std::string_view route, int status, std::chrono::nanoseconds took);
  void login(std::string_view outcome);
  void token_issued(std::string_view grant, std::string_view format);
  void refresh(std::string_view outcome);  // rotated, replayed, reused, ...
  void logout_delivery(std::string_view outcome);  // delivered, put_off, failed, unwanted
  void mail(std::string_view outcome);  // sent, put_off, failed
  void revocation_feed(std::string_view outcome);  // written, failed
  void refusal(std::string_view reason);
  void rows_removed(std::int64_t count);  // by housekeeping; what is not positive is not counted

  // Of this moment; the last value is what is read.
  void connections(std::size_t open);
  void hash_queue_depth(std::size_t waiting);
  void key_age(std::string_view alg, Seconds age);  // of the key that signs
  void statements(std::uint64_t run);               // so far, on the database

  // Prometheus text format 0.0.4. Only what has been counted at least once has a line.
  [[nodiscard]] std::string render() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace signet::metrics
