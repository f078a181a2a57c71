#include "clients/secret_box.h"

#include <cstring>

namespace signet::clients {

std::optional<Secret> SecretBox::open(std::string_view sealed, std::string_view client_id) const {
  auto plain = sealer_.open(sealed, client_id);
  if (!plain) {
    return std::nullopt;
  }
  Secret secret(*plain);
  explicit_bzero(plain->data(), plain->size());
  return secret;
}

}  // namespace signet::clients
