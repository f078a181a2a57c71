#include "crypto/hash_memory.h"

#include <sys/mman.h>

#include <cstdlib>
#include <mutex>
#include <utility>
#include <vector>

namespace signet::crypto {
namespace {

constexpr std::size_t kHugePage = 2 * 1024 * 1024;

struct Block {
  std::uint8_t* memory;
  std::size_t bytes;
  bool used;  // since the last release
};

// Never more than hashes at once, which is how many threads hash.
struct Kept {
  std::mutex mutex;
  std::vector<Block> blocks;
};

Kept& kept() {
  static Kept& all = *new Kept;  // outlives every thread that hashes
  return all;
}

}  // namespace

int take_hash_memory(std::uint8_t** memory, std::size_t bytes) {
  {
    const std::lock_guard lock(kept().mutex);
    auto& blocks = kept().blocks;
    for (auto block = blocks.begin(); block != blocks.end(); ++block) {
      if (block->bytes == bytes) {
        *memory = block->memory;
        blocks.erase(block);
        return 0;
      }
    }
  }
  void* fresh = nullptr;
  if (::posix_memalign(&fresh, kHugePage, bytes) != 0) {
    return 1;
  }
  // A hash jumps about in its memory; with small pages it waits for their addresses.
  (void)::madvise(fresh, bytes - bytes % kHugePage, MADV_HUGEPAGE);
  *memory = static_cast<std::uint8_t*>(fresh);
  return 0;
}

void give_hash_memory_back(std::uint8_t* memory, std::size_t bytes) {
  const std::lock_guard lock(kept().mutex);
  kept().blocks.push_back({memory, bytes, true});
}

void release_unused_hash_memory() {
  const std::lock_guard lock(kept().mutex);
  std::erase_if(kept().blocks, [](Block& block) {
    const bool unused = !std::exchange(block.used, false);
    if (unused) {
      std::free(block.memory);
    }
    return unused;
  });
}

}  // namespace signet::crypto
