#include "storage/family_endings.h"

namespace signet::storage {
namespace {

// sweep_at moves along: a revoked row is swept when the last access token made from it has expired.
constexpr Sql kEndOfPerson{"families.end_of_person", 1, R"(
    UPDATE token_families SET revoked_at = :now, sweep_at = :now
    WHERE sub = :sub AND revoked_at IS NULL RETURNING family_id)"};
constexpr Sql kEndOfConsent{"families.end_of_consent", 1, R"(
    UPDATE token_families SET revoked_at = :now, sweep_at = :now
    WHERE sub = :sub AND client_id = :client_id AND revoked_at IS NULL RETURNING family_id)"};
constexpr Sql kEndOfSession{"families.end_of_session", 1, R"(
    UPDATE token_families SET revoked_at = :now, sweep_at = :now
    WHERE sid = :sid AND offline = 0 AND revoked_at IS NULL RETURNING family_id)"};
constexpr Sql kEndOfClient{"families.end_of_client", 0, R"(
    UPDATE token_families SET revoked_at = :now, sweep_at = :now
    WHERE client_id = :client_id AND revoked_at IS NULL)"};

std::vector<std::string> ids(std::vector<Row> rows) {
  std::vector<std::string> found;
  found.reserve(rows.size());
  for (Row& row : rows) {
    found.push_back(row.text());
  }
  return found;
}

}  // namespace

std::vector<std::string> end_families_of_person(Executor& db, const std::string& sub, Time now) {
  return ids(db.rows(kEndOfPerson, {{"now", now}, {"sub", sub}}));
}

std::vector<std::string> end_families_of_consent(Executor& db, const std::string& sub,
                                                 const std::string& client_id, Time now) {
  return ids(db.rows(kEndOfConsent, {{"now", now}, {"sub", sub}, {"client_id", client_id}}));
}

std::vector<std::string> end_families_of_session(Executor& db, const std::string& sid, Time now) {
  return ids(db.rows(kEndOfSession, {{"now", now}, {"sid", sid}}));
}

void end_families_of_client(Executor& db, const std::string& client_id, Time now) {
  db.be_patient();
  db.run(kEndOfClient, {{"now", now}, {"client_id", client_id}});
}

}  // namespace signet::storage
