// Clients that are slow, silent or deaf: each ends by itself, and disturbs nobody [S-H9] [R-DOS-4].
#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "http/front_door.h"

namespace signet::http {
namespace {

using std::chrono::milliseconds;
using testing::eventually;
using testing::FrontDoor;
using testing::get;
using testing::RawClient;

Settings hasty(milliseconds head, milliseconds body, milliseconds idle) {
  Settings settings = FrontDoor::small();
  settings.patience.head = head;
  settings.patience.body = body;
  settings.patience.idle = idle;
  settings.patience.linger = milliseconds(50);
  return settings;
}

constexpr milliseconds kSoon{60};
constexpr milliseconds kLong{60'000};

TEST(Patience, ASilentClientIsDisconnected) {
  FrontDoor door(hasty(kSoon, kLong, kLong));
  auto client = door.connect();
  EXPECT_TRUE(client.at_end());
  EXPECT_TRUE(eventually([&] { return door.server->connections() == 0; }));
}

TEST(Patience, AnUnfinishedHeadIs408) {
  FrontDoor door(hasty(kSoon, kLong, kLong));
  for (const char* start : {"G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n"}) {
    auto client = door.connect();
    const auto answer = client.ask(start);
    ASSERT_TRUE(answer) << start;
    EXPECT_EQ(answer->status, 408) << start;
    EXPECT_EQ(answer->field("Connection"), "close");
    EXPECT_TRUE(client.at_end());
  }
}

TEST(Patience, ASecondUnfinishedHeadIs408Too) {  // the library timed the first request only
  FrontDoor door(hasty(kSoon, kLong, kLong));
  auto client = door.connect();
  EXPECT_EQ(client.ask(get("/hello"))->status, 200);
  EXPECT_EQ(client.ask("GET")->status, 408);
}

TEST(Patience, AnUnfinishedBodyIs408) {
  FrontDoor door(hasty(kLong, kSoon, kLong));
  auto client = door.connect();
  EXPECT_EQ(client.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc")->status, 408);
  EXPECT_TRUE(client.at_end());
  EXPECT_FALSE(door.handled("/echo"));
}

TEST(Patience, AnIdleConnectionEndsSilently) {
  FrontDoor door(hasty(kLong, kLong, kSoon));
  auto client = door.connect();
  EXPECT_EQ(client.ask(get("/hello"))->status, 200);
  EXPECT_TRUE(client.at_end());
}

TEST(Patience, AClientThatNeverClosesIsClosed) {
  FrontDoor door(hasty(kLong, kLong, kLong));
  auto client = door.connect();
  EXPECT_EQ(client.ask(get("/hello", "Connection: close\r\n"))->status, 200);
  EXPECT_TRUE(eventually([&] { return door.server->connections() == 0; }));
}

TEST(Patience, ARunningHandlerHasNoDeadline) {
  FrontDoor door(hasty(kSoon, kSoon, kSoon));
  auto client = door.connect();
  client.send(get("/gate"));
  ASSERT_TRUE(door.gate.await(1));
  std::this_thread::sleep_for(kSoon * 3);
  door.gate.open();
  EXPECT_EQ(client.read()->body, "passed");
}

// A descriptor's number means the next client as soon as the last one is gone. Deadlines of the gone ones
// must not end those who came after them.
TEST(Patience, DeadlinesEndTheRightConnection) {
  Settings settings = hasty(milliseconds(30), kLong, kLong);
  settings.threads = 1;
  FrontDoor door(settings);
  auto regular = door.connect();
  for (int i = 0; i < 40; ++i) {
    auto slow = door.connect();
    slow.send("GET /");
    if (i % 2 == 0) {
      std::this_thread::sleep_for(milliseconds(2));
    }
    slow.abort();
    auto next = door.connect();  // probably with the same number
    EXPECT_EQ(next.ask(get("/hello"))->status, 200);
    EXPECT_EQ(regular.ask(get("/hello"))->status, 200);
  }
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// A write that does not fit is retried by the library for ever, and nothing else is served by that thread.
TEST(Deafness, ASlowReaderStallsNobodyAndIsCut) {
  Settings settings = FrontDoor::small();
  settings.threads = 1;
  FrontDoor door(settings);
  auto deaf = door.connect({}, 4'096);
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    requests += get("/60k");
  }
  deaf.send(requests);
  EXPECT_EQ(door.ask(get("/hello"))->status, 200);  // by the same thread
  ASSERT_TRUE(eventually([&] { return door.server->connections() == 0; }));
  const double before = cpu_seconds();
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_LT(cpu_seconds() - before, 0.15);
  EXPECT_LT(door.observed().size(), 20U);
}

TEST(Deafness, ALargeAnswerReachesASlowReaderWhole) {
  FrontDoor door;
  auto slow = door.connect({}, 4'096);
  slow.send(get("/60k"));
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_EQ(slow.read()->body.size(), 60'000U);
}

}  // namespace
}  // namespace signet::http
