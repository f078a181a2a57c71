#include "storage/accounts.h"

#include "base/text.h"
#include "storage/errors.h"
#include "storage/family_endings.h"
#include "storage/logouts.h"
#include "storage/mails.h"
#include "storage/scope.h"

namespace signet::storage {
namespace {

#define SELECT_ACCOUNTS                                                                              \
  "SELECT sub, email, email_verified, disabled, password_hash, claims, created_at, updated_at, roles FROM " \
  "accounts "
constexpr int kAccountColumns = 9;

constexpr Sql kFind{"accounts.find", kAccountColumns,
                    SELECT_ACCOUNTS "WHERE sub = :sub AND removed_at IS NULL"};
constexpr Sql kFindByEmail{"accounts.find_by_email", kAccountColumns,
                           SELECT_ACCOUNTS "WHERE email_key = :email_key"};
constexpr Sql kList{"accounts.list", kAccountColumns,
                    SELECT_ACCOUNTS
                    "WHERE sub > :after_sub AND removed_at IS NULL ORDER BY sub LIMIT :limit"};
#undef SELECT_ACCOUNTS

constexpr Sql kCreate{"accounts.create", 1, R"(
    INSERT INTO accounts (sub, email, email_key, email_verified, disabled, password_hash, claims,
                          created_at, updated_at, roles)
    VALUES (:sub, :email, :email_key, :email_verified, :disabled, :password_hash, :claims,
            :created_at, :updated_at, :roles)
    ON CONFLICT DO NOTHING RETURNING sub)"};
constexpr Sql kUpdate{"accounts.update", 1, R"(
    UPDATE accounts SET email = :email, email_key = :email_key, email_verified = :email_verified,
                        claims = :claims, updated_at = :now
    WHERE sub = :sub AND removed_at IS NULL RETURNING sub)"};
constexpr Sql kSetPassword{"accounts.set_password", 1, R"(
    UPDATE accounts SET password_hash = :password_hash, updated_at = :now
    WHERE sub = :sub AND removed_at IS NULL RETURNING sub)"};
constexpr Sql kSetDisabled{"accounts.set_disabled", 1, R"(
    UPDATE accounts SET disabled = :disabled, updated_at = :now
    WHERE sub = :sub AND removed_at IS NULL RETURNING sub)"};
constexpr Sql kSetRoles{"accounts.set_roles", 1, R"(
    UPDATE accounts SET roles = :roles, updated_at = :now
    WHERE sub = :sub AND roles = :old_roles AND removed_at IS NULL RETURNING sub)"};
constexpr Sql kRehash{"accounts.rehash", 0, R"(
    UPDATE accounts SET password_hash = :new_hash
    WHERE sub = :sub AND password_hash = :old_hash AND removed_at IS NULL)"};

constexpr Sql kRemove{"accounts.remove", 1, R"(
    UPDATE accounts SET removed_at = :now, updated_at = :now,
                        email = '', email_key = NULL, password_hash = '', claims = '{}', roles = ''
    WHERE sub = :sub AND removed_at IS NULL RETURNING sub)"};
constexpr Sql kRemoveConsents{"accounts.remove_consents", 0, "DELETE FROM consents WHERE sub = :sub"};
constexpr Sql kEndSessions{"accounts.end_sessions", 0, "DELETE FROM sessions WHERE sub = :sub"};

accounts::Account account_of(Row& row) {
  accounts::Account account;
  account.sub = row.text();
  account.email = row.text();
  account.email_verified = row.flag();
  account.disabled = row.flag();
  account.password_hash = row.text();
  account.claims = row.text();
  account.created_at = row.time();
  account.updated_at = row.time();
  account.roles = scope_of(row.text(), kFind.name);
  return account;
}

std::optional<accounts::Account> account_of(std::optional<Row> row) {
  return row ? std::optional(account_of(*row)) : std::nullopt;
}

// After the account's own row was changed, and thereby locked: a code redeemed at the same moment either
// comes first, and its family is found here, or sees the change [R-RT-9].
void end_sessions_and_families(Executor& db, const std::string& sub, Time now) {
  queue_logouts_of_person(db, sub, now);
  db.run(kEndSessions, {{"sub", sub}});
  end_families_of_person(db, sub, now);
}

}  // namespace

std::optional<accounts::Account> SqlAccountStore::find(const std::string& sub) {
  return engine_.read([&](Executor& db) { return account_of(db.row(kFind, {{"sub", sub}})); });
}

std::optional<accounts::Account> SqlAccountStore::find_by_email(const std::string& email) {
  const std::string email_key = ascii_lower(email);
  return engine_.read([&](Executor& db) {
    return account_of(db.row(kFindByEmail, {{"email_key", email_key}}));
  });
}

std::vector<accounts::Account> SqlAccountStore::list(const std::string& after_sub, int limit) {
  return engine_.read([&](Executor& db) {
    std::vector<accounts::Account> page;
    for (Row& row : db.rows(kList, {{"after_sub", after_sub}, {"limit", limit}})) {
      page.push_back(account_of(row));
    }
    return page;
  });
}

bool SqlAccountStore::create(const accounts::Account& account) {
  const std::string email_key = ascii_lower(account.email);
  const std::string roles = account.roles.text();
  return engine_.statement([&](Executor& db) {
    return db.hits(kCreate, {{"sub", account.sub},
                             {"email", account.email},
                             {"email_key", email_key},
                             {"email_verified", account.email_verified},
                             {"disabled", account.disabled},
                             {"password_hash", account.password_hash},
                             {"claims", account.claims},
                             {"created_at", account.created_at},
                             {"updated_at", account.updated_at},
                             {"roles", roles}});
  });
}

accounts::AccountStore::Update SqlAccountStore::update(const std::string& sub, const std::string& email,
                                                       bool email_verified, const std::string& claims,
                                                       Time now) {
  const std::string email_key = ascii_lower(email);
  try {
    const bool found = engine_.statement([&](Executor& db) {
      return db.hits(kUpdate, {{"email", email},
                               {"email_key", email_key},
                               {"email_verified", email_verified},
                               {"claims", claims},
                               {"now", now},
                               {"sub", sub}});
    });
    return found ? Update::done : Update::not_found;
  } catch (const Error& error) {
    if (error.trouble() != Trouble::conflict) {  // the unique email_key is the only constraint this can break
      throw;
    }
    return Update::email_taken;
  }
}

bool SqlAccountStore::set_password(const std::string& sub, const std::string& password_hash, Time now) {
  return engine_.transaction([&](Executor& db) {
    const bool found = db.hits(kSetPassword, {{"password_hash", password_hash}, {"now", now}, {"sub", sub}});
    if (found) {
      end_sessions_and_families(db, sub, now);
      end_proofs_of_person(db, sub);  // a link is bound to the password that it was asked for [R-PW-7]
    }
    return found;
  });
}

bool SqlAccountStore::set_disabled(const std::string& sub, bool disabled, Time now) {
  return engine_.transaction([&](Executor& db) {
    const bool found = db.hits(kSetDisabled, {{"disabled", disabled}, {"now", now}, {"sub", sub}});
    if (found) {
      end_sessions_and_families(db, sub, now);
    }
    return found;
  });
}

bool SqlAccountStore::remove(const std::string& sub, Time now) {
  return engine_.transaction([&](Executor& db) {
    const bool found = db.hits(kRemove, {{"now", now}, {"sub", sub}});
    if (found) {
      end_sessions_and_families(db, sub, now);
      end_proofs_of_person(db, sub);
      db.run(kRemoveConsents, {{"sub", sub}});
    }
    return found;
  });
}

bool SqlAccountStore::set_roles(const std::string& sub, const protocol::RoleSet& old_roles,
                                const protocol::RoleSet& roles, Time now) {
  const std::string old_text = old_roles.text();
  const std::string text = roles.text();
  return engine_.transaction([&](Executor& db) {
    const bool done = db.hits(kSetRoles, {{"roles", text}, {"now", now}, {"sub", sub}, {"old_roles", old_text}});
    if (done && !roles.includes(old_roles)) {
      end_sessions_and_families(db, sub, now);
    }
    return done;
  });
}

void SqlAccountStore::rehash(const std::string& sub, const std::string& old_hash,
                             const std::string& new_hash) {
  engine_.statement([&](Executor& db) {
    db.run(kRehash, {{"new_hash", new_hash}, {"sub", sub}, {"old_hash", old_hash}});
  });
}

}  // namespace signet::storage
