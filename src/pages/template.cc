#include "pages/template.h"

#include <stdexcept>

#include "pages/display.h"

namespace signet::pages {
namespace {

namespace mustache = kainjow::mustache;

// What may not follow "{{" [R-XS-1].
constexpr std::string_view kForbidden = "{&=>";

void refuse_forbidden_tags(const std::string& text) {
  for (auto tag = text.find("{{"); tag != std::string::npos; tag = text.find("{{", tag + 2)) {
    const auto first = text.find_first_not_of(" \t\r\n", tag + 2);
    if (first != std::string::npos && kForbidden.find(text[first]) != std::string_view::npos) {
      throw std::invalid_argument("tag not allowed here: " + text.substr(tag, 24));
    }
  }
}

}  // namespace

View& View::text(const char* name, std::string_view value) {
  // To the engine an empty string is as good as any; `false` is shown as nothing, and its section is left
  // out.
  values_.set(name, value.empty() ? mustache::data(false) : mustache::data(std::string(value)));
  return *this;
}

View& View::flag(const char* name, bool shown) {
  values_.set(name, mustache::data(shown));
  return *this;
}

View& View::list(const char* name, const std::vector<View>& views) {
  mustache::data all(mustache::data::type::list);
  for (const View& view : views) {
    all << view.values_;
  }
  values_.set(name, all);
  return *this;
}

Template::Template(const std::string& text) {
  refuse_forbidden_tags(text);
  parsed_ = std::make_unique<mustache::mustache>(text);
  if (!parsed_->is_valid()) {
    throw std::invalid_argument(parsed_->error_message());
  }
  parsed_->set_custom_escape([](const std::string& value) { return escape_html(value); });
}

std::string Template::render(const View& view) const {
  std::string html;
  parsed_->render(view.values_, [&](const std::string& piece) { html += piece; });
  return html;
}

}  // namespace signet::pages
