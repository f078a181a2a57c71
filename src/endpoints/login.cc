#include "endpoints/login.h"

#include "endpoints/form_body.h"
#include "endpoints/render.h"
#include "pages/languages.h"
#include "protocol/issuer.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

using protocol::Error;
using protocol::Reason;

constexpr std::string_view kForm = "login";
constexpr const char* kPage = "/login";  // from where a person can always start again

}  // namespace

LoginEndpoint::LoginEndpoint(const Journey& journey, accounts::Login& login, const Devices& devices, const FormGuard& guard,
                             const SignupTerms& terms)
    : journey_(journey),
      login_(login),
      devices_(devices),
      guard_(guard),
      terms_(terms),
      origin_(web::parse_url(journey.parts().issuer).value().origin()) {}

web::Response LoginEndpoint::page(const Journey::Open& open, const web::Request& request, std::string_view username,
                                  const Failure& failure) const {
  pages::LoginPage page;
  page.client = journey_.client_on_page(open.address, request.now);
  page.transaction = journey_.sealed(open);
  page.csrf = journey_.csrf_token(open, kForm);
  web::Response response = shown(std::move(page), request, open.transaction.request.ui_locales, username, failure);
  response.trail.client_id = open.address.client().client_id;
  return response;
}

web::Response LoginEndpoint::page_for_account(const web::Request& request, std::string_view username, const Failure& failure) const {
  const auto issued = guard_.issue(request, kForm);
  pages::LoginPage page;
  page.for_account = true;
  page.csrf = issued.csrf;
  web::Response response = shown(std::move(page), request, "", username, failure);
  if (!issued.set_cookie.empty()) {
    response.add("Set-Cookie", issued.set_cookie);
  }
  return response;
}

web::Response LoginEndpoint::shown(pages::LoginPage page, const web::Request& request, const std::string& ui_locales,
                                   std::string_view username, const Failure& failure) const {
  page.username = std::string(username);
  page.offers_signup = terms_.mail && terms_.open;
  page.offers_reset = terms_.mail;
  const bool must_wait = failure && failure->reason == Reason::too_many_failures;
  if (failure) {
    page.failure = must_wait ? pages::LoginFailure::too_many : pages::LoginFailure::wrong;
    page.retry_after = failure->retry_after;
    page.reference = request.request_id;
  }
  web::Response response = journey_.parts().pages.login(page, pages::languages_of(request, ui_locales));
  if (failure) {
    response.status = must_wait ? 429 : 400;
    if (must_wait) {
      response.add("Retry-After", std::to_string(failure->retry_after.count()));
    }
    note(response, Error{failure->reason, ""});
  }
  return response;
}

web::Response LoginEndpoint::show(const web::Request& request) const {
  const auto parameters = protocol::Form::parse_lenient(request.query);
  const auto t = parameters.form.get("t");
  if (!t) {
    return page_for_account(request, "");
  }
  const auto open = journey_.open(request, *t);
  if (!open) {
    return journey_.error_page(open.error(), request);
  }
  std::string username = open->transaction.request.login_hint;
  if (username.empty()) {
    if (const auto view = journey_.session(*open, request)) {
      username = view->account.email;  // they only have to prove it again
    }
  }
  return page(*open, request, username);
}

Expected<accounts::Account, accounts::Login::Refusal> LoginEndpoint::attempt(const web::Request& request, const protocol::Form& form) const {
  const std::string username(form.get_or_empty("username"));
  return login_.attempt({username, Secret(form.get_or_empty("password")), request.remote_address, devices_.knows(request, username)},
                        request.now);
}

void LoginEndpoint::welcome(web::Response& response, const authorization::Sessions::Begun& begun, const accounts::Account& account) const {
  for (const std::string& cookie : begun.set_cookies) {
    response.add("Set-Cookie", cookie);
  }
  response.add("Set-Cookie", devices_.remember(account.email));
  response.trail.subject = account.sub;
}

web::Response LoginEndpoint::submit(const web::Request& request) const {
  if (const auto form = form_body(request); form && !form->has("t")) {
    return submit_for_account(request, *form);
  }
  auto posted = journey_.open_post(request, kForm);
  if (!posted) {
    return journey_.error_page(posted.error(), request);
  }
  Journey::Open& open = posted->open;
  if (posted->form.has("login-cancel")) {
    return journey_.refuse(open.address, Error{Reason::login_cancelled, ""}, request);
  }
  const auto account = attempt(request, posted->form);
  if (!account) {
    return page(open, request, posted->form.get_or_empty("username"), account.error());
  }
  const auto begun = journey_.parts().sessions.begin(request, account->sub, {"pwd"});
  open.transaction.facts.authenticated_sid = begun.session.sid;
  web::Response response = journey_.go_to("/oauth2/authorize", open, request);
  welcome(response, begun, *account);
  return response;
}

web::Response LoginEndpoint::submit_for_account(const web::Request& request, const protocol::Form& form) const {
  if (!is_same_origin_post(request, origin_)) {
    return journey_.error_page(Error{Reason::cross_site_post, ""}, request, kPage);
  }
  if (!guard_.matches(request, kForm, form.get_or_empty("csrf"))) {
    return journey_.error_page(Error{Reason::csrf_mismatch, ""}, request, kPage);
  }
  const auto account = attempt(request, form);
  if (!account) {
    return page_for_account(request, form.get_or_empty("username"), account.error());
  }
  web::Response response = redirect(request, protocol::url_below(journey_.parts().issuer, "/account"));
  welcome(response, journey_.parts().sessions.begin(request, account->sub, {"pwd"}), *account);
  return response;
}

}  // namespace signet::endpoints
