// The protocol of an ordinary confidential client: code flow with PKCE, refresh, UserInfo.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "demo/account.h"
#include "demo/id_token.h"
#include "outbound/fetch.h"
#include "web/url.h"

namespace signet::demo {

struct Settings {
  std::string issuer;
  std::string client_id;
  Secret client_secret;
  // The origin where the issuer is reached from here, without the way through a browser: its own listener on
  // loopback.
  std::string fetch_origin;
};

// What one sign-in must remember until the browser comes back.
struct SignIn {
  std::string nonce;
  std::string code_verifier;
};

class RelyingParty {
 public:
  using Fetch =
      std::function<Expected<outbound::FetchResponse, outbound::FetchError>(const outbound::FetchRequest&)>;

  RelyingParty(Settings settings, Fetch fetch) : settings_(std::move(settings)), fetch_(std::move(fetch)) {}

  [[nodiscard]] static SignIn new_sign_in(Random& random);
  [[nodiscard]] const std::string& issuer() const { return settings_.issuer; }
  [[nodiscard]] const std::string& client_id() const { return settings_.client_id; }
  [[nodiscard]] std::string redirect_uri() const;
  [[nodiscard]] std::string authorization_url(const SignIn& sign_in, std::string_view state) const;

  // Exchanges a code for tokens, checks the ID token and asks UserInfo; the error is a sentence for the page.
  // Blocks for three fetches one after another, so it must not run on a thread that the provider needs to
  // answer them.
  [[nodiscard]] Expected<Account, std::string> redeem(std::string_view code, const SignIn& sign_in,
                                                      Time now) const;

  // The same person with new tokens; blocks like redeem().
  [[nodiscard]] Expected<Account, std::string> refresh(const Account& account, Time now) const;

 private:
  [[nodiscard]] std::string reached_here(std::string_view path) const;
  [[nodiscard]] Expected<Account, std::string> request_tokens(const web::Pairs& form) const;
  [[nodiscard]] Expected<Account, std::string> verified(Account account, IdTokenRules rules, Time now) const;

  const Settings settings_;
  const Fetch fetch_;
};

}  // namespace signet::demo
