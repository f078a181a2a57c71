// /device [RFC8628 §3.3]: where a person types the code that their device shows, and says that the device is theirs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "endpoints/form_guard.h"
#include "endpoints/journey.h"
#include "limits/rate_limiter.h"
#include "tokens/device_codes.h"

namespace signet::endpoints {

// How often somebody may guess a code [RFC8628 §5.1] [R-DOS-5]. In memory, so each replica counts for itself.
class UserCodeLimits {
 public:
  // `wrong_codes` in 15 minutes from one source; 500 times as many by everybody together, which keeps the guesses of a
  // thousand sources few beside the 25,600,000,000 codes. nullopt: no limit.
  explicit UserCodeLimits(std::optional<int> wrong_codes);

  // Counts an attempt as wrong before it is made, so that many at once are not more than allowed; or says how long to wait.
  [[nodiscard]] Expected<limits::RateLimiter::Left, Seconds> enter(std::string_view remote_address, Time now);
  void was_right(std::string_view remote_address);

 private:
  limits::RateLimiter by_source_;
  limits::RateLimiter by_everybody_;
};

class DeviceEndpoint {
 public:
  DeviceEndpoint(const Journey& journey, const tokens::DeviceCodes& device_codes, const FormGuard& guard, UserCodeLimits& limits);

  // The form, filled in from `user_code` of verification_uri_complete but never sent by itself; or, with `t`, the page
  // that names the client and asks whether the device is the person's own [RFC8628 §5.4].
  [[nodiscard]] web::Response show(const web::Request& request) const;

  // /approve: the link that a person gets when a client asks for them by the back channel [OIDC.CIBA §7.1]; begins the same journey.
  [[nodiscard]] web::Response approve(const web::Request& request) const;

  // What either of the two sends. A right code begins a transaction, and with it the journey that every client's people
  // go. A code that is unknown, expired, used or impossible gets the same answer.
  [[nodiscard]] web::Response submit(const web::Request& request) const;

 private:
  struct Failure {
    protocol::Error error;
    Seconds retry_after{0};
  };
  [[nodiscard]] web::Response code_form(const web::Request& request, std::string user_code, const std::optional<Failure>& failure) const;
  [[nodiscard]] web::Response confirmation(const web::Request& request, std::string_view t) const;
  [[nodiscard]] web::Response enter_code(const web::Request& request, const protocol::Form& form) const;
  [[nodiscard]] web::Response confirm(const web::Request& request) const;
  [[nodiscard]] protocol::Result<Journey::Open> begin(std::string_view typed, Time now) const;

  const Journey& journey_;
  const tokens::DeviceCodes& device_codes_;
  const FormGuard& guard_;
  UserCodeLimits& limits_;
  std::string origin_;
};

}  // namespace signet::endpoints
