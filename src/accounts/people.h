// What an operator does with accounts: the verbs behind `signet account`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/account_store.h"
#include "accounts/password.h"
#include "base/json.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "crypto/password_hash.h"

namespace signet::accounts {

inline constexpr std::size_t kMostRoles = 32;  // they travel in every access token

// One word of printable ASCII without quotes and backslashes, of at most 64 characters.
[[nodiscard]] bool is_role(std::string_view text);

inline constexpr std::string_view kUnsupportedHash =
    "The hash is none of argon2id, argon2i (m up to 1 GiB, t up to 10), bcrypt (cost 4 to 16), PBKDF2 (up to 2,000,000 iterations), scrypt (up to "
    "256 MiB) and sha512-crypt.";

struct NewAccount {
  std::string email;
  bool email_verified = false;
  std::optional<Secret> password;  // as typed; without one nobody can sign in until it is set
  Json claims = Json::object();    // as validate_claims() accepts; email_verified may stand here, too
};

// What is absent stays as it is.
struct AccountChange {
  std::optional<std::string> email;
  std::optional<bool> email_verified;  // a new e-mail address is unverified unless this says otherwise
  std::optional<Json> claims;          // merged into the present ones; a null removes [RFC7396]
};

// Every error is a sentence for the operator. `who` is a sub or an e-mail address.
class People {
 public:
  People(AccountStore& accounts, Random& random, crypto::Argon2Params params = {},
         PasswordPolicy policy = {});

  // With a fresh sub of 128 random bits, which is never reused.
  [[nodiscard]] Expected<Account, std::string> create(NewAccount fresh, Time now);
  [[nodiscard]] Expected<Account, std::string> update(std::string_view who, const AccountChange& change,
                                                      Time now);

  // These four end every session and token family of the person.
  [[nodiscard]] Expected<Account, std::string> set_password(std::string_view who, const Secret& password,
                                                            Time now);
  [[nodiscard]] Expected<Account, std::string> import_password_hash(std::string_view who,
                                                                    const std::string& hash, Time now);
  [[nodiscard]] Expected<Account, std::string> set_disabled(std::string_view who, bool disabled, Time now);
  [[nodiscard]] Expected<Account, std::string> remove(std::string_view who, Time now);  // returns who it was

  // Already having it, or not having it, is no error. Taking one away ends every session and token family of the person;
  // a new one stands in the tokens that are issued from now on.
  [[nodiscard]] Expected<Account, std::string> add_role(std::string_view who, const std::string& role, Time now);
  [[nodiscard]] Expected<Account, std::string> remove_role(std::string_view who, const std::string& role, Time now);

  // Whether the owner of `email` may have this password, or why not.
  [[nodiscard]] Expected<void, PasswordRefusal> acceptable(std::string_view password, std::string_view email) const;
  [[nodiscard]] const PasswordPolicy& password_policy() const { return policy_; }

  [[nodiscard]] Expected<Account, std::string> find(std::string_view who);
  [[nodiscard]] std::vector<Account> all();

 private:
  [[nodiscard]] Expected<Account, std::string> change_roles(std::string_view who, const protocol::RoleSet& added,
                                                            const protocol::RoleSet& removed, Time now);

  AccountStore& accounts_;
  Random& random_;
  const crypto::Argon2Params params_;
  const PasswordPolicy policy_;
};

// {sub, email, email_verified, disabled, roles, claims}
[[nodiscard]] Json account_json(const Account& account);

}  // namespace signet::accounts
