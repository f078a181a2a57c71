#include "cli/layout.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.h"

namespace signet::cli {
namespace {

// U+202A..U+202E and U+2066..U+2069, with which "gnp.exe" reads "exe.png", and the marks U+200E and U+200F.
bool turns_direction(std::string_view text) {
  for (std::size_t at = text.find("\xE2"); at != std::string_view::npos; at = text.find("\xE2", at + 1)) {
    const std::string_view rest = text.substr(at + 1, 2);
    if ((rest >= "\x80\x8E" && rest <= "\x80\x8F") || (rest >= "\x80\xAA" && rest <= "\x80\xAE") ||
        (rest >= "\x81\xA6" && rest <= "\x81\xA9")) {
      return true;
    }
  }
  return false;
}

std::string value_text(const Json& value) {
  if (value.is_string()) {
    return value.get<std::string>();
  }
  const bool words = value.is_array() && std::all_of(value.begin(), value.end(),
                                                     [](const Json& item) { return item.is_string(); });
  if (!words) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return join(value.get<std::vector<std::string>>(), " ");
}

}  // namespace

std::string harmless(std::string_view text) {
  if (is_clean_text(text) && !turns_direction(text)) {
    return std::string(text);
  }
  const std::string escaped = Json(std::string(text)).dump(-1, ' ', true, Json::error_handler_t::replace);
  return escaped.substr(1, escaped.size() - 2);
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::vector<std::string>> cells = rows;
  std::vector<std::size_t> widths;
  for (auto& row : cells) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t column = 0; column < row.size(); ++column) {
      row[column] = harmless(row[column]);
      widths[column] = std::max(widths[column], count_code_points(row[column]));
    }
  }
  std::string text;
  for (const auto& row : cells) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
      line += row[column] + std::string(widths[column] - count_code_points(row[column]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string fields(const std::vector<std::pair<std::string, std::string>>& named) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, value] : named) {
    rows.push_back({name, value});
  }
  return table(rows);
}

std::string fields(const Json& object, const std::vector<std::string>& first) {
  std::vector<std::pair<std::string, std::string>> named;
  for (const std::string& name : first) {
    if (object.contains(name)) {
      named.emplace_back(name, value_text(object.at(name)));
    }
  }
  for (const auto& [name, value] : object.items()) {
    if (std::find(first.begin(), first.end(), name) == first.end()) {
      named.emplace_back(name, value_text(value));
    }
  }
  return fields(named);
}

std::string timestamp(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto midnight = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(seconds - midnight);
  std::array<char, 80> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                    static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                    static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace signet::cli
