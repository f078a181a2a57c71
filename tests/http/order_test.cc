// Several requests at once, several clients at once: every answer goes to the one who asked, in the order
// asked.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "http/front_door.h"

namespace signet::http {
namespace {

using testing::eventually;
using testing::FrontDoor;
using testing::get;
using testing::post;

TEST(Pipelining, EveryRequestIsAnsweredInOrder) {  // [S-H12]
  FrontDoor door;
  auto client = door.connect();
  constexpr int kRequests = 200;  // more than one turn, and more than one read
  std::string bytes;
  for (int i = 0; i < kRequests; ++i) {
    bytes += get("/show/" + std::to_string(i));
  }
  client.send(bytes);
  for (int i = 0; i < kRequests; ++i) {
    const auto answer = client.read();
    ASSERT_TRUE(answer) << i;
    EXPECT_TRUE(answer->body.starts_with("/show/" + std::to_string(i) + "?")) << answer->body;
  }
}

TEST(Pipelining, KeepsTheOrderAcrossLanes) {  // [S-H12]
  FrontDoor door;
  door.gate.open();
  auto client = door.connect();
  std::string bytes;
  for (int i = 0; i < 20; ++i) {
    bytes += post("/login", "login " + std::to_string(i)) + get("/show/" + std::to_string(i));
  }
  client.send(bytes);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client.read()->body, "login " + std::to_string(i));
    EXPECT_TRUE(client.read()->body.starts_with("/show/" + std::to_string(i) + "?"));
  }
}

TEST(Pipelining, WithoutEndIsRefusedOpenly) {  // [S-H12]
  FrontDoor door;
  auto client = door.connect();
  client.send(post("/login", "a"));
  ASSERT_TRUE(door.gate.await(1));
  const std::string block = [] {
    std::string bytes;
    while (bytes.size() < 64 * 1024) {
      bytes += get("/hello");
    }
    return bytes;
  }();
  for (int i = 0; i < 4; ++i) {
    client.send(block);
  }
  ASSERT_TRUE(door.ask(get("/hello")));  // by the other thread or after it; the reader has seen the flood
  door.gate.open();
  const auto answer = client.read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "a");
  if (answer->count("Connection") == 0) {  // the flood was not yet read when the gate opened
    while (const auto next = client.read()) {
      EXPECT_EQ(next->status, 200);
    }
  } else {
    EXPECT_TRUE(client.at_end());
  }
}

// Answers waited in a queue addressed by descriptor number: a client that sent and left made room for the
// next one, who got the answer meant for it. Victims ask for their own nonce and must never read another.
TEST(CrossTalk, NobodyReadsAnAnswerMeantForSomebodyElse) {
  Settings settings = FrontDoor::small();
  settings.threads = 1;  // so that descriptors are reused by the same thread
  settings.password_queue = 1'000;
  FrontDoor door(settings);
  std::atomic<bool> over{false};
  std::atomic<int> wrong{0};
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; !over; ++i) {
        auto client = door.connect();
        const std::string nonce = "attacker-" + std::to_string(t) + "-" + std::to_string(i);
        client.send(i % 3 == 0 ? post("/quick-login", nonce) : get("/show/" + nonce) + get("/show/" + nonce));
        client.abort();
        if (i % 16 == 0) {
          (void)door.ask(get("/hello"));  // waits its turn, so that the accepting thread is not far ahead
        }
      }
    });
    threads.emplace_back([&, t] {
      for (int i = 0; i < 1'000; ++i) {
        const std::string nonce = "/show/victim-" + std::to_string(t) + "-" + std::to_string(i);
        const auto answer = door.ask(get(nonce));
        (answer && answer->body.starts_with(nonce + "?") ? right : wrong) += 1;
      }
      over = true;
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(right, 2'000);
  EXPECT_TRUE(eventually([&] { return door.server->connections() == 0; }));
}

}  // namespace
}  // namespace signet::http
