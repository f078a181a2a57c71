#include "keys/key_store.h"

#include <string_view>
#include <tuple>

namespace signet::keys {

bool listed_before(const StoredKey& a, const StoredKey& b) {
  const auto place = [](const StoredKey& key) {
    const Time began = key.activated_at.value_or(Time::max());
    const Time ceased = key.retired_at.value_or(Time::max());
    return std::tuple(key.created_at, std::string_view(key.alg), began, ceased, std::string_view(key.kid));
  };
  return place(a) < place(b);
}

}  // namespace signet::keys
