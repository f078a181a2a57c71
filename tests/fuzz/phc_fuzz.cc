// Password hashes as operators import them: one spelling per hash, and no price that a login could not pay
// [R-PW-4].
#include "crypto/password_hash.h"
#include "crypto/phc.h"
#include "fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using signet::fuzz::demand;
  const auto text = signet::fuzz::text_of(data, size);
  const auto hash = signet::crypto::parse_phc(text);
  if (hash) {
    demand(signet::crypto::to_text(*hash) == text, "what was read is written letter for letter");
    demand(hash->memory_kib <= 1024 * 1024 && hash->iterations >= 1 && hash->iterations <= 10 &&
               hash->lanes >= 1,
           "the price is bounded");
    demand(signet::crypto::is_supported_hash(text), "what can be read can be imported");
  }
  // Verified only where it is cheap: the search is for texts, not for patience.
  const bool is_cheap = hash ? hash->memory_kib <= 64 && hash->iterations == 1 : text.starts_with("$2b$04$");
  if (is_cheap || !signet::crypto::is_supported_hash(text)) {
    demand(!signet::crypto::verify_password(signet::Secret("a password that no seed has"), text),
           "nobody's password matches");
  }
  return 0;
}
