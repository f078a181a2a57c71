#include "clients/display_name.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace signet::clients {
namespace {

// Ranges of code points in UTF-8. No code point's bytes occur inside another's, so they are found as plain
// bytes.
struct Range {
  std::string_view first;
  std::string_view last;
};
constexpr std::array kDeceptive{
    Range{"\xC2\xA0", "\xC2\xA0"},                  // no-break space
    Range{"\xC2\xAD", "\xC2\xAD"},                  // soft hyphen
    Range{"\xCD\x8F", "\xCD\x8F"},                  // combining grapheme joiner
    Range{"\xD8\x9C", "\xD8\x9C"},                  // Arabic letter mark
    Range{"\xE1\x85\x9F", "\xE1\x85\xA0"},          // Hangul fillers
    Range{"\xE1\x9E\xB4", "\xE1\x9E\xB5"},          // Khmer inherent vowels
    Range{"\xE1\xA0\x8B", "\xE1\xA0\x8F"},          // Mongolian selectors and vowel separator
    Range{"\xE2\x80\x80", "\xE2\x80\x8F"},          // spaces of all widths, zero-width ones, direction marks
    Range{"\xE2\x80\xA8", "\xE2\x80\xAF"},          // line and paragraph separators, embeddings, overrides
    Range{"\xE2\x81\x9F", "\xE2\x81\xAF"},          // word joiner, invisible operators, isolates
    Range{"\xE3\x80\x80", "\xE3\x80\x80"},          // ideographic space
    Range{"\xE3\x85\xA4", "\xE3\x85\xA4"},          // Hangul filler
    Range{"\xEF\xBB\xBF", "\xEF\xBB\xBF"},          // zero-width no-break space
    Range{"\xEF\xBE\xA0", "\xEF\xBE\xA0"},          // halfwidth Hangul filler
    Range{"\xEF\xBF\xB0", "\xEF\xBF\xBB"},          // interlinear annotation
    Range{"\xF3\xA0\x80\x80", "\xF3\xA0\xBF\xBF"},  // tags and variation selectors
};

bool begins_deceptively(std::string_view text) {
  return std::any_of(kDeceptive.begin(), kDeceptive.end(), [&](const Range& range) {
    const std::string_view start = text.substr(0, range.first.size());
    return start.size() == range.first.size() && start >= range.first && start <= range.last;
  });
}

}  // namespace

bool is_display_name(std::string_view text) {
  if (text.empty() || !is_clean_text(text) || count_code_points(text) > kLongestDisplayName ||
      trim(text) != text) {
    return false;
  }
  for (; !text.empty(); text.remove_prefix(1)) {
    if (begins_deceptively(text)) {
      return false;
    }
  }
  return true;
}

}  // namespace signet::clients
