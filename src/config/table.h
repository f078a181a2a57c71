// The rows of settings.def at run time: what the loader, `config show` and the documentation walk over.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"

namespace signet::config {

struct Row {
  std::string section;     // empty at the top
  std::string key;         // "http.threads", as in the file
  std::string variable;    // "SIGNET_HTTP__THREADS"
  std::string values;      // "a number, from 1 to 250"
  std::string initial;     // the default as text; empty if there is none
  std::string since;       // the release that brought it
  std::string doc;         // one or two sentences
  bool secret = false;     // may come from a file of its own
  bool exclusive = false;  // a secret with one source only; a URL may be overridden like everything else
  bool list = false;
  bool number = false;  // may be written without quotes in the file
  bool flag = false;

  // Reads and checks; on success nullopt. Otherwise what is wrong, without the value of a secret, and nothing
  // changes.
  std::function<std::optional<std::string>(Settings&, std::string_view text)> set;
  std::function<std::string(const Settings&)> show;
};

struct Section {
  std::string name;
  std::string doc;
};

// In the order of the table, the top level first.
[[nodiscard]] const std::vector<Row>& rows();
[[nodiscard]] const std::vector<Section>& sections();

}  // namespace signet::config
