// The memory that a password hash works in, kept from one hash to the next: mapping 19 MiB anew, page by page, costs twice as much
// as the hash itself (docs/performance.md).
#pragma once

#include <cstddef>
#include <cstdint>

namespace signet::crypto {

// For argon2_context: 0 and `memory`, or another number where there is none. What it held before was wiped by argon2.
int take_hash_memory(std::uint8_t** memory, std::size_t bytes);
void give_hash_memory_back(std::uint8_t* memory, std::size_t bytes);

// Frees what no hash has used since the last call, so that a quiet server is as small as before. Thread-safe, like the others.
void release_unused_hash_memory();

}  // namespace signet::crypto
