// The framing as a value: what is a request, what is refused with which status, however the bytes are cut.
#include "http/framing.h"

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace signet::http {
namespace {

constexpr std::size_t kBodyLimit = 100;

Framing framing(FramingLimits limits = {}) {
  return {limits, [](web::Method, std::string_view path) { return path == "/none" ? 0 : kBodyLimit; }};
}

// Every request in turn, one line each, then the refusal if there is one; the same whole and byte by byte.
std::vector<std::string> read(Framing reader, std::string_view bytes, std::size_t piece) {
  std::vector<std::string> seen;
  while (true) {
    while (true) {
      const auto next = reader.next();
      if (!next) {
        seen.push_back(std::to_string(next.error().status));
        return seen;
      }
      if (!*next) {
        break;
      }
      const web::Request& request = (**next).request;
      seen.push_back(std::string(name_of(request.method)) + " " + request.path + "?" + request.query + " " +
                     std::to_string(request.headers.size()) + " [" + request.body + "]" +
                     ((**next).keep_alive ? "" : " close"));
    }
    if (bytes.empty()) {
      return seen;
    }
    reader.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
}

using Seen = std::vector<std::string>;

void expect(const Seen& expected, std::string_view bytes, FramingLimits limits = {}) {
  EXPECT_EQ(read(framing(limits), bytes, bytes.size() + 1), expected) << "whole: " << bytes;
  EXPECT_EQ(read(framing(limits), bytes, 1), expected) << "byte by byte: " << bytes;
  EXPECT_EQ(read(framing(limits), bytes, 7), expected) << "by sevens: " << bytes;
}

const std::string kHost = "Host: a\r\n";

TEST(Framing, ReadsRequestsInOrder) {  // [S-H12]
  expect({"GET /a?b=c 1 []", "POST /d? 2 [body]", "GET /e? 1 []"},
         "GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\nPOST /d HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
         "GET /e HTTP/1.1\r\nHost: a\r\n\r\n");
}

TEST(Framing, KeepsHeadersInOrderAndTrimsTheirValues) {
  Framing reader = framing();
  reader.feed("GET / HTTP/1.1\r\nHost: a\r\nX:\t 1 2 \t\r\nx: \r\n\r\n");
  const auto next = reader.next();
  ASSERT_TRUE(next && *next);
  const web::Headers& headers = (**next).request.headers;
  ASSERT_EQ(headers.size(), 3U);
  EXPECT_EQ(headers[1].name, "X");
  EXPECT_EQ(headers[1].value, "1 2");
  EXPECT_EQ(headers[2].value, "");
}

struct Row {
  const char* what;
  std::string bytes;
  int status;  // 0: not refused
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.what; }

class RequestLine : public ::testing::TestWithParam<Row> {};

TEST_P(RequestLine, IsAcceptedOrRefused) {  // [R-HT-1] [S-H6] [S-H15]
  const auto seen = read(framing(), GetParam().bytes + "\r\nHost: a\r\n\r\n", 1'000'000);
  ASSERT_EQ(seen.size(), 1U);
  if (GetParam().status != 0) {
    EXPECT_EQ(seen[0], std::to_string(GetParam().status));
  } else {
    EXPECT_GT(seen[0].size(), 3U) << seen[0];
  }
  expect(seen, GetParam().bytes + "\r\nHost: a\r\n\r\n");
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RequestLine,
    ::testing::Values(
        Row{"plain", "GET / HTTP/1.1", 0}, Row{"http_1_0", "GET / HTTP/1.0", 0},
        Row{"http_1", "GET / HTTP/1", 505}, Row{"http_2", "GET / HTTP/2.0", 505},
        Row{"preface", "PRI * HTTP/2.0", 505}, Row{"http_1_10", "GET / HTTP/1.10", 505},
        Row{"lower_case_version", "GET / http/1.1", 400}, Row{"no_version", "GET /", 400},
        Row{"empty_version", "GET / ", 400}, Row{"two_spaces", "GET  / HTTP/1.1", 400},
        Row{"space_in_target", "GET /a b HTTP/1.1", 400}, Row{"tab", "GET\t/ HTTP/1.1", 400},
        Row{"trailing_space", "GET / HTTP/1.1 ", 400}, Row{"leading_space", " GET / HTTP/1.1", 400},
        Row{"empty_target", "GET  HTTP/1.1", 400}, Row{"only_query", "GET ?x HTTP/1.1", 400},
        Row{"fragment", "GET /a#b HTTP/1.1", 400}, Row{"fragment_in_query", "GET /a?b#c HTTP/1.1", 400},
        Row{"eight_bit", "GET /\xC3\xA4 HTTP/1.1", 400}, Row{"quote_in_path", "GET /\"a HTTP/1.1", 400},
        Row{"backslash_in_path", "GET /\\a HTTP/1.1", 400},
        Row{"nul", std::string("GET /a\0b HTTP/1.1", 17), 400}, Row{"bare_cr", "GET /a\rb HTTP/1.1", 400},
        Row{"delete", "GET /a\x7F HTTP/1.1", 400},
        Row{"odd_query", "GET /?claims={\"a|b\":[1]}^`<> HTTP/1.1", 0},
        Row{"second_question_mark", "GET /?a?b HTTP/1.1", 0}, Row{"method_no_token", "G@T / HTTP/1.1", 400},
        Row{"unknown_method", "BREW / HTTP/1.1", 0}, Row{"lower_case_method", "get / HTTP/1.1", 0},
        Row{"trace", "TRACE / HTTP/1.1", 0}, Row{"connect", "CONNECT a:443 HTTP/1.1", 501},
        Row{"asterisk", "OPTIONS * HTTP/1.1", 400}, Row{"absolute", "GET http://a/b?c HTTP/1.1", 0},
        Row{"absolute_userinfo", "GET http://u@a/b HTTP/1.1", 400},
        Row{"absolute_empty_host", "GET http:///b HTTP/1.1", 400},
        Row{"absolute_ftp", "GET ftp://a/b HTTP/1.1", 400}),
    [](const auto& row) { return row.param.what; });

TEST(Framing, AbsoluteFormIsReducedToItsPath) {  // [S-H15]
  expect({"GET /b?c 1 []"}, "GET http://other:80/b?c HTTP/1.1\r\n" + kHost + "\r\n");
  expect({"GET /?c 1 []"}, "GET HTTPS://[::1]?c HTTP/1.1\r\n" + kHost + "\r\n");
  expect({"GET /? 1 []"}, "GET http://other HTTP/1.1\r\n" + kHost + "\r\n");
}

class Fields : public ::testing::TestWithParam<Row> {};

TEST_P(Fields, AreAcceptedOrRefused) {  // [R-HT-1] [S-H4] [S-H5] [S-H6] [S-H11]
  const std::string bytes = "POST / HTTP/1.1\r\n" + GetParam().bytes + "\r\n\r\n";
  const auto seen = read(framing(), bytes, 1'000'000);
  if (GetParam().status == 0) {
    EXPECT_TRUE(seen.empty() || seen[0].starts_with("POST")) << seen[0];
  } else {
    EXPECT_EQ(seen, Seen{std::to_string(GetParam().status)});
  }
  expect(seen, bytes);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Fields,
    ::testing::Values(
        Row{"host", "Host: a", 0}, Row{"no_host", "X: a", 400}, Row{"empty_host", "Host:", 400},
        Row{"two_hosts", "Host: a\r\nhost: a", 400}, Row{"host_list", "Host: a, b", 400},
        Row{"host_port", "Host: a:80", 0}, Row{"host_empty_port", "Host: a:", 0},
        Row{"host_bad_port", "Host: a:x", 400}, Row{"host_ipv6", "Host: [::1]:80", 0},
        Row{"host_open_bracket", "Host: [::1", 400}, Row{"host_userinfo", "Host: u@a", 400},
        Row{"host_path", "Host: a/b", 400}, Row{"length_zero", "Host: a\r\nContent-Length: 0", 0},
        Row{"length_word", "Host: a\r\nContent-Length: abc", 400},
        Row{"length_empty", "Host: a\r\nContent-Length:", 400},
        Row{"length_hex", "Host: a\r\nContent-Length: 0x5", 400},
        Row{"length_plus", "Host: a\r\nContent-Length: +5", 400},
        Row{"length_minus", "Host: a\r\nContent-Length: -1", 400},
        Row{"length_tail", "Host: a\r\nContent-Length: 5x", 400},
        Row{"length_exponent", "Host: a\r\nContent-Length: 1e30", 400},
        Row{"length_list", "Host: a\r\nContent-Length: 3, 3", 400},
        Row{"length_twice_same", "Host: a\r\nContent-Length: 3\r\nContent-Length: 3", 400},
        Row{"length_twice", "Host: a\r\nContent-Length: 3\r\nContent-Length: 4", 400},
        Row{"length_beyond_limit", "Host: a\r\nContent-Length: 101", 413},
        Row{"length_4_gb", "Host: a\r\nContent-Length: 4000000000", 413},
        Row{"length_beyond_64_bits", "Host: a\r\nContent-Length: 99999999999999999999", 413},
        Row{"length_2_to_the_64", "Host: a\r\nContent-Length: 18446744073709551616", 413},
        Row{"length_space_before_colon", "Host: a\r\nContent-Length : 3", 400},
        Row{"coding_chunked", "Host: a\r\nTransfer-Encoding: chunked", 0},
        Row{"coding_upper_case", "Host: a\r\nTransfer-Encoding: CHUNKED", 0},
        Row{"coding_prefix", "Host: a\r\nTransfer-Encoding: ch", 501},
        Row{"coding_longer", "Host: a\r\nTransfer-Encoding: chunkedx", 501},
        Row{"coding_gzip", "Host: a\r\nTransfer-Encoding: gzip", 501},
        Row{"coding_list", "Host: a\r\nTransfer-Encoding: gzip, chunked", 501},
        Row{"coding_empty", "Host: a\r\nTransfer-Encoding:", 501},
        Row{"coding_twice", "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity", 400},
        Row{"coding_and_length", "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3", 400},
        Row{"coding_space_before_colon", "Host: a\r\nTransfer-Encoding : chunked", 400},
        Row{"continuation", "Host: a\r\nX: 1\r\n 2", 400}, Row{"continuation_first", " Host: a", 400},
        Row{"no_colon", "Host: a\r\nX", 400}, Row{"empty_name", "Host: a\r\n: x", 400},
        Row{"space_in_name", "Host: a\r\nA B: x", 400}, Row{"bare_lf", "Host: a\nX: b", 400},
        Row{"bare_cr", "Host: a\r\nX: a\rb", 400}, Row{"nul", std::string("Host: a\r\nX: a\0b", 15), 400},
        Row{"control", "Host: a\r\nX: \x01", 400}, Row{"tab_inside", "Host: a\r\nX: a\tb", 0},
        Row{"latin_1", "Host: a\r\nX: \xE4", 400}, Row{"utf_8", "Host: a\r\nX: \xC3\xA4", 0},
        Row{"authorization_twice", "Host: a\r\nAuthorization: x\r\nAuthorization: y", 400},
        Row{"dpop_twice", "Host: a\r\nDPoP: x\r\nDPoP: y", 400},
        Row{"cookie_twice", "Host: a\r\nCookie: x\r\nCookie: y", 400},
        Row{"content_type_twice", "Host: a\r\nContent-Type: x\r\nContent-Type: y", 400},
        Row{"accept_twice", "Host: a\r\nAccept: x\r\nAccept: y", 0},
        Row{"cookie_without_value", "Host: a\r\nCookie: a=b; _ga", 0},
        Row{"cookie_odd", "Host: a\r\nCookie: ;", 0}, Row{"accept_font", "Host: a\r\nAccept: font/woff2", 0},
        Row{"accept_java", "Host: a\r\nAccept: *; q=.2", 0}, Row{"accept_empty", "Host: a\r\nAccept:", 0},
        Row{"accept_comma", "Host: a\r\nAccept: a/b,", 0}, Row{"date", "Host: a\r\nDate: x", 0},
        Row{"cache_control", "Host: a\r\nCache-Control: x", 0},
        Row{"content_type_odd", "Host: a\r\nContent-Type: x", 0},
        Row{"expect", "Host: a\r\nExpect: 100-continue", 0},
        Row{"expect_other", "Host: a\r\nExpect: tea", 417}),
    [](const auto& row) { return row.param.what; });

TEST(Framing, Http10MayHaveNoHostAndNoCoding) {
  expect({"GET /? 0 [] close"}, "GET / HTTP/1.0\r\n\r\n");
  expect({"GET /? 1 []"}, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  expect({"400"}, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
  expect({"400"}, "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n");
}

TEST(Framing, ConnectionOptionsAreAList) {
  expect({"GET /? 2 [] close"}, "GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n");
  expect({"GET /? 2 []"}, "GET / HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n\r\n");
}

TEST(Framing, NamesWithUnderscoresAreLeftOut) {  // [R-HT-4]
  expect({"GET /? 1 []"}, "GET / HTTP/1.1\r\nHost: a\r\nX_Forwarded_For: 1.2.3.4\r\n\r\n");
}

TEST(Framing, OneEmptyLineMayPrecedeARequest) {
  expect({"GET /? 1 []", "GET /b? 1 []"},
         "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n");
  expect({"400"}, "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
  expect({"400"}, "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
}

struct Chunks {
  const char* what;
  std::string body;
  Seen seen;
};

class Chunked : public ::testing::TestWithParam<Chunks> {};

TEST_P(Chunked, IsDecodedOrRefused) {
  expect(GetParam().seen,
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Chunked,
    ::testing::Values(
        Chunks{"two", "3\r\na=1\r\n1\r\n&\r\n0\r\n\r\n", {"POST /? 2 [a=1&]"}},
        Chunks{"none", "0\r\n\r\n", {"POST /? 2 []"}},
        Chunks{"leading_zeros", "0003\r\na=1\r\n000\r\n\r\n", {"POST /? 2 [a=1]"}},
        Chunks{"followed", "0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", {"POST /? 2 []", "GET /? 1 []"}},
        Chunks{"unfinished", "3\r\na=1\r\n0\r\n\r", {}}, Chunks{"extension", "3;x=y\r\na=1\r\n", {"400"}},
        Chunks{"space", "3 \r\na=1\r\n", {"400"}}, Chunks{"prefix_0x", "0x3\r\na=1\r\n", {"400"}},
        Chunks{"minus", "-3\r\na=1\r\n", {"400"}}, Chunks{"empty_size", "\r\na=1\r\n", {"400"}},
        Chunks{"bare_lf", "3\na=1\r\n", {"400"}}, Chunks{"data_too_long", "3\r\na=12\r\n", {"400"}},
        Chunks{"data_lf", "3\r\na=1\n0\r\n\r\n", {"400"}}, Chunks{"trailer", "0\r\nX: y\r\n\r\n", {"400"}},
        Chunks{"exactly_the_limit",
               "64\r\n" + std::string(100, 'x') + "\r\n0\r\n\r\n",
               {"POST /? 2 [" + std::string(100, 'x') + "]"}},
        Chunks{"beyond_the_limit", "65\r\n", {"413"}},
        Chunks{"beyond_by_a_later_one", "64\r\n" + std::string(100, 'x') + "\r\n1\r\n", {"413"}},
        Chunks{"one_gb", "40000000\r\n", {"413"}}, Chunks{"overflow", "ffffffffffffffffff\r\n", {"413"}},
        Chunks{"zeros_without_end", "000000000", {"413"}}),
    [](const auto& row) { return row.param.what; });

TEST(Framing, LimitsAreExact) {  // [R-DOS-3]
  FramingLimits limits;
  limits.target = 10;
  expect({"GET /23456789a? 1 []"}, "GET /23456789a HTTP/1.1\r\n" + kHost + "\r\n", limits);
  expect({"414"}, "GET /23456789ab HTTP/1.1\r\n" + kHost + "\r\n", limits);
  expect({"414"}, "GET /" + std::string(100, 'x'), limits);  // without waiting for its end

  limits = {};
  limits.fields = 2;
  expect({"GET /? 2 []"}, "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n", limits);
  expect({"431"}, "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nY: 2\r\n\r\n", limits);

  limits = {};
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  limits.head = head.size();
  expect({"GET /? 1 []", "GET /? 1 []"}, head + head, limits);
  limits.head = head.size() - 1;
  expect({"431"}, head, limits);
  expect({"431"}, "GET / HTTP/1.1\r\nX: " + std::string(100, 'x'), limits);
}

TEST(Framing, ABodyIsRefusedWhereTheRouteHasNone) {  // [R-DOS-3] [S-H14]
  expect({"413"}, "POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
  expect({"POST /none? 2 []"}, "POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
  expect({"413"}, "POST /none HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n");
}

TEST(Framing, NothingIsReadAfterARefusal) {  // [S-H5]
  Framing reader = framing();
  reader.feed(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: abc\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
  for (int i = 0; i < 3; ++i) {
    const auto next = reader.next();
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().status, 400);
    reader.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  }
}

TEST(Framing, TheClientWaitsOnlyBeforeItsFirstByte) {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
  Framing reader = framing();
  reader.feed(head);
  ASSERT_TRUE(reader.next());
  EXPECT_TRUE(reader.take_expectation());
  EXPECT_FALSE(reader.take_expectation());
  Framing eager = framing();
  eager.feed(head + "a");
  ASSERT_TRUE(eager.next());
  EXPECT_FALSE(eager.take_expectation());
}

TEST(Framing, PhaseSaysWhatIsMissing) {
  Framing reader = framing();
  EXPECT_EQ(reader.phase(), Framing::Phase::idle);
  reader.feed("P");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.phase(), Framing::Phase::head);
  reader.feed("OST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.phase(), Framing::Phase::body);
  EXPECT_EQ(reader.partial().path, "/x");
  reader.feed("b");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.phase(), Framing::Phase::idle);
}

// Cutting into one-byte segments once cost a second per request, because the head was read again for each.
TEST(Framing, OneByteSegmentsAreReadInLinearTime) {
  FramingLimits limits;
  limits.head = 4 * 1024 * 1024;
  const std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(1'000'000, 'x') + "\r\n\r\n";
  Framing reader = framing(limits);
  std::size_t found = 0;
  for (const char& c : bytes) {
    reader.feed({&c, 1});
    const auto next = reader.next();
    ASSERT_TRUE(next);
    found += next->has_value() ? 1 : 0;
  }
  EXPECT_EQ(found, 1U);  // a quadratic reader would not come here within the test's time
}

}  // namespace
}  // namespace signet::http
