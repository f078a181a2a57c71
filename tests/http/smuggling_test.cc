// Bytes that two servers could read differently: each is refused, the connection ends, and what follows is
// never taken for a request [S-H4] [S-H5] [S-H6].
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "http/front_door.h"

namespace signet::http {
namespace {

using testing::FrontDoor;
using testing::get;
using testing::post;

struct Attack {
  const char* what;
  std::string bytes;
  int status;
};

std::ostream& operator<<(std::ostream& out, const Attack& attack) { return out << attack.what; }

std::string to_echo(const std::string& fields, const std::string& body = "") {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n" + body;
}

class Smuggling : public ::testing::TestWithParam<Attack> {};

TEST_P(Smuggling, IsRefusedAndNothingBehindItIsRead) {
  FrontDoor door;
  auto client = door.connect();
  client.send(GetParam().bytes + get("/smuggled") + get("/smuggled"));
  const auto answer = client.read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, GetParam().status);
  EXPECT_EQ(answer->field("Connection"), "close");
  client.send(get("/smuggled"));  // nor what comes later
  EXPECT_TRUE(client.at_end());
  EXPECT_FALSE(door.handled("/smuggled"));
  EXPECT_FALSE(door.handled("/echo"));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Smuggling,
    ::testing::Values(
        Attack{"length_word", to_echo("Content-Length: abc"), 400},
        Attack{"length_hex", to_echo("Content-Length: 0x5", "hello"), 400},
        Attack{"length_tail", to_echo("Content-Length: 5x", "hello"), 400},
        Attack{"length_plus", to_echo("Content-Length: +5", "hello"), 400},
        Attack{"length_minus", to_echo("Content-Length: -1"), 400},
        Attack{"length_twice", to_echo("Content-Length: 5\r\nContent-Length: 6", "hello"), 400},
        Attack{"length_list", to_echo("Content-Length: 5, 5", "hello"), 400},
        Attack{"space_before_colon", to_echo("Content-Length : 5", "hello"), 400},
        Attack{"too_long", to_echo("Content-Length: 65537"), 413},
        Attack{"far_too_long", to_echo("Content-Length: 100000000000"), 413},
        Attack{"coding_prefix", to_echo("Transfer-Encoding: ch", "0\r\n\r\n"), 501},
        Attack{"coding_gzip", to_echo("Transfer-Encoding: gzip", "0\r\n\r\n"), 501},
        Attack{"coding_twice",
               to_echo("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"), 400},
        Attack{"coding_and_length", to_echo("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"),
               400},
        Attack{"coding_space", to_echo("Transfer-Encoding : chunked", "0\r\n\r\n"), 400},
        Attack{"coding_in_1_0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        Attack{"chunk_extension", to_echo("Transfer-Encoding: chunked", "3;a\r\na=1\r\n0\r\n\r\n"), 400},
        Attack{"chunk_trailer", to_echo("Transfer-Encoding: chunked", "0\r\nX: y\r\n\r\n"), 400},
        Attack{"chunk_huge", to_echo("Transfer-Encoding: chunked", "40000000\r\n"), 413},
        Attack{"two_hosts", "GET /smuggled HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        Attack{"no_host", "GET /smuggled HTTP/1.1\r\n\r\n", 400},
        Attack{"two_authorizations", to_echo("Authorization: a\r\nAuthorization: b"), 400},
        Attack{"two_proofs", to_echo("DPoP: a\r\nDPoP: b"), 400},
        Attack{"two_cookie_lines", to_echo("Cookie: a=1\r\nCookie: b=2"), 400},
        Attack{"no_colon", to_echo("X"), 400},
        Attack{"continuation", to_echo("X: 1\r\n Content-Length: 5"), 400},
        Attack{"bare_lf", to_echo("X: 1\nContent-Length: 5", "hello"), 400},
        Attack{"nul", to_echo(std::string("X: 1\0", 5)), 400},
        Attack{"version_1", "GET /smuggled HTTP/1\r\n\r\n", 505},
        Attack{"version_none", "GET /smuggled\r\n\r\n", 400},
        Attack{"version_empty", "GET /smuggled \r\n\r\n", 400},
        Attack{"body_for_a_get", "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 413},
        Attack{"body_for_a_missing_path",
               "POST /missing HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 404},
        Attack{"body_for_a_wrong_method", "PUT /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
               405},
        Attack{"expectation", to_echo("Expect: tea"), 417}, Attack{"two_empty_lines", "\r\n\r\n", 400}),
    [](const auto& row) { return row.param.what; });

// The library span for ever on a chunk whose CRLF came in two segments; one such request per thread ended
// service.
TEST(Chunks, MayBeCutAnywhere) {
  FrontDoor door;
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string body = "3\r\na=1\r\n0\r\n\r\n";
  for (std::size_t cut = 1; cut < body.size(); ++cut) {
    auto client = door.connect();
    client.send(head + body.substr(0, cut));
    client.send(body.substr(cut));
    const auto answer = client.read();
    ASSERT_TRUE(answer) << cut;
    EXPECT_EQ(answer->body, "a=1") << cut;
    EXPECT_EQ(client.ask(get("/hello"))->body, "hello") << cut;
  }
}

TEST(Limits, HoldOnTheWire) {  // [R-DOS-3] [S-H14]
  FrontDoor door;
  EXPECT_EQ(door.ask("GET /" + std::string(20'000, '/') + " HTTP/1.1\r\nHost: a\r\n\r\n")->status, 414);
  EXPECT_EQ(door.ask("GET /" + std::string(20'000, '/'))->status, 414);
  EXPECT_EQ(door.ask(get("/show?" + std::string(8'100, 'q')))->status, 200);
  EXPECT_EQ(door.ask(get("/hello", "X: " + std::string(17'000, 'x') + "\r\n"))->status, 431);
  std::string fields;
  for (int i = 0; i < 63; ++i) {
    fields += "X: y\r\n";
  }
  EXPECT_EQ(door.ask(get("/hello", fields))->status, 200);
  EXPECT_EQ(door.ask(get("/hello", fields + "X: y\r\n"))->status, 431);
  EXPECT_EQ(door.ask(post("/ten", "0123456789"))->status, 200);
  EXPECT_EQ(door.ask(post("/ten", "0123456789a"))->status, 413);
  EXPECT_EQ(door.ask(post("/no-body", ""))->status, 200);
  EXPECT_EQ(door.ask(post("/no-body", "a"))->status, 413);
  EXPECT_EQ(door.ask(post("/echo", std::string(web::kFormLimit + 1, 'x')))->status, 413);
}

// A client that keeps sending what nobody wants sees the answer, and is cut off after a megabyte.
TEST(Limits, ARefusedBodyIsNotReadForEver) {
  FrontDoor door;
  auto client = door.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000000\r\n\r\n");
  EXPECT_EQ(client.read()->status, 413);
  const std::string block(64 * 1024, 'x');
  int sent = 0;
  while (sent < 1'000 && client.send(block)) {
    ++sent;
  }
  EXPECT_LT(sent, 1'000);
}

// [S-H7] Ten clients that announce four gigabytes each cost nothing.
TEST(Limits, AnAnnouncementReservesNothing) {
  FrontDoor door;
  const auto address_space = [] {
    FILE* status = std::fopen("/proc/self/statm", "r");
    long pages = 0;
    EXPECT_EQ(std::fscanf(status, "%ld", &pages), 1);
    std::fclose(status);
    return pages * 4 / 1024;  // MiB
  };
  EXPECT_EQ(door.ask(get("/hello"))->status, 200);
  const long before = address_space();
  std::vector<testing::RawClient> clients;
  for (int i = 0; i < 10; ++i) {
    clients.push_back(door.connect());
    EXPECT_EQ(clients.back().ask(to_echo("Content-Length: 4000000000"))->status, 413);
  }
  EXPECT_LT(address_space() - before, 1'024);
}

}  // namespace
}  // namespace signet::http
