#include "endpoints/password.h"

#include "endpoints/form_body.h"
#include "endpoints/password_failure.h"
#include "endpoints/render.h"
#include "pages/languages.h"
#include "protocol/issuer.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

using authorization::SessionView;
using pages::PasswordFailure;
using protocol::Error;
using protocol::Reason;

constexpr const char* kPage = "/password";

std::string form_of(const SessionView& view) { return "password " + view.session.cookie_digest; }

}  // namespace

PasswordEndpoint::PasswordEndpoint(Parts parts)
    : parts_(parts), origin_(web::parse_url(parts_.journey.parts().issuer).value().origin()) {}

web::Response PasswordEndpoint::to_login(const web::Request& request) const {
  return redirect(request, protocol::url_below(parts_.journey.parts().issuer, "/login"));
}

web::Response PasswordEndpoint::page(const SessionView& view, const web::Request& request, const std::optional<Failure>& failure) const {
  const auto issued = parts_.guard.issue(request, form_of(view));
  pages::PasswordPage page;
  page.account = view.account.email;
  page.least = parts_.people.password_policy().least();
  page.csrf = issued.csrf;
  if (failure) {
    page.failure = failure->what;
    page.retry_after = failure->retry_after;
    page.reference = request.request_id;
  }
  web::Response response = parts_.journey.parts().pages.password(page, pages::languages_of(request));
  if (!issued.set_cookie.empty()) {
    response.add("Set-Cookie", issued.set_cookie);
  }
  if (failure) {
    const bool must_wait = failure->what == PasswordFailure::too_many;
    response.status = must_wait ? 429 : 400;
    if (must_wait) {
      response.add("Retry-After", std::to_string(failure->retry_after.count()));
    }
    note(response, Error{failure->reason, ""});
  }
  response.trail.subject = view.session.sub;
  return response;
}

web::Response PasswordEndpoint::show(const web::Request& request) const {
  const auto parameters = protocol::Form::parse_lenient(request.query);
  if (parameters.form.has("reset") || parameters.form.has("proof")) {
    return parts_.mailed.show(MailedPassword::For::reset, request);
  }
  const auto view = parts_.journey.parts().sessions.view(request, "");
  return view ? page(*view, request, std::nullopt) : to_login(request);
}

web::Response PasswordEndpoint::submit(const web::Request& request) const {
  const Journey& journey = parts_.journey;
  const auto form = form_body(request);
  if (!form) {
    return journey.error_page(form.error(), request, kPage);
  }
  if (form->has("reset-submit") || form->has("asked") || form->has("proof")) {
    return parts_.mailed.submit(MailedPassword::For::reset, request);
  }
  if (!is_same_origin_post(request, origin_)) {
    return journey.error_page(Error{Reason::cross_site_post, ""}, request, kPage);
  }
  const auto view = journey.parts().sessions.view(request, "");
  if (!view) {
    return to_login(request);
  }
  if (!parts_.guard.matches(request, form_of(*view), form->get_or_empty("csrf"))) {
    return journey.error_page(Error{Reason::csrf_mismatch, ""}, request, kPage);
  }
  return change(*view, *form, request);
}

web::Response PasswordEndpoint::change(const SessionView& view, const protocol::Form& form, const web::Request& request) const {
  const std::string& email = view.account.email;
  const auto proven = parts_.login.attempt(
      {email, Secret(form.get_or_empty("password")), request.remote_address, parts_.devices.knows(request, email)}, request.now);
  if (!proven) {
    const bool must_wait = proven.error().reason == Reason::too_many_failures;
    return page(view, request, Failure{must_wait ? PasswordFailure::too_many : PasswordFailure::wrong, proven.error().reason, proven.error().retry_after});
  }
  const std::string_view wanted = form.get_or_empty("new-password");
  if (const auto accepted = parts_.people.acceptable(wanted, email); !accepted) {
    return page(view, request, Failure{failure_of(accepted.error().problem), Reason::signup_password_refused});
  }
  if (!parts_.people.set_password(proven->sub, Secret(wanted), request.now)) {
    return to_login(request);  // removed meanwhile
  }
  parts_.revocations.poll(parts_.revocation_store, request.now);  // what has just ended is refused here at once
  if (parts_.mail) {
    parts_.proofs.notify(accounts::Mail::Kind::password_changed, email, pages::languages_of(request), request.now);
  }
  const auto begun = parts_.journey.parts().sessions.begin(request, proven->sub, {"pwd"});
  web::Response response = parts_.journey.parts().pages.password_done(pages::languages_of(request));
  for (const std::string& cookie : begun.set_cookies) {
    response.add("Set-Cookie", cookie);
  }
  response.trail.subject = proven->sub;
  return response;
}

}  // namespace signet::endpoints
