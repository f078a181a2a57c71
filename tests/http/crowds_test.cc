// Many clients at once: caps on connections, in all and by address [R-DOS-4].
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "http/admission.h"
#include "http/front_door.h"

namespace signet::http {
namespace {

using testing::eventually;
using testing::FrontDoor;
using testing::get;
using testing::RawClient;

TEST(Crowds, BeyondTheCapAClientIsDisconnected) {
  Settings settings = FrontDoor::small();
  settings.max_connections = 3;
  FrontDoor door(settings);
  std::vector<RawClient> inside;
  for (int i = 0; i < 3; ++i) {
    inside.push_back(door.connect());
    EXPECT_EQ(inside.back().ask(get("/hello"))->status, 200);
  }
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(door.connect().at_end());
  }
  EXPECT_TRUE(eventually([&] { return door.server->connections() == 3; }));  // the others are gone again
  inside.pop_back();
  EXPECT_TRUE(eventually([&] { return door.ask(get("/hello")).has_value(); }));  // a place is free again
}

TEST(Crowds, OneAddressHasItsShare) {
  Settings settings = FrontDoor::small();
  settings.connections_per_address = 2;
  FrontDoor door(settings);
  std::vector<RawClient> inside;
  for (int i = 0; i < 2; ++i) {
    inside.push_back(door.connect("127.0.0.5"));
    EXPECT_EQ(inside.back().ask(get("/hello"))->status, 200);
  }
  EXPECT_TRUE(door.connect("127.0.0.5").at_end());
  EXPECT_EQ(door.connect("127.0.0.6").ask(get("/who"))->body, "127.0.0.6");
}

TEST(Crowds, ATrustedProxySpeaksForMany) {
  Settings settings = FrontDoor::small();
  settings.connections_per_address = 1;
  settings.trusted_proxies = {"127.0.0.5"};
  FrontDoor door(settings);
  std::vector<RawClient> proxy;
  for (int i = 0; i < 5; ++i) {
    proxy.push_back(door.connect("127.0.0.5"));
    EXPECT_EQ(proxy.back().ask(get("/hello"))->status, 200);
  }
}

TEST(Admission, GivesBackWhatLeaves) {
  Admission admission(2, 1);
  {
    auto first = admission.admit("a");
    EXPECT_TRUE(first);
    EXPECT_FALSE(admission.admit("a"));
    auto moved = std::move(first);
    EXPECT_TRUE(admission.admit("b"));  // and leaves at once
    EXPECT_EQ(admission.connections(), 1U);
    auto anybody = admission.admit("");
    EXPECT_TRUE(anybody);
    EXPECT_FALSE(admission.admit("c"));
  }
  EXPECT_EQ(admission.connections(), 0U);
  EXPECT_TRUE(admission.admit("a"));
}

}  // namespace
}  // namespace signet::http
