// A pending authorization request, sealed and handed to the browser: nothing is stored for a stranger, and nothing
// that the browser holds can change it [R-AZ-12].
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "authorization/next_step.h"
#include "authorization/request.h"
#include "base/random.h"
#include "crypto/seal.h"
#include "web/cookie.h"
#include "web/request.h"

namespace signet::authorization {

inline constexpr Seconds kTransactionLifetime{3600};

struct Transaction {
  std::string id;       // names the cookie; sortable by age
  std::string binding;  // the cookie's value: 16 random bytes as base64url
  Request request;
  Facts facts;
  Time created_at;
  std::string pushed_id;  // of a pushed request; empty: the request came with the browser
};

// The journey's state travels as the parameter `t`; it opens only together with a cookie of its own, so that tabs do
// not disturb each other and a link sent to somebody else is worthless [R-AZ-13].
class Transactions {
 public:
  Transactions(const crypto::MasterKeys& keys, web::CookieJar cookies, Random& random);

  [[nodiscard]] Transaction begin(Request request, Time now, std::string pushed_id = {}) const;

  // The text of `t`, or nullopt if it would exceed 6,000 characters. A pushed request stays in its store; of it only
  // pushed_id and client_id are in the text [R-PA-3].
  [[nodiscard]] std::optional<std::string> seal(const Transaction& transaction) const;

  // The transaction that `t` holds, if the browser that sent `request` began it less than an hour ago. Of a pushed
  // request only client_id is filled in.
  [[nodiscard]] std::optional<Transaction> open(std::string_view t, const web::Request& request) const;

  // Set-Cookie values: the transaction's own cookie, and deletions so that at most eight live.
  [[nodiscard]] std::vector<std::string> cookies(const Transaction& transaction, const web::Request& request) const;
  [[nodiscard]] std::string forget_cookie(const Transaction& transaction) const;

  // The CSRF token of one form of this transaction, and its check in constant time [R-LG-1].
  [[nodiscard]] std::string csrf_token(const Transaction& transaction, std::string_view form) const;
  [[nodiscard]] bool csrf_matches(const Transaction& transaction, std::string_view form, std::string_view token) const;

 private:
  crypto::Sealer sealer_;
  crypto::Authenticator csrf_;
  web::CookieJar cookies_;
  Random& random_;
};

}  // namespace signet::authorization
