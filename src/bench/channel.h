// One keep-alive connection of a load generator: sends a request that is ready as bytes, and waits for the answer.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

struct ssl_ctx_st;
struct ssl_st;

namespace signet::bench {

// Where the load goes.
class Target {
 public:
  // `origin` such as "https://id.example.com"; over TLS its certificate is checked, also against `ca_file` if that is not empty. Throws
  // std::runtime_error with a sentence where the origin is none, or the file cannot be used.
  Target(const std::string& origin, const std::string& ca_file);

  std::string host;                     // as the certificate calls it
  std::string authority;                // for the Host header
  std::string address;                  // where to connect: the host, unless told otherwise
  std::string port;
  std::shared_ptr<ssl_ctx_st> context;  // null: plain http
};

// What it came back with. The views are good until the next exchange.
struct Answer {
  int status = 0;
  std::string_view head;  // with the status line
  std::string_view body;

  // The first header of this name (in lower case); empty where there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  // What it sets, as name and value.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> cookies() const;
};

class Channel {
 public:
  explicit Channel(const Target& target) : target_(target) {}
  ~Channel() { close(); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // Connects where there is no connection (any more), sends, and reads the answer: at most 16 MiB with a Content-Length, within ten
  // seconds. Throws std::runtime_error with a sentence where that fails; the next exchange begins anew.
  [[nodiscard]] Answer exchange(std::string_view request);

 private:
  void open();
  void close();
  void send(std::string_view bytes);
  [[nodiscard]] std::size_t receive();  // appends to buffer_; 0: the other side has closed
  [[nodiscard]] Answer read_answer();

  const Target& target_;
  int socket_ = -1;
  ssl_st* ssl_ = nullptr;
  bool ends_ = false;  // the server has said that it closes after its last answer
  std::string buffer_;
};

// A request without a body, and one with a form; `headers` are whole lines that end with CRLF.
[[nodiscard]] std::string get_request(const Target& target, std::string_view path, std::string_view headers = "");
[[nodiscard]] std::string post_request(const Target& target, std::string_view path, std::string_view content_type, std::string_view body,
                                       std::string_view headers = "");

}  // namespace signet::bench
