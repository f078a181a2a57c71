// Requests on a connection: how the bytes are cut into pieces changes nothing, and whatever was accepted
// means the same when it is written strictly and read again [R-HT-1] [S-H5] [S-H6].
#include <algorithm>
#include <cctype>
#include <string>
#include <utility>
#include <vector>

#include "fuzz/property.h"
#include "http/framing.h"

namespace {

using signet::fuzz::demand;
using signet::http::Framed;
using signet::http::Framing;
using signet::http::FramingLimits;
using signet::http::Refusal;

constexpr std::size_t kLongestBody = 4096;
// What is written strictly may have a field more, and spaces that the original had not.
constexpr FramingLimits kRoomy{.head = 1 << 20, .target = 1 << 20, .fields = 1 << 10};

struct Outcome {
  std::vector<Framed> requests;
  int refused = 0;  // the status, 0 for none

  [[nodiscard]] bool same_as(const Outcome& other) const {
    if (refused != other.refused || requests.size() != other.requests.size()) return false;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const auto& [a, b] = std::pair(requests[i].request, other.requests[i].request);
      if (a.method != b.method || a.path != b.path || a.query != b.query || a.body != b.body) return false;
      if (a.headers.size() != b.headers.size() || requests[i].keep_alive != other.requests[i].keep_alive)
        return false;
    }
    return true;
  }
};

Outcome read(std::string_view bytes, std::size_t piece, const FramingLimits& limits = {}) {
  Framing framing(limits, [](signet::web::Method, std::string_view) { return kLongestBody; });
  Outcome outcome;
  for (std::size_t at = 0; at < bytes.size() && outcome.refused == 0; at += piece) {
    framing.feed(bytes.substr(at, piece));
    while (true) {
      auto next = framing.next();
      if (!next) {
        outcome.refused = next.error().status;
        break;
      }
      if (!*next) break;
      outcome.requests.push_back(std::move(**next));
    }
  }
  return outcome;
}

// One spelling of an accepted request: its own fields but for those that delimit the body, and a plain
// length.
std::string strictly(const Framed& framed) {
  const auto& request = framed.request;
  std::string text(signet::web::name_of(request.method));
  text += ' ' + request.path + (request.query.empty() ? "" : '?' + request.query);
  text += framed.http_1_0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
  for (const auto& header : request.headers) {
    std::string name = header.name;
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (name == "content-length" || name == "transfer-encoding" || name == "expect") continue;
    text += header.name + ": " + header.value + "\r\n";
  }
  return text + "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = signet::fuzz::text_of(data, size);
  const Outcome whole = read(bytes, std::max<std::size_t>(size, 1));
  demand(whole.same_as(read(bytes, 1)), "one byte at a time gives the same requests");
  demand(whole.same_as(read(bytes, 7)), "seven bytes at a time give the same requests");
  for (const Framed& framed : whole.requests) {
    demand(framed.request.path.starts_with('/') || framed.request.path == "*", "a path begins with a slash");
    demand(framed.request.body.size() <= kLongestBody, "a body keeps its limit");
    if (framed.request.method == signet::web::Method::other) continue;  // its name is not kept
    const Outcome again = read(strictly(framed), size + 1024 * 64, kRoomy);
    demand(again.refused == 0 && again.requests.size() == 1, "written strictly it is one request");
    demand(again.requests[0].request.body == framed.request.body &&
               again.requests[0].request.path == framed.request.path,
           "and the same one");
  }
  return 0;
}
