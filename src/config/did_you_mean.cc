#include "config/did_you_mean.h"

#include <algorithm>

namespace signet::config {
namespace {

constexpr std::size_t kLongestName = 100;  // the comparison is quadratic

// Edits between two names, a swap of neighbours counting as one (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    last[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before_last[j - 2] + 1);
      }
    }
    before_last.swap(last);
    last.swap(current);
  }
  return last[b.size()];
}

std::string_view last_word(std::string_view name) { return name.substr(name.rfind('.') + 1); }

}  // namespace

std::string did_you_mean(std::string_view written, const std::vector<std::string>& candidates) {
  if (written.size() > kLongestName) {
    return {};
  }
  std::string best;
  std::size_t fewest = 2 + written.size() / 8;  // more edits than this is another word
  for (const std::string& candidate : candidates) {
    const std::size_t edits = distance(written, candidate);
    if (edits < fewest || (best.empty() && edits == fewest)) {
      best = candidate;
      fewest = edits;
    }
  }
  if (best.empty()) {
    const auto same = std::find_if(candidates.begin(), candidates.end(), [&](const std::string& candidate) {
      return last_word(candidate) == last_word(written);
    });
    return same == candidates.end() ? std::string() : *same;
  }
  return best;
}

}  // namespace signet::config
