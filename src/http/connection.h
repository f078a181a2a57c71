// One client's connection: what it sends becomes requests, what is answered becomes bytes, and whatever it
// must not do ends it. Knows no sockets and no threads; all calls come from its I/O thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/exchange.h"
#include "http/framing.h"
#include "http/service.h"
#include "http/wire.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::http {

class Connection {
 public:
  // Hands a request to the password lane; false where its queue is full. The answer comes back by complete().
  using HandOver = std::function<bool(std::shared_ptr<const Exchange>)>;

  // `peer` is the address of the other end, as text. Who connects and says nothing has `silence`; by default no more time than who says
  // little.
  Connection(Service& service, std::unique_ptr<Wire> wire, std::string peer, HandOver hand_over,
             std::optional<std::chrono::milliseconds> silence = std::nullopt);

  // Bytes came. They are answered at once, or kept while an earlier request waits: answers keep the order of
  // the requests [S-H12].
  void receive(std::string_view bytes);
  // The password lane has answered `exchange`.
  void complete(const Exchange& exchange, web::Response response);
  // The deadline has come: 408, the end, or the next turn.
  void expire();
  // Something was thrown where nothing should be: a bare 500 where one is still owed, and the end.
  void fail() noexcept;
  void cut();

  // When expire() is due; Instant::max() if never.
  [[nodiscard]] Instant deadline() const { return deadline_; }

 private:
  enum class State {
    reading,    // a request, or between requests
    waiting,    // for the password lane
    resting,    // has had its turn; other connections of this thread come first
    lingering,  // the last answer is sent; what still comes is thrown away [RFC9112 §9.6]
    ended,
  };

  void advance();
  void serve(Framed framed);
  void refuse(const Refusal& refusal);
  void answer(const Exchange& exchange, web::Response response, bool last);
  [[nodiscard]] std::optional<Refusal> identify(web::Request& request) const;
  [[nodiscard]] web::Response refused(const web::Request& request, const Refusal& refusal) const;
  [[nodiscard]] bool is_last(const Exchange& exchange) const;
  void begin_work();
  void settle();

  Service& service_;
  std::unique_ptr<Wire> wire_;
  const std::string peer_;
  const bool peer_is_trusted_;
  HandOver hand_over_;
  Framing framing_;

  State state_ = State::reading;
  Instant deadline_;
  // Which deadline_ is running; none where the next one starts afresh.
  std::optional<Framing::Phase> phase_ = Framing::Phase::idle;
  std::optional<Counted> in_flight_;
  std::size_t served_ = 0;
  std::size_t discarded_ = 0;
  bool overfull_ = false;  // more came than is kept, so what follows the current request is lost
};

}  // namespace signet::http
