// Whether what is kept is what was written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audit/event_store.h"

namespace signet::audit {

struct Verdict {
  std::int64_t checked = 0;    // events that are as they were
  std::int64_t unchained = 0;  // that no hash covers yet
  Head head;
  std::optional<std::int64_t> broken_at;  // position of the first that was altered or is missing
  std::string problem;                    // a sentence about it
};

// Where somebody kept the head of an earlier verification: that position must still have that hash. It is what finds a chain that was
// made anew as a whole.
struct Anchor {
  std::int64_t position = 0;
  std::string hash;
};

// Reads the whole chain, a page at a time.
[[nodiscard]] Verdict verify(EventStore& store, const std::optional<Anchor>& anchor = std::nullopt);

// "POSITION:HASH", as verify's caller prints a head; nullopt for anything else.
[[nodiscard]] std::optional<Anchor> parse_anchor(const std::string& text);

}  // namespace signet::audit
