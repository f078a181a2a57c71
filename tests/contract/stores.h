// The stores under contract: the same ports over the fake, SQLite and PostgreSQL, each fresh and empty.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "storage/database.h"
#include "storage/engine.h"

namespace signet::contract {

enum class Kind { fake, sqlite, sqlite_in_memory, postgres, portable };

// Where a database of one test lives: an SQLite file or a PostgreSQL schema of its own, gone with this
// object.
class Place {
 public:
  virtual ~Place() = default;
  [[nodiscard]] virtual std::string url() const = 0;
  [[nodiscard]] virtual bool portable() const { return false; }  // a PostgreSQL that is spoken to as if it were none
};
[[nodiscard]] std::unique_ptr<Place> make_place(Kind kind);

// Settings for what is at `place`, with limits so long that a slow machine is no failure.
[[nodiscard]] storage::Settings settings_for(const Place& place);

// Opens what is at `place` and brings its schema up to date.
[[nodiscard]] std::unique_ptr<storage::Database> open_at(const Place& place);

// What a Database stands on, for tests that look below the verbs.
[[nodiscard]] std::unique_ptr<storage::Engine> make_engine(const storage::Settings& settings);
[[nodiscard]] std::int64_t count_rows(const Place& place, const std::string& table);

// The ports of one database or of the fake.
class Stores {
 public:
  explicit Stores(Kind kind);
  ~Stores();

  [[nodiscard]] keys::KeyStore& keys();
  [[nodiscard]] keys::ServerSecretStore& server_secrets();
  [[nodiscard]] clients::ClientStore& clients();
  [[nodiscard]] clients::AssertionStore& assertions();
  [[nodiscard]] clients::RegistrationStore& registrations();
  [[nodiscard]] accounts::AccountStore& accounts();
  [[nodiscard]] accounts::FailureStore& failures();
  [[nodiscard]] tokens::FamilyStore& families();
  [[nodiscard]] tokens::RevocationStore& revocations();
  [[nodiscard]] authorization::SessionStore& sessions();
  [[nodiscard]] authorization::ConsentStore& consents();
  [[nodiscard]] tokens::DeviceCodeStore& device_codes();
  [[nodiscard]] authorization::LogoutStore& logouts();
  [[nodiscard]] authorization::PushedRequestStore& pushed_requests();
  [[nodiscard]] clients::ResourceStore& resources();
  [[nodiscard]] accounts::MailStore& mails();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// A test that every kind of store must pass.
class Contract : public ::testing::TestWithParam<Kind> {
 protected:
  Stores stores{GetParam()};
};
// A test of what only databases have.
class DatabaseContract : public ::testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<Place> place = make_place(GetParam());
  std::unique_ptr<storage::Database> database = open_at(*place);
};

[[nodiscard]] std::string name_of(const ::testing::TestParamInfo<Kind>& info);
inline auto every_kind() {
  return ::testing::Values(Kind::fake, Kind::sqlite, Kind::sqlite_in_memory, Kind::postgres);
}
// For what PostgreSQL does in one statement, and others in several.
inline auto every_kind_and_portable() {
  return ::testing::Values(Kind::fake, Kind::sqlite, Kind::sqlite_in_memory, Kind::postgres, Kind::portable);
}
inline auto both_databases() { return ::testing::Values(Kind::sqlite, Kind::postgres); }

// Runs `work(i)` on 16 threads that start at once, and waits for them.
void race(const std::function<void(int)>& work, int threads = 16);

// Random for those who want one but not its unpredictability.
[[nodiscard]] Random& test_random();

}  // namespace signet::contract
