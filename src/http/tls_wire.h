// TLS between a connection and its socket: the connection goes on seeing plain bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/wire.h"
#include "tls/session.h"

namespace signet::http {

class TlsWire final : public Wire {
 public:
  TlsWire(std::unique_ptr<Wire> wire, std::unique_ptr<tls::Session> session) noexcept : wire_(std::move(wire)), session_(std::move(session)) {}

  // Bytes came from the socket: what they say, after whatever TLS itself has to answer is sent. Where TLS ends, or was never
  // spoken, the wire is cut.
  [[nodiscard]] std::string open(std::string_view bytes);

  [[nodiscard]] bool send(std::string_view bytes) override;
  void finish_sending() override;  // says so first (close_notify), so that nobody takes a cut for the end [RFC8446 §6.1]
  [[nodiscard]] std::string client_certificate() const override { return session_->client_certificate(); }
  void cut() override { wire_->cut(); }
  void reset() override { wire_->reset(); }

 private:
  std::unique_ptr<Wire> wire_;
  std::unique_ptr<tls::Session> session_;
};

}  // namespace signet::http
