// One parsed Mustache template and the values that it shows; the only place that speaks to the template
// engine.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <kainjow/mustache.hpp>

namespace signet::pages {

// The values of one page, by the names that its template uses.
class View {
 public:
  // Shown as {{name}}, escaped. {{#name}}...{{/name}} appears only where `value` is not empty.
  View& text(const char* name, std::string_view value);
  // {{#name}}...{{/name}} appears only where `shown`.
  View& flag(const char* name, bool shown);
  // {{#name}}...{{/name}} appears once for each.
  View& list(const char* name, const std::vector<View>& views);

 private:
  friend class Template;
  kainjow::mustache::data values_;
};

class Template {
 public:
  // Throws std::invalid_argument, saying why, where the text is not a template, or could show a value
  // unescaped
  // ({{{x}}}, {{&x}}, other delimiters) or fetch a partial while it is rendered [R-XS-1].
  explicit Template(const std::string& text);

  // May be called by many threads at once.
  [[nodiscard]] std::string render(const View& view) const;

 private:
  // The engine's render() is not const, but only partials and lambdas make it write to itself: the former do
  // not pass the constructor, the latter cannot be put into a View.
  std::unique_ptr<kainjow::mustache::mustache> parsed_;
};

}  // namespace signet::pages
