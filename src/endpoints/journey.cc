#include "endpoints/journey.h"

#include "authorization/session_state.h"
#include "endpoints/form_body.h"
#include "endpoints/logo.h"
#include "endpoints/render.h"
#include "pages/languages.h"
#include "protocol/issuer.h"
#include "web/url.h"

namespace signet::endpoints {

using authorization::SessionView;
using protocol::Error;
using protocol::fail;
using protocol::Reason;

namespace {

pages::ErrorKind kind_of(Reason reason) {
  switch (reason) {
    case Reason::transaction_invalid: return pages::ErrorKind::expired;
    case Reason::proof_gone: return pages::ErrorKind::link;
    case Reason::hinted_person_absent:
    case Reason::proof_of_another: return pages::ErrorKind::other_account;
    case Reason::csrf_mismatch:
    case Reason::cross_site_post: return pages::ErrorKind::not_ours;
    default: return pages::ErrorKind::client_request;
  }
}

}  // namespace

pages::ClientOnPage Journey::client_on_page(const authorization::ReturnAddress& address, Time now) const {
  pages::ClientOnPage shown = client_on_page(address.client(), now);
  shown.redirect_host = address.redirect_uri();
  return shown;
}

pages::ClientOnPage Journey::client_on_page(const clients::Client& client, Time now) const {
  pages::ClientOnPage shown;
  shown.name = client.client_name;
  shown.policy_uri = client.policy_uri.value_or("");
  shown.tos_uri = client.tos_uri.value_or("");
  shown.self_registered = !client.operator_made;
  if (parts_.logos != nullptr && parts_.logos->find(client, now) != nullptr) {
    shown.logo_path = logo_path(client);
  }
  return shown;
}

Journey::Journey(Parts parts) : parts_(std::move(parts)), origin_(web::parse_url(parts_.issuer).value().origin()) {}

protocol::Result<Journey::Open> Journey::open(const web::Request& request, std::string_view t) const {
  auto transaction = parts_.transactions.open(t, request);
  if (!transaction) {
    return fail(Reason::transaction_invalid);
  }
  if (!transaction->pushed_id.empty()) {
    auto pushed = parts_.pushed_requests.resume(transaction->pushed_id, transaction->request.client_id, request.now);
    if (!pushed) {
      return fail(Reason::transaction_invalid, "the pushed request was completed");
    }
    transaction->request = *std::move(pushed);
  }
  auto address = authorization::restore_return_address(transaction->request.return_to(), parts_.registry);
  if (!address) {
    return unexpected(std::move(address.error()));
  }
  return Open{*std::move(transaction), *std::move(address)};
}

protocol::Result<Journey::Posted> Journey::open_post(const web::Request& request, std::string_view form_name) const {
  auto form = form_body(request);
  if (!form) {
    return unexpected(std::move(form.error()));
  }
  if (!is_same_origin_post(request, origin_)) {
    return fail(Reason::cross_site_post);
  }
  auto opened = open(request, form->get_or_empty("t"));
  if (!opened) {
    return unexpected(std::move(opened.error()));
  }
  if (!parts_.transactions.csrf_matches(opened->transaction, form_name, form->get_or_empty("csrf"))) {
    return fail(Reason::csrf_mismatch);
  }
  return Posted{*std::move(opened), *std::move(form)};
}

std::optional<SessionView> Journey::session(const Open& open, const web::Request& request) const {
  return parts_.sessions.view(request, open.transaction.request.client_id);
}

std::string Journey::csrf_token(const Open& open, std::string_view form_name) const {
  return parts_.transactions.csrf_token(open.transaction, form_name);
}

std::string Journey::sealed(const Open& open) const { return parts_.transactions.seal(open.transaction).value_or(""); }

web::Response Journey::proceed(const Open& open, const web::Request& request) const {
  const auto view = session(open, request);
  const auto step =
      authorization::next_step(open.transaction.request, open.transaction.facts, view, open.address.client(), request.now);
  if (std::holds_alternative<authorization::AskWhetherDeviceIsTheirs>(step)) {
    return go_to("/device", open, request);
  }
  if (std::holds_alternative<authorization::AskToSignIn>(step)) {
    return go_to("/login", open, request);
  }
  if (std::holds_alternative<authorization::AskWhichAccount>(step)) {
    return go_to("/account", open, request);
  }
  if (std::holds_alternative<authorization::AskForConsent>(step)) {
    return go_to("/consent", open, request);
  }
  if (const auto* refused = std::get_if<authorization::Refuse>(&step)) {
    const Error error{refused->reason, ""};
    if (open.transaction.request.backchannel) {
      return error_page(error, request);  // somebody else's request: nothing is decided by who is not meant
    }
    if (open.address.is_for_device()) {
      return refuse(open.address, error, request);
    }
    authorization::Answer answer = open.address.refusal(error.reason, parts_.issuer);
    add_session_state(answer, open, request);
    return turn_away(open.address, error, answer, request);
  }
  return grant(open, *view, request);
}

void Journey::add_session_state(authorization::Answer& answer, const Open& open, const web::Request& request) const {
  if (open.transaction.request.scope.contains("openid")) {
    const std::string origin = web::parse_url(open.address.redirect_uri()).value().origin();
    answer.parameters.emplace_back("session_state", authorization::session_state(open.address.client().client_id, origin,
                                                                                 parts_.sessions.browser_state(request),
                                                                                 random_id(parts_.random, 16)));
  }
}

web::Response Journey::grant(const Open& open, const SessionView& view, const web::Request& request) const {
  if (open.address.is_for_device()) {
    return approve_device(open, view, request);
  }
  // Before anything leaves: of any number of tabs and replicas that come this far, one answers [R-PA-2].
  const std::string& pushed_id = open.transaction.pushed_id;
  if (!pushed_id.empty() && !parts_.pushed_requests.complete(pushed_id, request.now)) {
    return refuse(open.address, Error{Reason::request_uri_unknown, "completed meanwhile"}, request);
  }
  auto parameters = parts_.responder.respond(open.transaction.request, view, open.address.client(), request.now);
  if (!parameters) {
    return refuse(open.address, parameters.error(), request);
  }
  authorization::Answer answer = open.address.answer(*std::move(parameters), parts_.issuer);
  add_session_state(answer, open, request);
  auto packed = parts_.responder.packed(std::move(answer), open.address.client(), request.now);
  if (!packed) {
    return error_page(packed.error(), request);
  }
  web::Response response = send(*packed, request);
  if (!open.transaction.facts.authenticated_sid.empty() || !open.transaction.facts.consented_sid.empty()) {
    response.add("Set-Cookie", parts_.transactions.forget_cookie(open.transaction));
  }
  response.trail.client_id = open.address.client().client_id;
  response.trail.subject = view.session.sub;
  return response;
}

web::Response Journey::approve_device(const Open& open, const SessionView& view, const web::Request& request) const {
  const auto authorization = authorization::Responder::authorization(open.transaction.request, view);
  if (!parts_.device_codes.approve(open.address.user_code(), authorization, request.now)) {
    return refuse(open.address, Error{Reason::user_code_unknown, "expired, or decided elsewhere"}, request);
  }
  parts_.decided();
  web::Response response =
      parts_.pages.device_done({open.address.client().client_name, true, open.transaction.request.backchannel}, pages::languages_of(request));
  response.add("Set-Cookie", parts_.transactions.forget_cookie(open.transaction));
  response.trail.client_id = open.address.client().client_id;
  response.trail.subject = view.session.sub;
  return response;
}

web::Response Journey::deny_device(const authorization::ReturnAddress& address, const web::Request& request) const {
  parts_.device_codes.deny(address.user_code(), request.now);
  parts_.decided();
  return parts_.pages.device_done({address.client().client_name, false, address.is_backchannel()}, pages::languages_of(request));
}

web::Response Journey::go_to(std::string_view path, const Open& open, const web::Request& request) const {
  const auto t = parts_.transactions.seal(open.transaction);
  if (!t) {
    return refuse(open.address, Error{Reason::request_does_not_fit, "transaction"}, request);
  }
  web::Response response = redirect(request, protocol::url_below(parts_.issuer, path) + "?t=" + *t);
  for (const std::string& cookie : parts_.transactions.cookies(open.transaction, request)) {
    response.add("Set-Cookie", cookie);
  }
  response.trail.client_id = open.address.client().client_id;
  return response;
}

web::Response Journey::refuse(const authorization::ReturnAddress& address, const Error& error, const web::Request& request) const {
  if (!address.is_for_device()) {
    return turn_away(address, error, address.refusal(error.reason, parts_.issuer), request);
  }
  web::Response response = deny_device(address, request);
  response.trail.client_id = address.client().client_id;
  note(response, error);
  return response;
}

web::Response Journey::turn_away(const authorization::ReturnAddress& address, const Error& error, authorization::Answer unpacked,
                                 const web::Request& request) const {
  const auto packed = parts_.responder.packed(std::move(unpacked), address.client(), request.now);
  if (!packed) {
    return error_page(packed.error(), request);
  }
  const authorization::Answer& answer = *packed;
  web::Response response;
  if (address.needs_a_warning()) {
    pages::DeparturePage page{client_on_page(address, request.now), std::string(protocol::sentence_of(error.reason)), request.request_id, "",
                              {}};
    if (answer.mode == protocol::ResponseMode::form_post) {
      page.form_post = {answer.redirect_uri, answer.parameters};
    } else {
      page.location = answer.location();
    }
    response = parts_.pages.departure(page, pages::languages_of(request));
  } else {
    response = send(answer, request);
  }
  response.trail.client_id = address.client().client_id;
  note(response, error);
  return response;
}

web::Response Journey::send(const authorization::Answer& answer, const web::Request& request) const {
  if (answer.mode == protocol::ResponseMode::form_post) {
    return parts_.pages.form_post({answer.redirect_uri, answer.parameters}, pages::languages_of(request));
  }
  return redirect(request, answer.location());
}

web::Response Journey::error_page(const Error& error, const web::Request& request, std::string restart_path) const {
  pages::ErrorPage page;
  page.kind = kind_of(error.reason);
  page.code = std::string(protocol::wire_code(error.reason));
  page.what_happened = std::string(protocol::sentence_of(error.reason));
  page.reference = request.request_id;
  page.restart_path = std::move(restart_path);
  if (parts_.explain_errors) {
    page.detail = error.detail;
  }
  web::Response response = parts_.pages.error(page, pages::languages_of(request));
  note(response, error);
  return response;
}

}  // namespace signet::endpoints
