#include "endpoints/logout.h"

#include "endpoints/form_body.h"
#include "endpoints/render.h"
#include "pages/languages.h"
#include "protocol/issuer.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

using authorization::SessionView;
using protocol::Error;
using protocol::Reason;

constexpr std::string_view kPage = "/logout";

// Null where it is unknown or disabled.
std::shared_ptr<const clients::Client> living_client(const clients::Registry& registry, const std::string& client_id) {
  auto client = client_id.empty() ? nullptr : registry.find(client_id);
  return client != nullptr && !client->disabled ? client : nullptr;
}

}  // namespace

std::string LogoutEndpoint::url(std::string_view path, std::string_view t) const {
  return protocol::url_below(journey_.parts().issuer, path) + (t.empty() ? "" : "?t=" + std::string(t));
}

web::Response LogoutEndpoint::refuse(const Error& error, const web::Request& request) const {
  pages::ErrorPage page;
  page.kind = pages::ErrorKind::logout_request;
  page.code = std::string(protocol::wire_code(error.reason));
  page.what_happened = std::string(protocol::sentence_of(error.reason));
  page.reference = request.request_id;
  page.restart_path = kPage;  // whoever wants to sign out must not depend on the client for it
  if (journey_.parts().explain_errors) {
    page.detail = error.detail;
  }
  web::Response response = journey_.parts().pages.error(page, pages::languages_of(request));
  note(response, error);
  return response;
}

web::Response LogoutEndpoint::operator()(const web::Request& request) const {
  const bool post = request.method == web::Method::post;
  const auto form = post ? form_body(request) : protocol::Form::parse(request.query);
  if (!form) {
    return refuse(form.error(), request);
  }
  const auto& parts = journey_.parts();
  const auto asked = authorization::read_logout_request(*form, parts.issuer, *keys_.ring(), parts.registry);
  if (!asked) {
    return refuse(asked.error(), request);
  }
  // Deliberate: nothing is decided on a POST. It comes from another site, so that browsers leave our cookies out
  // (SameSite=Lax), and everybody would look signed out; the GET that follows brings them.
  if (!post) {
    if (auto answer = answer_unasked(*asked, parts.sessions.view(request, asked->client_id), request)) {
      return *std::move(answer);
    }
  }
  const auto t = logouts_.seal(*asked, request.now);
  if (!t) {
    return refuse({Reason::request_does_not_fit, "logout"}, request);
  }
  web::Response response = redirect(request, url(kPage, *t));
  response.trail.client_id = asked->client_id;
  return response;
}

std::optional<web::Response> LogoutEndpoint::answer_unasked(const Asked& asked, const std::optional<SessionView>& view,
                                                            const web::Request& request) const {
  if (!view) {
    return say_farewell(asked, {}, request);
  }
  // A sid belongs to one session of one person, and we signed it: that says more than the sub, which may be pairwise.
  return asked.sid == view->session.sid ? std::optional(end(asked, request)) : std::nullopt;
}

web::Response LogoutEndpoint::show(const web::Request& request) const {
  const auto parameters = protocol::Form::parse_lenient(request.query);
  std::string t(parameters.form.get_or_empty("t"));
  const auto asked = t.empty() ? Asked() : logouts_.open(t, request.now);  // without: the person came by themselves
  if (!asked) {
    return refuse({Reason::logout_expired, ""}, request);
  }
  const auto& parts = journey_.parts();
  const auto view = parts.sessions.view(request, asked->client_id);
  if (auto answer = answer_unasked(*asked, view, request)) {
    return *std::move(answer);
  }
  if (t.empty()) {
    t = logouts_.seal(*asked, request.now).value();
  }
  pages::LogoutPage page;
  if (const auto client = living_client(parts.registry, asked->client_id)) {
    page.client_name = client->client_name;
  }
  page.account = view->account.email;
  page.csrf = logouts_.csrf_token(t, parts.sessions.cookie_digest(request));
  page.transaction = std::move(t);
  web::Response response = parts.pages.logout(page, pages::languages_of(request, asked->ui_locales));
  response.trail.client_id = asked->client_id;
  return response;
}

