#include "config/documentation.h"

#include "config/table.h"

namespace signet::config {
namespace {

constexpr const char* kIntroduction = R"(# Settings

Rendered from `src/config/settings.def` and checked by a test; do not edit.

Settings are read from `signet.toml` in the working directory, or the file that `--config` names, and from environment
variables, which win. `signet config show --origin` prints every value and where it came from; `signet config check`
prints every complaint and warning that `signet serve` would have. A key or a variable `SIGNET_...` that does not exist is
an error. An empty variable counts as not set. Relative paths start at the working directory.

A secret can also stand in a file of its own, named by `<key>_file` or `<VARIABLE>_FILE`; two sources for the same secret
are an error. Lists are arrays in the file, and separated by commas in a variable. Durations are a number with `s`, `m`,
`h` or `d`.
)";

std::string table_of(const std::string& section) {
  std::string text = "\n| key | variable | value | default | since | |\n|---|---|---|---|---|---|\n";
  for (const Row& row : rows()) {
    if (row.section == section) {
      text += "| `" + row.key + "` | `" + row.variable + "`" +
              (row.secret ? ", `" + row.variable + "_FILE`" : "") + " | " + row.values + " | " +
              (row.initial.empty() ? "" : "`" + row.initial + "`") + " | " + row.since + " | " + row.doc +
              " |\n";
    }
  }
  return text;
}

}  // namespace

std::string documentation() {
  std::string text = kIntroduction;
  text += "\n## Without a section\n\nThese stand before the first section of the file.\n" + table_of("");
  for (const Section& section : sections()) {
    text += "\n## [" + section.name + "]\n\n" + section.doc + "\n" + table_of(section.name);
  }
  return text;
}

}  // namespace signet::config
