#include "web/cookie.h"

#include "base/text.h"

namespace signet::web {
namespace {

template <typename Visit>
void each_cookie(const Request& request, Visit visit) {
  for (const Header& header : request.headers) {
    if (!ascii_iequals(header.name, "Cookie")) {
      continue;
    }
    for (const std::string_view pair : split(header.value, ';')) {
      const std::string_view trimmed = trim(pair);
      const std::size_t equals = trimmed.find('=');
      if (equals != std::string_view::npos && equals != 0) {
        visit(trimmed.substr(0, equals), trimmed.substr(equals + 1));
      }
    }
  }
}

}  // namespace

std::optional<std::string> cookie(const Request& request, std::string_view name) {
  std::optional<std::string> found;
  bool repeated = false;
  each_cookie(request, [&](std::string_view candidate, std::string_view value) {
    if (candidate == name) {
      repeated = repeated || found.has_value();
      found = std::string(value);
    }
  });
  return repeated ? std::nullopt : found;
}

std::vector<std::string> cookie_names(const Request& request, std::string_view prefix) {
  std::vector<std::string> names;
  each_cookie(request, [&](std::string_view candidate, std::string_view) {
    if (candidate.starts_with(prefix)) {
      names.emplace_back(candidate);
    }
  });
  return names;
}

std::string CookieJar::name(std::string_view base) const {
  return std::string(secure_ ? "__Host-signet_" : "signet_") + std::string(base);
}

std::string CookieJar::text(std::string_view base, std::string_view value, std::optional<long> max_age_seconds,
                            std::string_view attributes) const {
  std::string text = name(base) + "=" + std::string(value) + "; Path=/" + std::string(attributes);
  if (secure_) {
    text += "; Secure";
  }
  if (max_age_seconds) {
    text += "; Max-Age=" + std::to_string(*max_age_seconds);
  }
  return text;
}

std::string CookieJar::set(std::string_view base, std::string_view value, std::optional<long> max_age_seconds,
                           SameSite same_site) const {
  switch (same_site) {
    case SameSite::strict: return text(base, value, max_age_seconds, "; HttpOnly; SameSite=Strict");
    case SameSite::none: return text(base, value, max_age_seconds, "; HttpOnly; SameSite=None");
    case SameSite::lax: break;
  }
  return text(base, value, max_age_seconds, "; HttpOnly; SameSite=Lax");
}

std::string CookieJar::name_below(std::string_view base) const {
  return std::string(secure_ ? "__Secure-signet_" : "signet_") + std::string(base);
}

std::string CookieJar::set_below(std::string_view path, std::string_view base, std::string_view value, long max_age_seconds) const {
  return name_below(base) + "=" + std::string(value) + "; Path=" + std::string(path) + "; HttpOnly; SameSite=Strict" +
         (secure_ ? "; Secure" : "") + "; Max-Age=" + std::to_string(max_age_seconds);
}

std::string CookieJar::set_for_scripts(std::string_view base, std::string_view value,
                                       std::optional<long> max_age_seconds) const {
  return text(base, value, max_age_seconds, secure_ ? "; SameSite=None" : "; SameSite=Lax");
}

}  // namespace signet::web
