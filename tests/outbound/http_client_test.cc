#include "outbound/http_client.h"

#include <algorithm>
#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

#include "outbound/tiny_server.h"

namespace signet::outbound {
namespace {

std::string http(const std::string& body, const std::string& status = "200 OK",
                 const std::string& headers = "") {
  return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

TinyServer::Answer always(std::string answer) {
  return [answer = std::move(answer)](const std::string&) { return answer; };
}

HttpClientSettings to_loopback() {
  HttpClientSettings settings;
  settings.allow_http_to_loopback = true;
  return settings;
}

FetchRequest get(std::string url) {
  FetchRequest request;
  request.url = std::move(url);
  return request;
}

FetchLimits short_limits(std::size_t body = 64 * 1024) { return {Milliseconds(300), body}; }

TEST(HttpClient, HandsOverStatusHeadersAndBody) {
  const TinyServer server(
      always(http("{\"keys\":[]}", "404 Not Found", "Content-Type: application/json\r\nX-Empty:\r\n")));
  HttpClient client(to_loopback());
  const auto response = client.fetch(get(server.url("/jwks?x=%20y")));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 404);
  EXPECT_EQ(response->body, "{\"keys\":[]}");
  EXPECT_EQ(web::only(response->headers, "content-type"), "application/json");
  EXPECT_EQ(web::only(response->headers, "x-empty"), "");
  EXPECT_TRUE(server.requests().at(0).starts_with("GET /jwks?x=%20y HTTP/1.1\r\n"))
      << server.requests().at(0);
}

TEST(HttpClient, PostsWhatItWasGivenByteForByte) {
  const TinyServer server(always(http("ok")));
  HttpClient client(to_loopback());
  FetchRequest request = get(server.url("/a/../token"));
  request.method = web::Method::post;
  request.headers = {
      {"Content-Type", "application/x-www-form-urlencoded"}, {"Authorization", "Basic eA=="}, {"X-None", ""}};
  request.body = std::string("a=1\0b", 5);
  ASSERT_TRUE(client.fetch(request));
  const std::string sent = server.requests().at(0);
  EXPECT_TRUE(sent.starts_with("POST /a/../token HTTP/1.1\r\n")) << sent;
  EXPECT_NE(sent.find("Content-Type: application/x-www-form-urlencoded\r\n"), std::string::npos);
  EXPECT_NE(sent.find("Authorization: Basic eA==\r\n"), std::string::npos);
  EXPECT_NE(sent.find("X-None:\r\n"), std::string::npos);
  EXPECT_TRUE(sent.ends_with(std::string("\r\n\r\na=1\0b", 9)));
}

TEST(HttpClient, SaysNothingAboutItselfAndRemembersNothing) {  // [R-SSRF-5]
  const TinyServer server(always(http("ok", "200 OK", "Set-Cookie: a=b; Path=/\r\n")));
  HttpClient client(to_loopback());
  FetchRequest first = get(server.url());
  first.headers = {{"Authorization", "Bearer secret"}};
  ASSERT_TRUE(client.fetch(first));
  ASSERT_TRUE(client.fetch(get(server.url())));
  const std::string second = server.requests().at(1);
  EXPECT_NE(second.find("\r\nUser-Agent: Signet\r\n"), std::string::npos);
  for (const char* absent : {"Cookie", "Authorization", "Accept-Encoding", "Expect"}) {
    EXPECT_EQ(second.find(absent), std::string::npos) << absent;
  }
}

TEST(HttpClient, FollowsNoRedirect) {  // [R-SSRF-5]
  const TinyServer elsewhere(always(http("inside")));
  const TinyServer server(always(http("", "302 Found", "Location: " + elsewhere.url() + "\r\n")));
  HttpClient client(to_loopback());
  const auto response = client.fetch(get(server.url()));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST(HttpClient, IgnoresAProxyInTheEnvironment) {  // [R-SSRF-5]
  const TinyServer proxy(always(http("from the proxy")));
  const TinyServer server(always(http("from the server")));
  setenv("http_proxy", proxy.url().c_str(), 1);
  setenv("all_proxy", proxy.url().c_str(), 1);
  HttpClient client(to_loopback());
  const auto response = client.fetch(get(server.url()));
  unsetenv("http_proxy");
  unsetenv("all_proxy");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "from the server");
  EXPECT_EQ(proxy.connections(), 0);
}

TEST(HttpClient, DecompressesNothing) {  // [R-SSRF-6]
  const std::string bomb("\x1f\x8b not really gzip");
  const TinyServer server(always(http(bomb, "200 OK", "Content-Encoding: gzip\r\n")));
  HttpClient client(to_loopback());
  const auto response = client.fetch(get(server.url()));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, bomb);
}

TEST(HttpClient, TakesABodyOfExactlyTheLimitAndNotOneByteMore) {  // [R-SSRF-6]
  HttpClient client(to_loopback());
  const TinyServer fits(always(http(std::string(1000, 'x'))));
  const auto whole = client.fetch(get(fits.url()), short_limits(1000));
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->body.size(), 1000U);
  const TinyServer over(always(http(std::string(1001, 'x'))));
  EXPECT_EQ(client.fetch(get(over.url()), short_limits(1000)).error(), FetchError::too_large);
}

