#include "bench/load.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

namespace signet::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPauseAfterFailure{20};

struct Tally {
  std::vector<std::uint32_t> microseconds;
  std::int64_t failed = 0;
  std::string first_failure;
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Flows that begin after `from` and end before `until` count.
Tally drive(const Target& target, const std::function<std::unique_ptr<Flow>()>& make, Clock::time_point from, Clock::time_point until) {
  Tally tally;
  Channel channel(target);
  std::unique_ptr<Flow> flow;
  for (auto begun = Clock::now(); begun < until; begun = Clock::now()) {
    try {
      if (flow == nullptr) {
        flow = make();
        begun = Clock::now();
      }
      flow->once(channel);
    } catch (const std::runtime_error& failure) {
      flow = nullptr;
      if (begun >= from) {
        ++tally.failed;
        if (tally.first_failure.empty()) tally.first_failure = failure.what();
      }
      std::this_thread::sleep_for(kPauseAfterFailure);
      continue;
    }
    const auto ended = Clock::now();
    if (begun >= from && ended <= until) {
      tally.microseconds.push_back(static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::microseconds>(ended - begun).count()));
    }
  }
  return tally;
}

double at(const std::vector<std::uint32_t>& sorted, double share) {
  return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))] / 1000.0;
}

}  // namespace

Figures run(const Target& target, const std::function<std::unique_ptr<Flow>()>& make, const Load& load) {
  std::vector<Tally> tallies(static_cast<std::size_t>(load.connections));
  const auto from = Clock::now() + load.warm_up;
  const auto until = from + load.duration;
  std::vector<std::thread> threads;
  for (Tally& tally : tallies) {
    threads.emplace_back([&] { tally = drive(target, make, from, until); });
  }
  std::this_thread::sleep_until(from);
  const double cpu_before = cpu_seconds();
  std::this_thread::sleep_until(until);
  Figures figures;
  figures.own_cpu_seconds = cpu_seconds() - cpu_before;
  for (std::thread& thread : threads) {
    thread.join();
  }
  std::vector<std::uint32_t> all;
  for (Tally& tally : tallies) {
    all.insert(all.end(), tally.microseconds.begin(), tally.microseconds.end());
    figures.failed += tally.failed;
    if (figures.first_failure.empty()) figures.first_failure = tally.first_failure;
  }
  std::sort(all.begin(), all.end());
  figures.done = static_cast<std::int64_t>(all.size());
  figures.per_second = static_cast<double>(all.size()) / std::chrono::duration<double>(load.duration).count();
  figures.p50_ms = at(all, 0.5);
  figures.p99_ms = at(all, 0.99);
  figures.worst_ms = at(all, 1);
  return figures;
}

}  // namespace signet::bench
