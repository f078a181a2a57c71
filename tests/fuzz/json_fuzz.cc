// JSON from strangers: what is accepted is an object that can be written and read again [R-JW-1] [S-J4]
// [S-J11].
#include "base/json.h"
#include "fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using signet::fuzz::demand;
  const auto object = signet::parse_json_object(signet::fuzz::text_of(data, size));
  if (!object) return 0;
  demand(object->is_object(), "the root is an object");
  const auto again = signet::parse_json_object(object->dump());
  demand(again.has_value() && *again == *object, "what was read can be written and read again");
  return 0;
}