web::Response LogoutEndpoint::submit(const web::Request& request) const {
  const auto& parts = journey_.parts();
  const auto form = form_body(request);
  if (!form) {
    return refuse(form.error(), request);
  }
  if (!is_same_origin_post(request, web::parse_url(parts.issuer).value().origin())) {
    return refuse({Reason::cross_site_post, ""}, request);
  }
  const std::string_view t = form->get_or_empty("t");
  const auto asked = logouts_.open(t, request.now);
  if (!asked) {
    return refuse({Reason::logout_expired, ""}, request);
  }
  if (!parts.sessions.view(request, "")) {
    return say_farewell(*asked, {}, request);  // signed out meanwhile, in another tab
  }
  if (!logouts_.csrf_matches(t, parts.sessions.cookie_digest(request), form->get_or_empty("csrf"))) {
    return refuse({Reason::csrf_mismatch, ""}, request);
  }
  if (form->has("logout-confirm")) {
    return end(*asked, request);
  }
  const std::string back = asked->continue_to();
  return back.empty() ? parts.pages.still_signed_in(pages::languages_of(request, asked->ui_locales)) : redirect(request, back);
}

web::Response LogoutEndpoint::end(const Asked& asked, const web::Request& request) const {
  const authorization::Sessions& sessions = journey_.parts().sessions;
  const auto ended = sessions.end(request).value_or(authorization::EndedSession());
  for (const std::string& family_id : ended.families) {
    revocations_.add({family_id, request.now + tokens::kLongestAccessToken});
  }
  session_ended_();
  return say_farewell(asked, ended, request);
}

web::Response LogoutEndpoint::say_farewell(const Asked& asked, const authorization::EndedSession& ended, const web::Request& request) const {
  const auto& parts = journey_.parts();
  authorization::Farewell farewell{ended.sid, {}, asked.client_id, asked.continue_to(), asked.ui_locales};
  bool has_frames = false;
  for (const std::string& client_id : ended.clients) {
    const auto client = living_client(parts.registry, client_id);
    if (client != nullptr && (client->frontchannel_logout_uri || client->backchannel_logout_uri)) {
      has_frames = has_frames || client->frontchannel_logout_uri.has_value();
      farewell.clients.push_back(client_id);
    }
  }
  const bool says_more = !farewell.clients.empty() || !asked.ui_locales.empty();
  const std::string location = !farewell.continue_to.empty() && !has_frames ? farewell.continue_to
                               : says_more                                  ? url("/logged-out", logouts_.seal(farewell, request.now))
                                                                            : url("/logged-out", "");
  web::Response response = redirect(request, location);
  if (!parts.sessions.cookie_digest(request).empty()) {
    for (const std::string& cookie : parts.sessions.forget_cookies()) {
      response.add("Set-Cookie", cookie);
    }
  }
  response.trail.client_id = asked.client_id;
  response.trail.subject = ended.sub;
  return response;
}

web::Response LogoutEndpoint::logged_out(const web::Request& request) const {
  const auto& parts = journey_.parts();
  const auto parameters = protocol::Form::parse_lenient(request.query);
  const auto farewell = logouts_.open_farewell(parameters.form.get_or_empty("t"), request.now);
  if (!farewell) {
    // Somebody came back to an old page: it must not say what is not so.
    return parts.sessions.view(request, "") ? redirect(request, url(kPage, "")) : parts.pages.logged_out({}, pages::languages_of(request));
  }
  pages::LoggedOutPage page;
  for (const std::string& client_id : farewell->clients) {
    if (const auto client = living_client(parts.registry, client_id)) {
      page.told.push_back(client->client_name);
      if (client->frontchannel_logout_uri) {  // [LO-08]
        page.frames.push_back(web::append_query(*client->frontchannel_logout_uri, {{"iss", parts.issuer}, {"sid", farewell->sid}}));
      }
    }
  }
  if (const auto client = living_client(parts.registry, farewell->client_id)) {
    page.client_name = client->client_name;
  }
  page.continue_to = farewell->continue_to;
  return parts.pages.logged_out(page, pages::languages_of(request, farewell->ui_locales));
}

}  // namespace signet::endpoints
