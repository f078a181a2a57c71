#include "storage/server_secrets.h"

#include <optional>

namespace signet::storage {
namespace {

constexpr Sql kFind{"server_secrets.find", 1, "SELECT sealed FROM server_secrets WHERE name = :name"};
constexpr Sql kPut{"server_secrets.put", 0, R"(
    INSERT INTO server_secrets (name, sealed) VALUES (:name, :sealed) ON CONFLICT DO NOTHING)"};
constexpr Sql kReplace{"server_secrets.replace", 1, R"(
    UPDATE server_secrets SET sealed = :fresh WHERE name = :name AND sealed = :old RETURNING name)"};

std::optional<std::string> find(Executor& db, const std::string& name) {
  auto row = db.row(kFind, {{"name", name}});
  return row ? std::optional(row->text()) : std::nullopt;
}

}  // namespace

std::string SqlServerSecretStore::find_or_put(const std::string& name, const std::string& fresh) {
  // Every start but the very first needs to write nothing.
  if (auto found = engine_.read([&](Executor& db) { return find(db, name); })) {
    return *std::move(found);
  }
  engine_.statement([&](Executor& db) { db.run(kPut, {{"name", name}, {"sealed", fresh}}); });
  // Nobody ever removes one.
  return engine_.read([&](Executor& db) { return find(db, name).value(); });
}

bool SqlServerSecretStore::replace(const std::string& name, const std::string& old, const std::string& fresh) {
  return engine_.statement([&](Executor& db) { return db.hits(kReplace, {{"fresh", fresh}, {"name", name}, {"old", old}}); });
}

}  // namespace signet::storage
