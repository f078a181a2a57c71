#include "storage/location.h"

#include <array>
#include <utility>
#include <vector>

#include "base/text.h"

namespace signet::storage {
namespace {

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (plain) {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

// A standby answers with what was true a moment ago: no code is redeemed and no session believed there [R-DB-3]. So
// this is not for the operator to say: of several hosts the primary is taken, and without one there is no database.
constexpr std::string_view kPrimaryOnly = "target_session_attrs=";

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kParameters{{
    {"application_name", "signet"},
    {"connect_timeout", "3"},
    {"tcp_user_timeout", "5000"},
    {"keepalives_idle", "5"},
    {"keepalives_interval", "2"},
    {"keepalives_count", "3"},
}};

}  // namespace

std::optional<Location> locate(std::string_view url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (url.starts_with("postgres://") || url.starts_with("postgresql://")) {
    return Location{Dialect::postgres, std::string(url)};
  }
  if (!url.starts_with(kSqlite)) {
    return std::nullopt;
  }
  std::string_view path = url.substr(kSqlite.size());
  if (path.starts_with("//")) {
    path.remove_prefix(2);
  }
  if (path.empty() || !is_clean_text(path) || path.find('"') != std::string_view::npos) {
    return std::nullopt;
  }
  return Location{Dialect::sqlite, std::string(path)};
}

std::string postgres_uri(std::string_view url, const Settings& settings, bool lax) {
  const std::size_t question = url.find('?');
  std::string uri(url.substr(0, question));
  std::string said_options;
  char separator = '?';
  const auto add = [&](std::string_view parameter) {
    uri += separator;
    uri += parameter;
    separator = '&';
  };
  std::string said = "&";
  for (const std::string_view parameter : split(question == url.npos ? "" : url.substr(question + 1), '&')) {
    constexpr std::string_view kOptions = "options=";
    if (parameter.starts_with(kOptions)) {
      said_options = parameter.substr(kOptions.size());
    } else if (!parameter.starts_with(kPrimaryOnly)) {
      said += std::string(parameter) + "&";
      add(parameter);
    }
  }
  add(std::string(kPrimaryOnly) + "read-write");
  for (const auto& [name, value] : kParameters) {
    if (said.find("&" + std::string(name) + "=") == std::string::npos) {
      add(std::string(name) + "=" + std::string(value));
    }
  }
  // Of an option given twice the later counts: what the operator says overrides ours, except that a lax
  // connection is always lax.
  std::string options = percent_encode(
      "-c statement_timeout=" + std::to_string(settings.statement_timeout.count()) +
      " -c lock_timeout=" + std::to_string(settings.lock_timeout.count()) +
      " -c idle_in_transaction_session_timeout=5000 -c default_transaction_isolation=read\\ committed"
      " -c synchronous_commit=on ");
  options += said_options;
  options += percent_encode(" -c signet.actor=" + settings.actor);  // not for the URL to say
  if (lax) {
    options += percent_encode(" -c synchronous_commit=off");
  }
  add("options=" + options);
  return uri;
}

}  // namespace signet::storage
