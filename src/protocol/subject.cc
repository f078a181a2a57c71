#include "protocol/subject.h"

#include "base/base64url.h"

namespace signet::protocol {
namespace {

constexpr std::size_t kSubjectBytes = 16;

}  // namespace

std::string new_subject(Random& random) { return random_id(random, kSubjectBytes); }

bool is_shaped_like_subject(std::string_view text) {
  const auto bytes = base64url_decode(text);
  return bytes && bytes->size() == kSubjectBytes;
}

}  // namespace signet::protocol
