// What accounts need kept: people, their password hashes, and how often somebody guessed wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "protocol/scope.h"

namespace signet::accounts {

struct Account {
  std::string sub;    // opaque, random, never reused, even after deletion
  std::string email;  // as the person wrote it; unique without regard to case
  bool email_verified = false;
  bool disabled = false;
  std::string password_hash;  // PHC or crypt(3) text; empty: no password can match
  std::string claims = "{}";  // standard OIDC claims as a JSON object, without sub, email, email_verified
  protocol::RoleSet roles;    // what the operator's own services let the person do
  Time created_at;
  Time updated_at;
};

class AccountStore {
 public:
  virtual ~AccountStore() = default;

  [[nodiscard]] virtual std::optional<Account> find(const std::string& sub) = 0;
  [[nodiscard]] virtual std::optional<Account> find_by_email(const std::string& email) = 0;  // any case
  // In order of sub, after `after_sub`, at most `limit`.
  [[nodiscard]] virtual std::vector<Account> list(const std::string& after_sub, int limit) = 0;

  // False if the e-mail address or the sub is taken; then nothing is written.
  [[nodiscard]] virtual bool create(const Account& account) = 0;

  // Replaces email, email_verified and claims. not_found; or email_taken by somebody else.
  enum class Update { done, not_found, email_taken };
  [[nodiscard]] virtual Update update(const std::string& sub, const std::string& email, bool email_verified, const std::string& claims,
                                      Time now) = 0;

  // The three below end, in the same transaction, every session and token family of the account [R-RT-9] and write
  // their revocations. False if there is no such account.
  [[nodiscard]] virtual bool set_password(const std::string& sub, const std::string& password_hash, Time now) = 0;
  [[nodiscard]] virtual bool set_disabled(const std::string& sub, bool disabled, Time now) = 0;
  [[nodiscard]] virtual bool remove(const std::string& sub, Time now) = 0;

  // Replaces the roles only if they are still `old_roles`; false otherwise, or if there is no such account. Where one is taken
  // away, sessions and families end as above, so that no token goes on saying otherwise.
  [[nodiscard]] virtual bool set_roles(const std::string& sub, const protocol::RoleSet& old_roles, const protocol::RoleSet& roles,
                                       Time now) = 0;

  // Replaces the hash only if it is still `old_hash`; ends nothing. For upgrades at login.
  virtual void rehash(const std::string& sub, const std::string& old_hash, const std::string& new_hash) = 0;
};

// Wrong passwords, counted per account and source so that guessing is hopeless and nobody locks out somebody else.
class FailureStore {
 public:
  virtual ~FailureStore() = default;

  struct Failures {
    int count = 0;  // consecutive
    Time last_at;
  };

  // `key` is a digest; it never holds what somebody typed. Counts whose last failure is older than `forget_before`
  // are zero.
  [[nodiscard]] virtual Failures failures(const std::string& key, Time forget_before) = 0;
  // Atomic: n concurrent callers leave a count that is n higher.
  virtual Failures record(const std::string& key, Time now, Time forget_before) = 0;
  virtual void clear(const std::string& key) = 0;
};

}  // namespace signet::accounts
