#include "endpoints/login.h"

#include "endpoints/render.h"
#include "pages/languages.h"

namespace signet::endpoints {
namespace {

using protocol::Error;
using protocol::Reason;

constexpr std::string_view kForm = "login";

}  // namespace

web::Response LoginEndpoint::page(const Journey::Open& open, const web::Request& request, std::string_view username,
                                  std::optional<Reason> failure, Seconds retry_after) const {
  pages::LoginPage page;
  page.client = journey_.client_on_page(open.address, request.now);
  page.transaction = journey_.sealed(open);
  page.csrf = journey_.csrf_token(open, kForm);
  page.username = std::string(username);
  if (failure) {
    page.failure = *failure == Reason::too_many_failures ? pages::LoginFailure::too_many : pages::LoginFailure::wrong;
    page.retry_after = retry_after;
    page.reference = request.request_id;
  }
  web::Response response = journey_.parts().pages.login(page, pages::languages_of(request, open.transaction.request.ui_locales));
  if (failure) {
    response.status = *failure == Reason::too_many_failures ? 429 : 400;
    if (response.status == 429) {
      response.add("Retry-After", std::to_string(retry_after.count()));
    }
    note(response, Error{*failure, ""});
  }
  response.trail.client_id = open.address.client().client_id;
  return response;
}

web::Response LoginEndpoint::show(const web::Request& request) const {
  const auto parameters = protocol::Form::parse_lenient(request.query);
  const auto open = journey_.open(request, parameters.form.get_or_empty("t"));
  if (!open) {
    return journey_.error_page(open.error(), request);
  }
  std::string username = open->transaction.request.login_hint;
  if (username.empty()) {
    if (const auto view = journey_.session(*open, request)) {
      username = view->account.email;  // they only have to prove it again
    }
  }
  return page(*open, request, username, std::nullopt, Seconds(0));
}

web::Response LoginEndpoint::submit(const web::Request& request) const {
  auto posted = journey_.open_post(request, kForm);
  if (!posted) {
    return journey_.error_page(posted.error(), request);
  }
  Journey::Open& open = posted->open;
  if (posted->form.has("login-cancel")) {
    return journey_.refuse(open.address, Error{Reason::login_cancelled, ""}, request);
  }
  const std::string username(posted->form.get_or_empty("username"));
  const auto account = login_.attempt(
      {username, Secret(posted->form.get_or_empty("password")), request.remote_address, devices_.knows(request, username)}, request.now);
  if (!account) {
    return page(open, request, username, account.error().reason, account.error().retry_after);
  }
  const auto begun = journey_.parts().sessions.begin(request, account->sub, {"pwd"});
  open.transaction.facts.authenticated_sid = begun.session.sid;
  web::Response response = journey_.go_to("/oauth2/authorize", open, request);
  for (const std::string& cookie : begun.set_cookies) {
    response.add("Set-Cookie", cookie);
  }
  response.add("Set-Cookie", devices_.remember(account->email));
  response.trail.subject = account->sub;
  return response;
}

}  // namespace signet::endpoints
