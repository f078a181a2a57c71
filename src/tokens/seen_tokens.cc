#include "tokens/seen_tokens.h"

#include <cstring>
#include <utility>

#include "crypto/digest.h"

namespace signet::tokens {

std::size_t SeenTokens::Hash::operator()(const Name& name) const {
  std::size_t hash = 0;
  std::memcpy(&hash, name.data(), sizeof hash);
  return hash;
}

SeenTokens::Name SeenTokens::name_of(std::string_view text) { return crypto::sha256_bytes(text); }

SeenTokens::Shard& SeenTokens::shard_of(const Name& name) { return shards_[static_cast<unsigned char>(name.back()) % shards_.size()]; }

void SeenTokens::insert(Shard& shard, const Name& name, std::shared_ptr<const AccessToken> token) {
  if (shard.young.size() >= kCapacity / shards_.size()) {
    shard.old = std::exchange(shard.young, {});
  }
  shard.young.insert_or_assign(name, std::move(token));
}

std::shared_ptr<const AccessToken> SeenTokens::find(const Name& name, const std::shared_ptr<const keys::KeyRing>& ring) {
  Shard& shard = shard_of(name);
  const std::lock_guard lock(shard.mutex);
  if (shard.ring != ring) {
    return nullptr;
  }
  if (const auto found = shard.young.find(name); found != shard.young.end()) {
    return found->second;
  }
  const auto found = shard.old.find(name);
  if (found == shard.old.end()) {
    return nullptr;
  }
  std::shared_ptr<const AccessToken> token = found->second;
  insert(shard, name, token);
  return token;
}

void SeenTokens::remember(const Name& name, const std::shared_ptr<const keys::KeyRing>& ring, std::shared_ptr<const AccessToken> token) {
  Shard& shard = shard_of(name);
  const std::lock_guard lock(shard.mutex);
  if (shard.ring != ring) {
    shard.young.clear();
    shard.old.clear();
    shard.ring = ring;
  }
  insert(shard, name, std::move(token));
}

}  // namespace signet::tokens
