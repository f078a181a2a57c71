// Client registrations from strangers: what is stored is a fixed point, and grants nothing special [R-RG-2]
// [R-RG-3].
#include "clients/metadata.h"
#include "fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using signet::fuzz::demand;
  const auto submitted = signet::parse_json_object(signet::fuzz::text_of(data, size));
  if (!submitted) return 0;
  const signet::clients::MetadataPolicy stranger;
  const auto stored = signet::clients::validate_metadata(*submitted, stranger);
  if (!stored) return 0;
  demand(stored->value("first_party", false) == false, "a stranger's client is never first-party");
  const auto again = signet::clients::validate_metadata(*stored, stranger);
  demand(again.has_value() && *again == *stored, "what is stored validates to itself");
  return 0;
}
