#include "storage/sessions.h"

#include "base/json.h"
#include "storage/errors.h"
#include "storage/family_endings.h"
#include "storage/logouts.h"
#include "storage/scope.h"

namespace signet::storage {
namespace {

constexpr Sql kBegin{"sessions.begin", 0, R"(
    INSERT INTO sessions (cookie_digest, sid, sub, auth_time, acr, amr, created_at, last_seen_at, expires_at)
    VALUES (:cookie_digest, :sid, :sub, :auth_time, :acr, :amr, :created_at, :last_seen_at, :expires_at))"};
constexpr Sql kEnd{"sessions.end", 2,
                   "DELETE FROM sessions WHERE cookie_digest = :cookie_digest RETURNING sid, sub"};
constexpr Sql kClients{"sessions.clients", 1,
                       "SELECT DISTINCT client_id FROM token_families WHERE sid = :sid ORDER BY client_id"};
constexpr Sql kTouch{"sessions.touch", 0, R"(
    UPDATE sessions SET last_seen_at = :now WHERE cookie_digest = :cookie_digest AND last_seen_at < :now)"};
// Deliberate: password_hash is left out; no page needs it.
constexpr Sql kView{"sessions.view", 15, R"(
    SELECT s.sid, s.sub, s.auth_time, s.acr, s.amr, s.created_at, s.last_seen_at, s.expires_at,
           a.email, a.email_verified, a.claims, a.created_at, a.updated_at, c.scope, c.fingerprint
    FROM sessions s
    JOIN accounts a ON a.sub = s.sub AND a.disabled = 0 AND a.removed_at IS NULL
    LEFT JOIN consents c ON c.sub = s.sub AND c.client_id = :client_id
    WHERE s.cookie_digest = :cookie_digest AND s.expires_at > :now AND s.last_seen_at > :idle_since)"};

// What else ends with a session, whose row is gone already.
authorization::EndedSession finish(Executor& db, Row ended, Time now) {
  authorization::EndedSession session;
  session.sid = ended.text();
  session.sub = ended.text();
  for (Row& row : db.rows(kClients, {{"sid", session.sid}})) {
    session.clients.push_back(row.text());
  }
  session.families = end_families_of_session(db, session.sid, now);
  queue_logouts_of_session(db, session.sid, now);
  return session;
}

std::string to_json_array(const std::vector<std::string>& texts) { return Json(texts).dump(); }

std::vector<std::string> texts_of(const std::string& json_array) {
  const Json parsed = Json::parse(json_array, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_array()) {
    throw Error(Trouble::defect, "no array", kView.name);
  }
  return parsed.get<std::vector<std::string>>();
}

}  // namespace

std::string SqlSessionStore::begin(const authorization::Session& session, const std::string& replaced_digest,
                                   Time now) {
  const std::string amr = to_json_array(session.amr);
  return engine_.transaction([&](Executor& db) {
    std::string sid = session.sid;
    const auto replaced =
        replaced_digest.empty() ? std::nullopt : db.row(kEnd, {{"cookie_digest", replaced_digest}});
    if (replaced) {
      Row same_person = *replaced;
      std::string old_sid = same_person.text();
      if (same_person.text() == session.sub) {
        sid = std::move(old_sid);
      } else {
        finish(db, *replaced, now);
      }
    }
    db.run(kBegin, {{"cookie_digest", session.cookie_digest},
                    {"sid", sid},
                    {"sub", session.sub},
                    {"auth_time", session.auth_time},
                    {"acr", session.acr},
                    {"amr", amr},
                    {"created_at", session.created_at},
                    {"last_seen_at", session.last_seen_at},
                    {"expires_at", session.expires_at}});
    return sid;
  });
}

std::optional<authorization::SessionView> SqlSessionStore::view(const std::string& cookie_digest,
                                                                const std::string& client_id, Time now,
                                                                Time idle_since) {
  return engine_.read([&](Executor& db) -> std::optional<authorization::SessionView> {
    auto row = db.row(kView, {{"client_id", client_id},
                              {"cookie_digest", cookie_digest},
                              {"now", now},
                              {"idle_since", idle_since}});
    if (!row) {
      return std::nullopt;
    }
    authorization::SessionView view;
    authorization::Session& session = view.session;
    session.cookie_digest = cookie_digest;
    session.sid = row->text();
    session.sub = row->text();
    session.auth_time = row->time();
    session.acr = row->text();
    session.amr = texts_of(row->text());
    session.created_at = row->time();
    session.last_seen_at = row->time();
    session.expires_at = row->time();
    accounts::Account& account = view.account;
    account.sub = session.sub;
    account.email = row->text();
    account.email_verified = row->flag();
    account.claims = row->text();
    account.created_at = row->time();
    account.updated_at = row->time();
    if (const auto scope = row->optional_text()) {
      view.consented = scope_of(*scope, kView.name);
      view.consented_fingerprint = row->text();
    }
    return view;
  });
}

void SqlSessionStore::touch(const std::string& cookie_digest, Time now) {
  engine_.lax([&](Executor& db) { db.run(kTouch, {{"now", now}, {"cookie_digest", cookie_digest}}); });
}

std::optional<authorization::EndedSession> SqlSessionStore::end(const std::string& cookie_digest, Time now) {
  return engine_.transaction([&](Executor& db) {
    auto ended = db.row(kEnd, {{"cookie_digest", cookie_digest}});
    return ended ? std::optional(finish(db, *std::move(ended), now)) : std::nullopt;
  });
}

}  // namespace signet::storage
