// Cookies, read leniently (bad pairs are skipped) and written strictly.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/request.h"

namespace signet::web {

// The value of cookie `name`. A name that occurs twice is no cookie at all: one of them was planted [S-H13].
[[nodiscard]] std::optional<std::string> cookie(const Request& request, std::string_view name);

// Names of all cookies that begin with `prefix`, in the order sent.
[[nodiscard]] std::vector<std::string> cookie_names(const Request& request, std::string_view prefix);

// How our cookies look, by the issuer's scheme: https gives "__Host-signet_<name>" with Secure, plain http (loopback
// only) "signet_<name>" without. Always Path=/, no Domain, and, but for one kind, HttpOnly [R-LG-3].
class CookieJar {
 public:
  enum class SameSite { lax, strict, none };

  explicit CookieJar(bool secure) : secure_(secure) {}

  [[nodiscard]] std::string name(std::string_view base) const;
  // A Set-Cookie value. Without `max_age_seconds` it ends with the browser session; 0 deletes it. `value` must
  // consist of cookie-octets [RFC6265 §4.1.1].
  [[nodiscard]] std::string set(std::string_view base, std::string_view value, std::optional<long> max_age_seconds,
                                SameSite same_site = SameSite::lax) const;
  // One that scripts of ours read inside frames of other sites: not HttpOnly, and SameSite=None, which browsers believe
  // only together with Secure.
  [[nodiscard]] std::string set_for_scripts(std::string_view base, std::string_view value,
                                            std::optional<long> max_age_seconds = std::nullopt) const;
  // One that goes along only to `path` and what is below it, and never from another site: "__Secure-signet_<name>",
  // because the prefix __Host- wants Path=/ [RFC6265bis §4.1.3].
  [[nodiscard]] std::string name_below(std::string_view base) const;
  [[nodiscard]] std::string set_below(std::string_view path, std::string_view base, std::string_view value, long max_age_seconds) const;
  [[nodiscard]] std::string clear(std::string_view base) const { return set(base, "", 0); }

 private:
  [[nodiscard]] std::string text(std::string_view base, std::string_view value, std::optional<long> max_age_seconds,
                                 std::string_view attributes) const;

  bool secure_;
};

}  // namespace signet::web
