#include <CLI/CLI.hpp>

#include "cli/layout.h"
#include "cli/verbs.h"

namespace signet::cli {
namespace {

using storage::MigrationStatus;

std::string_view name_of(MigrationStatus::State state) {
  switch (state) {
    case MigrationStatus::State::applied:
      return "applied";
    case MigrationStatus::State::pending:
      return "pending";
    case MigrationStatus::State::edited:
      return "edited";
    case MigrationStatus::State::unknown:
      return "unknown";
  }
  return "unknown";
}

Json to_json(const MigrationStatus& status) {
  Json migrations = Json::array();
  for (const MigrationStatus::Entry& entry : status.entries) {
    migrations.push_back({{"name", entry.name}, {"state", name_of(entry.state)}});
  }
  return {{"fit_to_serve", status.fit_to_serve()},
          {"migrations", migrations},
          {"complaints", status.complaints()}};
}

void print(const Context& context, const MigrationStatus& status) {
  std::vector<std::vector<std::string>> rows{{"MIGRATION", "STATE"}};
  for (const MigrationStatus::Entry& entry : status.entries) {
    rows.push_back({entry.name, std::string(name_of(entry.state))});
  }
  context.print(to_json(status), table(rows));
}

Done show_status(Context& context) {
  return context.with_raw_database([&](const config::Settings&, storage::Database& database) -> Done {
    const MigrationStatus status = database.migrations();
    print(context, status);
    for (const std::string& complaint : status.complaints()) {
      context.world().err << "signet: " << harmless(complaint) << "\n";
    }
    return {};
  });
}

Done up(Context& context) {
  return context.with_raw_database([&](const config::Settings&, storage::Database& database) -> Done {
    database.migrate(context.now());
    const MigrationStatus status = database.migrations();
    print(context, status);
    if (!status.fit_to_serve()) {
      return unexpected(Failure{status.complaints()});
    }
    return {};
  });
}

}  // namespace

void add_migrate(CLI::App& app, Parsed& parsed) {
  CLI::App* group = add_group(app, "migrate", "The database's schema");
  add_verb(*group, parsed, "status", "Says which migrations have been applied", show_status);
  add_verb(*group, parsed, "up", "Applies what is pending; several may try at once", up);
}

}  // namespace signet::cli
