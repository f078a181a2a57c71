#include "endpoints/account.h"

#include "endpoints/form_body.h"
#include "endpoints/render.h"
#include "pages/languages.h"

namespace signet::endpoints {
namespace {

using protocol::Error;
using protocol::Reason;

constexpr std::string_view kForm = "account";

}  // namespace

web::Response AccountEndpoint::show(const web::Request& request) const {
  const auto parameters = protocol::Form::parse_lenient(request.query);
  const auto t = parameters.form.get("t");
  if (!t) {
    return own_account_.show(request);
  }
  const auto open = journey_.open(request, *t);
  if (!open) {
    return journey_.error_page(open.error(), request);
  }
  const auto view = journey_.session(*open, request);
  if (!view) {
    return journey_.proceed(*open, request);
  }
  pages::AccountPage page;
  page.client = journey_.client_on_page(open->address, request.now);
  page.account = view->account.email;
  page.transaction = journey_.sealed(*open);
  page.csrf = journey_.csrf_token(*open, kForm);
  web::Response response = journey_.parts().pages.account(page, pages::languages_of(request, open->transaction.request.ui_locales));
  response.trail.client_id = open->address.client().client_id;
  return response;
}

web::Response AccountEndpoint::submit(const web::Request& request) const {
  const auto form = form_body(request);
  if (form && !form->has("t")) {
    return own_account_.submit(request);
  }
  auto posted = journey_.open_post(request, kForm);
  if (!posted) {
    return journey_.error_page(posted.error(), request);
  }
  Journey::Open& open = posted->open;
  const auto view = journey_.session(open, request);
  if (posted->form.has("account-other") || !view) {
    // Somebody else: they sign in; whoever is signed in now stays so until then.
    return journey_.go_to("/login", open, request);
  }
  open.transaction.facts.chosen_sid = view->session.sid;
  return journey_.go_to("/oauth2/authorize", open, request);
}

}  // namespace signet::endpoints
