#include "base/random.h"

#include "base/base64url.h"

namespace signet {

std::string random_bytes(Random& random, std::size_t count) {
  std::string bytes(count, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

std::string random_id(Random& random, std::size_t count) {
  std::string id = base64url_encode(random_bytes(random, count));
  if (id.starts_with('-')) {
    id.front() = '_';  // costs less than a thirtieth of a bit
  }
  return id;
}

}  // namespace signet
