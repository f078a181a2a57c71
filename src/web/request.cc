#include "web/request.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace signet::web {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods{{
    {Method::get, "GET"},
    {Method::head, "HEAD"},
    {Method::post, "POST"},
    {Method::put, "PUT"},
    {Method::patch, "PATCH"},
    {Method::delete_, "DELETE"},
    {Method::options, "OPTIONS"},
}};

}  // namespace

std::string_view name_of(Method method) {
  for (const auto& [known, name] : kMethods) {
    if (known == method) {
      return name;
    }
  }
  return "OTHER";
}

Method method_of(std::string_view name) {
  for (const auto& [known, text] : kMethods) {
    if (text == name) {
      return known;
    }
  }
  return Method::other;
}

std::size_t count(const Headers& headers, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(headers.begin(), headers.end(), [&](const Header& h) { return ascii_iequals(h.name, name); }));
}

std::optional<std::string_view> only(const Headers& headers, std::string_view name) {
  std::optional<std::string_view> found;
  for (const Header& header : headers) {
    if (ascii_iequals(header.name, name)) {
      if (found) {
        return std::nullopt;
      }
      found = header.value;
    }
  }
  return found;
}

bool has_content_type(const Request& request, std::string_view type) {
  const auto value = request.header("Content-Type");
  if (!value) {
    return false;
  }
  const std::size_t end = value->find(';');
  if (!ascii_iequals(trim(value->substr(0, end)), type)) {
    return false;
  }
  if (end == std::string_view::npos) {
    return true;
  }
  for (const std::string_view parameter : split(value->substr(end + 1), ';')) {
    const std::string_view trimmed = trim(parameter);
    const std::size_t equals = trimmed.find('=');
    if (equals != std::string_view::npos && ascii_iequals(trimmed.substr(0, equals), "charset")) {
      std::string_view charset = trimmed.substr(equals + 1);
      if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"') {
        charset = charset.substr(1, charset.size() - 2);
      }
      if (!ascii_iequals(charset, "utf-8")) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace signet::web
