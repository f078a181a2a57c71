#include "http/connection.h"

#include <exception>
#include <utility>

#include "base/log.h"
#include "base/random.h"
#include "http/client_certificate.h"
#include "http/octets.h"
#include "http/serialise.h"

namespace signet::http {
namespace {

// Requests that one connection has answered in a row before the others of its thread come first.
constexpr int kTurn = 16;
// Kept of what a client sends while an earlier request waits. A client that has so much in the pipe is told
// to come back: the reactor reads whatever is there, so it cannot be slowed down.
constexpr std::size_t kMostKept = 128 * 1024;
// After the last answer, a client that sends a body nobody wants is heard this far, so that it sees the
// answer.
constexpr std::size_t kMostDiscarded = 1024 * 1024;

constexpr std::string_view kRetryAfterSeconds = "2";  // the password lane's queue is about that long
constexpr std::size_t kLongestRequestId = 64;
constexpr OctetSet is_request_id_octet = with(with({}, kAlphanumeric), "._-");

Framing::BodyLimit limit_of(const web::RouteTable& routes) {
  return [&routes](web::Method method, std::string_view path) {
    const web::Endpoint* endpoint = routes.find(method, path);
    return endpoint != nullptr ? endpoint->body_limit : 0;
  };
}

}  // namespace

Connection::Connection(Service& service, std::unique_ptr<Wire> wire, std::string peer, HandOver hand_over,
                       std::optional<std::chrono::milliseconds> silence)
    : service_(service),
      wire_(std::move(wire)),
      peer_(std::move(peer)),
      peer_is_trusted_(service.proxies.trusts(peer_)),
      hand_over_(std::move(hand_over)),
      framing_(service.settings.limits, limit_of(service.routes)),
      deadline_(service.monotonic() + silence.value_or(service.settings.patience.head)) {}

void Connection::receive(std::string_view bytes) {
  switch (state_) {
    case State::reading:
      begin_work();
      framing_.feed(bytes);
      advance();
      break;
    case State::waiting:
    case State::resting:
      overfull_ = overfull_ || framing_.buffered() + bytes.size() > kMostKept;
      if (!overfull_) {
        framing_.feed(bytes);
      }
      break;
    case State::lingering:
      discarded_ += bytes.size();
      if (discarded_ > kMostDiscarded) {
        wire_->reset();
        cut();
      }
      break;
    case State::ended:
      break;
  }
  settle();
}

void Connection::complete(const Exchange& exchange, web::Response response) {
  if (state_ != State::waiting) {  // it ended meanwhile
    report(service_, exchange, response);
    return;
  }
  state_ = State::reading;
  answer(exchange, std::move(response), is_last(exchange));
  advance();
  settle();
}

void Connection::expire() {
  switch (state_) {
    case State::reading:
      if (framing_.phase() == Framing::Phase::idle) {
        cut();  // nothing is owed
      } else {
        refuse({408, "the request did not come in time"});
      }
      break;
    case State::resting:
      state_ = State::reading;
      advance();
      break;
    case State::lingering:
      cut();
      break;
    case State::waiting:
    case State::ended:
      break;
  }
  settle();
}

void Connection::fail() noexcept {
  try {
    if (state_ == State::lingering || state_ == State::ended) {
      cut();
    } else {
      Exchange nameless;
      nameless.begun = service_.monotonic();
      answer(nameless, bare_response(500), true);
    }
    settle();
  } catch (...) {
    cut();
  }
}

void Connection::cut() {
  state_ = State::ended;
  deadline_ = Instant::max();
  in_flight_.reset();
  wire_->cut();
}

void Connection::advance() {
  for (int turn = 0; state_ == State::reading; ++turn) {
    if (turn == kTurn && framing_.buffered() > 0) {
      state_ = State::resting;
      return;
    }
    auto next = framing_.next();
    if (!next) {
      refuse(next.error());
    } else if (*next) {
      serve(std::move(**next));
    } else {
      if (overfull_) {
        cut();  // the rest of this request was among what was not kept
      } else if (framing_.take_expectation() && !wire_->send("HTTP/1.1 100 Continue\r\n\r\n")) {
        cut();
      }
      return;
    }
  }
}

void Connection::serve(Framed framed) {
  ++served_;
  auto exchange = std::make_shared<Exchange>(
      Exchange{std::move(framed.request), service_.monotonic(), framed.http_1_0, framed.keep_alive});
  web::Request& request = exchange->request;
  if (const auto refusal = identify(request)) {
    answer(*exchange, refused(request, *refusal), true);
    return;
  }
  const web::Endpoint* endpoint = service_.routes.find(request.method, request.path);
  if (endpoint == nullptr || endpoint->lane == web::Lane::inline_) {
    // In two statements: whether this answer is the last is judged after the handler has run, because draining may
    // begin meanwhile; the order in which arguments are evaluated is the compiler's.
    web::Response response = answer_to(service_, request);
    answer(*exchange, std::move(response), is_last(*exchange));
  } else if (hand_over_(exchange)) {
    state_ = State::waiting;
  } else {
    answer(*exchange, refused(request, {503, "the password lane is full"}), is_last(*exchange));
  }
}

void Connection::refuse(const Refusal& refusal) {
  Exchange exchange{framing_.partial(), service_.monotonic(), false, false};
  web::Request& request = exchange.request;
  request.body.clear();
  (void)identify(request);  // as far as it can be said; it is refused anyway
  // A body that nobody would have read: that the path or the method is wrong is the better answer.
  const bool unknown =
      framing_.head_complete() && service_.routes.find(request.method, request.path) == nullptr;
  answer(exchange,
         unknown && refusal.status == 413 ? answer_to(service_, request) : refused(request, refusal), true);
}

web::Response Connection::refused(const web::Request& request, const Refusal& refusal) const {
  web::Response response = error_page(service_, refusal.status, request);
  if (refusal.status == 503) {
    response.set("Retry-After", kRetryAfterSeconds);
  }
  if (response.trail.detail.empty()) {
    response.trail.detail = refusal.reason;
  }
  return response;
}

void Connection::answer(const Exchange& exchange, web::Response response, bool last) {
  const web::Request& request = exchange.request;
  Envelope envelope{request.method == web::Method::head, exchange.http_1_0, last || response.status == 500,
                    service_.clock.now(), request.request_id};
  auto bytes = serialise(response, envelope);
  if (!bytes) {
    log::error("response_refused", {{"request_id", request.request_id}, {"reason", bytes.error()}});
    web::Trail trail = std::move(response.trail);
    response = bare_response(500);
    response.trail = std::move(trail);
    envelope.close = true;
    bytes = serialise(response, envelope);
  }
  const bool sent = wire_->send(*bytes);
  report(service_, exchange, response);
  phase_.reset();
  if (!sent) {
    cut();
  } else if (envelope.close) {
    wire_->finish_sending();
    state_ = State::lingering;
    deadline_ = service_.monotonic() + service_.settings.patience.linger;
  }
}

// Says when the request came, from whom, and under which id it is logged. A refusal where that cannot be
// said.
std::optional<Refusal> Connection::identify(web::Request& request) const {
  request.now = service_.clock.now();
  request.remote_address = peer_;
  const auto proposed = peer_is_trusted_ ? request.header("X-Request-Id") : std::nullopt;
  if (proposed && !proposed->empty() && proposed->size() <= kLongestRequestId &&
      all_of(*proposed, is_request_id_octet)) {
    request.request_id = *proposed;
  } else {
    try {
      request.request_id = random_id(service_.random, 16);
    } catch (const std::exception&) {
      return Refusal{503, "no randomness"};  // whatever a handler would mint must not be guessable [R-RN-1]
    }
  }
  auto client = service_.proxies.client_of(peer_, request.headers);
  if (!client) {
    return Refusal{400, "X-Forwarded-For is repeated"};
  }
  request.remote_address = std::move(*client);
  // A proxy's own certificate is not its client's.
  const std::string& header = service_.settings.certificate_header;
  if (header.empty() || !peer_is_trusted_) {
    request.client_certificate = wire_->client_certificate();
    return std::nullopt;
  }
  if (request.count(header) > 1) {
    return Refusal{400, "the header with the client's certificate is repeated"};
  }
  auto certificate = certificate_in_header(request.header(header).value_or(""));
  if (!certificate) {
    return Refusal{400, "the header with the client's certificate is not readable"};
  }
  request.client_certificate = *std::move(certificate);
  return std::nullopt;
}

bool Connection::is_last(const Exchange& exchange) const {
  return !exchange.keep_alive || overfull_ || served_ >= service_.settings.requests_per_connection ||
         service_.draining.load(std::memory_order_relaxed);
}

void Connection::begin_work() {
  if (!in_flight_) {
    in_flight_.emplace(service_.in_flight);
  }
}

// Starts the deadline that belongs to the state. One that is running goes on: sending a little extends
// nothing.
void Connection::settle() {
  const Patience& patience = service_.settings.patience;
  const Instant now = service_.monotonic();
  bool busy = true;
  switch (state_) {
    case State::reading: {
      const Framing::Phase phase = framing_.phase();
      busy = phase != Framing::Phase::idle;
      if (phase_ != phase) {
        phase_ = phase;
        deadline_ = now + (phase == Framing::Phase::idle   ? patience.idle
                           : phase == Framing::Phase::head ? patience.head
                                                           : patience.body);
      }
      break;
    }
    case State::waiting:
      deadline_ = Instant::max();
      break;
    case State::resting:
      deadline_ = now;
      break;
    case State::lingering:
    case State::ended:
      busy = false;
      break;
  }
  if (!busy) {
    in_flight_.reset();
  }
}

}  // namespace signet::http