TEST(HttpClient, CountsABodyWithoutAnnouncedLengthToo) {
  const std::string chunk = "3e8\r\n" + std::string(1000, 'x') + "\r\n";
  std::string answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 100; ++i) answer += chunk;
  const TinyServer server(always(answer + "0\r\n\r\n"));
  HttpClient client(to_loopback());
  EXPECT_EQ(client.fetch(get(server.url())).error(), FetchError::too_large);
}

TEST(HttpClient, EndsAFloodOfHeaders) {
  std::string headers;
  for (int i = 0; i < 1000; ++i) headers += "X-Flood: " + std::string(50, 'x') + "\r\n";
  const TinyServer server(always(http("ok", "200 OK", headers)));
  HttpClient client(to_loopback());
  EXPECT_EQ(client.fetch(get(server.url())).error(), FetchError::too_large);
}

TEST(HttpClient, KeepsOnlyTheHeadersOfTheFinalAnswer) {
  const TinyServer server(always("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + http("ok")));
  HttpClient client(to_loopback());
  const auto response = client.fetch(get(server.url()));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(web::count(response->headers, "X-Early"), 0U);
}

TEST(HttpClient, EveryFailureAfterTheFirstLookIsTheSame) {  // [R-SSRF-7]
  HttpClient client(to_loopback());
  const TinyServer silent(always(""));
  EXPECT_EQ(client.fetch(get(silent.url()), short_limits()).error(), FetchError::unreachable) << "time-out";
  const TinyServer nonsense(always("SSH-2.0-nonsense\r\n"));
  EXPECT_EQ(client.fetch(get(nonsense.url()), short_limits()).error(), FetchError::unreachable) << "no HTTP";
  const TinyServer cut(always("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
  EXPECT_EQ(client.fetch(get(cut.url()), short_limits()).error(), FetchError::unreachable) << "cut short";
  std::string closed;
  { closed = TinyServer(always("")).url(); }
  EXPECT_EQ(client.fetch(get(closed), short_limits()).error(), FetchError::unreachable) << "closed port";
  for (const char* forbidden :
       {"https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/meta-data", "https://0/",
        "https://0x7f.1/", "https://2130706433/", "https://[::ffff:127.0.0.1]/"}) {
    EXPECT_EQ(client.fetch(get(forbidden), short_limits()).error(), FetchError::unreachable) << forbidden;
  }
}

TEST(HttpClient, RefusesUrlsThatItNeverFetches) {  // [R-SSRF-2]
  HttpClient client(to_loopback());
  for (const char* url :
       {"", "keys", "/jwks", "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:1/",
        "http://example.test/", "http://localhost:8080/", "http://127.0.0.1.example.test/",
        "http://127.0.0.2/", "https://example.test:22/", "https://user@example.test/",
        "https://user:secret@127.0.0.1/", "https:///jwks", "https://exam%70le.test/",
        "https://example.test:443@127.0.0.1/", "http://127.0.0.1:0/", "https://a b.test/"}) {
    const auto response = client.fetch(get(url), short_limits());
    ASSERT_FALSE(response) << url;
    EXPECT_EQ(response.error(), FetchError::refused) << url;
  }
}

TEST(HttpClient, RefusesPlainHttpToLoopbackUnlessAsked) {  // [R-SSRF-2]
  const TinyServer server(always(http("ok")));
  HttpClient client({});
  EXPECT_EQ(client.fetch(get(server.url())).error(), FetchError::refused);
  EXPECT_EQ(server.connections(), 0);
}

TEST(HttpClient, RefusesHeadersThatWouldBecomeTwo) {
  const TinyServer server(always(http("ok")));
  HttpClient client(to_loopback());
  for (const web::Header& header : {web::Header{"X", "a\r\nY: b"},
                                    {"X", "a\nb"},
                                    {"X", std::string("a\0b", 3)},
                                    {"X: y\r\nZ", "a"},
                                    {"", "a"},
                                    {"X Y", "a"}}) {
    FetchRequest request = get(server.url());
    request.headers = {header};
    EXPECT_EQ(client.fetch(request).error(), FetchError::refused);
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST(HttpClient, ThrowsAtMethodsThatNobodyNeeds) {
  HttpClient client(to_loopback());
  FetchRequest request = get("http://127.0.0.1:1/");
  request.method = web::Method::delete_;
  EXPECT_THROW(static_cast<void>(client.fetch(request)), std::invalid_argument);
}

TEST(HttpClient, ServesManyThreadsAndMakesTheRestWait) {  // [R-SSRF-6]
  const TinyServer server(
      [](const std::string& request) { return http(request.substr(4, request.find(" HTTP") - 4)); });
  HttpClient client(to_loopback());
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 24; ++i) {
    threads.emplace_back([&, i] {
      const std::string path = "/" + std::to_string(i);
      const auto response = client.fetch(get(server.url(path)), {Milliseconds(20'000), 100});
      right += response && response->body == path ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 24);
}

TEST(HttpClient, WhoGetsNoTurnInTimeFindsTheHostUnreachable) {
  const TinyServer silent(always(""));
  HttpClient client(to_loopback());
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      static_cast<void>(client.fetch(get(silent.url()), {Milliseconds(1500), 100}));
    });
  }
  while (silent.connections() < 8) std::this_thread::yield();
  const TinyServer willing(always(http("ok")));
  const auto ninth = client.fetch(get(willing.url()), {Milliseconds(20), 100});
  for (std::thread& thread : threads) thread.join();
  ASSERT_FALSE(ninth);
  EXPECT_EQ(ninth.error(), FetchError::unreachable);
  EXPECT_EQ(willing.connections(), 0);
  EXPECT_TRUE(client.fetch(get(willing.url()))) << "places are given back";
}

TEST(CurlHandle, NeverConnectsToAnAddressThatIsNotPublic) {  // [R-SSRF-4]
  const TinyServer server(always(http("inside")));
  CurlHandle handle("");
  Target target{*web::parse_url(server.url()), server.port(), false};
  EXPECT_EQ(handle.perform(target, get(server.url()), short_limits()).error(), FetchError::unreachable);
  EXPECT_EQ(server.connections(), 0);
  target.exempt = true;
  EXPECT_TRUE(handle.perform(target, get(server.url()), short_limits()));
}

}  // namespace
}  // namespace signet::outbound
