#include "storage/device_codes.h"

#include "storage/errors.h"

namespace signet::storage {
namespace {

// Values that are selected rather than listed have no type on PostgreSQL, hence the casts. No more rows are counted
// than matter.
constexpr Sql kCreate{"device_codes.create", 1, R"(
    INSERT INTO device_codes (device_code_digest, user_code_digest, client_id, scope, state, poll_interval,
                              created_at, expires_at)
    SELECT CAST(:device_code_digest AS TEXT), CAST(:user_code_digest AS TEXT), CAST(:client_id AS TEXT),
           CAST(:scope AS TEXT), 'pending', CAST(:poll_interval AS BIGINT), CAST(:created_at AS BIGINT),
           CAST(:expires_at AS BIGINT)
    WHERE (SELECT count(*) FROM (SELECT 1 FROM device_codes WHERE expires_at > :now LIMIT :most) AS waiting) < :most
    ON CONFLICT DO NOTHING RETURNING device_code_digest)"};
constexpr Sql kFind{"device_codes.find", 6, R"(
    SELECT device_code_digest, client_id, scope, poll_interval, created_at, expires_at FROM device_codes
    WHERE user_code_digest = :user_code_digest AND state = 'pending' AND expires_at > :now)"};

constexpr Sql kApprove{"device_codes.approve", 1, R"(
    UPDATE device_codes SET state = 'approved', details = :details
    WHERE user_code_digest = :user_code_digest AND client_id = :client_id AND state = 'pending' AND expires_at > :now
    RETURNING device_code_digest)"};
constexpr Sql kDeny{"device_codes.deny", 1, R"(
    UPDATE device_codes SET state = 'denied'
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
    return device;
  });
}

bool SqlDeviceCodeStore::approve(const std::string& user_code_digest, const tokens::Authorization& authorization, Time now) {
  const std::string details = tokens::to_json(authorization);
  return engine_.statement([&](Executor& db) {
    return db.hits(kApprove, {{"details", details},
                              {"user_code_digest", user_code_digest},
                              {"client_id", authorization.client_id},
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

}  // namespace signet::storage
