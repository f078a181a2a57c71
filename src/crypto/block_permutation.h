// A keyed permutation of sixteen bytes: another name for the same thing, which only the holder of the key can take back.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"

namespace signet::crypto {

inline constexpr std::size_t kBlockSize = 16;

// One block of AES-256 under `key` (32 bytes), and back. Deliberate: the bare block cipher, which says when two blocks are
// equal. It is meant for random identifiers, where that is exactly the purpose; it encrypts no messages. Throws
// std::invalid_argument for other sizes.
[[nodiscard]] std::string permute(const Secret& key, std::string_view block);
[[nodiscard]] std::string permute_back(const Secret& key, std::string_view block);

}  // namespace signet::crypto
