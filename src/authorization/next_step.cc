#include "authorization/next_step.h"

namespace signet::authorization {
namespace {

using protocol::Reason;

// Whether the person has to show their password although somebody is signed in.
bool must_prove_again(const Request& request, const Facts& facts, const Session& session, Time now) {
  if (facts.authenticated_sid == session.sid) {
    return false;  // they did, in this very transaction
  }
  if (request.prompt.login) {
    return true;  // [AZ-12]
  }
  return request.max_age && now - session.auth_time > *request.max_age;  // [AZ-15]
}

bool consent_is_remembered(const Request& request, const SessionView& view, const clients::Client& client) {
  return may_remember_consent(request, client) && view.consented_fingerprint == client.fingerprint() &&
         view.consented.includes(request.asked());
}

// [OIDC.Core §3.1.2.4]
std::optional<AskForConsent> consent_needed(const Request& request, const Facts& facts, const SessionView& view,
                                            const clients::Client& client) {
  if (facts.consented_sid == view.session.sid) {
    return std::nullopt;
  }
  const bool same_client = view.consented_fingerprint == client.fingerprint();
  const protocol::ScopeSet remembered = same_client ? view.consented : protocol::ScopeSet();
  if (request.prompt.consent) {
    return AskForConsent{request.asked().difference(remembered)};  // even for first-party clients
  }
  if (client.first_party || consent_is_remembered(request, view, client)) {
    return std::nullopt;
  }
  return AskForConsent{request.asked().difference(remembered)};
}

}  // namespace

bool may_remember_consent(const Request& request, const clients::Client& client) {
  return (!request.is_for_device() || request.backchannel) && client.may_remember_consent(request.redirect_uri);
}

NextStep next_step(const Request& request, const Facts& facts, const std::optional<SessionView>& view, const clients::Client& client,
                   Time now) {
  if (request.is_for_device() && !facts.device_confirmed) {
    return AskWhetherDeviceIsTheirs{};  // first of all, and even for first-party clients: signing in is what a phisher wants
  }
  const bool silent = request.prompt.none;
  if (!view) {
    return silent ? NextStep(Refuse{Reason::login_required}) : AskToSignIn{};
  }
  const Session& session = view->session;
  const bool hint_disagrees = !request.hinted_sub.empty() && request.hinted_sub != session.sub;
  if (hint_disagrees && (silent || facts.authenticated_sid == session.sid)) {
    // Silently nobody can be asked; and who has just signed in as somebody else has answered.
    return Refuse{Reason::hinted_person_absent};
  }
  if (hint_disagrees || must_prove_again(request, facts, session, now)) {
    return silent ? NextStep(Refuse{Reason::login_required}) : AskToSignIn{!hint_disagrees};
  }
  const bool chose = facts.chosen_sid == session.sid || facts.authenticated_sid == session.sid;
  if (request.prompt.select_account && !chose) {
    return AskWhichAccount{};
  }
  if (auto consent = consent_needed(request, facts, *view, client)) {
    return silent ? NextStep(Refuse{Reason::consent_required}) : *std::move(consent);
  }
  return Grant{};
}

}  // namespace signet::authorization
