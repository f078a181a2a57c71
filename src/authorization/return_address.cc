#include "authorization/return_address.h"

#include <algorithm>

namespace signet::authorization {
namespace {

using protocol::fail;
using protocol::Reason;

constexpr std::size_t kLongestState = 2048;

bool is_repeated(const protocol::Form::Lenient& parameters, std::string_view name) {
  return std::find(parameters.repeated.begin(), parameters.repeated.end(), name) != parameters.repeated.end();
}

}  // namespace

protocol::Result<ReturnAddress> restore_return_address(const std::string& client_id, const std::string& redirect_uri,
                                                       bool redirect_uri_sent, const std::optional<std::string>& state,
                                                       const clients::Registry& registry) {
  ReturnAddress address;
  address.client_ = registry.find(client_id);
  if (address.client_ == nullptr || address.client_->disabled) {
    return fail(Reason::client_unknown, "client_id " + client_id.substr(0, 128));
  }
  if (!address.client_->has_redirect_uri(redirect_uri)) {
    return fail(Reason::redirect_uri_mismatch, "received " + redirect_uri.substr(0, 512));
  }
  address.redirect_uri_ = redirect_uri;
  address.redirect_uri_sent_ = redirect_uri_sent;
  address.state_ = state;
  return address;
}

protocol::Result<ReturnAddress> establish_return_address(const protocol::Form::Lenient& parameters, const clients::Registry& registry) {
  const protocol::Form& form = parameters.form;
  const auto client_id = form.get("client_id");
  if (!client_id) {
    return fail(Reason::client_id_missing);
  }
  if (is_repeated(parameters, "client_id") || is_repeated(parameters, "redirect_uri")) {
    return fail(Reason::repeated_parameter, "client_id or redirect_uri");
  }
  // State travels only if exactly one was sent and it is not absurd; whoever sends two gets none back.
  std::optional<std::string> state;
  if (!is_repeated(parameters, "state") && form.has("state") && form.get("state")->size() <= kLongestState) {
    state = std::string(*form.get("state"));
  }
  if (const auto redirect_uri = form.get("redirect_uri")) {
    return restore_return_address(std::string(*client_id), std::string(*redirect_uri), true, state, registry);
  }
  const auto client = registry.find(*client_id);
  if (client == nullptr || client->disabled) {
    return fail(Reason::client_unknown, "client_id " + std::string(client_id->substr(0, 128)));
  }
  const auto scope = protocol::ScopeSet::parse(form.get_or_empty("scope"));
  if (client->redirect_uris.size() != 1 || (scope && scope->contains("openid"))) {
    return fail(Reason::redirect_uri_missing);
  }
  return restore_return_address(std::string(*client_id), client->redirect_uris.front(), false, state, registry);
}

std::string ReturnAddress::location(web::Pairs parameters, const std::string& issuer) const {
  if (state_) {
    parameters.emplace_back("state", *state_);
  }
  parameters.emplace_back("iss", issuer);  // [R-AZ-14]
  return web::append_query(redirect_uri_, parameters);
}

std::string ReturnAddress::error_location(protocol::Reason reason, const std::string& issuer) const {
  return location({{"error", std::string(protocol::wire_code(reason))}, {"error_description", std::string(protocol::sentence_of(reason))}},
                  issuer);
}

}  // namespace signet::authorization
