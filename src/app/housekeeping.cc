#include "app/housekeeping.h"

#include "base/log.h"
#include "crypto/hash_memory.h"

namespace signet::app {
namespace {

using std::chrono::steady_clock;

constexpr auto kNever = steady_clock::time_point::max();

// [R-KY-2] [R-CC-1] What anybody changes is in force here within a second: two looks, each well below the other half.
constexpr Milliseconds kLookEvery{500};
constexpr int kLooksPerClockComparison = 20;   // ten seconds
constexpr int kLooksPerCleaning = 20;
constexpr int kLooksPerKeyCheck = 120;         // a minute
constexpr int kEventsAtOnce = 200;  // whoever writes waits for them, on SQLite
constexpr int kMostSlicesAtOnce = 100;
constexpr int kRest = 1;  // as long as a slice of cleaning took: half of the time is the most that it gets
constexpr Milliseconds kWorthALine{5000};
constexpr Milliseconds kUnfit{60000};

}  // namespace

Housekeeping::Housekeeping(Provider& provider, storage::Database& database, SystemClock& clock, metrics::Metrics& metrics,
                           Seconds keep_audit)
    : provider_(provider), database_(database), clock_(clock), metrics_(metrics), keep_audit_(keep_audit) {
  compare_clocks();
  thread_ = std::thread([this] { run(); });
}

Housekeeping::~Housekeeping() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool Housekeeping::healthy() const { return reachable_ && clocks_agree_; }

void Housekeeping::run() {
  int looks = 0;
  auto next_look = steady_clock::now() + kLookEvery;
  auto next_slice = kNever;
  while (wait_until(std::min(next_look, next_slice))) {
    try {
      if (steady_clock::now() < next_look) {
        next_slice = clean(Tables::unfinished);
        continue;
      }
      next_look = steady_clock::now() + kLookEvery;
      ++looks;
      look_for_changes();
      chain_audit();
      if (looks % kLooksPerClockComparison == 0) {
        compare_clocks();
      }
      if (looks % kLooksPerCleaning == kLooksPerCleaning / 2) {
        crypto::release_unused_hash_memory();
        next_slice = clean(Tables::all);
      }
      if (looks % kLooksPerKeyCheck == 0) {
        provider_.keys().tick(clock_.now());
      }
      if (!reachable_.exchange(true)) {
        log::info("database_back");
      }
    } catch (const std::exception& thrown) {
      next_slice = kNever;
      // Only the type: a store's text may quote what was bound [S-D6].
      if (reachable_.exchange(false)) {
        log::error("database_away", {{"type", typeid(thrown).name()}});
      }
    }
  }
}

// False when it is time to stop.
bool Housekeeping::wait_until(steady_clock::time_point time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_until(lock, time, [this] { return stopping_; });
}

void Housekeeping::look_for_changes() {
  const storage::Versions versions = database_.versions();
  provider_.refresh({versions.clients, versions.keys, versions.resources}, clock_.now());
}

void Housekeeping::compare_clocks() {
  const Time before = clock_.now() - clock_.offset();
  const auto theirs = database_.clock();
  if (!theirs) {
    return;
  }
  const Time after = clock_.now() - clock_.offset();
  // Their answer was made somewhere between; the middle is off by at most half the round trip.
  const Milliseconds offset = *theirs - (before + (after - before) / 2);
  clock_.set_offset(offset);
  const Milliseconds apart = std::chrono::abs(offset);
  clocks_agree_ = apart < kUnfit;
  if (apart > kWorthALine) {
    log::warn("clock_differs_from_database", {{"offset_ms", offset.count()}});
  }
}

// Within a second after it was committed an event is part of the chain; a flood of them, as fast as this goes.
void Housekeeping::chain_audit() {
  for (int slice = 0; slice < kMostSlicesAtOnce && database_.audit().chain(kEventsAtOnce) == kEventsAtOnce; ++slice) {
  }
}

// One slice, and when the next is due. Evenly rather than at once: who asks for something meanwhile waits for a slice, not for a row of them.
// It keeps up with a server at its limit, where each sign-in leaves two rows.
steady_clock::time_point Housekeeping::clean(Tables tables) {
  const auto began = steady_clock::now();
  const Time now = clock_.now();
  const int removed = tables == Tables::all ? database_.remove_expired(now) : database_.remove_more_expired(now);
  const int pruned = tables == Tables::all || pruning_ ? database_.audit().prune(now - keep_audit_, kEventsAtOnce) : 0;
  pruning_ = pruned == kEventsAtOnce;
  metrics_.rows_removed(removed + pruned);
  const auto end = steady_clock::now();
  return removed > 0 || pruning_ ? end + kRest * (end - began) : kNever;
}

}  // namespace signet::app
