#include "accounts/people.h"

#include <utility>

#include "accounts/claims.h"
#include "accounts/email.h"
#include "base/text.h"
#include "protocol/subject.h"

namespace signet::accounts {
namespace {

constexpr int kPage = 500;
constexpr std::size_t kLongestRole = 64;

tl::unexpected<std::string> refuse(const char* sentence) { return unexpected(std::string(sentence)); }

tl::unexpected<std::string> no_such_account() { return refuse("There is no such account."); }
tl::unexpected<std::string> email_taken() { return refuse("Another account has this e-mail address."); }

Json claims_of(const Account& account) { return parse_json_object(account.claims).value_or(Json::object()); }

// email_verified as it may stand in a claims file; taken out of `claims` and into `flag`.
bool take_email_verified(Json& claims, bool& flag) {
  const auto found = claims.is_object() ? claims.find("email_verified") : claims.end();
  if (found == claims.end()) {
    return true;
  }
  if (!found->is_boolean()) {
    return false;
  }
  flag = found->get<bool>();
  claims.erase(found);
  return true;
}

}  // namespace

bool is_role(std::string_view text) {
  const auto one = protocol::RoleSet::parse(text);
  return one && one->tokens().size() == 1 && text.size() <= kLongestRole;
}

People::People(AccountStore& accounts, Random& random, crypto::Argon2Params params, PasswordPolicy policy)
    : accounts_(accounts), random_(random), params_(params), policy_(policy) {}

Expected<Account, std::string> People::create(NewAccount fresh, Time now) {
  const std::string_view email = trim(fresh.email);
  if (!is_email_address(email)) {
    return refuse("The e-mail address is not one.");
  }
  if (!take_email_verified(fresh.claims, fresh.email_verified)) {
    return refuse("email_verified must be true or false.");
  }
  const auto claims = validate_claims(fresh.claims, now);
  if (!claims) {
    return unexpected(claims.error());
  }
  std::string hash;
  if (fresh.password) {
    const auto password = acceptable_password(fresh.password->reveal(), policy_, names_in_email(email));
    if (!password) {
      return unexpected(password.error().sentence());
    }
    hash = crypto::hash_password(*password, params_, random_);
  }
  const Account account{.sub = protocol::new_subject(random_),
                        .email = std::string(email),
                        .email_verified = fresh.email_verified,
                        .disabled = false,
                        .password_hash = std::move(hash),
                        .claims = claims->dump(),
                        .roles = {},
                        .created_at = now,
                        .updated_at = now};
  if (!accounts_.create(account)) {
    return email_taken();  // a sub of 128 random bits is not
  }
  return account;
}

Expected<void, PasswordRefusal> People::acceptable(std::string_view password, std::string_view email) const {
  const auto accepted = acceptable_password(password, policy_, names_in_email(email));
  return accepted ? Expected<void, PasswordRefusal>() : unexpected(accepted.error());
}

Expected<Account, std::string> People::update(std::string_view who, const AccountChange& change, Time now) {
  auto account = find(who);
  if (!account) {
    return account;
  }
  if (change.email) {
    const std::string email(trim(*change.email));
    if (!is_email_address(email)) {
      return refuse("The e-mail address is not one.");
    }
    if (canonical_email(email) != canonical_email(account->email)) {
      account->email_verified = false;
    }
    account->email = email;
  }
  Json merged = claims_of(*account);
  if (change.claims) {
    Json patch = *change.claims;
    if (!patch.is_object()) {
      return refuse("The claims are not a JSON object.");
    }
    if (!take_email_verified(patch, account->email_verified)) {
      return refuse("email_verified must be true or false.");
    }
    merged.merge_patch(patch);
  }
  account->email_verified = change.email_verified.value_or(account->email_verified);
  const auto claims = validate_claims(merged, now);
  if (!claims) {
    return unexpected(claims.error());
  }
  account->claims = claims->dump();
  account->updated_at = now;
  switch (accounts_.update(account->sub, account->email, account->email_verified, account->claims, now)) {
    case AccountStore::Update::not_found:
      return no_such_account();
    case AccountStore::Update::email_taken:
      return email_taken();
    case AccountStore::Update::done:
      break;
  }
  return account;
}

Expected<Account, std::string> People::set_password(std::string_view who, const Secret& password, Time now) {
  const auto account = find(who);
  if (!account) {
    return account;
  }
  const auto acceptable = acceptable_password(password.reveal(), policy_, names_in_email(account->email));
  if (!acceptable) {
    return unexpected(acceptable.error().sentence());
  }
  return import_password_hash(who, crypto::hash_password(*acceptable, params_, random_), now);
}

Expected<Account, std::string> People::import_password_hash(std::string_view who, const std::string& hash,
                                                            Time now) {
  if (!crypto::is_supported_hash(hash)) {
    return unexpected(std::string(kUnsupportedHash));
  }
  auto account = find(who);
  if (!account) {
    return account;
  }
  if (!accounts_.set_password(account->sub, hash, now)) {
    return no_such_account();
  }
  account->password_hash = hash;
  account->updated_at = now;
  return account;
}

Expected<Account, std::string> People::set_disabled(std::string_view who, bool disabled, Time now) {
  auto account = find(who);
  if (!account) {
    return account;
  }
  if (!accounts_.set_disabled(account->sub, disabled, now)) {
    return no_such_account();
  }
  account->disabled = disabled;
  account->updated_at = now;
  return account;
}

Expected<Account, std::string> People::remove(std::string_view who, Time now) {
  auto account = find(who);
  if (account && !accounts_.remove(account->sub, now)) {
    return no_such_account();
  }
  return account;
}

Expected<Account, std::string> People::add_role(std::string_view who, const std::string& role, Time now) {
  if (!is_role(role)) {
    return refuse("A role is one word of printable ASCII without quotes and backslashes, of at most 64 characters.");
  }
  return change_roles(who, *protocol::RoleSet::parse(role), {}, now);
}

Expected<Account, std::string> People::remove_role(std::string_view who, const std::string& role, Time now) {
  protocol::RoleSet one;
  one.insert(role);
  return change_roles(who, {}, one, now);
}

Expected<Account, std::string> People::change_roles(std::string_view who, const protocol::RoleSet& added,
                                                    const protocol::RoleSet& removed, Time now) {
  while (true) {  // again, where somebody else has changed them at the same moment
    auto account = find(who);
    if (!account) {
      return account;
    }
    const protocol::RoleSet roles = account->roles.union_with(added).difference(removed);
    if (roles.tokens().size() > kMostRoles) {
      return refuse("An account has at most 32 roles.");
    }
    if (roles == account->roles) {
      return account;
    }
    if (accounts_.set_roles(account->sub, account->roles, roles, now)) {
      account->roles = roles;
      account->updated_at = now;
      return account;
    }
  }
}

Expected<Account, std::string> People::find(std::string_view who) {
  auto account = who.find('@') == std::string_view::npos ? accounts_.find(std::string(who))
                                                         : accounts_.find_by_email(canonical_email(who));
  if (!account) {
    return no_such_account();
  }
  return std::move(*account);
}

std::vector<Account> People::all() {
  std::vector<Account> everyone;
  while (true) {
    auto page = accounts_.list(everyone.empty() ? "" : everyone.back().sub, kPage);
    if (page.empty()) {
      return everyone;
    }
    std::move(page.begin(), page.end(), std::back_inserter(everyone));
  }
}

Json account_json(const Account& account) {
  return {{"sub", account.sub},
          {"email", account.email},
          {"email_verified", account.email_verified},
          {"disabled", account.disabled},
          {"roles", account.roles.tokens()},
          {"claims", claims_of(account)}};
}

}  // namespace signet::accounts
