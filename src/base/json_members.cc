#include "base/json_members.h"

#include <algorithm>

#include "base/json.h"

namespace signet {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  // Space counts for nothing, here and before what is taken.
  [[nodiscard]] bool at_end() {
    at_ = std::min(text_.find_first_not_of(kSpace, at_), text_.size());
    return at_ == text_.size();
  }
  bool take(char expected) {
    const bool found = !at_end() && text_[at_] == expected;
    at_ += found ? 1 : 0;
    return found;
  }

  // Up to the quote that ends a string whose first quote is taken; empty-handed where none does.
  std::optional<std::string_view> take_string() {
    const std::size_t begin = at_;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        return text_.substr(begin, at_++ - begin);
      }
    }
    at_ = text_.size();
    return std::nullopt;
  }

  // Up to the comma or brace that ends a member; empty where there is nothing, or where it never ends.
  std::string_view take_value() {
    if (at_end()) {
      return {};
    }
    const std::size_t begin = at_;
    std::size_t depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
        const std::string_view value = text_.substr(begin, at_ - begin);
        return value.substr(0, value.find_last_not_of(kSpace) + 1);
      }
      ++at_;
      if (c == '"' && !take_string()) {
        return {};
      }
      depth += c == '{' || c == '[' ? 1 : 0;
      depth -= c == '}' || c == ']' ? 1 : 0;
    }
    return {};
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::vector<JsonMember>> own_json_members(std::string_view text) {
  std::vector<JsonMember> members;
  Reader reader(text);
  if (!reader.take('{')) {
    return std::nullopt;
  }
  if (reader.take('}')) {
    return reader.at_end() ? std::optional(std::move(members)) : std::nullopt;
  }
  members.reserve(16);
  do {
    const auto name = reader.take('"') ? reader.take_string() : std::nullopt;
    const std::string_view value = name && reader.take(':') ? reader.take_value() : std::string_view();
    if (value.empty()) {
      return std::nullopt;
    }
    members.push_back({*name, value});
  } while (reader.take(','));
  return reader.take('}') && reader.at_end() ? std::optional(std::move(members)) : std::nullopt;
}

void append_json_string(std::string& text, std::string_view value) { text += json_text(Json(value)); }

}  // namespace signet
