// The series of one metric, one for each combination of label values: found without a lock, made under one.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace signet::metrics {

// Up to two label values; the second is empty where a metric has one label.
struct LabelValues {
  std::string_view first;
  std::string_view second;
};

// A hash table that only grows, up to kMostSeries; after that every new combination shares the series
// "other". So memory and the length of the exposition are bounded whatever the labels are.
template <typename Metric>
class Series {
 public:
  static constexpr std::size_t kMostSeries = 512;

  struct Entry {
    std::string first;
    std::string second;
    Metric metric;
  };

  // The combination's own metric, or the shared one. The reference stays valid as long as this object.
  [[nodiscard]] Metric& of(LabelValues labels) {
    labels = {acceptable(labels.first), acceptable(labels.second)};
    if (Entry* found = find(labels)) {
      return found->metric;
    }
    return make(labels).metric;
  }

  template <typename Visit>
  void each(Visit visit) const {
    const std::lock_guard lock(making_);
    for (const auto& entry : made_) {
      visit(*entry);
    }
  }

 private:
  static constexpr std::size_t kSlots = 2 * kMostSeries;  // never full, so that a search always ends
  static constexpr std::size_t kLongestValue = 64;
  static constexpr std::string_view kOther = "other";

  static std::string_view acceptable(std::string_view value) {
    const bool plain =
        value.size() <= kLongestValue &&
        value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:/*") ==
            std::string_view::npos;
    return plain ? value : kOther;
  }

  static std::size_t slot_of(LabelValues labels) {
    const std::hash<std::string_view> hash;
    return (hash(labels.first) * 31 + hash(labels.second)) % kSlots;
  }

  Entry* find(LabelValues labels) const {
    for (std::size_t slot = slot_of(labels);; slot = (slot + 1) % kSlots) {
      Entry* entry = slots_[slot].load(std::memory_order_acquire);
      if (entry == nullptr || (entry->first == labels.first && entry->second == labels.second)) {
        return entry;
      }
    }
  }

  Entry& make(LabelValues labels) {
    const std::lock_guard lock(making_);
    if (Entry* found = find(labels)) {
      return *found;  // somebody else was quicker
    }
    if (made_.size() + 1 >= kMostSeries) {
      labels = {kOther, labels.second.empty() ? "" : kOther};
      if (Entry* found = find(labels)) {
        return *found;
      }
    }
    auto entry = std::make_unique<Entry>();
    entry->first = labels.first;
    entry->second = labels.second;
    std::size_t slot = slot_of(labels);
    while (slots_[slot].load(std::memory_order_relaxed) != nullptr) {
      slot = (slot + 1) % kSlots;
    }
    slots_[slot].store(entry.get(), std::memory_order_release);
    made_.push_back(std::move(entry));
    return *made_.back();
  }

  std::array<std::atomic<Entry*>, kSlots> slots_{};
  mutable std::mutex making_;
  std::vector<std::unique_ptr<Entry>> made_;  // guarded by making_
};

}  // namespace signet::metrics
