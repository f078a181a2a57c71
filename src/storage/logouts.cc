#include "storage/logouts.h"

#include <array>
#include <string_view>

#include "storage/errors.h"

namespace signet::storage {

using authorization::LogoutDelivery;

namespace {

// Deliberate: the metadata is looked through as text. That lets through every client that listens, which is all that
// matters here: the courier asks the registry before it sends anything.
#define INSERT_DELIVERIES                                                                                        \
  "INSERT INTO logout_deliveries (client_id, sid, sub, state, attempts, next_attempt_at, last_status, "          \
  "created_at) "                                                                                                 \
  "SELECT DISTINCT f.client_id, f.sid, f.sub, 'pending', 0, CAST(:now AS BIGINT), 0, CAST(:now AS BIGINT) "      \
  "FROM token_families f JOIN clients c ON c.client_id = f.client_id AND c.disabled = 0 AND c.removed_at IS NULL " \
  "AND c.metadata LIKE '%\"backchannel_logout_uri\"%' "
constexpr Sql kQueueOfSession{"logouts.queue_of_session", 0,
                              INSERT_DELIVERIES "WHERE f.sid = :sid ON CONFLICT DO NOTHING"};
constexpr Sql kQueueOfPerson{
    "logouts.queue_of_person", 0,
    INSERT_DELIVERIES "WHERE f.sid IN (SELECT sid FROM sessions WHERE sub = :sub) ON CONFLICT DO NOTHING"};
#undef INSERT_DELIVERIES

constexpr Sql kNextDue{"logouts.next_due", 1,
                       "SELECT MIN(next_attempt_at) FROM logout_deliveries WHERE state = 'pending'"};

// Materialised, so that no plan can look for what is due, and lock it, more than once.
#define TAKE_DUE(lock)                                                                                       \
  "WITH due AS MATERIALIZED (SELECT client_id, sid FROM logout_deliveries "                                  \
  "WHERE state = 'pending' AND next_attempt_at <= :now ORDER BY next_attempt_at, created_at LIMIT :limit" lock \
  ") UPDATE logout_deliveries SET next_attempt_at = :lease_end "                                             \
  "WHERE (client_id, sid) IN (SELECT client_id, sid FROM due) "                                              \
  "RETURNING client_id, sid, sub, attempts, last_status, created_at"
constexpr Sql kTakeDueSqlite{"logouts.take_due", 6, TAKE_DUE("")};
constexpr Sql kTakeDuePostgres{"logouts.take_due", 6, TAKE_DUE(" FOR UPDATE SKIP LOCKED")};
#undef TAKE_DUE

constexpr Sql kSettle{"logouts.settle", 0, R"(
    UPDATE logout_deliveries SET state = :state, attempts = attempts + 1, next_attempt_at = :next_attempt_at,
                                 last_status = :last_status
    WHERE client_id = :client_id AND sid = :sid AND state = 'pending')"};
constexpr Sql kPutOff{"logouts.put_off", 0, R"(
    UPDATE logout_deliveries SET next_attempt_at = :until
    WHERE client_id = :client_id AND state = 'pending' AND next_attempt_at < :until)"};
constexpr Sql kToClient{"logouts.to_client", 7, R"(
    SELECT sid, sub, state, attempts, next_attempt_at, last_status, created_at FROM logout_deliveries
    WHERE client_id = :client_id ORDER BY created_at DESC, sid LIMIT :limit)"};

using State = LogoutDelivery::State;
struct Name {
  State state;
  const char* text;
};
constexpr std::array kNames{Name{State::pending, "pending"}, Name{State::delivered, "delivered"},
                            Name{State::failed, "failed"}, Name{State::unwanted, "unwanted"}};

const char* text_of(State state) {
  for (const Name& name : kNames) {
    if (name.state == state) {
      return name.text;
    }
  }
  throw Error(Trouble::defect, "no state", kSettle.name);
}

State state_of(std::string_view text) {
  for (const Name& name : kNames) {
    if (name.text == text) {
      return name.state;
    }
  }
  throw Error(Trouble::defect, "no state", kToClient.name);
}

}  // namespace

void queue_logouts_of_session(Executor& db, const std::string& sid, Time now) {
  db.run(kQueueOfSession, {{"now", now}, {"sid", sid}});
}

void queue_logouts_of_person(Executor& db, const std::string& sub, Time now) {
  db.run(kQueueOfPerson, {{"now", now}, {"sub", sub}});
}

std::optional<Time> SqlLogoutStore::next_due() {
  return engine_.read([](Executor& db) { return db.row(kNextDue)->optional_time(); });
}

// Lax, like settle(): a crash that forgets either makes a client hear the same once more, as it must be ready to.
std::vector<LogoutDelivery> SqlLogoutStore::take_due(Time now, Time lease_end, int limit) {
  const Sql& take = engine_.dialect() == Dialect::postgres ? kTakeDuePostgres : kTakeDueSqlite;
  return engine_.lax([&](Executor& db) {
    std::vector<LogoutDelivery> taken;
    for (Row& row : db.rows(take, {{"now", now}, {"limit", limit}, {"lease_end", lease_end}})) {
      LogoutDelivery& delivery = taken.emplace_back();
      delivery.client_id = row.text();
      delivery.sid = row.text();
      delivery.sub = row.text();
      delivery.attempts = static_cast<int>(row.number());
      delivery.last_status = static_cast<int>(row.number());
      delivery.created_at = row.time();
      delivery.next_attempt_at = lease_end;
    }
    return taken;
  });
}

void SqlLogoutStore::settle(const LogoutDelivery& delivery) {
  engine_.lax([&](Executor& db) {
    db.run(kSettle, {{"state", text_of(delivery.state)},
                     {"next_attempt_at", delivery.next_attempt_at},
                     {"last_status", delivery.last_status},
                     {"client_id", delivery.client_id},
                     {"sid", delivery.sid}});
  });
}

void SqlLogoutStore::put_off(const std::string& client_id, Time until) {
  engine_.lax([&](Executor& db) { db.run(kPutOff, {{"until", until}, {"client_id", client_id}}); });
}

std::vector<LogoutDelivery> SqlLogoutStore::to_client(const std::string& client_id, int limit) {
  return engine_.read([&](Executor& db) {
    std::vector<LogoutDelivery> found;
    for (Row& row : db.rows(kToClient, {{"client_id", client_id}, {"limit", limit}})) {
      LogoutDelivery& delivery = found.emplace_back();
      delivery.client_id = client_id;
      delivery.sid = row.text();
      delivery.sub = row.text();
      delivery.state = state_of(row.text());
      delivery.attempts = static_cast<int>(row.number());
      delivery.next_attempt_at = row.time();
      delivery.last_status = static_cast<int>(row.number());
      delivery.created_at = row.time();
    }
    return found;
  });
}

}  // namespace signet::storage
