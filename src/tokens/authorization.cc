#include "tokens/authorization.h"

#include "base/json.h"

namespace signet::tokens {

std::string to_json(const Authorization& a) {
  Json json = {{"client_id", a.client_id}, {"sub", a.sub}, {"scope", a.scope.text()}, {"auth_time", epoch_ms(a.auth_time)}};
  if (!a.resources.empty()) json["resources"] = a.resources;
  if (!a.sid.empty()) json["sid"] = a.sid;
  if (a.nonce) json["nonce"] = *a.nonce;
  if (a.auth_time_required) json["auth_time_required"] = true;
  if (!a.acr.empty()) json["acr"] = a.acr;
  if (!a.amr.empty()) json["amr"] = a.amr;
  if (!a.claims_request.empty()) json["claims"] = a.claims_request;
  return json_text(json);
}

std::optional<Authorization> authorization_from_json(std::string_view text) {
  const auto json = parse_own_json_object(text);
  if (!json) {
    return std::nullopt;
  }
  auto client_id = string_member(*json, "client_id");
  auto sub = string_member(*json, "sub");
  const auto scope_text = string_member(*json, "scope");
  auto scope = scope_text ? protocol::ScopeSet::parse(*scope_text) : std::nullopt;
  const auto auth_time = json->find("auth_time");
  if (!client_id || !sub || !scope || auth_time == json->end() || !auth_time->is_number_integer()) {
    return std::nullopt;
  }
  Authorization a;
  a.client_id = std::move(*client_id);
  a.sub = std::move(*sub);
  a.sid = string_member(*json, "sid").value_or("");
  a.scope = std::move(*scope);
  a.resources = strings_member(*json, "resources").value_or(std::vector<std::string>());
  a.nonce = string_member(*json, "nonce");
  a.auth_time = from_epoch_ms(auth_time->get<std::int64_t>());
  a.auth_time_required = json->value("auth_time_required", false);
  a.acr = string_member(*json, "acr").value_or("");
  a.amr = strings_member(*json, "amr").value_or(std::vector<std::string>());
  a.claims_request = string_member(*json, "claims").value_or("");
  return a;
}

}  // namespace signet::tokens
