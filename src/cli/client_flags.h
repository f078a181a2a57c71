// The flags of `client create` and `client update`, and the metadata that they stand for.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "cli/failure.h"
#include "cli/world.h"

namespace CLI {
class App;
}

namespace signet::cli {

struct ClientFlags {
  std::string name;
  std::vector<std::string> redirect_uris;
  std::vector<std::string> scopes;
  std::vector<std::string> grant_types;
  std::vector<std::string> response_types;
  std::string auth_method;
  std::string id_token_alg;
  std::string profile;
  std::string jwks_file;
  std::string jwks_uri;
  std::string metadata_file;
  bool is_public = false;
  bool dpop = false;
  bool first_party = false;
  bool native = false;
};

// Describes them to the parser. --metadata excludes all others: two ways to say one thing could contradict.
void add_client_flags(CLI::App& verb, const std::shared_ptr<ClientFlags>& flags);

// The metadata [RFC7591 §2]: what --metadata holds, or `present` with the flags laid over it.
[[nodiscard]] Expected<Json, Failure> metadata_from(const ClientFlags& flags, Json present, World& world);

}  // namespace signet::cli
