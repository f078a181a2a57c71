#include "pages/languages.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"

namespace signet::pages {
namespace {

constexpr std::size_t kLongestList = 1000;  // bytes of each list that are read
constexpr std::size_t kLongestTag = 35;     // [RFC5646 §4.4.1]
constexpr std::string_view kTagCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";

struct Range {
  std::string_view tag;
  int weight;  // thousandths
};

bool is_tag(std::string_view text) {
  return !text.empty() && text.size() <= kLongestTag && text.find_first_not_of(kTagCharacters) == std::string_view::npos;
}

// "q=0.8" in thousandths; nullopt where it is malformed [RFC9110 §12.4.2].
std::optional<int> weight_of(std::string_view parameter) {
  if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) {
    return std::nullopt;
  }
  const std::string_view value = parameter.substr(2);
  const std::string_view decimals = value.size() > 2 ? value.substr(2) : "";
  const bool formed = !value.empty() && (value[0] == '0' || value[0] == '1') && (value.size() == 1 || value[1] == '.') &&
                      decimals.size() <= 3;
  const auto thousandths = parse_digits(std::string(decimals) + std::string(3 - std::min<std::size_t>(decimals.size(), 3), '0'));
  if (!formed || !thousandths) {
    return std::nullopt;
  }
  const int weight = (value[0] - '0') * 1000 + static_cast<int>(*thousandths);
  return weight <= 1000 ? std::optional(weight) : std::nullopt;
}

std::optional<Range> range_of(std::string_view item) {
  const auto semicolon = item.find(';');
  const std::string_view tag = trim(item.substr(0, semicolon));
  const auto weight = semicolon == std::string_view::npos ? 1000 : weight_of(trim(item.substr(semicolon + 1)));
  return is_tag(tag) && weight ? std::optional(Range{tag, *weight}) : std::nullopt;
}

}  // namespace

std::string preferred_languages(std::string_view ui_locales, std::string_view accept_language) {
  std::vector<std::string> tags;
  for (const std::string_view tag : split(ui_locales.substr(0, kLongestList), ' ')) {
    if (is_tag(tag)) {
      tags.emplace_back(tag);
    }
  }
  std::vector<Range> ranges;
  for (const std::string_view item : split(accept_language.substr(0, kLongestList), ',')) {
    if (const auto range = range_of(item); range && range->weight > 0) {
      ranges.push_back(*range);
    }
  }
  std::stable_sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.weight > b.weight; });
  for (const Range& range : ranges) {
    tags.emplace_back(range.tag);
  }
  return join(tags, " ");
}

std::string languages_of(const web::Request& request, std::string_view ui_locales) {
  return preferred_languages(ui_locales, request.header("Accept-Language").value_or(""));
}

}  // namespace signet::pages
