#include "endpoints/device.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "endpoints/form_body.h"
#include "endpoints/render.h"
#include "pages/languages.h"
#include "protocol/user_code.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

using protocol::Error;
using protocol::fail;
using protocol::Reason;

constexpr const char* kPage = "/device";  // from where a person can always start again
constexpr std::string_view kCodeForm = "user_code";
constexpr std::string_view kConfirmForm = "device";
constexpr Seconds kWindow = std::chrono::minutes(15);
constexpr std::size_t kLongestTyped = 64;

std::optional<int> of_everybody(std::optional<int> wrong_codes) {
  constexpr int kMost = 1'000'000;
  return wrong_codes ? std::optional(500 * std::min(*wrong_codes, kMost)) : std::nullopt;
}

// What is put back into the field: not whatever a stranger's link holds.
std::string fit_for_the_field(std::string_view typed) {
  return typed.size() <= kLongestTyped && is_clean_text(typed) ? std::string(typed) : std::string();
}

}  // namespace

UserCodeLimits::UserCodeLimits(std::optional<int> wrong_codes)
    : by_source_(wrong_codes, kWindow), by_everybody_(of_everybody(wrong_codes), kWindow) {}

Expected<limits::RateLimiter::Left, Seconds> UserCodeLimits::enter(std::string_view remote_address, Time now) {
  auto taken = by_source_.take(limits::source_of(remote_address), now);
  return taken ? by_everybody_.take("", now) : taken;
}

void UserCodeLimits::was_right(std::string_view remote_address) {
  by_source_.give_back(limits::source_of(remote_address));
  by_everybody_.give_back("");
}

DeviceEndpoint::DeviceEndpoint(const Journey& journey, const tokens::DeviceCodes& device_codes, const FormGuard& guard,
                               UserCodeLimits& limits)
    : journey_(journey),
      device_codes_(device_codes),
      guard_(guard),
      limits_(limits),
      origin_(web::parse_url(journey.parts().issuer).value().origin()) {}

web::Response DeviceEndpoint::show(const web::Request& request) const {
  const auto parameters = protocol::Form::parse_lenient(request.query);
  if (const auto t = parameters.form.get("t")) {
    return confirmation(request, *t);
  }
  const auto user_code = protocol::user_code_from(parameters.form.get_or_empty("user_code"));
  return code_form(request, user_code ? protocol::shown_user_code(*user_code) : "", std::nullopt);
}

web::Response DeviceEndpoint::submit(const web::Request& request) const {
  const auto form = form_body(request);
  if (!form) {
    return journey_.error_page(form.error(), request, kPage);
  }
  return form->has("t") ? confirm(request) : enter_code(request, *form);
}

web::Response DeviceEndpoint::code_form(const web::Request& request, std::string user_code, const std::optional<Failure>& failure) const {
  const auto issued = guard_.issue(request, kCodeForm);
  pages::DevicePage page;
  page.user_code = std::move(user_code);
  page.csrf = issued.csrf;
  if (failure) {
    page.failed = true;
    page.retry_after = failure->retry_after;
    page.reference = request.request_id;
  }
  web::Response response = journey_.parts().pages.device(page, pages::languages_of(request));
  if (!issued.set_cookie.empty()) {
    response.add("Set-Cookie", issued.set_cookie);
  }
  if (failure) {
    const bool must_wait = failure->retry_after > Seconds(0);
    response.status = must_wait ? 429 : 400;
    if (must_wait) {
      response.add("Retry-After", std::to_string(failure->retry_after.count()));
    }
    note(response, failure->error);
  }
  return response;
}

web::Response DeviceEndpoint::enter_code(const web::Request& request, const protocol::Form& form) const {
  if (!is_same_origin_post(request, origin_)) {
    return journey_.error_page(Error{Reason::cross_site_post, ""}, request, kPage);
  }
  if (!guard_.matches(request, kCodeForm, form.get_or_empty("csrf"))) {
    return journey_.error_page(Error{Reason::csrf_mismatch, ""}, request, kPage);
  }
  const std::string_view typed = form.get_or_empty("user_code");
  if (const auto entered = limits_.enter(request.remote_address, request.now); !entered) {
    return code_form(request, fit_for_the_field(typed), Failure{{Reason::user_code_guessed, ""}, entered.error()});
  }
  const auto open = begin(typed, request.now);
  if (!open) {
    return code_form(request, fit_for_the_field(typed), Failure{open.error()});
  }
  limits_.was_right(request.remote_address);
  return journey_.proceed(*open, request);
}

