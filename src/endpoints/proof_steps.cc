#include "endpoints/proof_steps.h"

#include "endpoints/render.h"
#include "pages/languages.h"
#include "protocol/issuer.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

using protocol::Error;
using protocol::Reason;

std::string form_of(std::string_view asked) { return "sent " + std::string(asked); }

}  // namespace

ProofSteps::ProofSteps(const Journey& journey, const FormGuard& guard, const accounts::AddressProofs& proofs)
    : journey_(journey), guard_(guard), proofs_(proofs) {}

web::Response ProofSteps::sent(const Place& place, const std::string& address, const std::string& asked, const std::string& t,
                               const web::Request& request, bool wrong) const {
  const auto issued = guard_.issue(request, form_of(asked));
  pages::SentPage page;
  page.path = place.path;
  page.again = t.empty() ? place.start : web::append_query(place.start, {{"t", t}});
  page.address = address;
  page.asked = asked;
  page.transaction = t;
  page.csrf = issued.csrf;
  page.wrong = wrong;
  page.reference = request.request_id;
  web::Response response = journey_.parts().pages.sent(page, pages::languages_of(request));
  if (!issued.set_cookie.empty()) {
    response.add("Set-Cookie", issued.set_cookie);
  }
  if (wrong) {
    response.status = 400;
    note(response, Error{Reason::proof_code_wrong, ""});
  }
  return response;
}

web::Response ProofSteps::enter_code(const Place& place, const protocol::Form& form, const web::Request& request) const {
  const std::string asked(form.get_or_empty("asked"));
  const std::string t(form.get_or_empty("t"));
  if (!guard_.matches(request, form_of(asked), form.get_or_empty("csrf"))) {
    return journey_.error_page(Error{Reason::csrf_mismatch, ""}, request, place.start);
  }
  const auto token = proofs_.token_for(asked, form.get_or_empty("code"), request.now);
  if (!token) {
    return sent(place, std::string(form.get_or_empty("address")), asked, t, request, true);
  }
  web::Pairs query{{"proof", *token}};
  if (!t.empty()) {
    query.emplace_back("t", t);
  }
  return redirect(request, web::append_query(protocol::url_below(journey_.parts().issuer, place.path), query));
}

web::Response ProofSteps::gone(const Place& place, const web::Request& request) const {
  return journey_.error_page(Error{Reason::proof_gone, ""}, request, place.start);
}

}  // namespace signet::endpoints
