// A client that sends exactly the bytes it is told to, and reads answers strictly enough to notice wrong
// framing.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

namespace signet::http::testing {

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;

  [[nodiscard]] std::optional<std::string> field(std::string_view name) const {
    for (const auto& [known, value] : fields) {
      if (ascii_iequals(known, name)) {
        return value;
      }
    }
    return std::nullopt;
  }
  [[nodiscard]] std::size_t count(std::string_view name) const {
    std::size_t found = 0;
    for (const auto& [known, value] : fields) {
      found += ascii_iequals(known, name) ? 1 : 0;
    }
    return found;
  }
};

class RawClient {
 public:
  // A connection to 127.0.0.1, or from another loopback address to it. `receive_buffer` of 0 is the system's
  // choice.
  explicit RawClient(std::uint16_t port, std::string_view from = {}, int receive_buffer = 0);
  ~RawClient() { close(); }
  RawClient(RawClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), input_(std::move(other.input_)) {}
  RawClient& operator=(RawClient&&) = delete;

  // False where the server has gone.
  bool send(std::string_view bytes);
  void send_each_byte(std::string_view bytes);
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }
  void abort();  // RST
  void close();

  // The next answer; nothing where the connection ends or five seconds pass without one. `to_head`: has no
  // body.
  std::optional<Answer> read(bool to_head = false);
  // Everything up to the end of the connection.
  std::string read_rest();
  // True where the server ends the connection, within five seconds, without a byte more.
  bool at_end() { return read_rest().empty() && !timed_out_; }

  // One request and its answer.
  std::optional<Answer> ask(std::string_view bytes, bool to_head = false) {
    send(bytes);
    return read(to_head);
  }

 private:
  bool fill();

  int socket_ = -1;
  std::string input_;
  bool timed_out_ = false;
};

inline std::string get(std::string_view target, std::string_view fields = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

inline std::string post(std::string_view target, std::string_view body, std::string_view fields = "") {
  return "POST " + std::string(target) +
         " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(fields) + "\r\n" + std::string(body);
}

}  // namespace signet::http::testing
