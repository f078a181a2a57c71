// `signet config`, `migrate`, `healthcheck`, `version`, and what keeps `serve` and `dev` from starting.
#include <thread>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/probe.h"
#include "cli/shell.h"

namespace signet::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

using OperationVerbs = Shell;

TEST_F(OperationVerbs, CheckListsEverythingThatServeWouldSay) {
  environment_["SIGNET_LIMITS__LOGIN"] = "off";
  environment_["SIGNET_HTTP__THREADS"] = "0";
  const Result text = signet({"config", "check"});
  EXPECT_EQ(text.status, 1);
  EXPECT_THAT(text.out, HasSubstr("error: issuer: is not set"));
  EXPECT_THAT(text.out, HasSubstr("error: http.threads (SIGNET_HTTP__THREADS): '0' is not accepted"));
  EXPECT_THAT(text.out, HasSubstr("warning: limits.login (SIGNET_LIMITS__LOGIN): is off"));
  const Json json = signet({"config", "check", "-o", "json"}).json();
  EXPECT_EQ(json.at("complaints").size(), 2U);
  EXPECT_EQ(json.at("complaints").at(0).at("key"), "http.threads");
  EXPECT_EQ(json.at("warnings").at(0).at("key"), "limits.login");
}

TEST_F(OperationVerbs, CheckIsContentWithWhatServeWouldTake) {
  environment_["SIGNET_ISSUER"] = "https://id.example.com";
  const Result result = signet({"config", "check"});
  EXPECT_EQ(result.status, 0) << result.out;
  EXPECT_EQ(result.out, "the settings are complete\n");
}

TEST_F(OperationVerbs, ShowNamesTheOriginAndNoSecret) {  // [R-LK-1]
  environment_["SIGNET_DATABASE_URL"] = "postgres://signet:hunter2@db/signet";
  const std::string file = write("a.toml", "listen = \"127.0.0.1:1\"\n");
  const Result text = signet({"config", "show", "--origin", "--config", file});
  EXPECT_EQ(text.status, 0);
  EXPECT_THAT(text.out, testing::ContainsRegex("listen +127.0.0.1:1 +" + file + ", line 1\n"));
  EXPECT_THAT(text.out, testing::ContainsRegex(
                            "database_url +postgres://signet:\\*\\*\\*@db/signet +SIGNET_DATABASE_URL\n"));
  EXPECT_THAT(text.out, testing::ContainsRegex("migrate +manual +default\n"));
  EXPECT_THAT(text.out, Not(HasSubstr("hunter2")));
  EXPECT_THAT(text.out, Not(HasSubstr(environment_["SIGNET_MASTER_KEY"])));
  EXPECT_FALSE(signet_json({"config", "show"}).at(0).contains("origin"));
}

TEST_F(OperationVerbs, MigrateUpBringsTheSchemaAndStatusShowsIt) {
  const Json before = signet_json({"migrate", "status"});
  EXPECT_EQ(before.at("fit_to_serve"), false);
  EXPECT_EQ(before.at("migrations").at(0).at("state"), "pending");
  const Json after = signet_json({"migrate", "up"});
  EXPECT_EQ(after.at("fit_to_serve"), true);
  EXPECT_EQ(after.at("complaints"), Json::array());
  for (const Json& migration : after.at("migrations")) {
    EXPECT_EQ(migration.at("state"), "applied");
  }
  EXPECT_EQ(signet_json({"migrate", "up"}), after);
}

TEST_F(OperationVerbs, VersionTellsCommitAndLibraries) {
  const Json json = signet_json({"version"});
  EXPECT_FALSE(json.at("version").get<std::string>().empty());
  EXPECT_FALSE(json.at("commit").get<std::string>().empty());
  for (const char* library : {"OpenSSL", "SQLite", "libpq", "SOCI", "Pistache"}) {
    EXPECT_THAT(json.at("libraries").at(library).get<std::string>(), testing::ContainsRegex("^[0-9]"))
        << library;
  }
  EXPECT_THAT(signet({"version"}).out, HasSubstr("OpenSSL"));
}

TEST_F(OperationVerbs, ServeRefusesWithEveryComplaintAtOnce) {
  environment_ = {{"SIGNET_TLS__CERT_FILE", "/nowhere.pem"}, {"SIGNET_LISTN", "x"}};
  const Result result = signet({"serve"});
  EXPECT_EQ(result.status, 1);
  for (const char* line :
       {"signet: SIGNET_LISTN: there is no such setting; did you mean SIGNET_LISTEN?\n",
        "signet: issuer: is not set", "signet: master_key: is not set",
        "signet: tls.cert_file (SIGNET_TLS__CERT_FILE): /nowhere.pem cannot be read", "signet: tls.key_file: is not set"}) {
    EXPECT_THAT(result.err, HasSubstr(line));
  }
}

