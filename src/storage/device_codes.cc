#include "storage/device_codes.h"

#include "storage/errors.h"

namespace signet::storage {
namespace {

// Values that are selected rather than listed have no type on PostgreSQL, hence the casts. No more rows are counted
// than matter.
constexpr Sql kCreate{"device_codes.create", 1, R"(
    INSERT INTO device_codes (device_code_digest, user_code_digest, client_id, scope, state, poll_interval,
                              created_at, expires_at, sub, binding_message, notification)
    SELECT CAST(:device_code_digest AS TEXT), CAST(:user_code_digest AS TEXT), CAST(:client_id AS TEXT),
           CAST(:scope AS TEXT), 'pending', CAST(:poll_interval AS BIGINT), CAST(:created_at AS BIGINT),
           CAST(:expires_at AS BIGINT), CAST(:sub AS TEXT), CAST(:binding_message AS TEXT), CAST(:notification AS TEXT)
    WHERE (SELECT count(*) FROM (SELECT 1 FROM device_codes WHERE expires_at > :now LIMIT :most) AS waiting) < :most
    ON CONFLICT DO NOTHING RETURNING device_code_digest)"};
constexpr Sql kFind{"device_codes.find", 9, R"(
    SELECT device_code_digest, client_id, scope, poll_interval, created_at, expires_at, sub, binding_message, notification
    FROM device_codes
    WHERE user_code_digest = :user_code_digest AND state = 'pending' AND expires_at > :now)"};

constexpr Sql kApprove{"device_codes.approve", 1, R"(
    UPDATE device_codes SET state = 'approved', details = :details,
                            notify_at = CASE WHEN notification = '' THEN NULL ELSE CAST(:now AS BIGINT) END
    WHERE user_code_digest = :user_code_digest AND client_id = :client_id AND (sub = '' OR sub = :sub)
      AND state = 'pending' AND expires_at > :now
    RETURNING device_code_digest)"};
constexpr Sql kDeny{"device_codes.deny", 1, R"(
    UPDATE device_codes SET state = 'denied',
                            notify_at = CASE WHEN notification = '' THEN NULL ELSE CAST(:now AS BIGINT) END
    WHERE user_code_digest = :user_code_digest AND state = 'pending' AND expires_at > :now
    RETURNING device_code_digest)"};

// Of all who poll in one interval, one moves last_polled_at; the others find it moved.
constexpr Sql kPoll{"device_codes.poll", 3, R"(
    UPDATE device_codes SET last_polled_at = :now
    WHERE device_code_digest = :device_code_digest AND client_id = :client_id AND expires_at > :now
      AND (last_polled_at IS NULL OR last_polled_at + poll_interval <= :now)
    RETURNING state, details, expires_at)"};
constexpr Sql kSlowDown{"device_codes.slow_down", 1, R"(
    UPDATE device_codes SET poll_interval = poll_interval + :more
    WHERE device_code_digest = :device_code_digest AND client_id = :client_id AND expires_at > :now
    RETURNING device_code_digest)"};
constexpr Sql kIsKnown{"device_codes.is_known", 1, R"(
    SELECT 1 FROM device_codes WHERE device_code_digest = :device_code_digest AND client_id = :client_id)"};

constexpr Sql kNextNotice{"device_codes.next_notice", 1, "SELECT MIN(notify_at) FROM device_codes WHERE notify_at IS NOT NULL"};

// Materialised, so that no plan can look for what is due, and lock it, more than once.
#define TAKE_NOTICES(lock)                                                                                                 \
  "WITH due AS MATERIALIZED (SELECT device_code_digest FROM device_codes WHERE notify_at IS NOT NULL AND notify_at <= :now " \
  "ORDER BY notify_at LIMIT :limit" lock ") UPDATE device_codes SET notify_at = :lease_end "                               \
  "WHERE device_code_digest IN (SELECT device_code_digest FROM due) "                                                      \
  "RETURNING device_code_digest, client_id, notification, notify_attempts, expires_at"
constexpr Sql kTakeNoticesSqlite{"device_codes.take_notices", 5, TAKE_NOTICES("")};
constexpr Sql kTakeNoticesPostgres{"device_codes.take_notices", 5, TAKE_NOTICES(" FOR UPDATE SKIP LOCKED")};
#undef TAKE_NOTICES

constexpr Sql kSettleNotice{"device_codes.settle_notice", 0, R"(
    UPDATE device_codes SET notify_at = :next_attempt_at, notify_attempts = notify_attempts + 1
    WHERE device_code_digest = :device_code_digest AND notify_at IS NOT NULL)"};

using Polled = tokens::DeviceCodeStore::Polled;
using Poll = tokens::DeviceCodeStore::Poll;

Polled polled_of(Row& row) {
  const std::string state = row.text();
  const auto details = row.optional_text();
  if (state != "approved") {
    return {state == "denied" ? Poll::denied : Poll::pending, std::nullopt, {}};
  }
  auto authorization = tokens::authorization_from_json(details.value_or(""));
  if (!authorization) {
    throw Error(Trouble::defect, "unreadable details", kPoll.name);
  }
  return {Poll::approved, std::move(authorization), row.time()};
}

}  // namespace

bool SqlDeviceCodeStore::create(const tokens::WaitingDevice& device, int most, Time now) {
  const std::string scope = device.scope.text();
  return engine_.statement([&](Executor& db) {
    return db.hits(kCreate, {{"device_code_digest", device.device_code_digest},
                             {"user_code_digest", device.user_code_digest},
                             {"client_id", device.client_id},
                             {"scope", scope},
                             {"poll_interval", std::int64_t{device.poll_interval.count()}},
                             {"created_at", device.created_at},
                             {"expires_at", device.expires_at},
                             {"sub", device.sub},
                             {"binding_message", device.binding_message},
                             {"notification", device.notification},
                             {"now", now},
                             {"most", most}});
  });
}

std::optional<tokens::WaitingDevice> SqlDeviceCodeStore::find(const std::string& user_code_digest, Time now) {
  return engine_.read([&](Executor& db) -> std::optional<tokens::WaitingDevice> {
    auto row = db.row(kFind, {{"user_code_digest", user_code_digest}, {"now", now}});
    if (!row) {
      return std::nullopt;
    }
    tokens::WaitingDevice device;
    device.user_code_digest = user_code_digest;
    device.device_code_digest = row->text();
    device.client_id = row->text();
    device.scope = protocol::ScopeSet::parse(row->text()).value();
    device.poll_interval = Milliseconds(row->number());
    device.created_at = row->time();
    device.expires_at = row->time();
    device.sub = row->text();
    device.binding_message = row->text();
    device.notification = row->text();
    return device;
  });
}

bool SqlDeviceCodeStore::approve(const std::string& user_code_digest, const tokens::Authorization& authorization, Time now) {
  const std::string details = tokens::to_json(authorization);
  return engine_.statement([&](Executor& db) {
    return db.hits(kApprove, {{"details", details},
                              {"user_code_digest", user_code_digest},
                              {"client_id", authorization.client_id},
                              {"sub", authorization.sub},
                              {"now", now}});
  });
}

bool SqlDeviceCodeStore::deny(const std::string& user_code_digest, Time now) {
  return engine_.statement([&](Executor& db) { return db.hits(kDeny, {{"user_code_digest", user_code_digest}, {"now", now}}); });
}

// Lax, because devices poll all the time, and a crash that forgets when they did harms nobody. Each statement asks about
// the row as it is then; between them it can only have expired.
Polled SqlDeviceCodeStore::poll(const std::string& device_code_digest, const std::string& client_id, Time now) {
  const Argument digest{"device_code_digest", device_code_digest};
  const Argument client{"client_id", client_id};
  auto polled = engine_.lax([&](Executor& db) {
    auto row = db.row(kPoll, {{"now", now}, digest, client});
    return row ? std::optional(polled_of(*row)) : std::nullopt;
  });
  if (polled) {
    return *std::move(polled);
  }
  const bool slowed = engine_.lax([&](Executor& db) {
    return db.hits(kSlowDown, {{"more", std::int64_t{tokens::kSlowDown.count()}}, digest, client, {"now", now}});
  });
  if (slowed) {
    return {Poll::too_soon, std::nullopt, {}};
  }
  const bool known = engine_.read([&](Executor& db) { return db.hits(kIsKnown, {digest, client}); });
  return {known ? Poll::expired : Poll::unknown, std::nullopt, {}};
}

std::optional<Time> SqlDeviceCodeStore::next_notice() {
  return engine_.read([](Executor& db) { return db.row(kNextNotice)->optional_time(); });
}

// Lax, like settle_notice(): a crash that forgets either makes a client hear the same once more.
std::vector<tokens::DecisionNotice> SqlDeviceCodeStore::take_notices(Time now, Time lease_end, int limit) {
  const Sql& take = engine_.dialect() == Dialect::postgres ? kTakeNoticesPostgres : kTakeNoticesSqlite;
  return engine_.lax([&](Executor& db) {
    std::vector<tokens::DecisionNotice> taken;
    for (Row& row : db.rows(take, {{"now", now}, {"limit", limit}, {"lease_end", lease_end}})) {
      tokens::DecisionNotice& notice = taken.emplace_back();
      notice.device_code_digest = row.text();
      notice.client_id = row.text();
      notice.notification = row.text();
      notice.attempts = static_cast<int>(row.number());
      notice.expires_at = row.time();
    }
    return taken;
  });
}

void SqlDeviceCodeStore::settle_notice(const std::string& device_code_digest, std::optional<Time> next_attempt_at) {
  engine_.lax([&](Executor& db) {
    db.run(kSettleNotice, {{"next_attempt_at", next_attempt_at}, {"device_code_digest", device_code_digest}});
  });
}

}  // namespace signet::storage
