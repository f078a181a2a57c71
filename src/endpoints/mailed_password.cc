#include "endpoints/mailed_password.h"

#include <chrono>

#include "accounts/email.h"
#include "base/text.h"
#include "endpoints/form_body.h"
#include "endpoints/password_failure.h"
#include "endpoints/render.h"
#include "pages/languages.h"
#include "protocol/issuer.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

using accounts::Account;
using accounts::AddressProof;
using pages::AddressFailure;
using protocol::Error;
using protocol::Reason;
using For = MailedPassword::For;

constexpr std::size_t kLongestShown = 254;

const ProofSteps::Place& place_of(For what) {
  static const ProofSteps::Place kSignup{"/signup", "/signup"};
  static const ProofSteps::Place kReset{"/password", "/password?reset=1"};
  return what == For::signup ? kSignup : kReset;
}

std::string address_form(For what) { return what == For::signup ? "address signup" : "address reset"; }
std::string choose_form(const std::string& token) { return "choose " + token; }

}  // namespace

MailedPassword::MailedPassword(Parts parts)
    : parts_(parts),
      steps_(parts_.journey, parts_.guard, parts_.proofs),
      origin_(web::parse_url(parts_.journey.parts().issuer).value().origin()) {}

bool MailedPassword::is_offered(For what) const { return parts_.terms.mail && (what == For::reset || parts_.terms.open); }

std::optional<AddressProof> MailedPassword::opened(For what, const std::string& token, Time now) const {
  auto proof = parts_.proofs.opened(token, now);
  return proof && accounts::page_of(proof->purpose) == place_of(what).path ? proof : std::nullopt;
}

web::Response MailedPassword::show(For what, const web::Request& request) const {
  const auto parameters = protocol::Form::parse_lenient(request.query);
  const std::string t(parameters.form.get_or_empty("t"));
  const std::string token(parameters.form.get_or_empty("proof"));
  if (!token.empty()) {
    const auto proof = opened(what, token, request.now);
    return proof ? choose_page(*proof, token, t, request, std::nullopt) : steps_.gone(place_of(what), request);
  }
  if (!is_offered(what)) {
    return parts_.journey.error_page(Error{what == For::signup ? Reason::signup_off : Reason::endpoint_misused, ""}, request, "/login");
  }
  return address_page(what, "", t, request, std::nullopt);
}

web::Response MailedPassword::submit(For what, const web::Request& request) const {
  const Journey& journey = parts_.journey;
  const auto form = form_body(request);
  if (!form) {
    return journey.error_page(form.error(), request, place_of(what).start);
  }
  if (!is_same_origin_post(request, origin_)) {
    return journey.error_page(Error{Reason::cross_site_post, ""}, request, place_of(what).start);
  }
  if (form->has("proof")) {
    return choose(what, *form, request);
  }
  if (form->has("asked")) {
    return steps_.enter_code(place_of(what), *form, request);
  }
  return ask(what, *form, request);
}

web::Response MailedPassword::address_page(For what, const std::string& email, const std::string& t, const web::Request& request,
                                           const std::optional<Failure>& failure) const {
  const auto issued = parts_.guard.issue(request, address_form(what));
  pages::AddressPage page;
  page.for_signup = what == For::signup;
  page.email = email;
  page.transaction = t;
  page.csrf = issued.csrf;
  if (failure) {
    page.failure = failure->what;
    page.retry_after = failure->retry_after;
    page.reference = request.request_id;
  }
  web::Response response = parts_.journey.parts().pages.address(page, pages::languages_of(request));
  if (!issued.set_cookie.empty()) {
    response.add("Set-Cookie", issued.set_cookie);
  }
  if (failure) {
    const bool must_wait = failure->what == AddressFailure::too_many;
    response.status = must_wait ? 429 : 400;
    if (must_wait) {
      response.add("Retry-After", std::to_string(failure->retry_after.count()));
    }
    note(response, Error{failure->reason, ""});
  }
  return response;
}

web::Response MailedPassword::ask(For what, const protocol::Form& form, const web::Request& request) const {
  const std::string email(trim(form.get_or_empty("email")));
  const std::string t(form.get_or_empty("t"));
  const auto refuse = [&](const Failure& failure) {
    const bool fits = email.size() <= kLongestShown && is_clean_text(email);
    return address_page(what, fits ? email : "", t, request, failure);
  };
  if (!parts_.guard.matches(request, address_form(what), form.get_or_empty("csrf"))) {
    return parts_.journey.error_page(Error{Reason::csrf_mismatch, ""}, request, place_of(what).start);
  }
  if (!is_offered(what)) {
    return parts_.journey.error_page(Error{what == For::signup ? Reason::signup_off : Reason::endpoint_misused, ""}, request, "/login");
  }
  if (const auto taken = parts_.limiter.take(limits::source_of(request.remote_address), request.now); !taken) {
    return refuse({AddressFailure::too_many, Reason::rate_limited, taken.error()});
  }
  if (!accounts::is_email_address(email)) {
    return refuse({AddressFailure::malformed, Reason::signup_email_malformed});
  }
  if (what == For::signup && !parts_.terms.admits(email)) {
    return refuse({AddressFailure::domain, Reason::signup_domain});
  }
  const std::string languages = pages::languages_of(request);
  const auto asked = what == For::signup ? parts_.proofs.ask_for_signup(email, languages, request.now)
                                         : parts_.proofs.ask_for_reset(email, languages, request.now);
  if (!asked) {
    return refuse({AddressFailure::too_many, Reason::mail_too_often, std::chrono::hours(1)});
  }
  return steps_.sent(place_of(what), email, *asked, t, request);
}

