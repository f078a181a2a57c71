#include "keys/server_secret.h"

#include <cstring>
#include <stdexcept>

#include "crypto/seal.h"

namespace signet::keys {
namespace {

constexpr std::size_t kSecretBytes = 32;

Secret wiped(std::string bytes) {
  Secret secret(bytes);
  explicit_bzero(bytes.data(), bytes.size());
  return secret;
}

std::string master_key_id(const std::string& sealed) { return sealed.substr(0, sealed.find('.')); }

}  // namespace

Secret server_secret(ServerSecretStore& store, const crypto::MasterKeys& master_keys, const std::string& name, Random& random) {
  const crypto::Sealer sealer(master_keys, "server secret");
  const Secret fresh = wiped(random_bytes(random, kSecretBytes));
  const std::string sealed = store.find_or_put(name, sealer.seal(fresh.reveal(), name, random));
  auto opened = sealer.open(sealed, name);
  if (!opened) {
    throw std::runtime_error("the secret \"" + name + "\" does not open: it is sealed under master key " + master_key_id(sealed) +
                             "; SIGNET_MASTER_KEY must have that one as a further line");
  }
  Secret secret = wiped(std::move(*opened));
  if (master_key_id(sealed) != master_keys.sealing().id) {
    // False where another replica was quicker: the same secret, sealed as well.
    static_cast<void>(store.replace(name, sealed, sealer.seal(secret.reveal(), name, random)));
  }
  return secret;
}

}  // namespace signet::keys
