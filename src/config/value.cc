#include "config/value.h"

#include <limits>

#include "base/text.h"

namespace signet::config {

bool read(std::string_view text, std::string& out) {
  out = text;
  return is_clean_text(text);
}

bool read(std::string_view text, bool& out) {
  out = text == "true" || text == "on";
  return out || text == "false" || text == "off";
}

bool read(std::string_view text, int& out) {
  const auto number = parse_digits(text);
  if (!number || *number > std::numeric_limits<int>::max()) {
    return false;
  }
  out = static_cast<int>(*number);
  return true;
}

bool read(std::string_view text, Seconds& out) {
  const auto seconds = parse_duration_seconds(text);
  out = Seconds(seconds.value_or(0));
  return seconds.has_value();
}

bool read(std::string_view text, Limit& out) {
  if (text == "on" || text == "true") {
    return true;
  }
  int number = 0;
  if (text == "off" || text == "false") {
    out = std::nullopt;
    return true;
  }
  if (!read(text, number) || number == 0) {
    return false;
  }
  out = number;
  return true;
}

bool read(std::string_view text, List& out) {
  std::string separated(text);
  std::replace_if(
      separated.begin(), separated.end(),
      [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }, ',');
  out.clear();
  for (const std::string_view item : split(separated, ',')) {
    out.emplace_back(item);
  }
  return is_clean_text(separated);
}

bool read(std::string_view text, Address& out) {
  const auto address = parse_address(text);
  out = address.value_or(Address());
  return address.has_value();
}

bool read(std::string_view text, Secret& out) {
  out = Secret(text);
  return true;
}

bool read(std::string_view text, SecretUrl& out) {
  out.value = Secret(text);
  return is_clean_text(text);
}

std::string show(const std::string& value) { return value; }

std::string show(bool value) { return value ? "true" : "false"; }

std::string show(int value) { return std::to_string(value); }

std::string show(Seconds value) {
  struct Unit {
    std::int64_t seconds;
    const char* suffix;
  };
  for (const Unit unit : {Unit{86400, "d"}, Unit{3600, "h"}, Unit{60, "m"}}) {
    if (value.count() != 0 && value.count() % unit.seconds == 0) {
      return std::to_string(value.count() / unit.seconds) + unit.suffix;
    }
  }
  return std::to_string(value.count()) + "s";
}

std::string show(const Limit& value) { return value ? std::to_string(*value) : "off"; }

std::string show(const List& value) { return join(value, ", "); }

std::string show(const Address& value) { return value.text(); }

std::string show(const Secret& value) { return value.empty() ? "" : "(secret)"; }

std::string show(const SecretUrl& value) { return value.without_password(); }

std::string name_of(const std::string*) { return "text without control characters"; }
std::string name_of(const bool*) { return "true or false"; }
std::string name_of(const int*) { return "a number"; }
std::string name_of(const Seconds*) { return "a duration such as 30s, 10m, 8h or 7d"; }
std::string name_of(const Limit*) { return "a number above 0, or off"; }
std::string name_of(const List*) { return "a list"; }
std::string name_of(const Address*) {
  return "an IP address (IPv6 in brackets) or localhost, a colon and a port";
}
std::string name_of(const Secret*) { return "a secret"; }
std::string name_of(const SecretUrl*) { return "a URL"; }

}  // namespace signet::config
