// What clients know people by: the sub of the account, or one of their own sector's [OIDC.Core §8].
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "clients/client.h"

namespace signet::tokens {

// A pairwise sub is the account's own, permuted under a key of the client's sector: stable, unlike that of any other
// sector, meaningless without the key, and taken back by us without asking a database. Const and thread-safe.
class Subjects {
 public:
  // `salt`: 32 bytes; another one gives everybody another sub, so it must never change.
  explicit Subjects(Secret salt) : salt_(std::move(salt)) {}

  // What `client` knows the account `sub` by. Throws std::invalid_argument for a pairwise client and a sub that no
  // account can have.
  [[nodiscard]] std::string for_client(const clients::Client& client, std::string_view sub) const;

  // The account that `client` knows as `presented`. nullopt for what cannot be a sub; otherwise whether there is such an
  // account is for the account store to say: every block is the image of another.
  [[nodiscard]] std::optional<std::string> account_of(const clients::Client& client, std::string_view presented) const;

 private:
  [[nodiscard]] Secret key_of(const clients::Client& client) const;

  Secret salt_;
};

// Under which the salt is kept (keys/server_secret.h).
inline constexpr const char* kPairwiseSalt = "pairwise salt";

}  // namespace signet::tokens