TEST_F(OperationVerbs, DevRefusesEveryAddressButLoopback) {
  for (const char* address : {"0.0.0.0:8080", "[::]:8080", "192.0.2.1:8080", "example.com:8080", "8080"}) {
    const Result result = signet({"dev", "--listen", address});
    EXPECT_EQ(result.status, 1) << address;
    EXPECT_THAT(result.err, HasSubstr("listen (--listen): ")) << address;
  }
}

TEST_F(OperationVerbs, ADatabaseThatIsAwayIsSaidToBeAway) {
  environment_["SIGNET_DATABASE_URL"] = "postgres://signet:hunter2@127.0.0.1:1/signet";
  const Result result = signet({"client", "list"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("the database does not answer"));
  EXPECT_THAT(result.err, Not(HasSubstr("hunter2")));
}

// Answers every connection with fixed bytes.
class CannedServer {
 public:
  explicit CannedServer(std::string answer)
      : answer_(std::move(answer)), socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(socket_, 4), 0);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~CannedServer() {
    shutdown(socket_, SHUT_RDWR);
    thread_.join();
    close(socket_);
  }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] const std::string& request() const { return request_; }

 private:
  void serve() {
    for (int peer = accept(socket_, nullptr, nullptr); peer >= 0; peer = accept(socket_, nullptr, nullptr)) {
      char buffer[1024];
      const ssize_t count = recv(peer, buffer, sizeof buffer, 0);
      request_.assign(buffer, count > 0 ? static_cast<std::size_t>(count) : 0);
      if (!answer_.empty()) {
        (void)send(peer, answer_.data(), answer_.size(), MSG_NOSIGNAL);
        close(peer);
      } else {
        silent_.push_back(peer);  // says nothing, and keeps the connection
      }
    }
    for (const int peer : silent_) {
      close(peer);
    }
  }

  std::string answer_;
  std::string request_;
  int socket_;
  int port_ = 0;
  std::vector<int> silent_;
  std::thread thread_;
};

TEST_F(OperationVerbs, AnAddressInUseIsNamed) {
  const CannedServer there("");
  environment_["SIGNET_MANAGEMENT_LISTEN"] = "127.0.0.1:0";
  const std::string address = "127.0.0.1:" + std::to_string(there.port());
  const Result result = signet({"dev", "--ephemeral", "--listen", address});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("cannot listen on " + address + ": Address already in use; free it, or give listen another"));
}

TEST_F(OperationVerbs, HealthcheckAsksTheManagementPort) {
  {
    const CannedServer ready("HTTP/1.1 200 OK\r\n\r\n");
    environment_["SIGNET_MANAGEMENT_LISTEN"] = "0.0.0.0:" + std::to_string(ready.port());
    const Result result = signet({"healthcheck"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, "ready\n");
    EXPECT_TRUE(ready.request().starts_with("GET /readyz HTTP/1.1\r\n"));
  }
  {
    const CannedServer busy("HTTP/1.1 503 Service Unavailable\r\n\r\n");
    environment_["SIGNET_MANAGEMENT_LISTEN"] = "127.0.0.1:" + std::to_string(busy.port());
    const Result result = signet({"healthcheck"});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("answers 503"));
  }
  EXPECT_THAT(signet({"healthcheck"}).err, HasSubstr("Connection refused"));
  environment_["SIGNET_MANAGEMENT_LISTEN"] = "127.0.0.1:0";
  EXPECT_EQ(signet({"healthcheck"}).status, 1);
}

TEST_F(OperationVerbs, HealthcheckBelievesNothingButAWholeStatus) {  // [RFC9112 §4]
  for (const char* answer :
       {"HTTP/1.1 2", "HTTP/1.1 2\r\n", "HTTP/1.1 2\r\n\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 200",
        "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 200\n\n", "HTTP/1.1 +20 OK\r\n", "HTTP/1.1  200 OK\r\n", "HTTP/1.1 099 OK\r\n",
        "HTTP/1.1 600 OK\r\n", "HTTP/1.12200 OK\r\n", "http/1.1 200 OK\r\n", "200 OK\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"}) {
    const CannedServer server(answer);
    environment_["SIGNET_MANAGEMENT_LISTEN"] = "127.0.0.1:" + std::to_string(server.port());
    const Result result = signet({"healthcheck"});
    EXPECT_EQ(result.status, 1) << answer;
    EXPECT_THAT(result.err, HasSubstr("does not speak HTTP")) << answer;
  }
  const CannedServer terse("HTTP/1.1 200\r\n\r\n");  // a reason phrase is optional, and some leave out its space
  environment_["SIGNET_MANAGEMENT_LISTEN"] = "127.0.0.1:" + std::to_string(terse.port());
  EXPECT_EQ(signet({"healthcheck"}).status, 0);
}

}  // namespace
}  // namespace signet::cli
