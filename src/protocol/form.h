// Parameters in which a repeat cannot exist [RFC6749 §3.1].
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/error.h"

namespace signet::protocol {

class Form {
 public:
  Form() = default;

  // Parses query and body together, so that a parameter cannot hide in the other half. Names and values are decoded
  // before repeats are looked for [S-H3]; text must be UTF-8 without controls [R-HT-2]. An empty value counts as
  // absent [R-AZ-8]. `resource` alone may repeat [RFC8707 §2].
  [[nodiscard]] static Result<Form> parse(std::string_view query, std::string_view body = {});

  // Like parse(), but keeps the first of each repeat and drops what cannot be decoded. Only for telling where an
  // error may go; never for deciding anything else.
  struct Lenient;
  [[nodiscard]] static Lenient parse_lenient(std::string_view query, std::string_view body = {});

  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
  [[nodiscard]] std::string_view get_or_empty(std::string_view name) const { return get(name).value_or(std::string_view()); }
  [[nodiscard]] bool has(std::string_view name) const { return get(name).has_value(); }
  [[nodiscard]] const std::vector<std::string>& resources() const { return resources_; }
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all() const { return values_; }

  void set(std::string name, std::string value) { values_[std::move(name)] = std::move(value); }
  void add_resource(std::string resource) { resources_.push_back(std::move(resource)); }
  void remove(std::string_view name);

 private:
  std::map<std::string, std::string, std::less<>> values_;
  std::vector<std::string> resources_;
};

struct Form::Lenient {
  Form form;
  std::vector<std::string> repeated;  // names that occurred more than once with a value
  bool malformed = false;             // something could not be decoded

  [[nodiscard]] bool repeats(std::string_view name) const;
};

}  // namespace signet::protocol
