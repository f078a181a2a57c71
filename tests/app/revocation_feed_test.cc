// What is revoked stands in a real Redis for as long as it matters, and Redis may come and go.
#include "app/revocation_feed.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <hiredis/hiredis.h>

#include "http/free_port.h"

namespace signet::testing {
namespace {

using namespace std::chrono_literals;

bool soon(const std::function<bool()>& what) {
  for (int i = 0; i < 1500; ++i) {
    if (what()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

// A Redis of this test's own, with nothing on disk.
class RedisServer {
 public:
  explicit RedisServer(std::vector<std::string> more = {}) : more_(std::move(more)) { start(); }
  ~RedisServer() { stop(); }

  void start() {
    std::vector<std::string> words{"redis-server", "--bind", "127.0.0.1", "--port", std::to_string(port), "--save", "", "--appendonly", "no"};
    words.insert(words.end(), more_.begin(), more_.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      if (freopen("/dev/null", "w", stdout) == nullptr) _exit(126);
      execvp("redis-server", arguments.data());
      _exit(127);
    }
    EXPECT_TRUE(soon([&] { return answers(); })) << "install the package redis-server";
  }
  void stop() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
      pid_ = 0;
    }
  }
  [[nodiscard]] long long ask(const std::string& command) const {
    redisContext* context = redisConnect("127.0.0.1", port);
    long long answer = -100;
    if (context != nullptr && context->err == 0) {
      if (!password.empty()) freeReplyObject(redisCommand(context, "AUTH %s", password.c_str()));
      if (database != 0) freeReplyObject(redisCommand(context, "SELECT %d", database));
      if (auto* reply = static_cast<redisReply*>(redisCommand(context, command.c_str()))) {
        answer = reply->type == REDIS_REPLY_INTEGER ? reply->integer : reply->type == REDIS_REPLY_STATUS ? 1 : -101;
        freeReplyObject(reply);
      }
    }
    if (context != nullptr) redisFree(context);
    return answer;
  }
  [[nodiscard]] long long lives(const std::string& id) const { return ask("PTTL signet:revoked:" + id); }  // -2: there is no such key

  const int port = http::free_port("127.0.0.1");
  std::string password;
  int database = 0;

 private:
  [[nodiscard]] bool answers() const { return ask("DBSIZE") != -100; }
  std::vector<std::string> more_;
  pid_t pid_ = 0;
};

struct Fixture {
  SystemClock clock;
  metrics::Metrics metrics;
  tokens::Revocations revocations;
  std::unique_ptr<outbound::Redis> redis;
  std::unique_ptr<app::RevocationFeed> feed;

  void follow(const std::string& url) {
    redis = std::make_unique<outbound::Redis>(outbound::parse_redis_url(url).value());
    feed = std::make_unique<app::RevocationFeed>(
        app::RevocationFeed::Parts{revocations, [this](const auto& entries) { return redis->set(entries); }, clock, metrics});
  }
  [[nodiscard]] Time in(Seconds time) const { return clock.now() + time; }
};

std::string url_of(const RedisServer& server) { return "redis://127.0.0.1:" + std::to_string(server.port); }

TEST(RevocationFeed, WhatIsRevokedStandsThereForTheRestOfItsLife) {
  RedisServer server;
  Fixture signet;
  signet.revocations.add({"before", signet.in(60s)});
  signet.revocations.add({"over", signet.in(-1s)});
  signet.follow(url_of(server));
  EXPECT_TRUE(soon([&] { return server.lives("before") > 0; }));
  signet.revocations.add({"family-1", signet.in(600s)});
  signet.revocations.add({"token-1.x", signet.in(30s)});
  EXPECT_TRUE(soon([&] { return server.lives("family-1") > 0 && server.lives("token-1.x") > 0; }));
  EXPECT_LE(server.lives("family-1"), 600'000);
  EXPECT_GT(server.lives("family-1"), 570'000);
  EXPECT_LE(server.lives("token-1.x"), 30'000);
  EXPECT_EQ(server.lives("over"), -2);
  EXPECT_EQ(server.lives("another"), -2);
  signet.revocations.add({"token-1.x", signet.in(90s)});
  EXPECT_TRUE(soon([&] { return server.lives("token-1.x") > 60'000; })) << "a longer life is written, too";
}

TEST(RevocationFeed, ThousandsAreWrittenAtOnce) {
  RedisServer server;
  Fixture signet;
  for (int i = 0; i < 12'345; ++i) signet.revocations.add({"family-" + std::to_string(i), signet.in(600s)});
  signet.follow(url_of(server));
  EXPECT_TRUE(soon([&] { return server.ask("DBSIZE") == 12'345; }));
}

TEST(RevocationFeed, WhenRedisComesBackItIsToldEverything) {
  RedisServer server;
  Fixture signet;
  signet.revocations.add({"first", signet.in(600s)});
  signet.follow(url_of(server));
  ASSERT_TRUE(soon([&] { return server.lives("first") > 0; }));
  server.stop();
  EXPECT_TRUE(soon([&] { return signet.metrics.render().find("signet_revocation_feed_total{outcome=\"failed\"}") != std::string::npos; }));
  signet.revocations.add({"meanwhile", signet.in(600s)});
  EXPECT_TRUE(signet.revocations.contains("meanwhile")) << "nothing here waits for Redis";
  server.start();
  EXPECT_TRUE(soon([&] { return server.lives("first") > 0 && server.lives("meanwhile") > 0; }));
}

TEST(RevocationFeed, ThatStartsWithoutRedisGoesOnTrying) {
  RedisServer server;
  server.stop();
  Fixture signet;
  signet.revocations.add({"early", signet.in(600s)});
  signet.follow(url_of(server));
  EXPECT_TRUE(soon([&] { return signet.metrics.render().find("outcome=\"failed\"") != std::string::npos; }));
  server.start();
  EXPECT_TRUE(soon([&] { return server.lives("early") > 0; }));
}

TEST(RevocationFeed, SignsInWhereRedisWantsIt) {
  RedisServer server({"--requirepass", "a pass/word+%"});
  server.password = "a pass/word+%";
  server.database = 3;
  Fixture signet;
  signet.revocations.add({"kept", signet.in(600s)});
  signet.follow("redis://:a%20pass%2Fword+%25@127.0.0.1:" + std::to_string(server.port) + "/3");
  EXPECT_TRUE(soon([&] { return server.lives("kept") > 0; }));

  outbound::Redis wrong(outbound::parse_redis_url("redis://:wrong@127.0.0.1:" + std::to_string(server.port)).value());
  const auto problem = wrong.set({});
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->find("wrong "), std::string::npos) << *problem;
  outbound::Redis none(outbound::parse_redis_url(url_of(server)).value());
  EXPECT_TRUE(none.set({{"key", 1000ms}}));
}

TEST(RedisUrl, IsTakenApart) {
  const auto plain = outbound::parse_redis_url("redis://redis.internal");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "redis.internal");
  EXPECT_EQ(plain->port, 6379);
  EXPECT_EQ(plain->database, 0);
  EXPECT_TRUE(plain->password.empty());
  const auto full = outbound::parse_redis_url("redis://signet:p%40ss@[::1]:7000/12");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->host, "::1");
  EXPECT_EQ(full->port, 7000);
  EXPECT_EQ(full->user, "signet");
  EXPECT_EQ(full->password.reveal(), "p@ss");
  EXPECT_EQ(full->database, 12);
  for (const char* wrong : {"", "redis:", "redis://", "rediss://host", "http://host", "redis://host/x", "redis://host/-1", "redis://host/1/2", "redis://host?db=1",
                            "redis://user@host", "redis://user:@host", "redis://user:%zz@host", "redis://host:99999"}) {
    const auto refused = outbound::parse_redis_url(wrong);
    EXPECT_FALSE(refused) << wrong;
  }
}

}  // namespace
}  // namespace signet::testing
