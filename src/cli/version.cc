#include <CLI/CLI.hpp>

#include "cli/build_info.h"
#include "cli/layout.h"
#include "cli/verbs.h"

namespace signet::cli {
namespace {

Done version(Context& context) {
  const BuildInfo& info = build_info();
  Json libraries = Json::object();
  std::vector<std::pair<std::string, std::string>> rows{
      {"signet", info.version}, {"commit", info.commit}, {"build", info.type}, {"compiler", info.compiler}};
  for (const BuildInfo::Library& library : info.libraries) {
    libraries[library.name] = library.version;
    rows.emplace_back(library.name, library.version);
  }
  const Json json{{"version", info.version},
                  {"commit", info.commit},
                  {"build", info.type},
                  {"compiler", info.compiler},
                  {"libraries", libraries}};
  context.print(json, fields(rows));
  return {};
}

}  // namespace

void add_version(CLI::App& app, Parsed& parsed) {
  add_verb(app, parsed, "version", "Says what this program is made of", version);
}

}  // namespace signet::cli
