#include "endpoints/email.h"

#include <chrono>

#include "accounts/email.h"
#include "base/text.h"
#include "endpoints/form_body.h"
#include "endpoints/render.h"
#include "pages/languages.h"
#include "protocol/issuer.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

using accounts::AddressProof;
using authorization::SessionView;
using pages::AddressFailure;
using protocol::Error;
using protocol::Reason;

constexpr const char* kPage = "/email";
constexpr std::size_t kLongestShown = 254;

const ProofSteps::Place& place() {
  static const ProofSteps::Place kPlace{kPage, kPage};
  return kPlace;
}

std::string address_form(const SessionView& view) { return "email " + view.session.cookie_digest; }
std::string confirm_form(const std::string& token) { return "email confirm " + token; }

}  // namespace

EmailEndpoint::EmailEndpoint(Parts parts)
    : parts_(parts),
      steps_(parts_.journey, parts_.guard, parts_.proofs),
      origin_(web::parse_url(parts_.journey.parts().issuer).value().origin()) {}

web::Response EmailEndpoint::to_login(const web::Request& request) const {
  return redirect(request, protocol::url_below(parts_.journey.parts().issuer, "/login"));
}

web::Response EmailEndpoint::not_offered(const web::Request& request) const {
  return parts_.journey.error_page(Error{Reason::endpoint_misused, ""}, request, "/account");
}

web::Response EmailEndpoint::show(const web::Request& request) const {
  if (!parts_.terms.mail) {
    return not_offered(request);
  }
  const auto parameters = protocol::Form::parse_lenient(request.query);
  if (const auto token = parameters.form.get("proof")) {
    return question(std::string(*token), request);
  }
  const auto view = parts_.journey.parts().sessions.view(request, "");
  return view ? page(*view, view->account.email, request, std::nullopt) : to_login(request);
}

web::Response EmailEndpoint::page(const SessionView& view, const std::string& email, const web::Request& request,
                                  const std::optional<Failure>& failure) const {
  const auto issued = parts_.guard.issue(request, address_form(view));
  pages::EmailPage page;
  page.account = view.account.email;
  page.verified = view.account.email_verified;
  page.email = email;
  page.csrf = issued.csrf;
  if (failure) {
    page.failure = failure->address;
    page.wrong_password = !failure->address;
    page.retry_after = failure->retry_after;
    page.reference = request.request_id;
  }
  web::Response response = parts_.journey.parts().pages.email(page, pages::languages_of(request));
  if (!issued.set_cookie.empty()) {
    response.add("Set-Cookie", issued.set_cookie);
  }
  if (failure) {
    const bool must_wait = failure->address == AddressFailure::too_many;
    response.status = must_wait ? 429 : 400;
    if (must_wait) {
      response.add("Retry-After", std::to_string(failure->retry_after.count()));
    }
    note(response, Error{failure->reason, ""});
  }
  response.trail.subject = view.session.sub;
  return response;
}

web::Response EmailEndpoint::question(const std::string& token, const web::Request& request) const {
  const auto proof = parts_.proofs.opened(token, request.now);
  if (!proof || proof->purpose != AddressProof::Purpose::email) {
    return steps_.gone(place(), request);
  }
  const auto view = parts_.journey.parts().sessions.view(request, "");
  if (!view || view->session.sub != proof->sub) {
    return parts_.journey.error_page(Error{Reason::proof_of_another, ""}, request, "/login");
  }
  const auto issued = parts_.guard.issue(request, confirm_form(token));
  web::Response response = parts_.journey.parts().pages.email_confirm({proof->email, token, issued.csrf}, pages::languages_of(request));
  if (!issued.set_cookie.empty()) {
    response.add("Set-Cookie", issued.set_cookie);
  }
  return response;
}

