#include "endpoints/devices.h"

#include "base/text.h"

namespace signet::endpoints {
namespace {

constexpr std::string_view kCookie = "browser";
constexpr long kRememberedFor = 180L * 86400;

}  // namespace

Devices::Devices(const crypto::MasterKeys& keys, web::CookieJar cookies, Random& random)
    : sealer_(keys, "known browser"), cookies_(cookies), random_(random) {}

bool Devices::knows(const web::Request& request, std::string_view email) const {
  const auto value = web::cookie(request, cookies_.name(kCookie));
  const auto known = value ? sealer_.open(*value, "") : std::nullopt;
  return known && *known == ascii_lower(email);
}

std::string Devices::remember(std::string_view email) const {
  return cookies_.set(kCookie, sealer_.seal(ascii_lower(email), "", random_), kRememberedFor);
}

}  // namespace signet::endpoints
