#include "http/tls_wire.h"

namespace signet::http {

std::string TlsWire::open(std::string_view bytes) {
  tls::Session::Step step = session_->receive(bytes);
  if (!step.to_send.empty() && !wire_->send(step.to_send)) {
    return {};
  }
  if (step.failed || (step.ended && step.plain.empty())) {
    if (step.ended) {
      const std::string farewell = session_->close();
      if (!farewell.empty()) {
        (void)wire_->send(farewell);
      }
    }
    wire_->cut();
  }
  return std::move(step.plain);
}

bool TlsWire::send(std::string_view bytes) {
  const std::string sealed = session_->seal(bytes);
  if (sealed.empty()) {
    wire_->reset();  // nobody could read it: such as 408 to a client that never shook hands
    return false;
  }
  return wire_->send(sealed);
}

void TlsWire::finish_sending() {
  const std::string farewell = session_->close();
  if (!farewell.empty()) {
    (void)wire_->send(farewell);
  }
  wire_->finish_sending();
}

}  // namespace signet::http
