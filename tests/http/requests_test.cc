// Ordinary requests over real sockets: what every client may expect of an HTTP/1.1 server.
#include <set>

#include <gtest/gtest.h>

#include "http/front_door.h"

namespace signet::http {
namespace {

using testing::eventually;
using testing::FrontDoor;
using testing::get;
using testing::post;

TEST(Requests, AnAnswerHasItsFieldsAndNoOthers) {
  FrontDoor door;
  const auto answer = door.ask(get("/hello"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "hello");
  std::set<std::string> names;
  for (const auto& [name, value] : answer->fields) {
    names.insert(name);
  }
  EXPECT_EQ(names, (std::set<std::string>{"Content-Type", "Date", "X-Request-Id", "Content-Length"}));
  EXPECT_EQ(answer->field("Date"), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(answer->field("X-Request-Id")->size(), 22U);  // 128 bits in base64url
}

TEST(Requests, TheObserverSeesEachOnce) {
  FrontDoor door;
  auto client = door.connect();
  const auto first = client.ask(get("/hello"));
  client.ask(get("/missing"));
  client.ask("BAD\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return door.observed().size() == 3; }));
  const auto seen = door.observed();
  EXPECT_EQ(seen[0].path, "/hello");
  EXPECT_EQ(seen[0].request_id, first->field("X-Request-Id"));
  EXPECT_EQ(seen[0].remote_address, "127.0.0.1");
  EXPECT_EQ(seen[1].status, 404);
  EXPECT_EQ(seen[2].status, 400);
  EXPECT_EQ(seen[2].detail, "the request line has no three parts");
}

// The library's own answer said that it closes and did not: proxies that send no Connection lost keep-alive.
TEST(Requests, AConnectionStaysWithoutBeingAskedTo) {  // [S-H9]
  FrontDoor door;
  auto client = door.connect();
  for (int i = 0; i < 50; ++i) {
    const auto answer = client.ask(get("/hello"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->count("Connection"), 0U);
  }
}

TEST(Requests, AConnectionEndsWhenAsked) {  // [S-H9]
  FrontDoor door;
  auto client = door.connect();
  const auto answer = client.ask(get("/hello", "Connection: close\r\n"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->field("Connection"), "close");
  EXPECT_TRUE(client.at_end());
}

TEST(Requests, Http10EndsUnlessItAsksToStay) {  // [S-H9]
  FrontDoor door;
  auto client = door.connect();
  const auto stays = client.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  ASSERT_TRUE(stays);
  EXPECT_EQ(stays->field("Connection"), "keep-alive");
  const auto ends = client.ask("GET /hello HTTP/1.0\r\n\r\n");
  ASSERT_TRUE(ends);
  EXPECT_EQ(ends->field("Connection"), "close");
  EXPECT_TRUE(client.at_end());
}

TEST(Requests, AConnectionHasItsNumberOfRequests) {
  Settings settings = FrontDoor::small();
  settings.requests_per_connection = 3;
  FrontDoor door(settings);
  auto client = door.connect();
  EXPECT_EQ(client.ask(get("/hello"))->count("Connection"), 0U);
  EXPECT_EQ(client.ask(get("/hello"))->count("Connection"), 0U);
  EXPECT_EQ(client.ask(get("/hello"))->field("Connection"), "close");
  EXPECT_TRUE(client.at_end());
}

TEST(Requests, HeadHasTheLengthAndNoBody) {
  FrontDoor door;
  auto client = door.connect();
  for (const auto& [path, length] : {std::pair{"/hello", "5"}, std::pair{"/60k", "60000"}}) {
    const auto answer = client.ask("HEAD " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n", true);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->field("Content-Length"), length);
  }
  const auto missing = client.ask("HEAD /missing HTTP/1.1\r\nHost: a\r\n\r\n", true);
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->status, 404);
  EXPECT_EQ(client.ask(get("/hello"))->body, "hello");  // the framing still agrees
}

TEST(Requests, NoContentHasNoLength) {
  FrontDoor door;
  auto client = door.connect();
  const auto answer = client.ask(get("/nothing"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 204);
  EXPECT_EQ(answer->count("Content-Length"), 0U);
  EXPECT_EQ(client.ask(get("/hello"))->status, 200);
}

TEST(Requests, MethodsAreAllowListedByRoute) {  // [S-H15] [R-HT-1]
  FrontDoor door;
  for (const char* method : {"TRACE", "PUT", "BREW", "get", "PROPFIND"}) {
    const auto answer = door.ask(std::string(method) + " /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(answer) << method;
    EXPECT_EQ(answer->status, 405) << method;
    EXPECT_EQ(answer->field("Allow"), "GET, HEAD, OPTIONS") << method;
  }
  EXPECT_EQ(door.ask("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n")->status, 501);
  EXPECT_EQ(door.ask("OPTIONS /hello HTTP/1.1\r\nHost: a\r\n\r\n")->status, 204);
  EXPECT_FALSE(door.handled("/hello"));
}

TEST(Requests, PathAndQueryArriveAsSent) {  // [S-H3]
  FrontDoor door;
  const auto answer = door.ask(get("/show/%2e%2E//x/?a=1&a=2&%63=+%20&"));
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->body.starts_with("/show/%2e%2E//x/?a=1&a=2&%63=+%20&\n")) << answer->body;
}

TEST(Requests, OddButHarmlessHeadersReachTheHandler) {  // [S-H11] [S-H13]
  FrontDoor door;
  for (const char* field :
       {"Cookie: consent", "Cookie: a=b; _ga", "Cookie: a=1; a=2", "Accept: font/woff2", "Accept: *; q=.2",
        "Accept:", "Content-Type: x", "Date: x", "Cache-Control: max-age="}) {
    const auto answer = door.ask(get("/show", std::string(field) + "\r\n"));
    ASSERT_TRUE(answer) << field;
    EXPECT_EQ(answer->status, 200) << field;
  }
}

TEST(Requests, ABodyComesWholeHoweverItIsSent) {
  FrontDoor door;
  auto client = door.connect();
  const std::string body(web::kFormLimit, 'b');
  EXPECT_EQ(client.ask(post("/echo", body))->body, body);
  client.send_each_byte(post("/echo", "a=1"));
  EXPECT_EQ(client.read()->body, "a=1");
  client.send_each_byte(
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n0\r\n\r\n");
  EXPECT_EQ(client.read()->body, "a=1");
}

TEST(Requests, ContinueIsSaidToThoseWhoWait) {
  FrontDoor door;
  auto client = door.connect();
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";
  EXPECT_EQ(client.ask(head)->status, 100);
  EXPECT_EQ(client.ask("a=1")->body, "a=1");
  EXPECT_EQ(client.ask(head + "a=2")->body, "a=2");  // who does not wait gets the answer only
  EXPECT_EQ(client.ask("POST /ten HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n")
                ->status,
            413);  // and who need not send gets no 100
}

TEST(Requests, AClientThatFinishedSendingIsAnswered) {
  FrontDoor door;
  auto client = door.connect();
  client.send(get("/hello"));
  client.finish_sending();
  EXPECT_EQ(client.read()->body, "hello");
  EXPECT_TRUE(client.at_end());
}

TEST(Requests, FieldsOfTheConnectionAreNotTheHandlers) {  // [S-H8]
  FrontDoor door;
  const auto answer = door.ask(get("/cookies"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->count("Set-Cookie"), 2U);
  EXPECT_EQ(answer->count("Content-Length"), 1U);
  EXPECT_EQ(answer->field("Content-Length"), "3");
  EXPECT_EQ(answer->count("Connection"), 0U);
}

}  // namespace
}  // namespace signet::http
