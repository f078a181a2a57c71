#include "crypto/master_keys.h"

#include <algorithm>
#include <cstring>

#include "base/base64url.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace signet::crypto {

Expected<MasterKeys, std::string> MasterKeys::parse(std::string_view text) {
  MasterKeys keys;
  while (!text.empty()) {  // in place: a copy of the text would outlive us in freed memory [R-MEM-1]
    const std::size_t end = std::min(text.find_first_of(",\r\n"), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) {
      continue;
    }
    auto bytes = base64url_decode(line);
    if (!bytes || bytes->size() != 32) {
      return unexpected(
          std::string("a master key is 32 bytes in base64url (43 characters); make one with `signet keys "
                      "generate-master`"));
    }
    Secret key(*bytes);
    explicit_bzero(bytes->data(), bytes->size());
    // An HMAC, so that the public id says nothing about the key itself.
    std::string id = base64url_encode(hmac_sha256(key, "signet master key id")).substr(0, 8);
    keys.keys_.push_back({std::move(id), std::move(key)});
  }
  if (keys.keys_.empty()) {
    return unexpected(std::string("no master key given; make one with `signet keys generate-master`"));
  }
  return keys;
}

}  // namespace signet::crypto
