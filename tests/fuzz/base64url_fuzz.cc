// Strict base64url: whatever is accepted has one spelling only [S-J13].
#include "base/base64url.h"
#include "fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using signet::fuzz::demand;
  const auto text = signet::fuzz::text_of(data, size);
  if (const auto bytes = signet::base64url_decode(text)) {
    demand(signet::base64url_encode(*bytes) == text, "what was decoded encodes to the input");
  }
  if (const auto bytes = signet::base64_decode(text)) {
    demand(signet::base64_encode(*bytes) == text, "what was decoded encodes to the input, padded");
  }
  demand(signet::base64url_decode(signet::base64url_encode(text)) == text,
         "what was encoded decodes to the input");
  return 0;
}
