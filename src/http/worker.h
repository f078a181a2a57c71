// The connections of one I/O thread, and what reaches them from elsewhere: answers of the password lane,
// deadlines, the end of the server. Other threads only ever leave a letter; the sockets stay with their own
// thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "http/admission.h"
#include "http/connection.h"
#include "http/lane.h"
#include "http/mailbox.h"
#include "http/service.h"
#include "http/tls_wire.h"
#include "http/wire.h"

namespace signet::http {

class Worker {
 public:
  // Unique as long as the process lives, unlike a descriptor's number, which the next client may get.
  using ConnectionId = std::uint64_t;

  // `nudge` is called where a deadline is due at once, from the I/O thread.
  Worker(Service& service, Lane& password_lane, std::function<void()> nudge);

  // The I/O thread only. None of these throws: the reactor would not survive it.
  void open(ConnectionId id, std::unique_ptr<Wire> wire, std::string peer, Admission::Ticket ticket) noexcept;
  void receive(ConnectionId id, std::string_view bytes) noexcept;
  void close(ConnectionId id) noexcept;
  void read_mail() noexcept;

  // Any thread.
  [[nodiscard]] int mailbox_descriptor() const { return mailbox_.descriptor(); }
  // Expires what is due, on the I/O thread; does nothing where nothing is.
  void expire_due(Instant now);
  // Ends every connection.
  void cut_all();

 private:
  struct Entry {
    std::unique_ptr<Connection> connection;
    TlsWire* tls;  // the connection's own wire, where it is one
    Admission::Ticket ticket;
  };

  template <typename Action>
  void guarded(Connection& connection, Action action) noexcept;
  [[nodiscard]] bool hand_over(ConnectionId id, std::shared_ptr<const Exchange> exchange);
  void deliver(ConnectionId id, const Exchange& exchange, web::Response response);
  void expire();
  void schedule(Instant deadline);

  Service& service_;
  Lane& password_lane_;
  std::function<void()> nudge_;
  Mailbox mailbox_;
  std::unordered_map<ConnectionId, Entry> connections_;
  // Not later than the earliest deadline of all. May be too early, never too late: finding out costs one
  // look.
  std::atomic<Instant::rep> next_deadline_;
};

}  // namespace signet::http
