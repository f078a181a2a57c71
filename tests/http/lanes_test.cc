// The lane for requests that hash passwords: a storm waits there and is refused there; everybody else is
// served.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "http/front_door.h"
#include "http/lane.h"
#include "http/mailbox.h"

namespace signet::http {
namespace {

using testing::eventually;
using testing::FrontDoor;
using testing::get;
using testing::post;
using testing::RawClient;

Settings narrow() {
  Settings settings = FrontDoor::small();
  settings.password_threads = 1;
  settings.password_queue = 3;
  return settings;
}

TEST(PasswordLane, AStormLeavesOthersAnswered) {  // [R-DOS-1]
  FrontDoor door(narrow());
  std::vector<RawClient> storm;
  storm.push_back(door.connect());
  storm.back().send(post("/login", "0"));
  ASSERT_TRUE(door.gate.await(1));  // the only thread of the lane is taken
  for (int i = 1; i <= 3; ++i) {
    storm.push_back(door.connect());
    storm.back().send(post("/login", std::to_string(i)));
  }
  ASSERT_TRUE(eventually([&] { return door.server->password_queue() == 3; }));

  for (int i = 0; i < 20; ++i) {
    const auto refused = door.ask(post("/login", "more"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(refused->field("Retry-After"), "2");
    EXPECT_EQ(door.ask(get("/hello"))->status, 200);
  }
  EXPECT_TRUE(
      eventually([&] { return door.server->in_flight() == 4; }));  // counted down after the answer is sent

  door.gate.open();
  for (std::size_t i = 0; i < storm.size(); ++i) {
    EXPECT_EQ(storm[i].read()->body, std::to_string(i));
    EXPECT_TRUE(storm[i].ask(get("/hello")));  // and the connection goes on
  }
}

TEST(PasswordLane, AClientThatLeavesTakesNobodysAnswer) {
  Settings settings = narrow();
  settings.threads = 1;
  FrontDoor door(settings);
  auto gone = door.connect();
  gone.send(post("/login", "secret"));
  ASSERT_TRUE(door.gate.await(1));
  gone.abort();
  ASSERT_TRUE(eventually([&] { return door.server->connections() == 0; }));
  auto next = door.connect();  // gets the number that became free
  EXPECT_EQ(next.ask(get("/hello"))->body, "hello");
  door.gate.open();
  ASSERT_TRUE(eventually([&] { return door.observed().size() == 2; }));  // it was decided, so it is reported
  EXPECT_EQ(next.ask(get("/hello"))->body, "hello");
}

TEST(PasswordLane, ManyAtOnceAreAllAnswered) {
  Settings settings = FrontDoor::small();
  settings.password_threads = 2;
  settings.password_queue = 1'000;
  FrontDoor door(settings);
  std::vector<RawClient> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(door.connect());
  }
  for (int round = 0; round < 20; ++round) {
    const auto body = [&](std::size_t i) { return std::to_string(round) + " of " + std::to_string(i); };
    for (std::size_t i = 0; i < clients.size(); ++i) {
      clients[i].send(post("/quick-login", body(i)));
    }
    for (std::size_t i = 0; i < clients.size(); ++i) {
      const auto answer = clients[i].read();
      ASSERT_TRUE(answer) << round << " " << i;
      EXPECT_EQ(answer->body, body(i));
    }
  }
}

TEST(Lane, StoppingDropsWhatWaitsAndFinishesWhatRuns) {
  testing::Gate gate;
  std::atomic<int> finished{0};
  Lane lane(1, 2);
  const auto job = [&] {
    gate.pass();
    ++finished;
  };
  ASSERT_TRUE(lane.submit(job));
  ASSERT_TRUE(gate.await(1));
  EXPECT_TRUE(lane.submit(job));
  EXPECT_TRUE(lane.submit(job));
  EXPECT_FALSE(lane.submit(job));
  EXPECT_EQ(lane.waiting(), 2U);
  std::thread stopper([&] { lane.stop(); });
  ASSERT_TRUE(eventually([&] { return lane.waiting() == 0; }));
  gate.open();
  stopper.join();
  EXPECT_EQ(finished, 1);
  EXPECT_FALSE(lane.submit(job));
}

TEST(Mailbox, WakesItsReaderForEveryLetter) {
  Mailbox mailbox;
  constexpr int kWriters = 4;
  constexpr int kLetters = 5'000;
  int read = 0;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&] {
      for (int i = 0; i < kLetters; ++i) {
        mailbox.post([&read] { ++read; });
      }
    });
  }
  while (read < kWriters * kLetters) {
    pollfd readable{mailbox.descriptor(), POLLIN, 0};
    ASSERT_EQ(::poll(&readable, 1, 5'000), 1) << "letters lie in the box, and nobody was woken";
    char bytes[64];
    ASSERT_GT(::recv(mailbox.descriptor(), bytes, sizeof bytes, 0), 0);
    for (const Mailbox::Letter& letter : mailbox.collect()) {
      letter();
    }
  }
  for (std::thread& writer : writers) {
    writer.join();
  }
  EXPECT_EQ(read, kWriters * kLetters);
}

}  // namespace
}  // namespace signet::http
