#include "base/json.h"

#include <set>

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

}  // namespace

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
