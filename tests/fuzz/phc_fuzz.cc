// Stored password hashes: one text per hash, and no absurd cost [R-PW-4].
#include "crypto/phc.h"
#include "fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using signet::fuzz::demand;
  const auto text = signet::fuzz::text_of(data, size);
  const auto hash = signet::crypto::parse_phc(text);
  if (!hash) return 0;
  demand(signet::crypto::to_text(*hash) == text, "what was read writes the input");
  demand(hash->memory_kib <= 1024U * 1024U && hash->iterations <= 10 && hash->lanes <= 16,
         "the cost is bounded");
  return 0;
}
