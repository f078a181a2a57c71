#include "authorization/session_state.h"

#include "crypto/digest.h"

namespace signet::authorization {

std::string session_state(std::string_view client_id, std::string_view origin, std::string_view browser_state, std::string_view salt) {
  std::string text;
  for (const std::string_view part : {client_id, origin, browser_state, salt}) {
    text += (text.empty() ? "" : " ");
    text += part;
  }
  return crypto::sha256_base64url(text) + '.' + std::string(salt);
}

}  // namespace signet::authorization
