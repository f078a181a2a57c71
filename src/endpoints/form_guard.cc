#include "endpoints/form_guard.h"

#include "base/base64url.h"

namespace signet::endpoints {
namespace {

constexpr std::string_view kCookie = "form";

std::string message(std::string_view binding, std::string_view form) { return std::string(binding) + '\n' + std::string(form); }

}  // namespace

FormGuard::FormGuard(const crypto::MasterKeys& keys, web::CookieJar cookies, Random& random)
    : authenticator_(keys, "form"), cookies_(cookies), random_(random) {}

FormGuard::Issued FormGuard::issue(const web::Request& request, std::string_view form) const {
  Issued issued;
  auto binding = web::cookie(request, cookies_.name(kCookie));
  if (!binding) {
    binding = random_id(random_, 16);
    issued.set_cookie = cookies_.set(kCookie, *binding, std::nullopt);
  }
  const auto tag = authenticator_.authenticate(message(*binding, form));
  issued.csrf = tag.key_id + '.' + base64url_encode(tag.mac);
  return issued;
}

bool FormGuard::matches(const web::Request& request, std::string_view form, std::string_view csrf) const {
  const auto binding = web::cookie(request, cookies_.name(kCookie));
  const std::size_t dot = csrf.find('.');
  const auto mac = dot == std::string_view::npos ? std::nullopt : base64url_decode(csrf.substr(dot + 1));
  return binding && mac && authenticator_.verify(csrf.substr(0, dot), message(*binding, form), *mac);
}

}  // namespace signet::endpoints
