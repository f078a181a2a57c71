// Bytes of one connection become requests, strictly and incrementally [RFC9112]: a plain value, without
// sockets, clocks or threads, so that it can be fuzzed. How the bytes are cut into pieces never changes the
// result.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/chunked.h"
#include "http/head.h"
#include "http/refusal.h"
#include "web/request.h"

namespace signet::http {

// In bytes, except `fields` [R-DOS-3].
struct FramingLimits {
  std::size_t head = 16 * 1024;   // request line and fields; 431
  std::size_t target = 8 * 1024;  // 414
  std::size_t fields = 64;        // 431
};

// A complete request. Its remote_address, request_id and now are not known here.
struct Framed {
  web::Request request;
  bool http_1_0 = false;
  bool keep_alive = true;  // what the client wishes
};

class Framing {
 public:
  // Asked once for each request when its head is complete: how long its body may be [S-H14].
  using BodyLimit = std::function<std::size_t(web::Method, std::string_view path)>;
  enum class Phase { idle, head, body };

  Framing(const FramingLimits& limits, BodyLimit body_limit);

  // Stores `bytes`; next() looks at them. Nothing is reserved for what a client merely announces [S-H7].
  void feed(std::string_view bytes) { buffer_.append(bytes); }

  // The next request in order; nothing while it is incomplete; or why there will never be one again: after a
  // refusal every call repeats it, since bytes after an error have no known beginning [S-H5].
  [[nodiscard]] Expected<std::optional<Framed>, Refusal> next();

  // Of the request that next() is waiting for.
  [[nodiscard]] Phase phase() const;
  // True once for a request whose client waits for `100 Continue` before it sends the body [RFC9110 §10.1.1].
  [[nodiscard]] bool take_expectation();
  // What is understood of the incomplete or refused request, for rendering and logging the refusal.
  [[nodiscard]] const web::Request& partial() const { return framed_.request; }
  [[nodiscard]] bool head_complete() const { return stage_ == Stage::body; }
  // Bytes that were fed and belong to no request yet.
  [[nodiscard]] std::size_t buffered() const { return buffer_.size() - start_; }

 private:
  enum class Stage { request_line, fields, body };

  [[nodiscard]] Expected<std::optional<Framed>, Refusal> advance();
  [[nodiscard]] Expected<std::optional<std::string_view>, Refusal> take_line();
  [[nodiscard]] Expected<void, Refusal> take_request_line(std::string_view line);
  [[nodiscard]] Expected<void, Refusal> take_field(std::string_view line);
  [[nodiscard]] Expected<void, Refusal> end_head();
  [[nodiscard]] Expected<bool, Refusal> take_body();
  void reset();
  void forget_consumed();

  FramingLimits limits_;
  BodyLimit body_limit_;
  std::string buffer_;
  std::size_t start_ = 0;    // consumed up to here
  std::size_t scanned_ = 0;  // no LF between start_ and here: one-byte segments stay linear

  Stage stage_ = Stage::request_line;
  Framed framed_;
  std::size_t head_size_ = 0;
  std::size_t fields_ = 0;
  bool skipped_blank_ = false;
  Delimitation delimitation_;
  ChunkedDecoder chunks_;
  std::size_t limit_ = 0;  // of the body
  bool expectation_ = false;
  std::optional<Refusal> refusal_;
};

}  // namespace signet::http
