#include "cli/context.h"

#include <algorithm>
#include <cctype>

#include <pwd.h>
#include <unistd.h>

#include "app/server.h"
#include "base/log.h"

namespace signet::cli {
namespace {

bool is_sqlite(const config::Settings& settings) {
  return settings.database_url.value.reveal().starts_with("sqlite:");
}

// The rooms below log what they do; here the result says it, so only what is wrong is let through.
class QuietLog {
 public:
  QuietLog() { log::start(log::Format::text, log::Level::warn); }
  ~QuietLog() { log::stop(); }
  QuietLog(const QuietLog&) = delete;
  QuietLog& operator=(const QuietLog&) = delete;
};

// Who the audit says it was: the account of the system that runs this.
std::string actor() {
  const passwd* account = getpwuid(getuid());
  std::string name = account != nullptr ? account->pw_name : std::to_string(getuid());
  std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.'; });
  return "cli:" + name;
}

Failure all_of(const std::vector<config::Complaint>& complaints) {
  Failure failure;
  for (const config::Complaint& complaint : complaints) {
    failure.lines.push_back(complaint.text());
  }
  return failure;
}

}  // namespace

Expected<config::Loaded, Failure> Context::examine(config::Mode mode,
                                                   std::vector<config::Sources::Flag> flags) const {
  auto sources = world_.sources(globals_.config);
  if (!sources) {
    return fail(sources.error());
  }
  sources->flags = std::move(flags);
  return config::examine(*sources, mode);
}

Expected<config::Loaded, Failure> Context::settings(config::Mode mode,
                                                    std::vector<config::Sources::Flag> flags) const {
  auto loaded = examine(mode, std::move(flags));
  if (!loaded) {
    return loaded;
  }
  if (!loaded->complaints.empty()) {
    return unexpected(all_of(loaded->complaints));
  }
  for (const config::Complaint& warning : loaded->warnings) {
    world_.err << "signet: warning: " << warning.text() << "\n";
  }
  return loaded;
}

Done Context::with_raw_database(const Use& use) const {
  const auto loaded = settings(config::Mode::tool);
  if (!loaded) {
    return unexpected(loaded.error());
  }
  const QuietLog quiet;
  const auto database = app::open_database(loaded->settings, world_.random, actor());
  return use(loaded->settings, *database);
}

Done Context::with_database(const Use& use) const {
  return with_raw_database([&](const config::Settings& settings, storage::Database& database) -> Done {
    auto status = database.migrations();
    const auto pending = [](const auto& entry) {
      return entry.state == storage::MigrationStatus::State::pending;
    };
    if (is_sqlite(settings) && std::any_of(status.entries.begin(), status.entries.end(), pending)) {
      database.migrate(now());
      status = database.migrations();
    }
    if (!status.fit_to_serve()) {
      Failure failure{status.complaints()};
      failure.lines.emplace_back(
          "the database's schema does not fit this program; see `signet migrate status`, then run `signet "
          "migrate up`");
      return unexpected(std::move(failure));
    }
    return use(settings, database);
  });
}

void Context::print(const Json& json, const std::string& text) const {
  if (!this->json()) {
    world_.out << text;
    return;
  }
  // Never an exception: a row from a database that others write, too, may hold anything.
  world_.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace signet::cli
