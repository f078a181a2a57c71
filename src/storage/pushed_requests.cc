#include "storage/pushed_requests.h"

namespace signet::storage {
namespace {

// Counts no further than it has to.
constexpr Sql kPush{"pushed_requests.push", 1, R"(
    INSERT INTO pushed_requests (id_digest, client_id, request, expires_at, kept_until)
    SELECT CAST(:id_digest AS TEXT), CAST(:client_id AS TEXT), CAST(:request AS TEXT),
           CAST(:expires_at AS BIGINT), CAST(:expires_at AS BIGINT)
    WHERE (SELECT count(*) FROM (SELECT 1 FROM pushed_requests
                                 WHERE client_id = :client_id AND kept_until > :now LIMIT :most) AS living) < :most
    RETURNING id_digest)"};
constexpr Sql kVisit{"pushed_requests.visit", 1, R"(
    UPDATE pushed_requests SET kept_until = CASE WHEN kept_until < :keep_until THEN :keep_until ELSE kept_until END
    WHERE id_digest = :id_digest AND client_id = :client_id AND expires_at > :now RETURNING request)"};
constexpr Sql kFind{"pushed_requests.find", 1, R"(
    SELECT request FROM pushed_requests
    WHERE id_digest = :id_digest AND client_id = :client_id AND kept_until > :now)"};
constexpr Sql kComplete{"pushed_requests.complete", 1, R"(
    DELETE FROM pushed_requests WHERE id_digest = :id_digest AND kept_until > :now RETURNING id_digest)"};

std::optional<std::string> text_of(std::optional<Row> row) {
  return row ? std::optional(row->text()) : std::nullopt;
}

}  // namespace

bool SqlPushedRequestStore::push(const authorization::StoredPushedRequest& request, int most, Time now) {
  return engine_.statement([&](Executor& db) {
    return db.hits(kPush, {{"id_digest", request.id_digest},
                           {"client_id", request.client_id},
                           {"request", request.request},
                           {"expires_at", request.expires_at},
                           {"now", now},
                           {"most", most}});
  });
}

// Lax: what a crash of the database forgets is that a browser has begun; within the minute it begins anew.
std::optional<std::string> SqlPushedRequestStore::visit(const std::string& id_digest,
                                                        const std::string& client_id, Time keep_until,
                                                        Time now) {
  return engine_.lax([&](Executor& db) {
    return text_of(db.row(kVisit, {{"keep_until", keep_until},
                                   {"id_digest", id_digest},
                                   {"client_id", client_id},
                                   {"now", now}}));
  });
}

std::optional<std::string> SqlPushedRequestStore::find(const std::string& id_digest,
                                                       const std::string& client_id, Time now) {
  return engine_.read([&](Executor& db) {
    return text_of(db.row(kFind, {{"id_digest", id_digest}, {"client_id", client_id}, {"now", now}}));
  });
}

bool SqlPushedRequestStore::complete(const std::string& id_digest, Time now) {
  return engine_.statement([&](Executor& db) {
    return db.hits(kComplete, {{"id_digest", id_digest}, {"now", now}});
  });
}

}  // namespace signet::storage
