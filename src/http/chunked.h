// The chunked transfer coding, decoded as the bytes come [RFC9112 §7.1]; without extensions and trailers,
// which nobody needs and parsers disagree about.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/refusal.h"

namespace signet::http {

class ChunkedDecoder {
 public:
  // Takes from the front of `input` what belongs to this body and appends its content to `body`, which never
  // grows beyond `limit`. True when the body is complete; false when more bytes are needed. A chunk that
  // announces more than the limit allows is 413 before any of it is stored; any other violation is 400.
  [[nodiscard]] Expected<bool, Refusal> decode(std::string_view& input, std::string& body, std::size_t limit);

 private:
  enum class Expecting { size, size_lf, data, data_cr, data_lf, end_cr, end_lf };

  [[nodiscard]] Expected<void, Refusal> size_octet(char c, std::size_t room);

  Expecting expecting_ = Expecting::size;
  std::size_t remaining_ = 0;  // of the current chunk
  int digits_ = 0;
};

}  // namespace signet::http
