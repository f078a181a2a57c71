#include "storage/database.h"

#include <stdexcept>
#include <utility>

#include "storage/accounts.h"
#include "storage/audit.h"
#include "storage/clients.h"
#include "storage/device_codes.h"
#include "storage/families.h"
#include "storage/housekeeping.h"
#include "storage/keys.h"
#include "storage/location.h"
#include "storage/logouts.h"
#include "storage/mails.h"
#include "storage/migrator.h"
#include "storage/postgres_engine.h"
#include "storage/pushed_requests.h"
#include "storage/registrations.h"
#include "storage/resources.h"
#include "storage/server_secrets.h"
#include "storage/sessions.h"
#include "storage/sqlite_engine.h"

namespace signet::storage {
namespace {

constexpr Sql kPing{"ping", 1, "SELECT 1"};
constexpr Sql kClock{"clock", 1, "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"};

}  // namespace

struct Database::Parts {
  Parts(std::unique_ptr<Engine> chosen, const std::string& actor)
      : engine(std::move(chosen)),
        migrator(*engine, migrations_for(engine->dialect(), embedded_migrations())), audit(*engine, actor) {}

  std::unique_ptr<Engine> engine;
  Migrator migrator;
  Housekeeping housekeeping{*engine};
  SqlKeyStore keys{*engine};
  SqlServerSecretStore server_secrets{*engine};
  SqlClientStore clients{*engine};
  SqlAssertionStore assertions{*engine};
  SqlRegistrationStore registrations{*engine};
  SqlAccountStore accounts{*engine};
  SqlFailureStore failures{*engine};
  SqlFamilyStore families{*engine};
  SqlRevocationStore revocations{*engine};
  SqlSessionStore sessions{*engine};
  SqlConsentStore consents{*engine};
  SqlDeviceCodeStore device_codes{*engine};
  SqlLogoutStore logouts{*engine};
  SqlPushedRequestStore pushed_requests{*engine};
  SqlResourceStore resources{*engine};
  SqlMailStore mails{*engine};
  SqlEventStore audit;
};

Database::Database(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Database::~Database() = default;

keys::KeyStore& Database::keys() { return parts_->keys; }
keys::ServerSecretStore& Database::server_secrets() { return parts_->server_secrets; }
clients::ClientStore& Database::clients() { return parts_->clients; }
clients::AssertionStore& Database::assertions() { return parts_->assertions; }
clients::RegistrationStore& Database::registrations() { return parts_->registrations; }
accounts::AccountStore& Database::accounts() { return parts_->accounts; }
accounts::FailureStore& Database::failures() { return parts_->failures; }
tokens::FamilyStore& Database::families() { return parts_->families; }
tokens::RevocationStore& Database::revocations() { return parts_->revocations; }
authorization::SessionStore& Database::sessions() { return parts_->sessions; }
authorization::ConsentStore& Database::consents() { return parts_->consents; }
tokens::DeviceCodeStore& Database::device_codes() { return parts_->device_codes; }
authorization::LogoutStore& Database::logouts() { return parts_->logouts; }
authorization::PushedRequestStore& Database::pushed_requests() { return parts_->pushed_requests; }
clients::ResourceStore& Database::resources() { return parts_->resources; }
accounts::MailStore& Database::mails() { return parts_->mails; }
audit::EventStore& Database::audit() { return parts_->audit; }

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

std::uint64_t Database::statements() const { return statements_of_all(); }

int Database::remove_expired(Time now) { return parts_->housekeeping.remove_expired(now); }

int Database::remove_more_expired(Time now) { return parts_->housekeeping.remove_more(now); }

MigrationStatus Database::migrations() { return parts_->migrator.status(); }

void Database::migrate(Time now) { parts_->migrator.migrate(now); }

bool Database::may_change_schema() { return parts_->engine->may_change_schema(); }
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
  return std::unique_ptr<Database>(new Database(std::make_unique<Database::Parts>(std::move(engine), settings.actor)));
}

}  // namespace signet::storage
