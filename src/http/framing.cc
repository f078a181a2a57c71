#include "http/framing.h"

#include <algorithm>
#include <utility>

namespace signet::http {
namespace {

// Method, version, spaces and CRLF around the target.
constexpr std::size_t kAroundTarget = 64;
// A buffer that held a large request is given back when it is empty, so that idle connections cost little.
constexpr std::size_t kKeptCapacity = 16 * 1024;

}  // namespace

Framing::Framing(const FramingLimits& limits, BodyLimit body_limit)
    : limits_(limits), body_limit_(std::move(body_limit)) {}

Expected<std::optional<Framed>, Refusal> Framing::next() {
  if (refusal_) {
    return unexpected(*refusal_);
  }
  auto result = advance();
  if (!result) {
    refusal_ = result.error();
  }
  forget_consumed();
  return result;
}

Framing::Phase Framing::phase() const {
  if (stage_ == Stage::body) {
    return Phase::body;
  }
  return stage_ == Stage::request_line && buffered() == 0 ? Phase::idle : Phase::head;
}

bool Framing::take_expectation() { return std::exchange(expectation_, false); }

Expected<std::optional<Framed>, Refusal> Framing::advance() {
  while (stage_ != Stage::body) {
    const auto line = take_line();
    if (!line) {
      return unexpected(line.error());
    }
    if (!*line) {
      return std::nullopt;
    }
    const auto taken = stage_ == Stage::request_line ? take_request_line(**line)
                       : (*line)->empty()            ? end_head()
                                                     : take_field(**line);
    if (!taken) {
      return unexpected(taken.error());
    }
  }
  const auto complete = take_body();
  if (!complete) {
    return unexpected(complete.error());
  }
  if (!*complete) {
    return std::nullopt;
  }
  Framed done = std::move(framed_);
  reset();
  return done;
}

// A line without its CRLF, consumed. The limits hold for a line whether its end is here or not, and before
// its content is looked at: otherwise the cut of the segments would decide between two refusals.
Expected<std::optional<std::string_view>, Refusal> Framing::take_line() {
  const bool first = stage_ == Stage::request_line;
  const std::size_t most =
      first ? limits_.target + kAroundTarget : limits_.head - std::min(limits_.head, head_size_);
  const std::size_t end = buffer_.find('\n', std::max(scanned_, start_));
  const std::size_t size = end == std::string::npos ? buffered() + 1 : end + 1 - start_;
  if (size > most) {
    return unexpected(first ? Refusal{414, "the request line is too long"}
                            : Refusal{431, "the head is too long"});
  }
  if (end == std::string::npos) {
    scanned_ = buffer_.size();
    return std::nullopt;
  }
  const std::string_view line(buffer_.data() + start_, size - 1);
  if (!line.ends_with('\r')) {
    return unexpected(Refusal{400, "a line ends in a bare LF"});
  }
  start_ = end + 1;
  head_size_ += size;
  return line.substr(0, line.size() - 1);
}

Expected<void, Refusal> Framing::take_request_line(std::string_view line) {
  if (line.empty() && !std::exchange(skipped_blank_, true)) {
    head_size_ = 0;
    return {};  // one, for old clients that end a body with it [RFC9112 §2.2]
  }
  auto parsed = parse_request_line(line, limits_.target);
  if (!parsed) {
    return unexpected(parsed.error());
  }
  framed_.request.method = parsed->method;
  framed_.request.path = std::move(parsed->path);
  framed_.request.query = std::move(parsed->query);
  framed_.http_1_0 = parsed->http_1_0;
  framed_.request.headers.reserve(16);  // what browsers and proxies send
  stage_ = Stage::fields;
  return {};
}

Expected<void, Refusal> Framing::take_field(std::string_view line) {
  auto field = parse_field(line);
  if (!field) {
    return unexpected(field.error());
  }
  if (++fields_ > limits_.fields) {
    return unexpected(Refusal{431, "too many fields"});
  }
  // A name with an underscore is left out: to some proxies it is another spelling of the one with a hyphen,
  // which they removed or set [R-HT-4].
  if (field->name.find('_') == std::string::npos) {
    framed_.request.headers.push_back(std::move(*field));
  }
  return {};
}

Expected<void, Refusal> Framing::end_head() {
  const auto judged = judge_fields(framed_.request.headers, framed_.http_1_0);
  if (!judged) {
    return unexpected(judged.error());
  }
  delimitation_ = *judged;
  framed_.keep_alive = judged->keep_alive;
  limit_ = body_limit_(framed_.request.method, framed_.request.path);
  stage_ = Stage::body;
  if (delimitation_.length > limit_) {  // from the announcement alone [S-H7]
    return unexpected(Refusal{413, "Content-Length exceeds the limit"});
  }
  expectation_ = delimitation_.expects_continue;
  return {};
}

Expected<bool, Refusal> Framing::take_body() {
  std::string_view input(buffer_.data() + start_, buffered());
  expectation_ = expectation_ && input.empty();  // who sends already does not wait
  std::string& body = framed_.request.body;
  if (delimitation_.chunked) {
    const std::size_t before = input.size();
    const auto complete = chunks_.decode(input, body, limit_);
    start_ += before - input.size();
    return complete;
  }
  const std::size_t taken =
      std::min(static_cast<std::size_t>(delimitation_.length) - body.size(), input.size());
  body.append(input.substr(0, taken));
  start_ += taken;
  return body.size() == delimitation_.length;
}

void Framing::reset() {
  stage_ = Stage::request_line;
  framed_ = Framed{};
  head_size_ = 0;
  fields_ = 0;
  skipped_blank_ = false;
  chunks_ = ChunkedDecoder{};
  expectation_ = false;
}

void Framing::forget_consumed() {
  if (start_ == buffer_.size()) {
    buffer_.clear();
    if (buffer_.capacity() > kKeptCapacity) {
      buffer_.shrink_to_fit();
    }
  } else if (start_ >= kKeptCapacity) {
    buffer_.erase(0, start_);
  } else {
    return;
  }
  start_ = 0;
  scanned_ = 0;
}

}  // namespace signet::http
