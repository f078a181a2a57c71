#include "endpoints/consent.h"

#include "endpoints/render.h"
#include "pages/languages.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

using protocol::Error;
using protocol::Reason;

constexpr std::string_view kForm = "consent";

}  // namespace

web::Response ConsentEndpoint::show(const web::Request& request) const {
  const auto parameters = protocol::Form::parse_lenient(request.query);
  const auto open = journey_.open(request, parameters.form.get_or_empty("t"));
  if (!open) {
    return journey_.error_page(open.error(), request);
  }
  const auto view = journey_.session(*open, request);
  const auto step = authorization::next_step(open->transaction.request, open->transaction.facts, view, open->address.client(), request.now);
  const auto* ask = std::get_if<authorization::AskForConsent>(&step);
  if (ask == nullptr) {
    return journey_.proceed(*open, request);  // signed out meanwhile, or already allowed in another tab
  }
  pages::ConsentPage page;
  page.client = journey_.client_on_page(open->address, request.now);
  page.account = view->account.email;
  page.transaction = journey_.sealed(*open);
  page.csrf = journey_.csrf_token(*open, kForm);
  const protocol::ScopeSet asked = open->transaction.request.asked();
  for (const std::string& token : asked.tokens()) {
    page.scopes.push_back({token, ask->newly_asked.contains(token), ""});
  }
  web::Response response = journey_.parts().pages.consent(page, pages::languages_of(request, open->transaction.request.ui_locales));
  response.trail.client_id = open->address.client().client_id;
  return response;
}

web::Response ConsentEndpoint::submit(const web::Request& request) const {
  auto posted = journey_.open_post(request, kForm);
  if (!posted) {
    return journey_.error_page(posted.error(), request);
  }
  Journey::Open& open = posted->open;
  if (!posted->form.has("consent-allow")) {
    return journey_.refuse(open.address, Error{Reason::person_declined, ""}, request);
  }
  const auto view = journey_.session(open, request);
  const authorization::Request& asked = open.transaction.request;
  const auto step = authorization::next_step(asked, open.transaction.facts, view, open.address.client(), request.now);
  if (!std::holds_alternative<authorization::AskForConsent>(step)) {
    return journey_.proceed(open, request);
  }
  // What is allowed is what the sealed request asks for; nothing that the form says can widen it [R-CO-1].
  const clients::Client& client = open.address.client();
  if (authorization::may_remember_consent(asked, client)) {
    consents_.remember(view->session.sub, client.client_id, asked.asked(), client.fingerprint(), request.now);
  }
  open.transaction.facts.consented_sid = view->session.sid;
  web::Response response = journey_.go_to("/oauth2/authorize", open, request);
  response.trail.subject = view->session.sub;
  return response;
}

}  // namespace signet::endpoints
