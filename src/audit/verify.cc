#include "audit/verify.h"

#include "base/text.h"

namespace signet::audit {
namespace {

constexpr int kPage = 1000;

}  // namespace

std::optional<Anchor> parse_anchor(const std::string& text) {
  const std::size_t colon = text.find(':');
  const auto position = parse_digits(std::string_view(text).substr(0, colon));
  if (colon == std::string::npos || !position || *position == 0 || colon + 1 == text.size()) {
    return std::nullopt;
  }
  return Anchor{*position, text.substr(colon + 1)};
}

Verdict verify(EventStore& store, const std::optional<Anchor>& anchor) {
  Verdict verdict;
  verdict.head = store.head();
  verdict.unchained = store.count_unchained();
  std::int64_t position = verdict.head.pruned_position;
  std::string hash = verdict.head.pruned_hash;
  const auto broken = [&](std::int64_t at, const std::string& problem) {
    verdict.broken_at = at;
    verdict.problem = problem;
    return verdict;
  };
  const auto fits_anchor = [&] { return !anchor || anchor->position != position || anchor->hash == hash; };
  if (anchor && anchor->position < position) {
    return broken(position, "what the anchor names was removed for its age; use a newer one");
  }
  for (auto page = store.chained_from(position + 1, kPage); !page.empty() && position < verdict.head.position;
       page = store.chained_from(position + 1, kPage)) {
    for (const Event& event : page) {
      if (event.position > verdict.head.position) {
        break;  // chained since we began
      }
      if (event.position != position + 1) {
        return broken(position + 1, "the event is missing");
      }
      const std::string expected = hash_after(hash, event);
      if (event.hash != expected) {
        return broken(event.position, "event " + std::to_string(event.event_id) + " was altered, or one before it was exchanged");
      }
      position = event.position;
      hash = expected;
      ++verdict.checked;
      if (!fits_anchor()) {
        return broken(position, "the chain is not the one of the anchor: it was made anew");
      }
    }
  }
  if (position != verdict.head.position) {
    return broken(position + 1, "the event is missing, and all after it");
  }
  if (hash != verdict.head.hash) {
    return broken(position, "the chain does not end as its head says");
  }
  if (anchor && anchor->position > position) {
    return broken(position + 1, "the chain is shorter than it was: the anchor's event is missing");
  }
  return verdict;
}

}  // namespace signet::audit
