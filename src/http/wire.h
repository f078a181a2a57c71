// What a connection may do with its socket, and nothing else; always on the I/O thread that owns it.
#pragma once

#include <string>
#include <string_view>

namespace signet::http {

class Wire {
 public:
  virtual ~Wire() = default;
  // Sends all of it now. False where that is impossible, or the client has left too much unread; the wire is
  // then reset.
  [[nodiscard]] virtual bool send(std::string_view bytes) = 0;
  // Half-close: the client sees the end, but may still be heard.
  virtual void finish_sending() = 0;
  // Both directions. The end of the connection is reported later, through the reactor.
  virtual void cut() = 0;
  // The certificate that the client has shown by TLS, as DER; empty where there is none.
  [[nodiscard]] virtual std::string client_certificate() const { return {}; }
  // As cut(), but nothing that is underway is delivered, and the system keeps nothing of it.
  virtual void reset() = 0;
};

}  // namespace signet::http
