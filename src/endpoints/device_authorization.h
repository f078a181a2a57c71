// POST /oauth2/device_authorization [RFC8628 §3.1]: a device asks for a code that its person can type elsewhere.
#pragma once

#include <optional>
#include <string>

#include "clients/authenticate.h"
#include "limits/rate_limiter.h"
#include "tokens/device_codes.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

// How often devices may ask, for each request writes a row [R-DOS-5] [R-DOS-6].
struct DeviceAuthorizationLimits {
  // `per_minute` from one source, ten times as many of one client wherever its devices are; nullopt: no limit.
  explicit DeviceAuthorizationLimits(std::optional<int> per_minute);

  limits::RateLimiter by_source;
  limits::RateLimiter by_client;
};

class DeviceAuthorizationEndpoint {
 public:
  DeviceAuthorizationEndpoint(std::string issuer, const clients::Authenticator& authenticator, const tokens::DeviceCodes& device_codes,
                              DeviceAuthorizationLimits& limits)
      : issuer_(std::move(issuer)), authenticator_(authenticator), device_codes_(device_codes), limits_(limits) {}

  // The client authenticates as at the token endpoint; what of the scope it is not registered for is dropped.
  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  [[nodiscard]] web::Response answer(const protocol::Form& form, const clients::Client& client, const web::Request& request) const;

  std::string issuer_;
  const clients::Authenticator& authenticator_;
  const tokens::DeviceCodes& device_codes_;
  DeviceAuthorizationLimits& limits_;
};

}  // namespace signet::endpoints
