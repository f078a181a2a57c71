#include "app/housekeeping.h"

#include "base/log.h"
#include "crypto/hash_memory.h"

namespace signet::app {
namespace {

// [R-KY-2] [R-CC-1] What anybody changes is in force here within a second: two looks, each well below the other half.
constexpr Milliseconds kLookEvery{500};
constexpr int kLooksPerClockComparison = 20;   // ten seconds
constexpr int kLooksPerCleaning = 20;
constexpr int kLooksPerKeyCheck = 120;         // a minute
constexpr int kMostSlicesAtOnce = 20;         // of the audit
constexpr Milliseconds kCleaningAtOnce{150};  // of every look, at most: between looks nobody hears of changes
constexpr int kManyRows = 100;                // that one slice removed: there are more
constexpr int kEventsAtOnce = 1000;
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
  for (int look = 1;; ++look) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, kLookEvery, [this] { return stopping_; })) {
        return;
      }
    }
    try {
      look_for_changes();
      chain_audit();
      if (look % kLooksPerClockComparison == 0) {
        compare_clocks();
      }
      if (look % kLooksPerCleaning == kLooksPerCleaning / 2) {
        crypto::release_unused_hash_memory();
        behind_ = true;
      }
      if (behind_) {
        remove_expired();
      }
      if (look % kLooksPerKeyCheck == 0) {
        provider_.keys().tick(clock_.now());
      }
      if (!reachable_.exchange(true)) {
        log::info("database_back");
      }
    } catch (const std::exception& thrown) {
      // Only the type: a store's text may quote what was bound [S-D6].
      if (reachable_.exchange(false)) {
        log::error("database_away", {{"type", typeid(thrown).name()}});
      }
    }
  }
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

// As much as has expired, and a third of the time at most; with much to do, at the next look again. So it keeps up with a server at its
// limit: each sign-in leaves two rows.
void Housekeeping::remove_expired() {
  const auto end = std::chrono::steady_clock::now() + kCleaningAtOnce;
  do {
    const int removed = database_.remove_expired(clock_.now());
    const int pruned = database_.audit().prune(clock_.now() - keep_audit_, kEventsAtOnce);
    metrics_.rows_removed(removed + pruned);
    behind_ = removed >= kManyRows || pruned == kEventsAtOnce;
  } while (behind_ && std::chrono::steady_clock::now() < end);
}

}  // namespace signet::app
