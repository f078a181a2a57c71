#include "http/admission.h"

namespace signet::http {

Admission::Ticket::~Ticket() {
  if (admission_ != nullptr) {
    admission_->leave(source_);
  }
}

std::optional<Admission::Ticket> Admission::admit(std::string source) {
  if (connections_.fetch_add(1, std::memory_order_relaxed) >= most_) {
    connections_.fetch_sub(1, std::memory_order_relaxed);
    return std::nullopt;
  }
  if (most_per_source_ == 0) {
    source.clear();
  }
  if (!source.empty() && !take_share(source)) {
    connections_.fetch_sub(1, std::memory_order_relaxed);
    return std::nullopt;
  }
  return Ticket(*this, std::move(source));
}

bool Admission::take_share(const std::string& source) {
  const std::lock_guard lock(mutex_);
  std::size_t& share = by_source_[source];
  if (share >= most_per_source_) {
    return false;
  }
  ++share;
  return true;
}

void Admission::leave(const std::string& source) {
  connections_.fetch_sub(1, std::memory_order_relaxed);
  if (source.empty()) {
    return;
  }
  const std::lock_guard lock(mutex_);
  const auto found = by_source_.find(source);
  if (--found->second == 0) {
    by_source_.erase(found);
  }
}

}  // namespace signet::http
