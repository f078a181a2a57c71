#include "protocol/form.h"

#include <algorithm>

#include "base/text.h"
#include "web/url.h"

namespace signet::protocol {

Form::Lenient Form::parse_lenient(std::string_view query, std::string_view body) {
  Lenient result;
  for (const std::string_view part : {query, body}) {
    for (const std::string_view piece : split(part, '&')) {
      auto pairs = web::parse_form(piece);
      if (!pairs || pairs->size() != 1) {
        result.malformed = true;
        continue;
      }
      auto& [name, value] = pairs->front();
      if (!is_clean_text(name) || !is_clean_text(value)) {
        result.malformed = true;
        continue;
      }
      if (value.empty()) {
        continue;
      }
      if (name == "resource") {
        result.form.resources_.push_back(std::move(value));
      } else if (!result.form.values_.emplace(name, std::move(value)).second) {
        result.repeated.push_back(std::move(name));
      }
    }
  }
  return result;
}

Result<Form> Form::parse(std::string_view query, std::string_view body) {
  Lenient lenient = parse_lenient(query, body);
  if (lenient.malformed) {
    return fail(Reason::malformed_form);
  }
  if (!lenient.repeated.empty()) {
    return fail(Reason::repeated_parameter, lenient.repeated.front().substr(0, 64));
  }
  return std::move(lenient.form);
}

std::optional<std::string_view> Form::get(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

void Form::remove(std::string_view name) {
  if (const auto found = values_.find(name); found != values_.end()) {
    values_.erase(found);
  }
}

bool Form::Lenient::repeats(std::string_view name) const { return std::find(repeated.begin(), repeated.end(), name) != repeated.end(); }

}  // namespace signet::protocol
