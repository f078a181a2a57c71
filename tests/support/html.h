// A strict reader of the HTML that we write: anything that a browser would have to repair is an exception.
#pragma once

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signet::html {

struct Element {
  std::string tag;
  std::size_t depth = 0;
  std::vector<std::pair<std::string, std::string>> attributes;  // values decoded
  std::string text;                                             // of this element and all within it, decoded

  [[nodiscard]] bool has(std::string_view name) const {
    return std::any_of(attributes.begin(), attributes.end(), [&](const auto& a) { return a.first == name; });
  }
  [[nodiscard]] std::string get(std::string_view name) const {
    for (const auto& [key, value] : attributes) {
      if (key == name) return value;
    }
    return "";
  }
};

class Document {
 public:
  // Lower-case tags, every element closed in order, attributes quoted with " and named once, no bare & or <.
  explicit Document(std::string_view html) : rest_(html) {
    skip("<!doctype html>\n");
    while (!rest_.empty()) {
      rest_.starts_with("</") ? close() : rest_.starts_with("<") ? open() : text();
    }
    if (!open_.empty()) fail("not closed: " + elements[open_.back()].tag);
  }

  std::vector<Element> elements;  // in document order

  [[nodiscard]] std::vector<const Element*> with_tag(std::string_view tag) const {
    std::vector<const Element*> found;
    for (const Element& element : elements) {
      if (element.tag == tag) found.push_back(&element);
    }
    return found;
  }

  // The only element of that id; nullptr where there is none or more than one.
  [[nodiscard]] const Element* id(std::string_view id) const {
    const Element* found = nullptr;
    for (const Element& element : elements) {
      if (element.get("id") != id || id.empty()) continue;
      if (found != nullptr) return nullptr;
      found = &element;
    }
    return found;
  }

  // Tags, their nesting and the names of their attributes: what no value may change.
  [[nodiscard]] std::string shape() const {
    std::string shape;
    for (const Element& element : elements) {
      shape += std::string(element.depth, ' ') + element.tag;
      for (const auto& attribute : element.attributes) shape += " " + attribute.first;
      shape += "\n";
    }
    return shape;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw std::runtime_error(why + " before: " + std::string(rest_.substr(0, 60)));
  }

  void skip(std::string_view expected) {
    if (!rest_.starts_with(expected)) fail("expected " + std::string(expected));
    rest_.remove_prefix(expected.size());
  }

  std::string_view take_until(std::string_view mark) {
    const auto end = rest_.find(mark);
    if (end == std::string_view::npos) fail("expected " + std::string(mark));
    const auto taken = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return taken;
  }

  std::string name() {
    std::size_t end = 0;
    while (end < rest_.size() && (std::islower(static_cast<unsigned char>(rest_[end])) || rest_[end] == '-' ||
                                  (end > 0 && std::isdigit(static_cast<unsigned char>(rest_[end]))))) {
      ++end;
    }
    if (end == 0) fail("expected a name");
    const std::string result(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return result;
  }

  std::string decoded(std::string_view raw) const {
    static const std::vector<std::pair<std::string_view, char>> kReferences{
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&#13;", '\r'}};
    std::string text;
    while (!raw.empty()) {
      if (raw.front() != '&') {
        text += raw.front();
        raw.remove_prefix(1);
        continue;
      }
      const auto reference = std::find_if(kReferences.begin(), kReferences.end(),
                                          [&](const auto& r) { return raw.starts_with(r.first); });
      if (reference == kReferences.end()) fail("bare & in " + std::string(raw.substr(0, 20)));
      text += reference->second;
      raw.remove_prefix(reference->first.size());
    }
    return text;
  }

  void open() {
    static const std::set<std::string, std::less<>> kVoid{"meta", "link", "img", "input", "br", "hr"};
    skip("<");
    Element element;
    element.tag = name();
    element.depth = open_.size();
    while (!rest_.starts_with(">")) {
      skip(" ");
      const std::string attribute = name();
      if (element.has(attribute)) fail("attribute twice: " + attribute);
      std::string value;
      if (rest_.starts_with("=")) {
        skip("=\"");
        value = decoded(take_until("\""));
        skip("\"");
      }
      element.attributes.emplace_back(attribute, value);
    }
    skip(">");
    elements.push_back(element);
    if (kVoid.contains(element.tag)) return;
    open_.push_back(elements.size() - 1);
    if (element.tag == "script") {
      elements.back().text = take_until("</script>");
    }
  }

  void close() {
    skip("</");
    if (open_.empty() || elements[open_.back()].tag != name()) fail("closed out of order");
    skip(">");
    open_.pop_back();
  }

  void text() {
    const auto end = std::min(rest_.find('<'), rest_.size());
    const std::string text = decoded(rest_.substr(0, end));
    rest_.remove_prefix(end);
    for (const std::size_t element : open_) elements[element].text += text;
  }

  std::string_view rest_;
  std::vector<std::size_t> open_;
};

}  // namespace signet::html