protocol::Result<Journey::Open> DeviceEndpoint::begin(std::string_view typed, Time now) const {
  auto user_code = protocol::user_code_from(typed);
  const auto device = user_code ? device_codes_.find(*user_code, now) : std::nullopt;
  if (!device) {
    return fail(Reason::user_code_unknown);
  }
  authorization::Return wanted;
  wanted.client_id = device->client_id;
  wanted.user_code = *user_code;
  auto address = authorization::restore_return_address(wanted, journey_.parts().registry);
  if (!address) {
    return fail(Reason::user_code_unknown, "client " + device->client_id);  // gone or disabled since the device asked
  }
  auto asked = authorization::request_for_device(address->client(), device->scope, *std::move(user_code));
  return Journey::Open{journey_.parts().transactions.begin(std::move(asked), now), *std::move(address)};
}

web::Response DeviceEndpoint::approve(const web::Request& request) const {
  const auto parameters = protocol::Form::parse_lenient(request.query);
  const std::string request_id(parameters.form.get_or_empty("id"));
  const auto waiting = request_id.size() <= kLongestTyped ? device_codes_.find(request_id, request.now) : std::nullopt;
  if (!waiting || waiting->sub.empty()) {
    return journey_.error_page(Error{Reason::proof_gone, "no request of a client waits under this id"}, request);
  }
  authorization::Return wanted;
  wanted.client_id = waiting->client_id;
  wanted.user_code = request_id;
  wanted.backchannel = true;
  auto address = authorization::restore_return_address(wanted, journey_.parts().registry);
  if (!address) {
    return journey_.error_page(Error{Reason::proof_gone, "client " + waiting->client_id}, request);
  }
  auto asked = authorization::request_by_backchannel(address->client(), waiting->scope, request_id, waiting->sub);
  return journey_.proceed({journey_.parts().transactions.begin(std::move(asked), request.now), *std::move(address)}, request);
}

web::Response DeviceEndpoint::confirmation(const web::Request& request, std::string_view t) const {
  const auto open = journey_.open(request, t);
  if (!open) {
    return journey_.error_page(open.error(), request, kPage);
  }
  const auto& transaction = open->transaction;
  const auto step = authorization::next_step(transaction.request, transaction.facts, journey_.session(*open, request),
                                             open->address.client(), request.now);
  if (!std::holds_alternative<authorization::AskWhetherDeviceIsTheirs>(step)) {
    return journey_.proceed(*open, request);
  }
  pages::DeviceConfirmPage page;
  page.client = journey_.client_on_page(open->address, request.now);
  if (transaction.request.backchannel) {
    const auto waiting = device_codes_.find(transaction.request.user_code, request.now);
    if (!waiting) {
      return journey_.error_page(Error{Reason::proof_gone, "waits no more"}, request);
    }
    page.backchannel = true;
    page.binding_message = waiting->binding_message;
  } else {
    page.user_code = protocol::shown_user_code(transaction.request.user_code);
  }
  page.transaction = journey_.sealed(*open);
  page.csrf = journey_.csrf_token(*open, kConfirmForm);
  web::Response response = journey_.parts().pages.device_confirm(page, pages::languages_of(request));
  response.trail.client_id = open->address.client().client_id;
  return response;
}

web::Response DeviceEndpoint::confirm(const web::Request& request) const {
  auto posted = journey_.open_post(request, kConfirmForm);
  if (!posted) {
    return journey_.error_page(posted.error(), request, kPage);
  }
  Journey::Open& open = posted->open;
  if (!posted->form.has("device-submit")) {
    return journey_.refuse(open.address, Error{Reason::person_declined, ""}, request);
  }
  const std::string& user_code = open.transaction.request.user_code;
  if (!device_codes_.find(user_code, request.now)) {
    if (open.transaction.request.backchannel) {
      return journey_.error_page(Error{Reason::proof_gone, "waits no more"}, request);
    }
    // Nobody shall sign in for a device that has given up, or that another person has answered.
    return code_form(request, protocol::shown_user_code(user_code), Failure{{Reason::user_code_unknown, "waits no more"}});
  }
  open.transaction.facts.device_confirmed = true;
  return journey_.go_to("/oauth2/authorize", open, request);
}

}  // namespace signet::endpoints
