// Starting and ending: addresses, ports, and that nothing begun is lost when the server ends.
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "http/front_door.h"

namespace signet::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::eventually;
using testing::FrontDoor;
using testing::get;
using testing::post;
using testing::RawClient;

TEST(Drain, WhatIsBegunIsAnswered) {
  FrontDoor door;
  auto lane_client = door.connect();
  lane_client.send(post("/login", "in the lane"));
  ASSERT_TRUE(door.gate.await(1));
  auto inline_client = door.connect();
  inline_client.send(get("/gate"));  // perhaps on the same thread, which is blocked from here on
  ASSERT_TRUE(door.gate.await(2));
  bool clean = false;
  std::thread drainer([&] { clean = door.server->drain(seconds(10)); });
  const auto refused = [&] {
    try {
      return !door.connect().ask(get("/hello")).has_value();
    } catch (const std::runtime_error&) {
      return true;
    }
  };
  EXPECT_TRUE(eventually(refused));  // nobody new
  door.gate.open();
  for (RawClient* client : {&inline_client, &lane_client}) {
    const auto answer = client->read();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->field("Connection"), "close");
    EXPECT_TRUE(client->at_end());
  }
  drainer.join();
  EXPECT_TRUE(clean);
  EXPECT_EQ(door.server->connections(), 0U);
}

TEST(Drain, ARequestThatIsHalfSentIsFinished) {
  FrontDoor door;
  auto client = door.connect();
  const std::string request = post("/echo", "body");
  client.send(request.substr(0, request.size() - 2));
  ASSERT_TRUE(eventually([&] { return door.server->in_flight() == 1; }));
  bool clean = false;
  std::thread drainer([&] { clean = door.server->drain(seconds(10)); });
  EXPECT_TRUE(eventually([&] {
    try {
      (void)door.connect();
      return false;
    } catch (const std::runtime_error&) {
      return true;
    }
  }));
  client.send("dy");
  EXPECT_EQ(client.read()->body, "body");
  client.close();
  drainer.join();
  EXPECT_TRUE(clean);
}

TEST(Drain, IdleConnectionsDoNotHoldItUp) {
  FrontDoor door;
  auto client = door.connect();
  EXPECT_EQ(client.ask(get("/hello"))->status, 200);
  auto silent = door.connect();
  EXPECT_TRUE(door.server->drain(seconds(60)));
  EXPECT_TRUE(client.at_end());
  EXPECT_TRUE(silent.at_end());
  EXPECT_TRUE(door.server->drain(seconds(60)));  // harmless when repeated
}

TEST(Drain, TheDeadlineEndsWhatDoesNot) {
  FrontDoor door;
  auto client = door.connect();
  client.send("GET");
  ASSERT_TRUE(eventually([&] { return door.server->in_flight() == 1; }));
  EXPECT_FALSE(door.server->drain(milliseconds(10)));
  EXPECT_TRUE(client.at_end());
}

TEST(Start, APortThatIsTakenIsAnError) {
  FrontDoor door;
  Settings settings = FrontDoor::small();
  settings.port = door.server->port();
  EXPECT_THROW(FrontDoor{settings}, std::runtime_error);
  EXPECT_EQ(door.ask(get("/hello"))->status, 200);
}

TEST(Start, APortIsFreeAgainAfterTheEnd) {
  Settings settings = FrontDoor::small();
  {
    FrontDoor door(settings);
    settings.port = door.server->port();
    EXPECT_EQ(door.ask(get("/hello"))->status, 200);
  }
  FrontDoor door(settings);
  EXPECT_EQ(door.ask(get("/hello"))->status, 200);
}

TEST(Start, NonsenseIsRefused) {
  const auto refused = [](auto change) {
    Settings settings = FrontDoor::small();
    change(settings);
    EXPECT_THROW(FrontDoor{settings}, std::invalid_argument);
  };
  refused([](Settings& s) { s.host = "example.test"; });
  refused([](Settings& s) { s.host = ""; });
  refused([](Settings& s) { s.threads = 0; });
  refused([](Settings& s) { s.threads = 256; });
  refused([](Settings& s) { s.password_threads = 0; });
  refused([](Settings& s) { s.requests_per_connection = 0; });
  refused([](Settings& s) { s.patience.head = milliseconds(0); });
  refused([](Settings& s) { s.trusted_proxies = {"10.0.0.0/33"}; });
}

TEST(Start, AddressesAreShownAsTheyAreReached) {
  FrontDoor door;
  EXPECT_EQ(door.server->address(), "127.0.0.1:" + std::to_string(door.server->port()));
  Settings settings = FrontDoor::small();
  settings.host = "::";  // both families
  FrontDoor wide(settings);
  EXPECT_EQ(wide.server->address(), "[::]:" + std::to_string(wide.server->port()));
  EXPECT_EQ(wide.ask(get("/who"))->body, "127.0.0.1");  // not its IPv6-mapped form
}

}  // namespace
}  // namespace signet::http
