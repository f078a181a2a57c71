#include "storage/mails.h"

#include <array>
#include <chrono>
#include <string_view>

#include "base/text.h"
#include "storage/errors.h"

namespace signet::storage {

using accounts::AddressProof;
using accounts::Mail;

namespace {

// The row itself says whether there may be another one. Two at the same moment may both be the last: it is a limit on
// nuisance, not on money.
constexpr Sql kInsertMail{"mails.insert", 1, R"(
    INSERT INTO mails (mail_id, kind, address, address_key, proof_id, languages, state, attempts, next_attempt_at, created_at, expires_at)
    SELECT CAST(:mail_id AS TEXT), CAST(:kind AS TEXT), CAST(:address AS TEXT), CAST(:address_key AS TEXT), CAST(:proof_id AS TEXT),
           CAST(:languages AS TEXT), CAST(:state AS TEXT), 0, CAST(:created_at AS BIGINT), CAST(:created_at AS BIGINT),
           CAST(:expires_at AS BIGINT)
    WHERE (SELECT COUNT(*) FROM mails WHERE address_key = :address_key AND created_at > :counted_from) < :most
    RETURNING mail_id)"};
constexpr Sql kEndOlder{"proofs.end_older", 0, R"(
    DELETE FROM address_proofs WHERE email_key = :email_key AND purpose = :purpose AND sub = :sub)"};
constexpr Sql kEndOlderOfPerson{"proofs.end_older_of_person", 0, R"(
    DELETE FROM address_proofs WHERE sub = :sub AND purpose = :purpose)"};
constexpr Sql kInsertProof{"proofs.insert", 0, R"(
    INSERT INTO address_proofs (proof_id, purpose, email, email_key, sub, wrong_codes, created_at, expires_at)
    VALUES (:proof_id, :purpose, :email, :email_key, :sub, 0, :created_at, :expires_at))"};
constexpr Sql kFind{"proofs.find", 6, R"(
    SELECT proof_id, purpose, email, sub, created_at, expires_at FROM address_proofs
    WHERE proof_id = :proof_id AND expires_at > :now)"};
constexpr Sql kTryCode{"proofs.try_code", 1, R"(
    UPDATE address_proofs SET wrong_codes = wrong_codes + 1
    WHERE proof_id = :proof_id AND expires_at > :now AND wrong_codes < :most RETURNING proof_id)"};
constexpr Sql kUse{"proofs.use", 1, "DELETE FROM address_proofs WHERE proof_id = :proof_id AND expires_at > :now RETURNING proof_id"};
constexpr Sql kEndOfPerson{"proofs.end_of_person", 0, "DELETE FROM address_proofs WHERE sub = :sub"};

constexpr Sql kNextDue{"mails.next_due", 1, "SELECT MIN(next_attempt_at) FROM mails WHERE state = 'pending'"};

// Materialised, so that no plan can look for what is due, and lock it, more than once.
#define TAKE_DUE(lock)                                                                                                   \
  "WITH due AS MATERIALIZED (SELECT mail_id FROM mails WHERE state = 'pending' AND next_attempt_at <= :now "             \
  "ORDER BY next_attempt_at, created_at LIMIT :limit" lock ") UPDATE mails SET next_attempt_at = :lease_end "            \
  "WHERE mail_id IN (SELECT mail_id FROM due) RETURNING mail_id, kind, address, proof_id, languages, attempts, created_at, expires_at"
constexpr Sql kTakeDueSqlite{"mails.take_due", 8, TAKE_DUE("")};
constexpr Sql kTakeDuePostgres{"mails.take_due", 8, TAKE_DUE(" FOR UPDATE SKIP LOCKED")};
#undef TAKE_DUE

constexpr Sql kSettle{"mails.settle", 0, R"(
    UPDATE mails SET state = :state, attempts = attempts + 1, next_attempt_at = :next_attempt_at
    WHERE mail_id = :mail_id AND state = 'pending')"};

constexpr std::int64_t kNoLimit = 1'000'000'000;

template <typename Enum>
struct Name {
  Enum value;
  const char* text;
};
using Purpose = AddressProof::Purpose;
using Kind = Mail::Kind;
using Outcome = accounts::MailStore::Outcome;
constexpr std::array<Name<Purpose>, 4> kPurposes{
    {{Purpose::signup, "signup"}, {Purpose::invitation, "invitation"}, {Purpose::reset, "reset"}, {Purpose::email, "email"}}};
constexpr std::array<Name<Kind>, 8> kKinds{{{Kind::signup, "signup"},
                                            {Kind::known, "known"},
                                            {Kind::invitation, "invitation"},
                                            {Kind::reset, "reset"},
                                            {Kind::email, "email"},
                                            {Kind::email_changed, "email_changed"},
                                            {Kind::password_changed, "password_changed"},
                                            {Kind::decision, "decision"}}};
constexpr std::array<Name<Outcome>, 3> kOutcomes{{{Outcome::sent, "sent"}, {Outcome::failed, "failed"}, {Outcome::put_off, "pending"}}};

template <typename Names, typename Enum>
const char* text_of(const Names& names, Enum value) {
  for (const auto& name : names) {
    if (name.value == value) {
      return name.text;
    }
  }
  throw Error(Trouble::defect, "no such name", kInsertMail.name);
}

template <typename Names>
auto value_of(const Names& names, std::string_view text) {
  for (const auto& name : names) {
    if (name.text == text) {
      return name.value;
    }
  }
  throw Error(Trouble::defect, "no such name", kTakeDueSqlite.name);
}

bool insert(Executor& db, const Mail& mail, std::int64_t most) {
  const std::string address_key = ascii_lower(mail.address);
  return db.hits(kInsertMail, {{"mail_id", mail.mail_id},
                               {"kind", text_of(kKinds, mail.kind)},
                               {"address", mail.address},
                               {"address_key", address_key},
                               {"proof_id", mail.proof_id},
                               {"languages", mail.languages},
                               {"state", mail.wanted ? "pending" : "unwanted"},
                               {"created_at", mail.created_at},
                               {"expires_at", mail.expires_at},
                               {"counted_from", mail.created_at - std::chrono::hours(1)},
                               {"most", most}});
}

}  // namespace

void end_proofs_of_person(Executor& db, const std::string& sub) { db.run(kEndOfPerson, {{"sub", sub}}); }

bool SqlMailStore::ask(const AddressProof& proof, const Mail& mail, int per_hour) {
  const char* purpose = text_of(kPurposes, proof.purpose);
  const std::string email_key = ascii_lower(proof.email);
  return engine_.transaction([&](Executor& db) {
    if (!insert(db, mail, per_hour)) {
      return false;
    }
    if (proof.sub.empty()) {
      db.run(kEndOlder, {{"email_key", email_key}, {"purpose", purpose}, {"sub", proof.sub}});
    } else {
      db.run(kEndOlderOfPerson, {{"sub", proof.sub}, {"purpose", purpose}});
    }
    db.run(kInsertProof, {{"proof_id", proof.proof_id},
                          {"purpose", purpose},
                          {"email", proof.email},
                          {"email_key", email_key},
                          {"sub", proof.sub},
                          {"created_at", proof.created_at},
                          {"expires_at", proof.expires_at}});
    return true;
  });
}

void SqlMailStore::notify(const Mail& mail) {
  engine_.statement([&](Executor& db) { (void)insert(db, mail, kNoLimit); });
}

std::optional<AddressProof> SqlMailStore::find(const std::string& proof_id, Time now) {
  return engine_.read([&](Executor& db) -> std::optional<AddressProof> {
    auto row = db.row(kFind, {{"proof_id", proof_id}, {"now", now}});
    if (!row) {
      return std::nullopt;
    }
    AddressProof proof;
    proof.proof_id = row->text();
    proof.purpose = value_of(kPurposes, row->text());
    proof.email = row->text();
    proof.sub = row->text();
    proof.created_at = row->time();
    proof.expires_at = row->time();
    return proof;
  });
}

bool SqlMailStore::try_code(const std::string& proof_id, int most, Time now) {
  return engine_.statement([&](Executor& db) { return db.hits(kTryCode, {{"proof_id", proof_id}, {"now", now}, {"most", most}}); });
}

bool SqlMailStore::use(const std::string& proof_id, Time now) {
  return engine_.statement([&](Executor& db) { return db.hits(kUse, {{"proof_id", proof_id}, {"now", now}}); });
}

std::optional<Time> SqlMailStore::next_due() {
  return engine_.read([](Executor& db) { return db.row(kNextDue)->optional_time(); });
}

// Lax, like settle(): a crash that forgets either makes somebody get the same message once more.
std::vector<Mail> SqlMailStore::take_due(Time now, Time lease_end, int limit) {
  const Sql& take = engine_.dialect() == Dialect::postgres ? kTakeDuePostgres : kTakeDueSqlite;
  return engine_.lax([&](Executor& db) {
    std::vector<Mail> taken;
    for (Row& row : db.rows(take, {{"now", now}, {"limit", limit}, {"lease_end", lease_end}})) {
      Mail& mail = taken.emplace_back();
      mail.mail_id = row.text();
      mail.kind = value_of(kKinds, row.text());
      mail.address = row.text();
      mail.proof_id = row.text();
      mail.languages = row.text();
      mail.attempts = static_cast<int>(row.number());
      mail.created_at = row.time();
      mail.expires_at = row.time();
      mail.next_attempt_at = lease_end;
    }
    return taken;
  });
}

void SqlMailStore::settle(const std::string& mail_id, Outcome outcome, Time next_attempt_at) {
  engine_.lax([&](Executor& db) {
    db.run(kSettle, {{"state", text_of(kOutcomes, outcome)}, {"next_attempt_at", next_attempt_at}, {"mail_id", mail_id}});
  });
}

}  // namespace signet::storage
