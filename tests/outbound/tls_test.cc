// Whose certificate is believed: against OpenSSL's own test server, which presents what a test asks for.
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "outbound/http_client.h"

extern char** environ;

namespace signet::outbound {
namespace {

// Starts `openssl` with the arguments, its output on `output` if that is given.
pid_t start_openssl(std::vector<std::string> arguments, int output = -1) {
  arguments.insert(arguments.begin(), "openssl");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  if (output >= 0) posix_spawn_file_actions_adddup2(&actions, output, 1);
  pid_t pid = -1;
  EXPECT_EQ(posix_spawnp(&pid, "openssl", &actions, nullptr, argv.data(), environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

// Serves a self-signed certificate for one IP address, on a free port of 127.0.0.1.
class TlsServer {
 public:
  explicit TlsServer(const std::string& certified_address) {
    char name[] = "/tmp/signet-tls.XXXXXX";
    directory_ = mkdtemp(name);
    const std::string key = directory_ / "key.pem";
    waitpid(start_openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                           "-keyout", key, "-out", certificate(), "-days", "2", "-subj", "/CN=test",
                           "-addext", "subjectAltName=IP:" + certified_address}),
            nullptr, 0);
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    server_ = start_openssl(
        {"s_server", "-accept", "127.0.0.1:0", "-www", "-key", key, "-cert", certificate()}, ends[1]);
    close(ends[1]);
    std::string said;  // "ACCEPT 127.0.0.1:43210\n"
    for (char c = 0; read(ends[0], &c, 1) == 1;) {
      said += c;
      if (c == '\n' && said.find("ACCEPT") != std::string::npos) break;
    }
    output_ = ends[0];
    port_ = said.substr(said.rfind(':') + 1);
    port_ = port_.substr(0, port_.find('\n'));
  }

  ~TlsServer() {
    kill(server_, SIGKILL);
    waitpid(server_, nullptr, 0);
    close(output_);
    std::filesystem::remove_all(directory_);
  }

  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  [[nodiscard]] std::string certificate() const { return directory_ / "certificate.pem"; }
  [[nodiscard]] std::string target() const { return "127.0.0.1:" + port_; }

 private:
  std::filesystem::path directory_;
  pid_t server_ = -1;
  int output_ = -1;
  std::string port_;
};

Expected<FetchResponse, FetchError> fetch_from(const TlsServer& server, const HttpClientSettings& settings) {
  HttpClient client(settings);
  FetchRequest request;
  request.url = "https://" + server.target() + "/";
  return client.fetch(request);
}

TEST(Tls, AnExemptTargetWithAConfiguredRootIsFetched) {  // [R-SSRF-8] [CF-01] [CF-02]
  const TlsServer server("127.0.0.1");
  const auto response = fetch_from(server, {server.certificate(), {server.target()}, false});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
}

TEST(Tls, AnUnknownRootLooksUnreachable) {  // [R-SSRF-7] [R-SSRF-8]
  const TlsServer server("127.0.0.1");
  EXPECT_EQ(fetch_from(server, {"", {server.target()}, false}).error(), FetchError::unreachable);
}

TEST(Tls, ACertificateForAnotherHostLooksUnreachable) {  // [R-SSRF-7] [R-SSRF-8]
  const TlsServer server("127.0.0.9");
  EXPECT_EQ(fetch_from(server, {server.certificate(), {server.target()}, false}).error(),
            FetchError::unreachable);
}

TEST(Tls, TheConfiguredRootDoesNotExemptFromTheGuard) {  // [R-SSRF-2]
  const TlsServer server("127.0.0.1");
  EXPECT_EQ(fetch_from(server, {server.certificate(), {}, false}).error(), FetchError::refused);
}

}  // namespace
}  // namespace signet::outbound
