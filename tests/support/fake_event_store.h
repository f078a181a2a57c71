// The audit in memory: what is noted. Changes of other fakes write nothing here, as they do in a database.
#pragma once

#include <algorithm>
#include <vector>

#include "audit/event_store.h"
#include "support/fake_links.h"

namespace signet::testing {

class FakeEventStore final : public FakeStore, public audit::EventStore {
 public:
  explicit FakeEventStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  void note(const audit::Event& event) override {
    const auto guard = lock();
    events.push_back(event);
    events.back().event_id = static_cast<std::int64_t>(events.size());
  }

  [[nodiscard]] std::vector<audit::Event> list(const audit::Filter& filter) override {
    const auto guard = lock();
    std::vector<audit::Event> found;
    std::copy_if(events.begin(), events.end(), std::back_inserter(found), [&](const audit::Event& event) {
      return (filter.sub.empty() || filter.sub == event.sub) &&
             (filter.kind.empty() || filter.kind == event.kind);
    });
    return found;
  }

  int chain(int limit) override {
    const auto guard = lock();
    int count = 0;
    for (audit::Event& event : events) {
      if (event.position == 0 && count < limit) {
        event.position = ++head_.position;
        event.hash = head_.hash = audit::hash_after(head_.hash, event);
        ++count;
      }
    }
    return count;
  }

  [[nodiscard]] audit::Head head() override { return head_; }

  [[nodiscard]] std::int64_t count_unchained() override {
    const auto guard = lock();
    return std::count_if(events.begin(), events.end(), [](const audit::Event& event) { return event.position == 0; });
  }

  [[nodiscard]] std::vector<audit::Event> chained_from(std::int64_t position, int limit) override {
    const auto guard = lock();
    std::vector<audit::Event> found;
    for (const audit::Event& event : events) {
      if (event.position >= position && event.position != 0 && static_cast<int>(found.size()) < limit) {
        found.push_back(event);
      }
    }
    return found;
  }

  int prune(Time, int) override { return 0; }

  std::vector<audit::Event> events;  // tests of what is verified exchange them

 private:
  audit::Head head_;
};

}  // namespace signet::testing
