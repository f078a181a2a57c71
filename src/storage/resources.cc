#include "storage/resources.h"

#include "storage/scope.h"
#include "storage/versions.h"

namespace signet::storage {
namespace {

// One row for an empty registry too, so that version and resources belong together.
constexpr Sql kLoad{"resources.load", 5, R"(
    SELECT v.version, r.uri, r.scopes, r.client_id, r.created_at
    FROM versions v LEFT JOIN resources r ON 1 = 1
    WHERE v.name = 'resources' ORDER BY r.uri)"};
constexpr Sql kAdd{"resources.add", 1, R"(
    INSERT INTO resources (uri, scopes, client_id, created_at) VALUES (:uri, :scopes, :client_id, :created_at)
    ON CONFLICT DO NOTHING RETURNING uri)"};
constexpr Sql kRemove{"resources.remove", 1, "DELETE FROM resources WHERE uri = :uri RETURNING uri"};

}  // namespace

clients::ResourceStore::Snapshot SqlResourceStore::load() {
  return engine_.read([](Executor& db) {
    Snapshot snapshot;
    for (Row& row : db.rows(kLoad)) {
      snapshot.version = row.number();
      if (auto uri = row.optional_text()) {
        auto scopes = scope_of(row.text(), kLoad.name);
        auto client_id = row.text();
        snapshot.resources.push_back({*std::move(uri), std::move(scopes), std::move(client_id), row.time()});
      }
    }
    return snapshot;
  });
}

bool SqlResourceStore::add(const clients::Resource& resource) {
  const std::string scopes = resource.scopes.text();
  return engine_.transaction([&](Executor& db) {
    if (!db.hits(kAdd, {{"uri", resource.uri},
                        {"scopes", scopes},
                        {"client_id", resource.client_id},
                        {"created_at", resource.created_at}})) {
      return false;
    }
    bump_resources_version(db, resource.created_at);
    return true;
  });
}

bool SqlResourceStore::remove(const std::string& uri, Time now) {
  return engine_.transaction([&](Executor& db) {
    if (!db.hits(kRemove, {{"uri", uri}})) {
      return false;
    }
    bump_resources_version(db, now);
    return true;
  });
}

}  // namespace signet::storage
