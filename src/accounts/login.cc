#include "accounts/login.h"

#include "accounts/email.h"
#include "accounts/password.h"
#include "base/json.h"

namespace signet::accounts {

using protocol::Reason;

Login::Login(AccountStore& accounts, FailureStore& failures, audit::EventStore& audit, crypto::Argon2Params params, Random& random,
             LoginLimits limits)
    : accounts_(accounts),
      audit_(audit),
      params_(params),
      random_(random),
      limiter_(failures, limits),
      decoy_hash_(crypto::decoy_password_hash(params, random)) {}

Expected<Account, Login::Refusal> Login::attempt(const Attempt& attempt, Time now) {
  const LoginLimiter::Guess guess{canonical_email(attempt.email), source_of(attempt.remote_address),
                                  attempt.known_browser};
  if (const auto entered = limiter_.enter(guess, now); !entered) {
    return unexpected(Refusal{Reason::too_many_failures, entered.error().retry_after});
  }
  auto account = is_email_address(guess.account) ? accounts_.find_by_email(guess.account) : std::nullopt;

  // [R-LG-7] One hash is verified whatever was found, and what was found is looked at only afterwards.
  const bool has_hash = account && crypto::is_supported_hash(account->password_hash);
  const auto password = normalise_password(attempt.password.reveal());
  const Secret nothing;
  const bool matches = crypto::verify_password(password ? *password : nothing,
                                               has_hash ? account->password_hash : decoy_hash_);
  if (!matches || !password || !has_hash || account->disabled) {
    limiter_.failed(guess, now);
    note("password_refused", !account ? "unknown_account" : account->disabled ? "disabled" : !has_hash ? "no_password" : "wrong_password",
         account ? &*account : nullptr, attempt);
    return unexpected(Refusal{Reason::credentials_wrong});
  }
  limiter_.succeeded(guess);
  note("password_accepted", nullptr, &*account, attempt);
  if (crypto::needs_rehash(account->password_hash, params_)) {  // [R-PW-4]
    accounts_.rehash(account->sub, account->password_hash,
                     crypto::hash_password(*password, params_, random_));
  }
  return std::move(*account);
}

void Login::note(const char* kind, const char* reason, const Account* account, const Attempt& attempt) {
  audit::Event event;
  event.kind = kind;
  event.sub = account != nullptr ? account->sub : "";
  event.source = attempt.remote_address;
  event.after = reason != nullptr ? Json{{"reason", reason}}.dump() : "";
  audit_.note(event);
}

}  // namespace signet::accounts
