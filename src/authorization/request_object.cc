#include "authorization/request_object.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "jose/claims.h"
#include "jose/jwe.h"
#include "jose/verify.h"
#include "protocol/response_type.h"

namespace signet::authorization {
namespace {

using protocol::fail;
using protocol::Form;
using protocol::Reason;
using protocol::Result;

// Members that speak about the object, not about the request [RFC9101 §4].
constexpr std::array<std::string_view, 6> kAboutTheObject{"iss", "aud", "exp", "nbf", "iat", "jti"};

constexpr Seconds kLongestLife{3600};

bool is_about_the_object(std::string_view name) {
  return std::find(kAboutTheObject.begin(), kAboutTheObject.end(), name) != kAboutTheObject.end();
}

// One of the few threads that may stand still for what a stranger has named.
class Turn {
 public:
  explicit Turn(std::atomic<int>& taken) : taken_(taken), granted_(taken.fetch_add(1) < RequestObjects::kMostFetching) {}
  ~Turn() { taken_.fetch_sub(1); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  [[nodiscard]] bool granted() const { return granted_; }

 private:
  std::atomic<int>& taken_;
  bool granted_;
};

// exp, nbf and iat count where they are there; OpenID Connect does not ask for them.
bool is_timely(Json claims, Time now) {
  if (!claims.contains("exp")) {
    claims["exp"] = epoch_seconds(now + Seconds(60));
  }
  return !jose::check_times(claims, now, jose::Skew{});
}

// Why `claims`, which the client has signed, are not a request to this server; empty where they are.
std::string fault_of(const Json& claims, const clients::Client& client, const std::string& issuer, Time now) {
  if (claims.contains("iss") && string_member(claims, "iss") != client.client_id) {
    return "iss is not the client";
  }
  if (claims.contains("aud") && !jose::audience_contains(claims, issuer)) {
    return "aud is not this server";
  }
  if (claims.contains("sub")) {
    return "sub is there: a client assertion is not a request [RFC9101 s10.8]";
  }
  if (claims.contains("request") || claims.contains("request_uri")) {
    return "a request within the request";
  }
  return is_timely(claims, now) ? "" : "exp, nbf or iat";
}

// What a client that must sign has to say besides: who it is, to whom it speaks, and for how long, which is not long
// [FAPI2.Signing §5.3.1] [OIDC.CIBA §7.1.1] [FAPI.CIBA §5.2.2]. `needed` may not be absent.
std::string stricter_fault_of(const Json& claims, std::initializer_list<const char*> needed, Time now) {
  for (const char* name : needed) {
    if (!claims.contains(name)) {
      return std::string(name) + " is missing";
    }
  }
  const auto exp = jose::numeric_date(claims, "exp");
  const auto nbf = jose::numeric_date(claims, "nbf");
  if (!exp || !nbf || *exp - *nbf > kLongestLife.count()) {
    return "from nbf to exp it is more than an hour";
  }
  return *nbf < epoch_seconds(now - kLongestLife) ? "nbf is more than an hour ago" : "";
}

// The value of one parameter as a form would carry it; nullopt for what no parameter can be.
std::optional<std::string> as_parameter(const Json& value) {
  std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  const bool may_be = value.is_string() || value.is_number_integer() || value.is_object();
  return may_be && is_clean_text(text) ? std::optional(std::move(text)) : std::nullopt;
}

// Whether what the request says twice, outside for OAuth's sake and inside, is the same [RO-05].
bool agrees(const Form& outer, const Json& claims) {
  const auto inner_client = string_member(claims, "client_id");
  const auto inner_type = string_member(claims, "response_type");
  const auto outer_type = outer.get("response_type");
  return (!inner_client || outer.get("client_id") == *inner_client) &&
         (!inner_type || !outer_type || clients::same_response_type(*inner_type, *outer_type));
}

// Under FAPI only what was signed counts [RFC9101 §6.3].
Result<Form::Lenient> overlaid(const Form::Lenient& outer, const Json& claims, bool only_signed) {
  if (!agrees(outer.form, claims)) {
    return fail(Reason::request_object_conflict);
  }
  Form::Lenient merged{{}, outer.repeated, outer.malformed};
  for (const auto& [name, value] : outer.form.all()) {
    if (name != "request" && name != "request_uri" && (!only_signed || name == "client_id")) {
      merged.form.set(name, value);
    }
  }
  const bool names_resources = only_signed || claims.contains("resource");
  for (const std::string& resource : outer.form.resources()) {
    if (!names_resources) {
      merged.form.add_resource(resource);
    }
  }
  for (const auto& [name, value] : claims.items()) {
    if (is_about_the_object(name) || value == "") {
      continue;
    }
    if (name == "resource") {
      for (const Json& one : value.is_array() ? value : Json::array({value})) {
        auto text = as_parameter(one);
        if (!text) {
          return fail(Reason::request_object_invalid, "resource");
        }
        merged.form.add_resource(*std::move(text));
      }
      continue;
    }
    auto text = as_parameter(value);
    if (!text) {
      return fail(Reason::request_object_invalid, "a parameter is neither text, number nor object");
    }
    merged.form.set(name, *std::move(text));
  }
  return merged;
}

}  // namespace

RequestObjects::RequestObjects(std::string issuer, const clients::Registry& registry, const clients::ClientKeys& client_keys,
                               const keys::KeyManager& keys, clients::Fetch fetch)
    : issuer_(std::move(issuer)), registry_(registry), client_keys_(client_keys), keys_(keys), fetch_(std::move(fetch)) {}

Result<std::string> RequestObjects::fetched(std::string_view request_uri, const clients::Client& client) const {
  const auto& registered = client.request_uris;
  if (std::find(registered.begin(), registered.end(), request_uri) == registered.end()) {
    return fail(Reason::request_uri_unregistered, std::string(request_uri.substr(0, 512)));
  }
  const Turn turn(fetching_);
  if (!turn.granted()) {
    return fail(Reason::temporarily_unavailable, "too many request objects are being fetched");
  }
  const std::size_t hash = request_uri.find('#');
  auto object = fetch_ ? fetch_(std::string(request_uri.substr(0, hash))) : std::nullopt;
  if (!object) {
    return fail(Reason::request_uri_unreadable, "not fetched");
  }
  if (hash != std::string_view::npos && request_uri.substr(hash + 1) != crypto::sha256_base64url(*object)) {
    return fail(Reason::request_uri_unreadable, "what stands there has another hash than the fragment");
  }
  return std::string(trim(*object));
}

Result<std::string> RequestObjects::decrypted(std::string object, const clients::Client& client) const {
  if (!jose::looks_encrypted(object)) {
    return object;
  }
  jose::DecryptRules rules;
  rules.algs.assign(jose::kAllKeyAlgs.begin(), jose::kAllKeyAlgs.end());
  rules.encs.assign(jose::kAllEncs.begin(), jose::kAllEncs.end());
  if (const auto& registered = client.request_object_encryption) {
    rules.algs = {registered->alg};
    rules.encs = {registered->enc};
  }
  const auto ring = keys_.ring();
  auto opened = jose::decrypt(object, rules, [&](std::optional<std::string_view> kid, jose::KeyAlg alg) {
    return ring->decryption_keys(kid, alg);
  });
  if (!opened) {
    return fail(Reason::request_object_invalid, std::string(jose::name_of(opened.error())));
  }
  return std::move(opened->plaintext);
}

Result<Json> RequestObjects::verified(std::string_view object, const clients::Client& client, const std::vector<jose::Alg>& algs, Time now) const {
  jose::VerifyRules rules;
  rules.algs = algs;
  rules.typs = {"", "jwt", "oauth-authz-req+jwt"};
  rules.max_size = jose::kMaxRequestObjectSize;
  auto jws = jose::verify(object, rules, client_keys_.source(client, now));
  if (!jws) {
    return fail(Reason::request_object_invalid, std::string(jose::name_of(jws.error())));
  }
  if (std::string fault = fault_of(jws->claims, client, issuer_, now); !fault.empty()) {
    return fail(Reason::request_object_invalid, std::move(fault));
  }
  return std::move(jws->claims);
}

Result<Form::Lenient> RequestObjects::resolve(const Form::Lenient& outer, Time now) const {
  const auto by_value = outer.form.get("request");
  const auto by_reference = outer.form.get("request_uri");
  const auto client = registry_.find(outer.form.get_or_empty("client_id"));
  if (client == nullptr || client->disabled) {
    return outer;
  }
  if (!by_value && !by_reference) {
    return client->require_signed_request_object ? Result<Form::Lenient>(fail(Reason::request_object_required)) : outer;
  }
  if (by_value && by_reference) {
    return fail(Reason::request_and_request_uri);
  }
  auto object = by_value ? Result<std::string>(std::string(*by_value)) : fetched(*by_reference, *client);
  if (object) {
    object = decrypted(*std::move(object), *client);
  }
  if (!object) {
    return unexpected(std::move(object.error()));
  }
  const auto claims = verified(*object, *client, client->request_object_algs, now);
  if (!claims) {
    return unexpected(claims.error());
  }
  if (client->security_profile == clients::SecurityProfile::fapi2_signed) {
    if (std::string fault = stricter_fault_of(*claims, {"iss", "aud", "exp", "nbf"}, now); !fault.empty()) {
      return fail(Reason::request_object_invalid, std::move(fault));  // [MS-01]
    }
  }
  return overlaid(outer, *claims, client->is_fapi());
}

Result<Form> RequestObjects::backchannel_request(std::string object, const clients::Client& client, Time now) const {
  const auto refused = [](const protocol::Error& error) { return fail(Reason::backchannel_request_invalid, error.detail); };
  const auto plain = decrypted(std::move(object), client);
  const auto claims = plain ? verified(*plain, client, client.backchannel_request_algs, now) : Result<Json>(unexpected(plain.error()));
  if (!claims) {
    return refused(claims.error());
  }
  if (std::string fault = stricter_fault_of(*claims, {"iss", "aud", "exp", "nbf", "iat", "jti"}, now); !fault.empty()) {
    return fail(Reason::backchannel_request_invalid, std::move(fault));
  }
  Form outer;
  outer.set("client_id", client.client_id);
  auto parameters = overlaid({std::move(outer), {}, false}, *claims, true);
  return parameters ? Result<Form>(std::move(parameters->form)) : refused(parameters.error());
}

}  // namespace signet::authorization
