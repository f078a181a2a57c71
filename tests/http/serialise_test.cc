// The one writer of headers.
#include "http/serialise.h"

#include <gtest/gtest.h>

namespace signet::http {
namespace {

const Time kNow = from_epoch_seconds(784'111'777);

web::Response response(int status, std::string body = "") {
  web::Response made;
  made.status = status;
  made.body = std::move(body);
  return made;
}

TEST(Serialise, WritesFieldsInOrderAndWithRepeats) {
  auto answer = response(200, "body");
  answer.add("WWW-Authenticate", "Basic").add("X", "").add("WWW-Authenticate", "DPoP");
  EXPECT_EQ(*serialise(answer, {false, false, false, kNow, "id"}),
            "HTTP/1.1 200 OK\r\nWWW-Authenticate: Basic\r\nX: \r\nWWW-Authenticate: DPoP\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-Request-Id: id\r\nContent-Length: 4\r\n\r\nbody");
}

TEST(Serialise, ToHeadThereIsTheLengthOnly) {
  EXPECT_EQ(*serialise(response(200, "body"), {true, false, false, kNow, ""}),
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 4\r\n\r\n");
}

TEST(Serialise, BodylessStatusesHaveNoBodyAndNoLength) {
  for (const int status : {204, 304}) {
    const auto bytes = serialise(response(status, "body"), {false, false, false, kNow, ""});
    ASSERT_TRUE(bytes);
    EXPECT_EQ(bytes->find("Content-Length"), std::string::npos);
    EXPECT_TRUE(bytes->ends_with("GMT\r\n\r\n"));
  }
}

TEST(Serialise, ConnectionIsSaidWhereItDiffersFromTheDefault) {
  const auto has = [](bool http_1_0, bool close, std::string_view text) {
    return serialise(response(200), {false, http_1_0, close, kNow, ""})->find(text) != std::string::npos;
  };
  EXPECT_FALSE(has(false, false, "Connection:"));
  EXPECT_TRUE(has(false, true, "Connection: close\r\n"));
  EXPECT_TRUE(has(true, false, "Connection: keep-alive\r\n"));
  EXPECT_TRUE(has(true, true, "Connection: close\r\n"));
}

TEST(Serialise, RefusesWhatWouldSplitAResponse) {  // [S-H8]
  const auto refused = [](std::string_view name, std::string_view value) {
    auto answer = response(302);
    answer.add(name, value);
    return !serialise(answer, {}).has_value();
  };
  EXPECT_FALSE(refused("Location", "https://a/\t\xC3\xA4"));
  EXPECT_TRUE(refused("Location", "x\r\nSet-Cookie: a=b"));
  EXPECT_TRUE(refused("Location", "x\rSet-Cookie: a=b"));
  EXPECT_TRUE(refused("Location", "x\nSet-Cookie: a=b"));
  EXPECT_TRUE(refused("Location", std::string_view("x\0", 2)));
  EXPECT_TRUE(refused("Location", "\x7F"));
  EXPECT_TRUE(refused("", "x"));
  EXPECT_TRUE(refused("A B", "x"));
  EXPECT_TRUE(refused("A:", "x"));
  EXPECT_TRUE(refused("A\r\nB", "x"));
}

TEST(Serialise, LeavesOutWhatBelongsToTheConnection) {
  auto answer = response(200, "body");
  for (const char* name :
       {"content-length", "Transfer-Encoding", "CONNECTION", "Keep-Alive", "Date", "X-Request-ID"}) {
    answer.add(name, "mine");
  }
  EXPECT_EQ(serialise(answer, {})->find("mine"), std::string::npos);
}

TEST(Serialise, RefusesStatusesThatAreNotFinal) {
  for (const int status : {0, 100, 199, 600, -1}) {
    EXPECT_FALSE(serialise(response(status), {})) << status;
  }
  EXPECT_TRUE(serialise(response(599), {})->starts_with("HTTP/1.1 599 Unknown\r\n"));
}

TEST(Serialise, RefusesWhatDoesNotFitIntoASendBuffer) {
  EXPECT_TRUE(serialise(response(200, std::string(kLargestResponse - 200, 'x')), {}));
  EXPECT_FALSE(serialise(response(200, std::string(kLargestResponse, 'x')), {}));
  EXPECT_FALSE(serialise(response(200, std::string(kLargestResponse, 'x')), {true, false, false, kNow, ""}));
}

TEST(HttpDate, IsRightOnOddDays) {
  EXPECT_EQ(http_date(from_epoch_seconds(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(from_epoch_seconds(951'827'696)), "Tue, 29 Feb 2000 12:34:56 GMT");
  EXPECT_EQ(http_date(from_epoch_seconds(4'102'444'799)), "Thu, 31 Dec 2099 23:59:59 GMT");
}

}  // namespace
}  // namespace signet::http
