// How many connections there may be, in all and from one address [R-DOS-4].
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace signet::http {

class Admission {
 public:
  // A place among the connections, given back when this is destroyed, on whatever path that happens.
  class Ticket {
   public:
    Ticket(Ticket&& other) noexcept
        : admission_(std::exchange(other.admission_, nullptr)), source_(std::move(other.source_)) {}
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket();

   private:
    friend class Admission;
    Ticket(Admission& admission, std::string source) : admission_(&admission), source_(std::move(source)) {}

    Admission* admission_;
    std::string source_;  // empty: not counted by address
  };

  // `most_per_source` of 0 does not count by source.
  Admission(std::size_t most, std::size_t most_per_source) : most_(most), most_per_source_(most_per_source) {}

  // Nothing where the house is full, or this source has its share. An empty `source` is not counted by
  // source: a trusted proxy speaks for many.
  [[nodiscard]] std::optional<Ticket> admit(std::string source);

  [[nodiscard]] std::size_t connections() const { return connections_.load(std::memory_order_relaxed); }

 private:
  [[nodiscard]] bool take_share(const std::string& source);
  void leave(const std::string& source);

  const std::size_t most_;
  const std::size_t most_per_source_;
  std::atomic<std::size_t> connections_{0};
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> by_source_;  // at most `most_` entries, none of them zero
};

}  // namespace signet::http
