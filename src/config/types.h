// The kinds of values that settings have, beside numbers and durations.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/secret.h"
#include "base/time.h"

namespace signet::config {

// Where a socket listens. Port 0 lets the system pick one.
struct Address {
  std::string host;  // an IP address (IPv6 in brackets), or "localhost"
  int port = 0;

  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] std::string text() const { return host + ":" + std::to_string(port); }
  bool operator==(const Address&) const = default;
};

// A rate or a count that may be switched off.
using Limit = std::optional<int>;

using List = std::vector<std::string>;
using Text = std::string;
using LogFormat = log::Format;
using LogLevel = log::Level;

using namespace std::chrono_literals;
constexpr Seconds days(int count) { return count * 24h; }

// A URL that may hold a password: a secret whose harmless part can be shown.
struct SecretUrl {
  Secret value;
  [[nodiscard]] std::string without_password() const;
};

enum class Migrate { automatic, manual };
enum class SqlDialect { postgresql, portable };
enum class RegistrationMode { closed, token, open };
enum class SignupMode { off, invitation, open };

// What each enumerator is called in the file, in the order of the enumeration.
template <typename Enum>
struct Words;
template <>
struct Words<Migrate> {
  static constexpr std::array<std::string_view, 2> kAll{"auto", "manual"};
};
template <>
struct Words<SqlDialect> {
  static constexpr std::array<std::string_view, 2> kAll{"postgresql", "portable"};
};
template <>
struct Words<RegistrationMode> {
  static constexpr std::array<std::string_view, 3> kAll{"closed", "token", "open"};
};
template <>
struct Words<SignupMode> {
  static constexpr std::array<std::string_view, 3> kAll{"off", "invitation", "open"};
};
template <>
struct Words<log::Format> {
  static constexpr std::array<std::string_view, 3> kAll{"auto", "text", "json"};
};
template <>
struct Words<log::Level> {
  static constexpr std::array<std::string_view, 4> kAll{"debug", "info", "warn", "error"};
};

// "10.0.0.0/8", "fd00::/8": an IP address, a slash, and no more bits than the address has.
[[nodiscard]] bool is_cidr(std::string_view text);

// "name:port", "10.0.0.7:8443", "[fd00::7]:8443".
[[nodiscard]] bool is_host_and_port(std::string_view text);

// "app.example.com", or ".example.com" for every host below it.
[[nodiscard]] bool is_host_or_domain(std::string_view text);

// "chain.pem:key.pem"
[[nodiscard]] bool is_file_pair(std::string_view text);

// [RFC6749 §3.3]
[[nodiscard]] bool is_scope_token(std::string_view text);

// "127.0.0.1:8080", "[::1]:0", "localhost:8080"; nullopt for anything else, also for other names: what is
// bound to must not depend on what a resolver says.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

}  // namespace signet::config
