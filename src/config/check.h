// What a value must satisfy beyond being of its kind: the building blocks of the column "check" in
// settings.def.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.h"
#include "outbound/redis.h"
#include "outbound/smtp_server.h"

namespace signet::config {

// A check has admits(value) and says(kind): the kind's name with what the check adds.

struct Any {
  template <typename T>
  [[nodiscard]] bool admits(const T&) const {
    return true;
  }
  [[nodiscard]] std::string says(const std::string& kind) const { return kind; }
};

// Whatever the kind admits, under a name that says more.
struct Named {
  const char* name;
  template <typename T>
  [[nodiscard]] bool admits(const T&) const {
    return true;
  }
  [[nodiscard]] std::string says(const std::string&) const { return name; }
};

// Both ends are allowed.
template <typename T>
struct Between {
  T lowest;
  T highest;
  [[nodiscard]] bool admits(const T& value) const { return lowest <= value && value <= highest; }
  [[nodiscard]] std::string says(const std::string& kind) const {
    return kind + ", from " + show(lowest) + " to " + show(highest);
  }
};
inline Between<int> between(int lowest, int highest) { return {lowest, highest}; }
inline Between<Seconds> between(Seconds lowest, Seconds highest) { return {lowest, highest}; }

// Each item of a list satisfies `predicate`; `items` names them in the plural.
struct Each {
  bool (*predicate)(std::string_view);
  const char* items;
  [[nodiscard]] bool admits(const List& value) const {
    return std::all_of(value.begin(), value.end(),
                       [this](const std::string& item) { return predicate(item); });
  }
  [[nodiscard]] std::string says(const std::string& kind) const { return kind + " of " + items; }
};

struct OneOf {
  std::vector<std::string_view> words;
  [[nodiscard]] bool admits(std::string_view value) const {
    return std::find(words.begin(), words.end(), value) != words.end();
  }
  [[nodiscard]] bool admits(const List& value) const {
    return !value.empty() && std::all_of(value.begin(), value.end(), [this](const std::string& item) {
      return admits(std::string_view(item));
    });
  }
  [[nodiscard]] std::string says(const std::string& kind) const {
    std::string text = kind == name_of(static_cast<const List*>(nullptr)) ? kind + " of" : "one of";
    for (const std::string_view word : words) {
      text += (word == words.front() ? " " : ", ") + std::string(word);
    }
    return text;
  }
};
// What a key of this provider can sign with.
inline OneOf signature_algorithms() { return {{"RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519"}}; }

// What a key of this provider can decrypt with; each stands for its kind of key.
inline OneOf encryption_algorithms() { return {{"RSA-OAEP-256", "ECDH-ES"}}; }

// What a client that registers itself may be allowed to use.
inline OneOf grant_types() {
  return {{"authorization_code", "refresh_token", "implicit", "client_credentials",
           "urn:ietf:params:oauth:grant-type:device_code"}};
}

struct DatabaseScheme {
  [[nodiscard]] bool admits(const SecretUrl& url) const {
    const std::string_view text = url.value.reveal();
    return (text.starts_with("sqlite:") && text.size() > 7) || text.starts_with("postgres://") ||
           text.starts_with("postgresql://");
  }
  [[nodiscard]] std::string says(const std::string&) const {
    return "sqlite:PATH, sqlite::memory:, or postgres://...";
  }
};

struct RedisScheme {
  [[nodiscard]] bool admits(const SecretUrl& url) const {
    return url.value.empty() || outbound::parse_redis_url(url.value.reveal()).has_value();
  }
  [[nodiscard]] std::string says(const std::string&) const { return "redis://[user:password@]host[:port][/number]"; }
};

struct SmtpScheme {
  [[nodiscard]] bool admits(const std::string& url) const { return url.empty() || outbound::parse_smtp_url(url).has_value(); }
  [[nodiscard]] std::string says(const std::string&) const { return "smtp://host[:587] (STARTTLS) or smtps://host[:465]"; }
};

}  // namespace signet::config
