#include "bench/channel.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "web/url.h"

namespace signet::bench {
namespace {

constexpr std::size_t kChunk = 16 * 1024;
constexpr std::size_t kLargest = 16 * 1024 * 1024;
constexpr timeval kPatience{10, 0};
constexpr std::string_view kEndOfHead = "\r\n\r\n";

[[noreturn]] void fail(const std::string& sentence) { throw std::runtime_error(sentence); }

}  // namespace

Target::Target(const std::string& origin, const std::string& ca_file) {
  const auto url = web::parse_url(origin);
  if (!url || (url->scheme != "http" && url->scheme != "https") || url->host.empty()) {
    fail("no http or https URL: " + origin);
  }
  host = url->host.starts_with('[') ? url->host.substr(1, url->host.size() - 2) : url->host;
  address = host;
  port = std::to_string(url->port.value_or(url->scheme == "https" ? 443 : 80));
  authority = url->origin().substr(url->scheme.size() + 3);
  if (url->scheme == "https") {
    context = {SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_default_verify_paths(context.get());
    if (!ca_file.empty() && SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr) != 1) {
      fail("outbound.ca_file: no certificates can be read from " + ca_file);
    }
  }
}

namespace {

// Calls `visit` with the value of each header of this name, until that says true.
template <typename Visit>
void each_header(std::string_view head, std::string_view name, Visit visit) {
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos && at + 2 < head.size(); at = head.find("\r\n", at + 2)) {
    const std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    const bool is_it = line.size() > name.size() && line[name.size()] == ':' && ascii_iequals(line.substr(0, name.size()), name);
    if (is_it && visit(trim(line.substr(name.size() + 1)))) {
      return;
    }
  }
}

}  // namespace

std::string_view Answer::header(std::string_view name) const {
  std::string_view found;
  each_header(head, name, [&](std::string_view value) {
    found = value;
    return true;
  });
  return found;
}

std::vector<std::pair<std::string, std::string>> Answer::cookies() const {
  std::vector<std::pair<std::string, std::string>> set;
  each_header(head, "set-cookie", [&](std::string_view value) {
    const std::string_view pair = value.substr(0, value.find(';'));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    set.emplace_back(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())));
    return false;
  });
  return set;
}

void Channel::open() {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(target_.address.c_str(), target_.port.c_str(), &hints, &found) != 0) {
    fail("no address for " + target_.address);
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  for (const addrinfo* one = found; one != nullptr && socket_ < 0; one = one->ai_next) {
    socket_ = ::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
    if (socket_ >= 0 && ::connect(socket_, one->ai_addr, one->ai_addrlen) != 0) {
      ::close(socket_);
      socket_ = -1;
    }
  }
  if (socket_ < 0) {
    fail("nothing answers at " + target_.address + ", port " + target_.port);
  }
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  if (target_.context) {
    ssl_ = SSL_new(target_.context.get());
    SSL_set_fd(ssl_, socket_);
    // A certificate is for an address or for a name, and only names are announced [RFC6066 §3].
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_), target_.host.c_str()) != 1) {
      // SSL_set_tlsext_host_name(), without its old-style cast.
      SSL_ctrl(ssl_, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(target_.host.c_str()));
      SSL_set1_host(ssl_, target_.host.c_str());
    }
    if (SSL_connect(ssl_) != 1) {
      fail("no TLS with " + target_.authority + ": is its certificate trusted here (outbound.ca_file)?");
    }
  }
}

void Channel::close() {
  SSL_free(ssl_);
  ssl_ = nullptr;
  if (socket_ >= 0) {
    ::close(socket_);
  }
  socket_ = -1;
  ends_ = false;
  buffer_.clear();
}

void Channel::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                      : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      fail("the connection broke while a request was sent");
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::size_t Channel::receive() {
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kChunk);
  const auto got = ssl_ != nullptr ? SSL_read(ssl_, buffer_.data() + before, static_cast<int>(kChunk))
                                   : ::recv(socket_, buffer_.data() + before, kChunk, 0);
  buffer_.resize(before + static_cast<std::size_t>(std::max<long>(0, got)));
  if (got < 0) {
    fail("no answer within ten seconds, or the connection broke");
  }
  return static_cast<std::size_t>(got);
}

Answer Channel::read_answer() {
  std::size_t end = std::string::npos;
  while ((end = buffer_.find(kEndOfHead)) == std::string::npos) {
    if (receive() == 0) {
      fail("the server closed the connection instead of answering");
    }
  }
  Answer answer;
  answer.head = std::string_view(buffer_).substr(0, end + 2);
  answer.status = static_cast<int>(parse_digits(answer.head.substr(std::min<std::size_t>(9, answer.head.size()), 3)).value_or(0));
  const auto length = parse_digits(answer.header("content-length"));
  const bool has_body = answer.status != 204 && answer.status != 304;
  if (has_body && (!length || *length > static_cast<std::int64_t>(kLargest))) {
    fail("an answer without a usable Content-Length");
  }
  const std::size_t body = end + kEndOfHead.size();
  const std::size_t whole = body + (has_body ? static_cast<std::size_t>(*length) : 0);
  while (buffer_.size() < whole) {
    if (receive() == 0) {
      fail("the server closed the connection within an answer");
    }
  }
  answer.head = std::string_view(buffer_).substr(0, end + 2);  // the buffer may have moved
  answer.body = std::string_view(buffer_).substr(body, whole - body);
  return answer;
}

Answer Channel::exchange(std::string_view request) {
  try {
    if (ends_) {
      close();
    }
    if (socket_ < 0) {
      open();
    }
    buffer_.clear();
    send(request);
    const Answer answer = read_answer();
    ends_ = ascii_iequals(answer.header("connection"), "close");
    return answer;
  } catch (const std::runtime_error&) {
    close();
    throw;
  }
}

std::string get_request(const Target& target, std::string_view path, std::string_view headers) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: " + target.authority + "\r\n" + std::string(headers) + "\r\n";
}

std::string post_request(const Target& target, std::string_view path, std::string_view content_type, std::string_view body,
                         std::string_view headers) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: " + target.authority + "\r\nContent-Type: " + std::string(content_type) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

}  // namespace signet::bench
