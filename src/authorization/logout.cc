#include "authorization/logout.h"

#include <algorithm>

#include "authorization/id_token_hint.h"
#include "base/base64url.h"
#include "base/json.h"
#include "web/url.h"

namespace signet::authorization {

using protocol::fail;
using protocol::Reason;

namespace {

constexpr Seconds kLifetime{600};
constexpr std::size_t kLongest = 6000;
constexpr std::size_t kLongestState = 2048;
constexpr std::size_t kLongestLocales = 256;

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// What `sealer` sealed less than ten minutes before `now`.
std::optional<Json> open_json(const crypto::Sealer& sealer, std::string_view t, Time now) {
  const auto plain = t.size() <= kLongest ? sealer.open(t, "") : std::nullopt;
  auto json = plain ? parse_json_object(*plain) : std::nullopt;
  if (!json || now >= from_epoch_ms(json->at("ts").get<std::int64_t>()) + kLifetime) {
    return std::nullopt;
  }
  return json;
}

std::string csrf_text(std::string_view t, std::string_view binding) { return std::string(binding) + '\n' + std::string(t); }

}  // namespace

std::string LogoutRequest::continue_to() const {
  return post_logout_redirect_uri.empty() || state.empty() ? post_logout_redirect_uri
                                                           : web::append_query(post_logout_redirect_uri, {{"state", state}});
}

protocol::Result<LogoutRequest> read_logout_request(const protocol::Form& parameters, const std::string& issuer,
                                                    const keys::KeyRing& keys, const clients::Registry& registry) {
  LogoutRequest request;
  request.client_id = parameters.get_or_empty("client_id");
  request.post_logout_redirect_uri = parameters.get_or_empty("post_logout_redirect_uri");
  request.state = parameters.get_or_empty("state");
  request.ui_locales = parameters.get_or_empty("ui_locales").substr(0, kLongestLocales);
  if (request.state.size() > kLongestState) {
    return fail(Reason::state_too_long);
  }
  if (const auto id_token = parameters.get("id_token_hint")) {
    const auto hint = read_id_token_hint(*id_token, issuer, keys);
    if (!hint || hint->aud.empty()) {
      return fail(Reason::id_token_hint_invalid);
    }
    if (request.client_id.empty()) {
      request.client_id = hint->aud.front();
    } else if (!contains(hint->aud, request.client_id)) {
      return fail(Reason::logout_client_mismatch);
    }
    request.sid = hint->sid;
  }
  const auto client = request.client_id.empty() ? nullptr : registry.find(request.client_id);
  if (!request.client_id.empty() && (client == nullptr || client->disabled)) {
    return fail(Reason::client_unknown, request.client_id);
  }
  if (request.post_logout_redirect_uri.empty()) {
    return request;
  }
  if (client == nullptr) {
    return fail(Reason::logout_client_missing);
  }
  if (!contains(client->post_logout_redirect_uris, request.post_logout_redirect_uri)) {
    return fail(Reason::post_logout_redirect_uri_mismatch, request.post_logout_redirect_uri);
  }
  return request;
}

Logouts::Logouts(const crypto::MasterKeys& keys, Random& random)
    : requests_(keys, "logout"), farewells_(keys, "logged-out"), csrf_(keys, "logout-csrf"), random_(random) {}

std::optional<std::string> Logouts::seal(const LogoutRequest& request, Time now) const {
  const Json json = {{"ts", epoch_ms(now)},      {"cl", request.client_id}, {"si", request.sid}, {"to", request.post_logout_redirect_uri},
                     {"st", request.state},      {"ui", request.ui_locales}};
  std::string t = requests_.seal(json.dump(), "", random_);
  return t.size() <= kLongest ? std::optional(std::move(t)) : std::nullopt;
}

std::optional<LogoutRequest> Logouts::open(std::string_view t, Time now) const {
  const auto json = open_json(requests_, t, now);
  if (!json) {
    return std::nullopt;
  }
  return LogoutRequest{json->at("cl"), json->at("si"), json->at("to"), json->at("st"), json->at("ui")};
}

std::string Logouts::seal(Farewell farewell, Time now) const {
  for (;;) {
    const Json json = {{"ts", epoch_ms(now)},          {"si", farewell.sid},         {"cs", farewell.clients}, {"cl", farewell.client_id},
                       {"to", farewell.continue_to}, {"ui", farewell.ui_locales}};
    std::string t = farewells_.seal(json.dump(), "", random_);
    if (t.size() <= kLongest || farewell.clients.empty()) {
      return t;
    }
    farewell.clients.resize(farewell.clients.size() * 3 / 4);
  }
}

std::optional<Farewell> Logouts::open_farewell(std::string_view t, Time now) const {
  const auto json = open_json(farewells_, t, now);
  if (!json) {
    return std::nullopt;
  }
  return Farewell{json->at("si"), json->at("cs").get<std::vector<std::string>>(), json->at("cl"), json->at("to"), json->at("ui")};
}

std::string Logouts::csrf_token(std::string_view t, std::string_view binding) const {
  const auto tag = csrf_.authenticate(csrf_text(t, binding));
  return tag.key_id + '.' + base64url_encode(tag.mac);
}

bool Logouts::csrf_matches(std::string_view t, std::string_view binding, std::string_view token) const {
  const std::size_t dot = token.find('.');
  const auto mac = dot == std::string_view::npos ? std::nullopt : base64url_decode(token.substr(dot + 1));
  return mac && !binding.empty() && csrf_.verify(token.substr(0, dot), csrf_text(t, binding), *mac);
}

}  // namespace signet::authorization
