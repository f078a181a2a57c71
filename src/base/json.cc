#include "base/json.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "base/text.h"

namespace signet {
namespace {

// Nesting depth of `text` without building anything; strings are skipped, everything else is left to the parser.
bool deeper_than(std::string_view text, std::size_t limit) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > limit) {
        return true;
      }
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

std::optional<Json> parse_strictly(std::string_view text, std::size_t max_depth) {
  if (!is_storable_text(text) || text.starts_with("\xEF\xBB\xBF") || deeper_than(text, max_depth)) {
    return std::nullopt;
  }
  std::vector<std::set<std::string>> names;
  bool acceptable = true;
  const auto watch = [&](int, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) {
      names.emplace_back();
    } else if (event == Json::parse_event_t::object_end) {
      names.pop_back();
    } else if (event == Json::parse_event_t::key) {
      const auto& name = value.get_ref<const std::string&>();
      if (name.find('\0') != std::string::npos || !names.back().insert(name).second) {
        acceptable = false;
      }
    }
    return true;
  };
  Json parsed = Json::parse(text.begin(), text.end(), watch, /*allow_exceptions=*/false);
  if (!acceptable || parsed.is_discarded()) {
    return std::nullopt;
  }
  return parsed;
}

// What stands in a JSON string as it is.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

void append_string(std::string& text, const std::string& value) {
  if (is_plain(value)) {
    text.append(1, '"').append(value).append(1, '"');
  } else {
    text += Json(value).dump();
  }
}

template <typename Number>
void append_number(std::string& text, Number value) {
  char digits[24];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_value(std::string& text, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object: {
      char before = '{';
      for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
        text += std::exchange(before, ',');
        append_string(text, name);
        text += ':';
        append_value(text, member);
      }
      text += before == '{' ? "{}" : "}";
      break;
    }
    case Json::value_t::array: {
      char before = '[';
      for (const Json& element : value) {
        text += std::exchange(before, ',');
        append_value(text, element);
      }
      text += before == '[' ? "[]" : "]";
      break;
    }
    case Json::value_t::string:
      append_string(text, value.get_ref<const std::string&>());
      break;
    case Json::value_t::number_integer:
      append_number(text, value.get<std::int64_t>());
      break;
    case Json::value_t::number_unsigned:
      append_number(text, value.get<std::uint64_t>());
      break;
    default:
      text += value.dump();
      break;
  }
}

}  // namespace

std::optional<Json> parse_own_json_object(std::string_view text) {
  Json parsed = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  return parsed.is_object() ? std::optional(std::move(parsed)) : std::nullopt;
}

std::string json_text(const Json& value) {
  std::string text;
  text.reserve(512);
  append_value(text, value);
  return text;
}

std::optional<Json> parse_json_object(std::string_view text, std::size_t max_depth) {
  auto parsed = parse_strictly(text, max_depth);
  return parsed && parsed->is_object() ? std::move(parsed) : std::nullopt;
}

std::optional<Json> parse_json_array(std::string_view text, std::size_t max_depth) {
  auto parsed = parse_strictly(text, max_depth);
  return parsed && parsed->is_array() ? std::move(parsed) : std::nullopt;
}

std::optional<std::string> string_member(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) {
    return std::nullopt;
  }
  return found->get<std::string>();
}

std::optional<std::vector<std::string>> strings_member(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) {
    return std::nullopt;
  }
  std::vector<std::string> values;
  for (const Json& value : *found) {
    if (!value.is_string()) {
      return std::nullopt;
    }
    values.push_back(value.get<std::string>());
  }
  return values;
}

}  // namespace signet
