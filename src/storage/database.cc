#include "storage/database.h"

#include <stdexcept>
#include <utility>

#include "storage/accounts.h"
#include "storage/clients.h"
#include "storage/families.h"
#include "storage/housekeeping.h"
#include "storage/keys.h"
#include "storage/location.h"
#include "storage/migrator.h"
#include "storage/postgres_engine.h"
#include "storage/sessions.h"
#include "storage/sqlite_engine.h"

namespace signet::storage {
namespace {

constexpr Sql kPing{"ping", 1, "SELECT 1"};
constexpr Sql kClock{"clock", 1, "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"};

}  // namespace

struct Database::Parts {
  explicit Parts(std::unique_ptr<Engine> chosen)
      : engine(std::move(chosen)),
        migrator(*engine, migrations_for(engine->dialect(), embedded_migrations())) {}

  std::unique_ptr<Engine> engine;
  Migrator migrator;
  Housekeeping housekeeping{*engine};
  SqlKeyStore keys{*engine};
  SqlClientStore clients{*engine};
  SqlAssertionStore assertions{*engine};
  SqlAccountStore accounts{*engine};
  SqlFailureStore failures{*engine};
  SqlFamilyStore families{*engine};
  SqlRevocationStore revocations{*engine};
  SqlSessionStore sessions{*engine};
  SqlConsentStore consents{*engine};
};

Database::Database(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Database::~Database() = default;

keys::KeyStore& Database::keys() { return parts_->keys; }
clients::ClientStore& Database::clients() { return parts_->clients; }
clients::AssertionStore& Database::assertions() { return parts_->assertions; }
accounts::AccountStore& Database::accounts() { return parts_->accounts; }
accounts::FailureStore& Database::failures() { return parts_->failures; }
tokens::FamilyStore& Database::families() { return parts_->families; }
tokens::RevocationStore& Database::revocations() { return parts_->revocations; }
authorization::SessionStore& Database::sessions() { return parts_->sessions; }
authorization::ConsentStore& Database::consents() { return parts_->consents; }

Versions Database::versions() { return parts_->engine->read(read_versions); }

std::optional<Time> Database::clock() {
  if (parts_->engine->dialect() == Dialect::sqlite) {
    return std::nullopt;
  }
  return parts_->engine->read([](Executor& db) { return std::optional(db.row(kClock)->time()); });
}

void Database::ping() {
  parts_->engine->read([](Executor& db) { db.run(kPing); });
}

int Database::remove_expired(Time now) { return parts_->housekeeping.remove_expired(now); }

MigrationStatus Database::migrations() { return parts_->migrator.status(); }

void Database::migrate(Time now) { parts_->migrator.migrate(now); }

std::vector<std::string> Database::weaknesses() { return parts_->engine->weaknesses(); }

std::unique_ptr<Database> open(const Settings& settings, Random& random) {
  const auto location = locate(settings.url);
  if (!location) {
    throw std::invalid_argument("the database URL must begin with sqlite: or postgres://");
  }
  std::unique_ptr<Engine> engine;
  if (location->dialect == Dialect::postgres) {
    engine = std::make_unique<PostgresEngine>(settings, random);
  } else {
    engine = std::make_unique<SqliteEngine>(location->path, settings, random);
  }
  return std::unique_ptr<Database>(new Database(std::make_unique<Database::Parts>(std::move(engine))));
}

}  // namespace signet::storage
