#include "authorization/transaction.h"

#include <algorithm>

#include "base/base64url.h"
#include "base/json.h"
#include "crypto/constant_time.h"

namespace signet::authorization {
namespace {

constexpr std::size_t kLongest = 6000;
constexpr std::size_t kMostCookies = 8;
constexpr long kCookieMaxAge = kTransactionLifetime.count();
constexpr std::string_view kCookiePrefix = "tx_";

// Eight hex digits of the time, then randomness: names sort by age, so the oldest can be dropped.
std::string new_id(Time now, Random& random) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string id;
  for (int shift = 28; shift >= 0; shift -= 4) {
    id += kHex[epoch_seconds(now) >> shift & 15];
  }
  return id + random_id(random, 6);
}

bool is_id(std::string_view text) { return text.size() == 16 && base64url_decode(text).has_value(); }

}  // namespace

Transactions::Transactions(const crypto::MasterKeys& keys, web::CookieJar cookies, Random& random)
    : sealer_(keys, "transaction"), csrf_(keys, "csrf"), cookies_(cookies), random_(random) {}

Transaction Transactions::begin(Request request, Time now, std::string pushed_id) const {
  return {new_id(now, random_), random_id(random_, 16), std::move(request), {}, now, std::move(pushed_id)};
}

std::optional<std::string> Transactions::seal(const Transaction& transaction) const {
  Json json = {{"ts", epoch_ms(transaction.created_at)}};
  if (transaction.pushed_id.empty()) {
    json["rq"] = to_json(transaction.request);
  } else {
    json["pu"] = transaction.pushed_id;
    json["ci"] = transaction.request.client_id;
  }
  if (!transaction.facts.authenticated_sid.empty()) json["as"] = transaction.facts.authenticated_sid;
  if (!transaction.facts.chosen_sid.empty()) json["ch"] = transaction.facts.chosen_sid;
  if (!transaction.facts.consented_sid.empty()) json["co"] = transaction.facts.consented_sid;
  if (transaction.facts.device_confirmed) json["dc"] = true;
  std::string t = transaction.id + '.' + sealer_.seal(json_text(json), transaction.id + transaction.binding, random_);
  return t.size() <= kLongest ? std::optional(std::move(t)) : std::nullopt;
}

std::optional<Transaction> Transactions::open(std::string_view t, const web::Request& request) const {
  const std::size_t dot = t.find('.');
  if (t.size() > kLongest || dot == std::string_view::npos || !is_id(t.substr(0, dot))) {
    return std::nullopt;
  }
  Transaction transaction;
  transaction.id = std::string(t.substr(0, dot));
  const auto binding = web::cookie(request, cookies_.name(std::string(kCookiePrefix) + transaction.id));
  if (!binding) {
    return std::nullopt;
  }
  transaction.binding = *binding;
  const auto plain = sealer_.open(t.substr(dot + 1), transaction.id + transaction.binding);
  const auto json = plain ? parse_own_json_object(*plain) : std::nullopt;
  if (!json) {
    return std::nullopt;
  }
  if (auto pushed_id = string_member(*json, "pu")) {
    transaction.pushed_id = *std::move(pushed_id);
    transaction.request.client_id = json->at("ci").get<std::string>();
  } else if (auto restored = request_from_json(json->at("rq"))) {
    transaction.request = *std::move(restored);
  } else {
    return std::nullopt;
  }
  transaction.created_at = from_epoch_ms(json->at("ts").get<std::int64_t>());
  transaction.facts.authenticated_sid = json->value("as", "");
  transaction.facts.chosen_sid = json->value("ch", "");
  transaction.facts.consented_sid = json->value("co", "");
  transaction.facts.device_confirmed = json->value("dc", false);
  if (request.now >= transaction.created_at + kTransactionLifetime) {
    return std::nullopt;
  }
  return transaction;
}

std::vector<std::string> Transactions::cookies(const Transaction& transaction, const web::Request& request) const {
  const std::string own = std::string(kCookiePrefix) + transaction.id;
  std::vector<std::string> result{cookies_.set(own, transaction.binding, kCookieMaxAge)};
  const std::string prefix = cookies_.name(kCookiePrefix);
  std::vector<std::string> others = web::cookie_names(request, prefix);
  std::sort(others.begin(), others.end());
  for (std::size_t i = 0; others.size() - i > kMostCookies - 1 && i < others.size(); ++i) {
    const std::string id = others[i].substr(prefix.size());
    if (is_id(id) && id != transaction.id) {
      result.push_back(cookies_.clear(std::string(kCookiePrefix) + id));
    }
  }
  return result;
}

std::string Transactions::forget_cookie(const Transaction& transaction) const {
  return cookies_.clear(std::string(kCookiePrefix) + transaction.id);
}

std::string Transactions::csrf_token(const Transaction& transaction, std::string_view form) const {
  const auto tag = csrf_.authenticate(transaction.id + transaction.binding + std::string(form));
  return tag.key_id + '.' + base64url_encode(tag.mac);
}

bool Transactions::csrf_matches(const Transaction& transaction, std::string_view form, std::string_view token) const {
  const std::size_t dot = token.find('.');
  const auto mac = dot == std::string_view::npos ? std::nullopt : base64url_decode(token.substr(dot + 1));
  return mac && csrf_.verify(token.substr(0, dot), transaction.id + transaction.binding + std::string(form), *mac);
}

}  // namespace signet::authorization
