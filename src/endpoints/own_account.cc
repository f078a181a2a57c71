#include "endpoints/own_account.h"

#include <algorithm>

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

constexpr const char* kPage = "/account";

// Bound to the session too: what one person was shown cannot be sent in the name of the next one at this browser.
std::string form_of(const SessionView& view) { return "own_app " + view.session.cookie_digest; }

}  // namespace

OwnAccount::OwnAccount(const Journey& journey, authorization::ConsentStore& consents, const FormGuard& guard,
                       tokens::Revocations& revocations, bool mail)
    : journey_(journey),
      consents_(consents),
      guard_(guard),
      revocations_(revocations),
      mail_(mail),
      origin_(web::parse_url(journey.parts().issuer).value().origin()) {}

std::string OwnAccount::url(std::string_view path) const { return protocol::url_below(journey_.parts().issuer, path); }

web::Response OwnAccount::show(const web::Request& request) const {
  const auto view = journey_.parts().sessions.view(request, "");
  if (!view) {
    return redirect(request, url("/login"));
  }
  const auto parameters = protocol::Form::parse_lenient(request.query);
  const auto client_id = parameters.form.get("app");
  web::Response response = client_id ? app(*view, std::string(*client_id), request) : list(*view, request);
  response.trail.subject = view->session.sub;
  return response;
}

web::Response OwnAccount::list(const SessionView& view, const web::Request& request) const {
  pages::OwnAccountPage page;
  page.account = view.account.email;
  page.offers_email = mail_;
  for (const authorization::AppAccess& access : consents_.list(view.session.sub, request.now)) {
    const pages::ClientOnPage client = client_on_page(access.client_id, request.now);
    page.apps.push_back({access.client_id, client.name, client.logo_path, access.since});
  }
  return journey_.parts().pages.own_account(page, pages::languages_of(request));
}

web::Response OwnAccount::app(const SessionView& view, const std::string& client_id, const web::Request& request) const {
  const auto apps = consents_.list(view.session.sub, request.now);
  const auto access = std::find_if(apps.begin(), apps.end(), [&](const auto& one) { return one.client_id == client_id; });
  if (access == apps.end()) {
    return redirect(request, url(kPage));  // withdrawn meanwhile, perhaps in another tab: the list says so
  }
  const auto issued = guard_.issue(request, form_of(view));
  pages::OwnAppPage page;
  page.client = client_on_page(client_id, request.now);
  page.client_id = client_id;
  page.since = access->since;
  page.csrf = issued.csrf;
  for (const std::string& token : access->scope.tokens()) {
    page.scopes.push_back({token, false, ""});
  }
  web::Response response = journey_.parts().pages.own_app(page, pages::languages_of(request));
  if (!issued.set_cookie.empty()) {
    response.add("Set-Cookie", issued.set_cookie);
  }
  response.trail.client_id = client_id;
  return response;
}

web::Response OwnAccount::submit(const web::Request& request) const {
  const auto form = form_body(request);
  if (!form) {
    return journey_.error_page(form.error(), request, kPage);
  }
  if (!is_same_origin_post(request, origin_)) {
    return journey_.error_page(Error{Reason::cross_site_post, ""}, request, kPage);
  }
  const auto view = journey_.parts().sessions.view(request, "");
  if (!view) {
    return redirect(request, url("/login"));
  }
  if (!guard_.matches(request, form_of(*view), form->get_or_empty("csrf"))) {
    return journey_.error_page(Error{Reason::csrf_mismatch, ""}, request, kPage);
  }
  const std::string client_id(form->get_or_empty("app"));
  if (form->has("account-withdraw")) {
    for (const std::string& family_id : consents_.withdraw(view->session.sub, client_id, request.now)) {
      revocations_.add({family_id, request.now + tokens::kLongestAccessToken});
    }
  }
  web::Response response = redirect(request, url(kPage));
  response.trail.client_id = client_id;
  response.trail.subject = view->session.sub;
  return response;
}

// A client that is gone, or broken, can still be withdrawn from, under its id.
pages::ClientOnPage OwnAccount::client_on_page(const std::string& client_id, Time now) const {
  const auto client = journey_.parts().registry.find(client_id);
  if (client) {
    return journey_.client_on_page(*client, now);
  }
  pages::ClientOnPage shown;
  shown.name = client_id;
  return shown;
}

}  // namespace signet::endpoints
