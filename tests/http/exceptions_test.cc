// Whatever is thrown, and whatever a handler puts into a header: a bare answer, and the server lives on.
#include <gtest/gtest.h>

#include "http/front_door.h"

namespace signet::http {
namespace {

using testing::eventually;
using testing::FrontDoor;
using testing::get;

TEST(Exceptions, OfEveryKindAreABare500) {  // [S-H1] [S-H2] [R-HT-7]
  FrontDoor door;
  for (const char* path : {"/throw/std", "/throw/int", "/throw/memory", "/throw/lane"}) {
    auto client = door.connect();
    const auto answer = client.ask(get(path));
    ASSERT_TRUE(answer) << path;
    EXPECT_EQ(answer->status, 500) << path;
    EXPECT_EQ(answer->body.find("SELECT"), std::string::npos) << answer->body;
    EXPECT_NE(answer->body.find(answer->field("X-Request-Id").value()), std::string::npos) << answer->body;
    EXPECT_EQ(answer->field("Connection"), "close") << path;
    EXPECT_TRUE(client.at_end()) << path;
  }
  EXPECT_EQ(door.ask(get("/hello"))->status, 200);
}

TEST(Exceptions, OfTheErrorPageLeaveItsStatusInWords) {  // [S-H1] [R-HT-7]
  FrontDoor door;
  door.errors_throw = true;
  for (const auto& [bytes, status] : {std::pair{get("/throw/std"), 500}, std::pair{get("/missing"), 500},
                                      std::pair{std::string("BAD\r\n\r\n"), 400}}) {
    const auto answer = door.ask(bytes);
    ASSERT_TRUE(answer) << bytes;
    EXPECT_EQ(answer->status, status);
    EXPECT_EQ(answer->field("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(answer->field("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer->body.find("SELECT"), std::string::npos);
  }
  EXPECT_EQ(door.ask(get("/hello"))->status, 200);
}

TEST(Exceptions, OfTheObserverChangeNothing) {
  FrontDoor door;
  web::RouteTable routes({}, [](int status, const web::Request&) {
    web::Response response;
    response.status = status;
    return response;
  });
  Server server(routes, door.clock, door.random, FrontDoor::small(),
                [](const auto&, const auto&, auto) { throw 42; });
  server.start();
  testing::RawClient client(server.port());
  EXPECT_EQ(client.ask(get("/"))->status, 404);
  EXPECT_EQ(client.ask(get("/"))->status, 404);
}

TEST(Headers, CannotSplitAResponse) {  // [S-H8]
  FrontDoor door;
  for (const char* target : {"/split", "/split?nul"}) {
    const auto answer = door.ask(get(target));
    ASSERT_TRUE(answer) << target;
    EXPECT_EQ(answer->status, 500) << target;
    EXPECT_EQ(answer->count("Set-Cookie"), 0U);
    EXPECT_EQ(answer->count("Location"), 0U);
    EXPECT_EQ(answer->body, "Internal Server Error\n");
  }
  EXPECT_TRUE(eventually([&] { return door.observed().size() == 2; }));
  EXPECT_EQ(door.observed().back().status, 500);  // what was sent, not what the handler thought
}

TEST(Headers, AResponseLargerThanASendBufferIsA500) {
  FrontDoor door;
  EXPECT_EQ(door.ask(get("/too-large"))->status, 500);
}

TEST(RequestIds, WithoutRandomnessNothingIsServed) {  // [R-RN-1]
  FrontDoor door;
  door.random.broken = true;
  const auto answer = door.ask(get("/hello"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->field("Retry-After"), "2");
  EXPECT_EQ(answer->count("X-Request-Id"), 0U);
  EXPECT_FALSE(door.handled("/hello"));
  door.random.broken = false;
  EXPECT_EQ(door.ask(get("/hello"))->status, 200);
}

TEST(RequestIds, AreBelievedFromTrustedProxiesOnly) {
  FrontDoor stranger;
  EXPECT_NE(stranger.ask(get("/id", "X-Request-Id: mine\r\n"))->body, "mine");
  Settings settings = FrontDoor::small();
  settings.trusted_proxies = {"127.0.0.1"};
  FrontDoor door(settings);
  const auto answer = door.ask(get("/id", "X-Request-Id: its_own.id-1\r\n"));
  EXPECT_EQ(answer->body, "its_own.id-1");
  EXPECT_EQ(answer->field("X-Request-Id"), "its_own.id-1");
  for (const std::string& odd :
       {std::string("a b"), std::string("a\"b"), std::string(65, 'a'), std::string()}) {
    EXPECT_EQ(door.ask(get("/id", "X-Request-Id: " + odd + "\r\n"))->body.size(), 22U) << odd;
  }
  EXPECT_EQ(door.ask(get("/id", "X-Request-Id: a\r\nX-Request-Id: b\r\n"))->body.size(), 22U);
}

}  // namespace
}  // namespace signet::http