web::Response MailedPassword::choose_page(const AddressProof& proof, const std::string& token, const std::string& t, const web::Request& request,
                                          const std::optional<accounts::PasswordRefusal>& refusal) const {
  const auto issued = parts_.guard.issue(request, choose_form(token));
  pages::ChoosePasswordPage page;
  page.path = accounts::page_of(proof.purpose);
  page.address = proof.email;
  page.proof = token;
  page.transaction = t;
  page.least = parts_.people.password_policy().least();
  page.csrf = issued.csrf;
  if (refusal) {
    page.failure = failure_of(refusal->problem);
    page.reference = request.request_id;
  }
  web::Response response = parts_.journey.parts().pages.choose_password(page, pages::languages_of(request));
  if (!issued.set_cookie.empty()) {
    response.add("Set-Cookie", issued.set_cookie);
  }
  if (refusal) {
    response.status = 400;
    note(response, Error{Reason::signup_password_refused, ""});
  }
  return response;
}

web::Response MailedPassword::choose(For what, const protocol::Form& form, const web::Request& request) const {
  const std::string token(form.get_or_empty("proof"));
  const std::string t(form.get_or_empty("t"));
  const std::string_view password = form.get_or_empty("new-password");
  if (!parts_.guard.matches(request, choose_form(token), form.get_or_empty("csrf"))) {
    return parts_.journey.error_page(Error{Reason::csrf_mismatch, ""}, request, place_of(what).start);
  }
  const auto proof = opened(what, token, request.now);
  if (!proof) {
    return steps_.gone(place_of(what), request);
  }
  if (const auto accepted = parts_.people.acceptable(password, proof->email); !accepted) {
    return choose_page(*proof, token, t, request, accepted.error());
  }
  if (!parts_.proofs.use(*proof, request.now)) {
    return steps_.gone(place_of(what), request);  // somebody else was first
  }
  const auto account = take(*proof, password, request);
  return account ? welcome(what, *account, t, request) : parts_.journey.error_page(Error{account.error(), ""}, request, "/login");
}

// The proof is used, so from here on there is one caller.
Expected<Account, Reason> MailedPassword::take(const AddressProof& proof, std::string_view password, const web::Request& request) const {
  if (proof.purpose != AddressProof::Purpose::reset) {
    accounts::NewAccount fresh;
    fresh.email = proof.email;
    fresh.email_verified = true;
    fresh.password = Secret(password);
    auto account = parts_.people.create(std::move(fresh), request.now);
    if (!account) {
      return unexpected(Reason::signup_account_exists);  // since the message was sent
    }
    return *std::move(account);
  }
  const auto account = parts_.people.set_password(proof.sub, Secret(password), request.now);
  if (!account) {
    return unexpected(Reason::proof_gone);  // removed meanwhile
  }
  if (!account->email_verified && accounts::canonical_email(account->email) == accounts::canonical_email(proof.email)) {
    accounts::AccountChange change;
    change.email_verified = true;  // they have just shown it
    (void)parts_.people.update(proof.sub, change, request.now);
  }
  parts_.revocations.poll(parts_.revocation_store, request.now);  // what has just ended is refused here at once
  parts_.proofs.notify(accounts::Mail::Kind::password_changed, account->email, pages::languages_of(request), request.now);
  return *account;
}

web::Response MailedPassword::welcome(For what, const Account& account, const std::string& t, const web::Request& request) const {
  const Journey& journey = parts_.journey;
  const auto begun = journey.parts().sessions.begin(request, account.sub, {"pwd"});
  auto open = t.empty() ? protocol::Result<Journey::Open>(protocol::fail(Reason::transaction_invalid)) : journey.open(request, t);
  web::Response response;
  if (open) {
    open->transaction.facts.authenticated_sid = begun.session.sid;
    response = journey.go_to("/oauth2/authorize", *open, request);  // on to the app that they came from
  } else if (what == For::signup) {
    response = redirect(request, protocol::url_below(journey.parts().issuer, "/account"));
  } else {
    response = journey.parts().pages.password_done(pages::languages_of(request));
  }
  for (const std::string& cookie : begun.set_cookies) {
    response.add("Set-Cookie", cookie);
  }
  response.add("Set-Cookie", parts_.devices.remember(account.email));
  response.trail.subject = account.sub;
  return response;
}

}  // namespace signet::endpoints
