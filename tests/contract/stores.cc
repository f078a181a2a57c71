#include "contract/stores.h"

#include <latch>
#include <thread>

#include "base/clock.h"
#include "contract/postgres_schema.h"
#include "contract/sqlite_file.h"
#include "crypto/random.h"
#include "storage/location.h"
#include "storage/postgres_engine.h"
#include "storage/sqlite_engine.h"
#include "support/fake_database.h"

namespace signet::contract {

std::unique_ptr<Place> make_place(Kind kind) {
  switch (kind) {
    case Kind::sqlite:
      return std::make_unique<SqliteFile>();
    case Kind::sqlite_in_memory:
      return std::make_unique<SqliteMemory>();
    case Kind::postgres:
      return std::make_unique<PostgresSchema>();
    case Kind::portable:
      return std::make_unique<PostgresSchema>(/*portable=*/true);
    case Kind::fake:
      break;
  }
  throw std::logic_error("the fake lives nowhere");
}

storage::Settings settings_for(const Place& place) {
  storage::Settings settings;
  settings.url = place.url();
  settings.portable = place.portable();
  settings.lease_timeout = Milliseconds(30'000);
  settings.statement_timeout = Milliseconds(30'000);
  settings.lock_timeout = Milliseconds(30'000);
  return settings;
}

std::unique_ptr<storage::Database> open_at(const Place& place) {
  auto database = storage::open(settings_for(place), test_random());
  database->migrate(SystemClock().now());
  return database;
}

std::unique_ptr<storage::Engine> make_engine(const storage::Settings& settings) {
  const auto location = storage::locate(settings.url).value();
  if (location.dialect == storage::Dialect::postgres) {
    return std::make_unique<storage::PostgresEngine>(settings, test_random());
  }
  return std::make_unique<storage::SqliteEngine>(location.path, settings, test_random());
}

std::int64_t count_rows(const Place& place, const std::string& table) {
  const std::string text = "SELECT count(*) FROM " + table;
  const storage::Sql sql{"count_rows", 1, text.c_str()};
  // An engine knows a statement by its address, which is free again afterwards; so the engine goes with it.
  return make_engine(settings_for(place))->read([&](storage::Executor& db) { return db.row(sql)->number(); });
}

struct Stores::Parts {
  std::unique_ptr<Place> place;
  std::unique_ptr<storage::Database> database;
  testing::FakeDatabase fake;
};

Stores::Stores(Kind kind) : parts_(std::make_unique<Parts>()) {
  if (kind != Kind::fake) {
    parts_->place = make_place(kind);
    parts_->database = open_at(*parts_->place);
  }
}
Stores::~Stores() = default;

#define PORT(type, name)                                                                          \
  type& Stores::name() {                                                                          \
    return parts_->database ? parts_->database->name() : static_cast<type&>(parts_->fake.name()); \
  }
PORT(keys::KeyStore, keys)
PORT(keys::ServerSecretStore, server_secrets)
PORT(clients::ClientStore, clients)
PORT(clients::AssertionStore, assertions)
PORT(clients::RegistrationStore, registrations)
PORT(accounts::AccountStore, accounts)
PORT(accounts::FailureStore, failures)
PORT(tokens::FamilyStore, families)
PORT(tokens::RevocationStore, revocations)
PORT(authorization::SessionStore, sessions)
PORT(authorization::ConsentStore, consents)
PORT(tokens::DeviceCodeStore, device_codes)
PORT(authorization::LogoutStore, logouts)
PORT(authorization::PushedRequestStore, pushed_requests)
PORT(clients::ResourceStore, resources)
PORT(accounts::MailStore, mails)
#undef PORT

std::string name_of(const ::testing::TestParamInfo<Kind>& info) {
  switch (info.param) {
    case Kind::fake:
      return "Fake";
    case Kind::sqlite:
      return "Sqlite";
    case Kind::sqlite_in_memory:
      return "SqliteInMemory";
    case Kind::postgres:
      return "Postgres";
    case Kind::portable:
      return "Portable";
  }
  return "";
}

void race(const std::function<void(int)>& work, int threads) {
  std::latch start(threads);
  std::vector<std::thread> runners;
  for (int i = 0; i < threads; ++i) {
    runners.emplace_back([&, i] {
      start.arrive_and_wait();
      work(i);
    });
  }
  for (std::thread& runner : runners) {
    runner.join();
  }
}

Random& test_random() {
  static crypto::SystemRandom random;
  return random;
}

}  // namespace signet::contract
