// The cellar: every store of the project over one SQLite file or one PostgreSQL. The only header of this room
// that others need, besides settings.h and errors.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accounts/account_store.h"
#include "accounts/mail_store.h"
#include "audit/event_store.h"
#include "authorization/logout_store.h"
#include "authorization/pushed_request_store.h"
#include "authorization/session_store.h"
#include "base/random.h"
#include "clients/client_store.h"
#include "clients/registration_store.h"
#include "clients/resource_store.h"
#include "keys/key_store.h"
#include "keys/server_secret.h"
#include "storage/errors.h"
#include "storage/migration_status.h"
#include "storage/settings.h"
#include "storage/versions.h"
#include "tokens/device_code_store.h"
#include "tokens/family_store.h"

namespace signet::storage {

// Safe to use from any number of threads. Every function may throw Unavailable: the database is not there, or
// too slow; nothing was decided. After Unavailable from a write its outcome is unknown: the rows tell, once
// they can be read, and nobody repeats it blindly [R-DB-2]. Error means a defect of ours.
class Database {
 public:
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

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
  [[nodiscard]] audit::EventStore& audit();

  // Where the sets stand of which servers keep copies; one statement, cheap enough to ask twice a second.
  [[nodiscard]] Versions versions();

  // The database's own time, from which a replica learns its offset [R-TIME-1]; nullopt on SQLite, whose time
  // is ours.
  [[nodiscard]] std::optional<Time> clock();

  // Returns if the database answers.
  void ping();

  // How many statements this process has run so far, for requests and for its own upkeep.
  [[nodiscard]] std::uint64_t statements() const;

  // Removes a slice of what has expired from each table and returns how many rows that were; zero when there is
  // nothing left. By one thread at a time, like the next.
  int remove_expired(Time now);

  // Another slice from each table of which the last slice found many; zero where there is none.
  int remove_more_expired(Time now);

  [[nodiscard]] MigrationStatus migrations();
  // Applies what is pending. Safe for any number of programs at once. Throws Error where a migration fails
  // and std::runtime_error where an applied one has been edited.
  void migrate(Time now);

  // What makes an acknowledged write less than durable, such as "fsync = off"; empty when nothing does
  // [R-DB-4].
  [[nodiscard]] std::vector<std::string> weaknesses();
  // Whether the role that serves could change the schema [R-DB-6].
  [[nodiscard]] bool may_change_schema();

 private:
  friend std::unique_ptr<Database> open(const Settings& settings, Random& random);
  struct Parts;
  explicit Database(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

// Opens the database that the URL names; an SQLite file is made if it is missing. PostgreSQL is not contacted
// before it is needed. Throws std::invalid_argument for a URL that is none of ours (without repeating it).
[[nodiscard]] std::unique_ptr<Database> open(const Settings& settings, Random& random);

}  // namespace signet::storage
