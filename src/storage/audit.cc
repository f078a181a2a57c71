#include "storage/audit.h"

#include <algorithm>
#include <string>

#include "base/json.h"
#include "storage/errors.h"

namespace signet::storage {

using audit::Event;
using audit::Head;

namespace {

#define SELECT_EVENTS                                                                                                     \
  "SELECT event_id, at, kind, actor, sub, client_id, sid, object, source, details_before, details_after, "               \
  "COALESCE(position, 0), COALESCE(hash, '') FROM audit_events "
constexpr int kEventColumns = 13;
// One statement for every filter: what is not asked for is not compared. Two more, so that the indexes are used where they help.
#define LIST(condition)                                                                                                    \
  SELECT_EVENTS "WHERE at >= :since AND (:kind = '' OR kind = :kind) AND (:sub = '' OR sub = :sub) " \
                "AND (:client_id = '' OR client_id = :client_id) " condition "ORDER BY event_id DESC LIMIT :limit"
constexpr Sql kList{"audit.list", kEventColumns, LIST("")};
constexpr Sql kListOfPerson{"audit.list_of_person", kEventColumns, LIST("AND sub = :sub ")};
constexpr Sql kListOfClient{"audit.list_of_client", kEventColumns, LIST("AND client_id = :client_id ")};
#undef LIST
constexpr Sql kUnchained{"audit.unchained", kEventColumns, SELECT_EVENTS "WHERE position IS NULL ORDER BY event_id LIMIT :limit"};
constexpr Sql kChained{"audit.chained", kEventColumns,
                       SELECT_EVENTS "WHERE position >= :position ORDER BY position LIMIT :limit"};
#undef SELECT_EVENTS

constexpr Sql kNote{"audit.note", 0, R"(
    INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
    VALUES (:kind, :actor, :sub, :client_id, :sid, :object, :source, '', :after))"};
constexpr Sql kHead{"audit.head", 4, "SELECT position, hash, pruned_position, pruned_hash FROM audit_head WHERE id = 1"};
constexpr Sql kAnyUnchained{"audit.any_unchained", 1, "SELECT COUNT(*) FROM (SELECT 1 FROM audit_events WHERE position IS NULL LIMIT 1) AS one"};
constexpr Sql kCountUnchained{"audit.count_unchained", 1, "SELECT COUNT(*) FROM audit_events WHERE position IS NULL"};

// On PostgreSQL the row's lock is the lease: who does not get it leaves the work to whoever has it.
constexpr Sql kLease{"audit.lease", 2, "SELECT position, hash FROM audit_head WHERE id = 1 FOR UPDATE SKIP LOCKED"};
constexpr Sql kLeaseSqlite{"audit.lease", 2, "SELECT position, hash FROM audit_head WHERE id = 1"};
constexpr Sql kLink{"audit.link", 0, R"(
    UPDATE audit_events SET position = v.position, hash = v.hash
    FROM json_to_recordset(CAST(:links AS json)) AS v(event_id BIGINT, position BIGINT, hash TEXT)
    WHERE audit_events.event_id = v.event_id)"};
// One by one: a join is planned by statistics, and by those of a database that was young when they were taken, SQLite would go through all
// events for each link.
constexpr Sql kLinkSqlite{"audit.link", 0, "UPDATE audit_events SET position = :position, hash = :hash WHERE event_id = :event_id"};
constexpr Sql kSetHead{"audit.set_head", 0, "UPDATE audit_head SET position = :position, hash = :hash WHERE id = 1"};

constexpr Sql kOldest{"audit.oldest", 3, R"(
    SELECT position, at, hash FROM audit_events WHERE position IS NOT NULL ORDER BY position LIMIT :limit)"};
constexpr Sql kSetPruned{"audit.set_pruned", 0,
                         "UPDATE audit_head SET pruned_position = :position, pruned_hash = :hash WHERE id = 1"};
constexpr Sql kPrune{"audit.prune", 1, "DELETE FROM audit_events WHERE position <= :position RETURNING 1"};

Event event_of(Row& row) {
  Event event;
  event.event_id = row.number();
  event.at = row.time();
  event.kind = row.text();
  event.actor = row.text();
  event.sub = row.text();
  event.client_id = row.text();
  event.sid = row.text();
  event.object = row.text();
  event.source = row.text();
  event.before = row.text();
  event.after = row.text();
  event.position = row.number();
  event.hash = row.text();
  return event;
}

std::vector<Event> events_of(std::vector<Row> rows) {
  std::vector<Event> events;
  events.reserve(rows.size());
  for (Row& row : rows) {
    events.push_back(event_of(row));
  }
  return events;
}

}  // namespace

void SqlEventStore::note(const Event& event) {
  engine_.lax([&](Executor& db) {
    db.run(kNote, {{"kind", event.kind},
                   {"actor", actor_},
                   {"sub", event.sub},
                   {"client_id", event.client_id},
                   {"sid", event.sid},
                   {"object", event.object},
                   {"source", event.source},
                   {"after", event.after}});
  });
}

std::vector<Event> SqlEventStore::list(const audit::Filter& filter) {
  const Sql& list = !filter.sub.empty() ? kListOfPerson : !filter.client_id.empty() ? kListOfClient : kList;
  auto newest = engine_.read([&](Executor& db) {
    return events_of(db.rows(list, {{"since", filter.since.value_or(Time())},
                                    {"kind", filter.kind},
                                    {"sub", filter.sub},
                                    {"client_id", filter.client_id},
                                    {"limit", filter.limit}}));
  });
  std::reverse(newest.begin(), newest.end());
  return newest;
}

int SqlEventStore::chain(int limit) {
  if (!engine_.read([](Executor& db) { return db.row(kAnyUnchained)->flag(); })) {
    return 0;  // most of the time: no transaction for nothing
  }
  const bool postgres = engine_.dialect() == Dialect::postgres;
  return engine_.transaction([&](Executor& db) {
    auto lease = db.row(postgres ? kLease : kLeaseSqlite);
    if (!lease) {
      return 0;
    }
    std::int64_t position = lease->number();
    std::string hash = lease->text();
    Json links = Json::array();
    for (const Event& event : events_of(db.rows(kUnchained, {{"limit", limit}}))) {
      hash = audit::hash_after(hash, event);
      ++position;
      if (!postgres) {
        db.run(kLinkSqlite, {{"position", position}, {"hash", hash}, {"event_id", event.event_id}});
      }
      links.push_back({{"event_id", event.event_id}, {"position", position}, {"hash", hash}});
    }
    if (!links.empty()) {
      if (postgres) {
        const std::string text = links.dump();
        db.run(kLink, {{"links", text}});
      }
      db.run(kSetHead, {{"position", position}, {"hash", hash}});
    }
    return static_cast<int>(links.size());
  });
}

Head SqlEventStore::head() {
  return engine_.read([](Executor& db) {
    auto row = db.row(kHead);
    Head head;
    head.position = row->number();
    head.hash = row->text();
    head.pruned_position = row->number();
    head.pruned_hash = row->text();
    return head;
  });
}

std::int64_t SqlEventStore::count_unchained() {
  return engine_.read([](Executor& db) { return db.row(kCountUnchained)->number(); });
}

std::vector<Event> SqlEventStore::chained_from(std::int64_t position, int limit) {
  return engine_.read([&](Executor& db) { return events_of(db.rows(kChained, {{"position", position}, {"limit", limit}})); });
}

int SqlEventStore::prune(Time before, int limit) {
  const bool postgres = engine_.dialect() == Dialect::postgres;
  return engine_.transaction([&](Executor& db) {
    if (!db.row(postgres ? kLease : kLeaseSqlite)) {
      return 0;
    }
    std::int64_t position = 0;
    std::string hash;
    for (Row& row : db.rows(kOldest, {{"limit", limit}})) {
      const std::int64_t at_position = row.number();
      if (row.time() >= before) {
        break;  // what is younger keeps all after it, so that the chain has no gap
      }
      position = at_position;
      hash = row.text();
    }
    if (position == 0) {
      return 0;
    }
    db.run(kSetPruned, {{"position", position}, {"hash", hash}});
    return static_cast<int>(db.rows(kPrune, {{"position", position}}).size());
  });
}

}  // namespace signet::storage
