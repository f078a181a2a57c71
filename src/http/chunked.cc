#include "http/chunked.h"

#include <algorithm>

namespace signet::http {
namespace {

// Enough for any size that a limit could allow, and no room for a line of leading zeros that never ends.
constexpr int kMostDigits = 8;

int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

tl::unexpected<Refusal> bad(std::string_view reason) { return unexpected(Refusal{400, reason}); }

}  // namespace

// One octet of the line that states a chunk's size; `room` is how much the body may still grow.
Expected<void, Refusal> ChunkedDecoder::size_octet(char c, std::size_t room) {
  if (c == '\r' && digits_ > 0) {
    expecting_ = Expecting::size_lf;
    return {};
  }
  const int value = hex_value(c);
  if (value < 0) {  // also ';': no extensions
    return bad("a chunk size is not hexadecimal");
  }
  if (++digits_ > kMostDigits) {
    return unexpected(Refusal{413, "a chunk size has too many digits"});
  }
  remaining_ = remaining_ * 16 + static_cast<std::size_t>(value);
  if (remaining_ > room) {
    return unexpected(Refusal{413, "the chunks exceed the limit"});
  }
  return {};
}

Expected<bool, Refusal> ChunkedDecoder::decode(std::string_view& input, std::string& body,
                                               std::size_t limit) {
  while (!input.empty()) {
    if (expecting_ == Expecting::data) {
      const std::size_t taken = std::min(remaining_, input.size());
      body.append(input.substr(0, taken));
      input.remove_prefix(taken);
      remaining_ -= taken;
      if (remaining_ == 0) {
        expecting_ = Expecting::data_cr;
      }
      continue;
    }
    const char c = input.front();
    input.remove_prefix(1);
    switch (expecting_) {
      case Expecting::size:
        if (const auto taken = size_octet(c, limit - body.size()); !taken) {
          return unexpected(taken.error());
        }
        break;
      case Expecting::size_lf:
        if (c != '\n') {
          return bad("a chunk size does not end in CRLF");
        }
        digits_ = 0;
        expecting_ = remaining_ > 0 ? Expecting::data : Expecting::end_cr;
        break;
      case Expecting::data_cr:
      case Expecting::data_lf:
        if (c != (expecting_ == Expecting::data_cr ? '\r' : '\n')) {
          return bad("a chunk does not end in CRLF");
        }
        expecting_ = expecting_ == Expecting::data_cr ? Expecting::data_lf : Expecting::size;
        break;
      case Expecting::end_cr:
      case Expecting::end_lf:
        if (c != (expecting_ == Expecting::end_cr ? '\r' : '\n')) {
          return bad("trailers after the last chunk");
        }
        if (expecting_ == Expecting::end_lf) {
          return true;
        }
        expecting_ = Expecting::end_lf;
        break;
      case Expecting::data:
        break;  // taken above
    }
  }
  return false;
}

}  // namespace signet::http
