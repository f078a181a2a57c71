// How each kind of setting is read from text, written as text, and described to whoever got it wrong.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "config/types.h"

namespace signet::config {

// read() fills `out` or says no; show() writes what read() would accept, except that it never shows a secret.
[[nodiscard]] bool read(std::string_view text, std::string& out);
[[nodiscard]] bool read(std::string_view text, bool& out);  // true, false, on, off
[[nodiscard]] bool read(std::string_view text, int& out);   // decimal digits
[[nodiscard]] bool read(std::string_view text,
                        Seconds& out);  // "30s", "10m", "8h", "7d", or a number of seconds
[[nodiscard]] bool read(std::string_view text,
                        Limit& out);  // a number above 0, off, or on: what `out` already holds
[[nodiscard]] bool read(std::string_view text, List& out);  // items between commas, spaces or line breaks
[[nodiscard]] bool read(std::string_view text, Address& out);
[[nodiscard]] bool read(std::string_view text, Secret& out);
[[nodiscard]] bool read(std::string_view text, SecretUrl& out);

[[nodiscard]] std::string show(const std::string& value);
[[nodiscard]] std::string show(bool value);
[[nodiscard]] std::string show(int value);
[[nodiscard]] std::string show(Seconds value);
[[nodiscard]] std::string show(const Limit& value);
[[nodiscard]] std::string show(const List& value);
[[nodiscard]] std::string show(const Address& value);
[[nodiscard]] std::string show(const Secret& value);
[[nodiscard]] std::string show(const SecretUrl& value);

// "a number", "a duration such as 30s or 10m": what the kind of value is called in complaints and
// documentation.
[[nodiscard]] std::string name_of(const std::string*);
[[nodiscard]] std::string name_of(const bool*);
[[nodiscard]] std::string name_of(const int*);
[[nodiscard]] std::string name_of(const Seconds*);
[[nodiscard]] std::string name_of(const Limit*);
[[nodiscard]] std::string name_of(const List*);
[[nodiscard]] std::string name_of(const Address*);
[[nodiscard]] std::string name_of(const Secret*);
[[nodiscard]] std::string name_of(const SecretUrl*);

template <typename Enum>
concept Choice = requires {
  Words<Enum>::kAll;
};

template <Choice Enum>
[[nodiscard]] bool read(std::string_view text, Enum& out) {
  const auto& words = Words<Enum>::kAll;
  const auto found = std::find(words.begin(), words.end(), text);
  if (found == words.end()) {
    return false;
  }
  out = static_cast<Enum>(found - words.begin());
  return true;
}

template <Choice Enum>
[[nodiscard]] std::string show(Enum value) {
  return std::string(Words<Enum>::kAll.at(static_cast<std::size_t>(value)));
}

template <Choice Enum>
[[nodiscard]] std::string name_of(const Enum*) {
  std::string names = "one of";
  for (const std::string_view word : Words<Enum>::kAll) {
    names += (names.size() == 6 ? " " : ", ") + std::string(word);
  }
  return names;
}

}  // namespace signet::config
