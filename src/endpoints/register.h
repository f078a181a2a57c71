// /oauth2/register [RFC7591] and /oauth2/register/{client_id} [RFC7592].
#pragma once

#include <string>
#include <string_view>

#include "clients/logos.h"
#include "clients/registrations.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class RegisterEndpoint {
 public:
  RegisterEndpoint(const std::string& issuer, clients::Registrations& registrations, clients::Logos& logos);

  // POST /oauth2/register: 201 with everything that was registered, or why not [RFC7591 §3].
  [[nodiscard]] web::Response enrol(const web::Request& request) const;

  // GET, PUT and DELETE /oauth2/register/{client_id}, with the registration access token as Bearer.
  [[nodiscard]] web::Response read(const web::Request& request) const;
  [[nodiscard]] web::Response replace(const web::Request& request) const;
  [[nodiscard]] web::Response withdraw(const web::Request& request) const;

 private:
  [[nodiscard]] std::string_view client_id_of(const web::Request& request) const;
  [[nodiscard]] web::Response information(int status, const clients::Client& client, const Secret* secret,
                                          std::string_view access_token) const;
  [[nodiscard]] web::Response enrolled(int status, const clients::Enrolled& enrolled, Time now) const;

  std::string below_;  // the URL of a registration without its client_id
  std::string path_;   // of that URL
  clients::Registrations& registrations_;
  clients::Logos& logos_;
};

}  // namespace signet::endpoints
