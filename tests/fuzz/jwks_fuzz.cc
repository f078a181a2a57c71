// Keys that strangers publish: what is imported exports to the same key, and nothing private with it
// [R-JW-5].
#include "fuzz/property.h"
#include "jose/public_key.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using signet::fuzz::demand;
  const auto object = signet::parse_json_object(signet::fuzz::text_of(data, size));
  if (!object) return 0;
  if (const auto set = signet::jose::import_jwks(*object)) {
    demand(set->keys().size() <= signet::jose::KeySet::kMaxKeys, "a set is bounded");
  }
  const auto key = signet::jose::import_public_jwk(*object);
  if (!key) return 0;
  const auto exported = (*key)->to_jwk();
  for (const char* secret : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    demand(!exported.contains(secret), "no private member is exported");
  }
  const auto again = signet::jose::import_public_jwk(exported);
  demand(again.has_value() && (*again)->to_jwk() == exported, "what was exported imports to the same key");
  return 0;
}
