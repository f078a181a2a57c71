#include "http/worker.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace signet::http {
namespace {

constexpr Instant::rep kNever = Instant::max().time_since_epoch().count();

}  // namespace

Worker::Worker(Service& service, Lane& password_lane, std::function<void()> nudge)
    : service_(service), password_lane_(password_lane), nudge_(std::move(nudge)), next_deadline_(kNever) {}

void Worker::open(ConnectionId id, std::unique_ptr<Wire> wire, std::string peer,
                  Admission::Ticket ticket) noexcept {
  Wire* raw = wire.get();
  try {
    TlsWire* tls = nullptr;
    if (const auto context = service_.settings.tls ? service_.settings.tls() : nullptr) {
      auto session = std::make_unique<tls::Session>(context);  // may throw, while the wire is still here
      auto sealed = std::make_unique<TlsWire>(std::move(wire), std::move(session));
      raw = tls = sealed.get();
      wire = std::move(sealed);
    }
    auto connection = std::make_unique<Connection>(
        service_, std::move(wire), std::move(peer),
        [this, id](std::shared_ptr<const Exchange> exchange) { return hand_over(id, std::move(exchange)); },
        tls != nullptr ? std::optional(std::min(service_.settings.patience.handshake, service_.settings.patience.head)) : std::nullopt);  // [R-DOS-4]
    schedule(connection->deadline());
    connections_.emplace(id, Entry{std::move(connection), tls, std::move(ticket)});
  } catch (...) {
    log::error("connection_not_opened");
    raw->cut();
  }
}

void Worker::receive(ConnectionId id, std::string_view bytes) noexcept {
  if (const auto found = connections_.find(id); found != connections_.end()) {
    guarded(*found->second.connection, [&, tls = found->second.tls](Connection& connection) {
      if (tls == nullptr) {
        connection.receive(bytes);
      } else if (const std::string plain = tls->open(bytes); !plain.empty()) {
        connection.receive(plain);
      }
    });
  }
}

void Worker::close(ConnectionId id) noexcept { connections_.erase(id); }

void Worker::read_mail() noexcept {
  for (const Mailbox::Letter& letter : mailbox_.collect()) {
    try {
      letter();
    } catch (...) {
      log::error("letter_threw");
    }
  }
}

void Worker::expire_due(Instant now) {
  Instant::rep due = next_deadline_.load(std::memory_order_relaxed);
  if (due > now.time_since_epoch().count()) {
    return;
  }
  // Until that thread has looked, nothing more is to be said to it, however long its handler takes.
  if (next_deadline_.compare_exchange_strong(due, kNever, std::memory_order_relaxed)) {
    mailbox_.post([this] { expire(); });
  }
}

void Worker::cut_all() {
  mailbox_.post([this] {
    for (auto& [id, entry] : connections_) {
      entry.connection->cut();
    }
  });
}

template <typename Action>
void Worker::guarded(Connection& connection, Action action) noexcept {
  try {
    action(connection);
  } catch (...) {
    log::error("connection_threw");
    connection.fail();
  }
  schedule(connection.deadline());
}

bool Worker::hand_over(ConnectionId id, std::shared_ptr<const Exchange> exchange) {
  return password_lane_.submit([this, id, exchange = std::move(exchange)] {
    auto response = std::make_shared<web::Response>(answer_to(service_, exchange->request));
    mailbox_.post([this, id, exchange, response] { deliver(id, *exchange, std::move(*response)); });
  });
}

void Worker::deliver(ConnectionId id, const Exchange& exchange, web::Response response) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) {  // the client left; what was decided is still reported
    report(service_, exchange, response);
    return;
  }
  guarded(*found->second.connection,
          [&](Connection& connection) { connection.complete(exchange, std::move(response)); });
}

void Worker::expire() {
  const Instant now = service_.monotonic();
  for (auto& [id, entry] : connections_) {
    Connection& connection = *entry.connection;
    if (connection.deadline() <= now) {
      guarded(connection, [](Connection& overdue) { overdue.expire(); });
    } else {
      schedule(connection.deadline());
    }
  }
}

void Worker::schedule(Instant deadline) {
  const Instant::rep wanted = deadline.time_since_epoch().count();
  Instant::rep current = next_deadline_.load(std::memory_order_relaxed);
  while (wanted < current &&
         !next_deadline_.compare_exchange_weak(current, wanted, std::memory_order_relaxed)) {
  }
  if (wanted < current && deadline <= service_.monotonic()) {
    nudge_();
  }
}

}  // namespace signet::http
