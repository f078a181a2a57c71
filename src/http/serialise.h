// Responses become bytes: the one place that writes headers, and therefore the one that refuses to split
// them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "web/response.h"

namespace signet::http {

// A response must fit into the socket's send buffer at once: the reactor below would spin on one that does
// not.
inline constexpr std::size_t kLargestResponse = 128 * 1024;

// What the connection says about an answer; the response itself says the rest.
struct Envelope {
  bool to_head = false;  // the answer to HEAD: no body, but the length that it would have [RFC9110 §9.3.2]
  bool to_http_1_0 = false;
  bool close = false;  // nothing follows on this connection
  Time now;
  std::string_view request_id;
};

// Status line, the response's fields in order and with repeats, Date, X-Request-Id, Content-Length (not with
// 204 and 304, which have no body either), Connection where it differs from the version's default; and the
// body. Fields that belong to the connection (Connection, Content-Length, Date, Keep-Alive,
// Transfer-Encoding, X-Request-Id) are left out of the response's own: a second one would be a gift to
// smugglers. An error, with the reason for the log, where a field holds CR, LF, NUL or another control
// [S-H8], its name is no token, the status is not 200..599, or the whole is larger than kLargestResponse.
[[nodiscard]] Expected<std::string, std::string_view> serialise(const web::Response& response,
                                                                const Envelope& envelope);

// What goes out when nothing better can be made: the status in words as plain text, and nothing else [S-H1].
[[nodiscard]] web::Response bare_response(int status);

// IMF-fixdate [RFC9110 §5.6.7].
[[nodiscard]] std::string http_date(Time now);

}  // namespace signet::http
