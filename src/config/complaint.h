// What is wrong with a setting: which one, where it was written, and what to do about it.
#pragma once

#include <string>

namespace signet::config {

struct Complaint {
  std::string key;  // "http.threads"; empty where it concerns no single setting
  std::string
      origin;  // "signet.toml, line 3", "SIGNET_HTTP__THREADS", "default"; empty where nobody wrote anything
  std::string advice;  // one sentence; never holds the value of a secret

  // "http.threads (signet.toml, line 3): ..."; one line, whatever the value held.
  [[nodiscard]] std::string text() const;

  bool operator==(const Complaint&) const = default;
};

}  // namespace signet::config