web::Response EmailEndpoint::submit(const web::Request& request) const {
  const Journey& journey = parts_.journey;
  const auto form = form_body(request);
  if (!form) {
    return journey.error_page(form.error(), request, kPage);
  }
  if (!is_same_origin_post(request, origin_)) {
    return journey.error_page(Error{Reason::cross_site_post, ""}, request, kPage);
  }
  if (!parts_.terms.mail) {
    return not_offered(request);
  }
  const auto view = journey.parts().sessions.view(request, "");
  if (!view) {
    return to_login(request);
  }
  if (form->has("proof")) {
    return confirm(*view, *form, request);
  }
  if (form->has("asked")) {
    return steps_.enter_code(place(), *form, request);
  }
  return ask(*view, *form, request);
}

web::Response EmailEndpoint::ask(const SessionView& view, const protocol::Form& form, const web::Request& request) const {
  if (!parts_.guard.matches(request, address_form(view), form.get_or_empty("csrf"))) {
    return parts_.journey.error_page(Error{Reason::csrf_mismatch, ""}, request, kPage);
  }
  const std::string email(trim(form.get_or_empty("email")));
  const auto refuse = [&](const Failure& failure) {
    const bool fits = email.size() <= kLongestShown && is_clean_text(email);
    return page(view, fits ? email : "", request, failure);
  };
  const std::string& account = view.account.email;
  const auto proven = parts_.login.attempt(
      {account, Secret(form.get_or_empty("password")), request.remote_address, parts_.devices.knows(request, account)}, request.now);
  if (!proven) {
    const bool must_wait = proven.error().reason == Reason::too_many_failures;
    return refuse({must_wait ? std::optional(AddressFailure::too_many) : std::nullopt, proven.error().reason, proven.error().retry_after});
  }
  if (!accounts::is_email_address(email)) {
    return refuse({AddressFailure::malformed, Reason::signup_email_malformed});
  }
  const bool changes = accounts::canonical_email(email) != accounts::canonical_email(account);
  if (changes && !parts_.terms.admits(email)) {
    return refuse({AddressFailure::domain, Reason::signup_domain});
  }
  const auto asked = parts_.proofs.ask_for_email(*proven, email, pages::languages_of(request), request.now);
  if (!asked) {
    return refuse({AddressFailure::too_many, Reason::mail_too_often, std::chrono::hours(1)});
  }
  return steps_.sent(place(), email, *asked, "", request);
}

web::Response EmailEndpoint::confirm(const SessionView& view, const protocol::Form& form, const web::Request& request) const {
  const std::string token(form.get_or_empty("proof"));
  if (!parts_.guard.matches(request, confirm_form(token), form.get_or_empty("csrf"))) {
    return parts_.journey.error_page(Error{Reason::csrf_mismatch, ""}, request, kPage);
  }
  const auto proof = parts_.proofs.opened(token, request.now);
  if (!proof || proof->purpose != AddressProof::Purpose::email) {
    return steps_.gone(place(), request);
  }
  if (proof->sub != view.session.sub) {
    return parts_.journey.error_page(Error{Reason::proof_of_another, ""}, request, "/login");
  }
  if (!parts_.proofs.use(*proof, request.now)) {
    return steps_.gone(place(), request);
  }
  accounts::AccountChange change;
  change.email = proof->email;
  change.email_verified = true;
  if (!parts_.people.update(proof->sub, change, request.now)) {
    return parts_.journey.error_page(Error{Reason::signup_account_exists, ""}, request, kPage);  // taken since the message was sent
  }
  const std::string& old = view.account.email;
  if (accounts::canonical_email(old) != accounts::canonical_email(proof->email)) {
    parts_.proofs.notify(accounts::Mail::Kind::email_changed, old, pages::languages_of(request), request.now);
  }
  web::Response response = redirect(request, protocol::url_below(parts_.journey.parts().issuer, kPage));
  response.add("Set-Cookie", parts_.devices.remember(proof->email));
  response.trail.subject = view.session.sub;
  return response;
}

}  // namespace signet::endpoints
