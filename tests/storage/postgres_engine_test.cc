// Connecting to a server that goes away in the middle of it. [I-13] [F-52]
#include "storage/postgres_engine.h"

#include <cstdint>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <thread>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "crypto/random.h"
#include "storage/errors.h"

namespace signet::storage {
namespace {

// Accepts connections on loopback, greets each as PostgreSQL greets a client it trusts, and hangs up at the
// first command: as if it had been told to shut down in that moment.
class FlightyServer {
 public:
  FlightyServer() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(socket_, 16), 0);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~FlightyServer() {
    shutdown(socket_, SHUT_RDWR);
    thread_.join();
    close(socket_);
  }
  [[nodiscard]] std::string url() const {
    return "postgres://signet@127.0.0.1:" + std::to_string(port_) +
           "/signet?sslmode=disable&gssencmode=disable";
  }

 private:
  void serve() const {
    for (int client = 0; (client = accept(socket_, nullptr, nullptr)) >= 0; close(client)) {
      using std::string_view_literals::operator""sv;
      constexpr std::string_view kWelcome =
          "R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I"sv;  // authenticated; ready, idle
      char buffer[1024];
      (void)!read(client, buffer, sizeof buffer);
      (void)!write(client, kWelcome.data(), kWelcome.size());
      (void)!read(client, buffer, sizeof buffer);
    }
  }

  int socket_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                       std::filesystem::directory_iterator());
}

TEST(Connecting, ToAServerThatGoesAwayMeanwhileLeavesNoDescriptorBehind) {
  const FlightyServer server;
  crypto::SystemRandom random;
  Settings settings;
  settings.url = server.url();
  const auto before = open_descriptors();
  for (int i = 0; i < 5; ++i) {
    PostgresEngine engine(settings, random);
    EXPECT_THROW(engine.read([](Executor&) {}), Unavailable);
  }
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace signet::storage
