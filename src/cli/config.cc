#include <CLI/CLI.hpp>

#include "cli/layout.h"
#include "cli/verbs.h"

namespace signet::cli {
namespace {

Json to_json(const std::vector<config::Complaint>& complaints) {
  Json array = Json::array();
  for (const config::Complaint& complaint : complaints) {
    array.push_back({{"key", complaint.key}, {"origin", complaint.origin}, {"advice", complaint.advice}});
  }
  return array;
}

std::string lines(std::string_view kind, const std::vector<config::Complaint>& complaints) {
  std::string text;
  for (const config::Complaint& complaint : complaints) {
    text += std::string(kind) + harmless(complaint.text()) + "\n";
  }
  return text;
}

// As `serve` would judge. The complaints are this verb's result, so they go to standard output.
Done check(Context& context) {
  const auto loaded = context.examine(config::Mode::serve);
  if (!loaded) {
    return unexpected(loaded.error());
  }
  context.print(Json{{"complaints", to_json(loaded->complaints)}, {"warnings", to_json(loaded->warnings)}},
                lines("error: ", loaded->complaints) + lines("warning: ", loaded->warnings) +
                    (loaded->complaints.empty() ? "the settings are complete\n" : ""));
  if (!loaded->complaints.empty()) {
    return fail("`signet serve` would not start; put right what is listed");
  }
  return {};
}

Done show(Context& context, bool origin) {
  const auto loaded = context.examine(config::Mode::tool);
  if (!loaded) {
    return unexpected(loaded.error());
  }
  Json array = Json::array();
  std::vector<std::vector<std::string>> rows{{"KEY", "VALUE"}};
  if (origin) {
    rows.front().emplace_back("ORIGIN");
  }
  for (const config::Provenance& value : loaded->values) {
    Json row{{"key", value.key}, {"value", value.value}};
    rows.push_back({value.key, value.value});
    if (origin) {
      row["origin"] = value.origin;
      rows.back().push_back(value.origin);
    }
    array.push_back(std::move(row));
  }
  context.print(array, table(rows));
  Failure failure;
  for (const config::Complaint& complaint : loaded->complaints) {
    failure.lines.push_back(complaint.text());
  }
  return failure.lines.empty() ? Done() : Done(unexpected(std::move(failure)));
}

}  // namespace

void add_config(CLI::App& app, Parsed& parsed) {
  CLI::App* group = add_group(app, "config", "Settings");
  add_verb(*group, parsed, "check", "Says everything that `serve` would complain of or warn about", check);
  const auto origin = std::make_shared<bool>(false);
  add_verb(*group, parsed, "show", "Shows every setting; never a secret", [origin](Context& context) {
    return show(context, *origin);
  })->add_flag("--origin", *origin, "And where it was set");
}

}  // namespace signet::cli
