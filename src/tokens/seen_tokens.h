// Access tokens that were verified before: a signature need not be checked, nor claims be parsed, twice.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "keys/key_ring.h"

namespace signet::tokens {

struct AccessToken;

// Bounded: when there are too many, those that nobody has shown for long are forgotten. Thread-safe.
class SeenTokens {
 public:
  using Name = std::string;
  // The SHA-256 of the whole token: nobody can make another one of the same name.
  [[nodiscard]] static Name name_of(std::string_view text);

  // nullptr where it was not seen, or under other keys than these: what no key vouches for any more is not believed.
  [[nodiscard]] std::shared_ptr<const AccessToken> find(const Name& name, const std::shared_ptr<const keys::KeyRing>& ring);
  void remember(const Name& name, const std::shared_ptr<const keys::KeyRing>& ring, std::shared_ptr<const AccessToken> token);

  // As many are remembered at least, and twice as many at most.
  static constexpr std::size_t kCapacity = 16 * 1024;

 private:
  struct Hash {  // a digest is its own hash
    std::size_t operator()(const Name& name) const;
  };
  using Table = std::unordered_map<Name, std::shared_ptr<const AccessToken>, Hash>;
  // Two generations: what is asked for moves to the young one; when that is full, the old one is dropped.
  struct Shard {
    std::mutex mutex;
    std::shared_ptr<const keys::KeyRing> ring;
    Table young;
    Table old;
  };
  void insert(Shard& shard, const Name& name, std::shared_ptr<const AccessToken> token);
  [[nodiscard]] Shard& shard_of(const Name& name);

  std::array<Shard, 16> shards_;  // so that one lock is rarely waited for
};

}  // namespace signet::tokens
