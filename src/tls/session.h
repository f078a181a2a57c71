// The server's end of one TLS connection, as a function of bytes: what came in, and what has to go out. No socket, no thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tls/context.h"

namespace signet::tls {

class Session {
 public:
  explicit Session(std::shared_ptr<const Context> context);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  struct Step {
    std::string plain;    // what the client said
    std::string to_send;  // of the handshake, or an alert; may be there also where it failed
    bool ended = false;   // the client has said that it is done (close_notify)
    bool failed = false;  // no TLS, or none that we speak: nothing more comes of it
  };
  // Takes whatever came, in pieces of any size. Work is bounded by what came.
  [[nodiscard]] Step receive(std::string_view bytes);

  // What to send so that the client reads `plain`; empty where that is impossible: before the handshake is done, or after the end.
  [[nodiscard]] std::string seal(std::string_view plain);

  // The certificate that the client has shown, as DER; empty where it showed none, was not asked, or is not through with the handshake.
  [[nodiscard]] std::string client_certificate() const;

  // The farewell (close_notify), once; empty before the handshake is done. Then nothing can be sealed any more.
  [[nodiscard]] std::string close();

 private:
  struct Parts;
  [[nodiscard]] std::string take_output();

  std::shared_ptr<const Context> context_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::tls
