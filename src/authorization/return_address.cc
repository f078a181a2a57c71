#include "authorization/return_address.h"

#include "protocol/capabilities.h"
#include "protocol/prompt.h"

namespace signet::authorization {
namespace {

using protocol::fail;
using protocol::Reason;

constexpr std::size_t kLongestState = 2048;

// The mode by which even an error about the mode itself can travel.
protocol::ResponseMode mode_of(const protocol::Form& form) {
  const auto type = protocol::ResponseType::parse(form.get_or_empty("response_type")).value_or(protocol::ResponseType{.code = true});
  const auto asked = protocol::response_mode_from(form.get_or_empty("response_mode"), type);
  if (!asked) {
    return protocol::default_mode(type);
  }
  const bool leaks = protocol::place_of(*asked) == protocol::ResponseMode::query && type.has_front_channel_token();
  return !leaks ? *asked : protocol::is_signed(*asked) ? protocol::ResponseMode::fragment_jwt : protocol::ResponseMode::fragment;
}

}  // namespace

protocol::Result<ReturnAddress> restore_return_address(const Return& remembered, const clients::Registry& registry) {
  ReturnAddress address;
  address.client_ = registry.find(remembered.client_id);
  if (address.client_ == nullptr || address.client_->disabled) {
    return fail(Reason::client_unknown, "client_id " + remembered.client_id.substr(0, 128));
  }
  if (!remembered.user_code.empty()) {
    const std::string_view grant = remembered.backchannel ? protocol::kCibaGrant : protocol::kDeviceCodeGrant;
    if (!address.client_->may_use_grant(grant)) {
      return fail(Reason::grant_type_unregistered, std::string(grant));
    }
    address.user_code_ = remembered.user_code;
    address.backchannel_ = remembered.backchannel;
    return address;
  }
  if (!address.client_->has_redirect_uri(remembered.redirect_uri)) {
    return fail(Reason::redirect_uri_mismatch, "received " + remembered.redirect_uri.substr(0, 512));
  }
  address.redirect_uri_ = remembered.redirect_uri;
  address.redirect_uri_sent_ = remembered.redirect_uri_sent;
  address.state_ = remembered.state;
  address.response_mode_ = remembered.response_mode;
  address.silent_ = remembered.silent;
  return address;
}

protocol::Result<ReturnAddress> establish_return_address(const protocol::Form::Lenient& parameters, const clients::Registry& registry) {
  const protocol::Form& form = parameters.form;
  const auto client_id = form.get("client_id");
  if (!client_id) {
    return fail(Reason::client_id_missing);
  }
  if (parameters.repeats("client_id") || parameters.repeats("redirect_uri")) {
    return fail(Reason::repeated_parameter, "client_id or redirect_uri");
  }
  Return wanted;
  wanted.client_id = std::string(*client_id);
  wanted.response_mode = mode_of(form);
  wanted.silent = protocol::Prompt::parse(form.get_or_empty("prompt")).value_or(protocol::Prompt{}).none;
  // State travels only if exactly one was sent and it is not absurd; whoever sends two gets none back.
  if (!parameters.repeats("state") && form.has("state") && form.get("state")->size() <= kLongestState) {
    wanted.state = std::string(*form.get("state"));
  }
  if (const auto redirect_uri = form.get("redirect_uri")) {
    wanted.redirect_uri = std::string(*redirect_uri);
    wanted.redirect_uri_sent = true;
    return restore_return_address(wanted, registry);
  }
  const auto client = registry.find(*client_id);
  if (client == nullptr || client->disabled) {
    return fail(Reason::client_unknown, "client_id " + std::string(client_id->substr(0, 128)));
  }
  const auto scope = protocol::ScopeSet::parse(form.get_or_empty("scope"));
  if (client->redirect_uris.size() != 1 || client->is_fapi() || (scope && scope->contains("openid"))) {
    return fail(Reason::redirect_uri_missing);
  }
  wanted.redirect_uri = client->redirect_uris.front();
  return restore_return_address(wanted, registry);
}

std::string Answer::location() const {
  return mode == protocol::ResponseMode::fragment ? web::with_fragment(redirect_uri, parameters)
                                                  : web::append_query(redirect_uri, parameters);
}

Answer ReturnAddress::answer(web::Pairs parameters, const std::string& issuer) const {
  if (state_) {
    parameters.emplace_back("state", *state_);
  }
  parameters.emplace_back("iss", issuer);  // [R-AZ-14]
  return {response_mode_, redirect_uri_, std::move(parameters)};
}

Answer ReturnAddress::refusal(protocol::Reason reason, const std::string& issuer) const {
  return answer({{"error", std::string(protocol::wire_code(reason))}, {"error_description", std::string(protocol::sentence_of(reason))}},
                issuer);
}

}  // namespace signet::authorization
