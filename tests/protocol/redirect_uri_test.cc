#include "protocol/redirect_uri.h"

#include <gtest/gtest.h>

namespace signet::protocol {
namespace {

constexpr auto kWeb = ApplicationType::web;
constexpr auto kNative = ApplicationType::native;

bool may_register(std::string_view uri, ApplicationType type) { return !redirect_uri_fault(uri, type); }

TEST(RedirectUri, HttpsIsForEverybody) {
  for (const char* uri :
       {"https://app.example/callback", "https://app.example", "https://app.example:8443/a/b?c=d&e",
        "https://xn--bcher-kva.example/", "https://[2001:db8::1]/cb", "https://192.0.2.1/cb",
        "https://app.example/%2e%2e/x", "https://app.example/a@b:c", "HTTPS://App.Example/CB",
        "https://under_score.example/"}) {
    EXPECT_TRUE(may_register(uri, kWeb)) << uri;
    EXPECT_TRUE(may_register(uri, kNative)) << uri;
  }
}

TEST(RedirectUri, HttpIsForLoopbackAlone) {  // [R-AZ-2] [R-AZ-3] [RFC8252 §7.3]
  for (const char* uri :
       {"http://127.0.0.1/cb", "http://127.0.0.1:3000/cb", "http://[::1]/cb", "http://[::1]:3000/cb"}) {
    EXPECT_TRUE(may_register(uri, kWeb)) << uri;
    EXPECT_TRUE(may_register(uri, kNative)) << uri;
  }
  for (const char* uri : {"http://app.example/cb", "http://127.0.0.2/cb", "http://127.1/cb",
                          "http://0x7f000001/cb", "http://2130706433/cb", "http://127.0.0.1.evil.example/cb",
                          "http://[::ffff:127.0.0.1]/cb", "http://[0:0:0:0:0:0:0:1]/cb", "http://0.0.0.0/",
                          "http://localhost.evil.example/", "http://localhost.:80/", "http://LOCALHOST/"}) {
    EXPECT_FALSE(may_register(uri, kWeb)) << uri;
    EXPECT_FALSE(may_register(uri, kNative)) << uri;
  }
  EXPECT_FALSE(may_register("http://localhost/cb", kWeb));
  EXPECT_TRUE(may_register("http://localhost/cb", kNative));
}

TEST(RedirectUri, WhatNobodyMayRegister) {  // [R-AZ-3]
  using namespace std::string_literals;
  const std::string refused[] = {
      ""s,
      "/callback"s,
      "//app.example/cb"s,
      "app.example/cb"s,
      "https"s,
      "https:"s,
      "https:/app.example"s,
      "https:app.example/cb"s,
      "https://"s,
      "https:///cb"s,
      "https://?x"s,
      "https://app.example/cb#"s,
      "https://app.example/cb#frag"s,
      "https://app.example/?#"s,
      "https://user@app.example/"s,
      "https://@app.example/"s,
      "https://user:pw@app.example/"s,
      "https://app.example:80@evil.example/"s,
      "https://app.example:/"s,
      "https://app.example:0/"s,
      "https://app.example:65536/"s,
      "https://app.example:8o/"s,
      "https://app.example:-1/"s,
      "https://b\xC3\xBC"
      "cher.example/"s,
      "https://app.example/caf\xC3\xA9"s,
      "https://app.example/ x"s,
      " https://app.example/"s,
      "https://app.example/\n"s,
      "https://app.example/\r\nSet-Cookie:x"s,
      "https://app.example/\0"s,
      "https://app.example/\t"s,
      "https://app.example\\@evil.example/"s,
      "https:\\\\app.example/"s,
      "https://app.example/<script>"s,
      "https://app.example/\"x"s,
      "https://app.example/{x}"s,
      "https://*.app.example/"s,
      "*"s,
      "https://app.ex%61mple/"s,
      "https://app.example%2F@evil/"s,
      "https://[::1/"s,
      "https://[zz]/"s,
      "https://a[b]/"s,
      "https://app.example/%zz"s,
      "https://app.example/%4"s,
      "javascript:alert(1)"s,
      "JaVaScRiPt:alert(1)"s,
      "javascript://app.example/%0Aalert(1)"s,
      "data:text/html,x"s,
      "vbscript:x"s,
      "file:///etc/passwd"s,
      "blob:https://app.example/x"s,
      "about:blank"s,
      "ws://app.example/"s,
      "wss://app.example/"s,
      "ftp://app.example/"s,
      "mailto:x"s,
      "urn:ietf:wg:oauth:2.0:oob"s,
      "intent://x"s,
      "myapp:/cb"s,
      "1app.example:/cb"s,
  };
  for (const std::string& uri : refused) {
    EXPECT_FALSE(may_register(uri, kWeb)) << uri;
    EXPECT_FALSE(may_register(uri, kNative)) << uri;
  }
}

TEST(RedirectUri, PrivateSchemesAreReversedDomainsOfNativeClients) {  // [R-AZ-3] [RFC8252 §7.1]
  for (const char* uri : {"com.example.app:/callback", "com.example.app:callback",
                          "com.example.app://callback", "com.example.app:/"}) {
    EXPECT_TRUE(may_register(uri, kNative)) << uri;
    EXPECT_FALSE(may_register(uri, kWeb)) << uri;
  }
  EXPECT_FALSE(may_register("com.example.app:/cb#x", kNative));
  EXPECT_FALSE(may_register("com.example.app://user@host/cb", kNative));
}

TEST(RedirectUri, Has2000BytesAtMost) {  // [R-RG-3]
  const std::string longest = "https://app.example/" + std::string(1980, 'p');
  EXPECT_EQ(longest.size(), 2000u);
  EXPECT_TRUE(may_register(longest, kWeb));
  EXPECT_FALSE(may_register(longest + "p", kWeb));
}

TEST(RedirectUri, MatchesByteForByte) {  // [R-AZ-1]
  const char* registered = "https://app.example/cb?x=%2F";
  EXPECT_TRUE(redirect_uri_matches(registered, registered, kWeb));
  for (const char* presented :
       {"", "https://app.example/cb", "https://app.example/cb?x=%2f", "https://app.example/cb?x=/",
        "https://app.example/cb?x=%2F&y=1", "https://app.example/cb?x=%2F#",
        "https://app.example:443/cb?x=%2F", "https://App.example/cb?x=%2F", "HTTPS://app.example/cb?x=%2F",
        "https://app.example/./cb?x=%2F", "https://app.example//cb?x=%2F", "https://app.example/cb/?x=%2F",
        "https://app.example.evil.example/cb?x=%2F", "https://evil.example/https://app.example/cb?x=%2F",
        "https://user@app.example/cb?x=%2F", "http://app.example/cb?x=%2F", " https://app.example/cb?x=%2F",
        "https://app.example/cb?x=%2F "}) {
    EXPECT_FALSE(redirect_uri_matches(registered, presented, kWeb)) << presented;
    EXPECT_FALSE(redirect_uri_matches(registered, presented, kNative)) << presented;
  }
}

TEST(RedirectUri, OnlyThePortOfALoopbackLiteralMayDiffer) {  // [R-AZ-2] [RFC8252 §7.3]
  for (const char* host : {"127.0.0.1", "[::1]"}) {
    const std::string base = std::string("http://") + host;
    for (const std::string& registered : {base + "/cb?a=b", base + ":3000/cb?a=b"}) {
      for (const char* port : {"", ":1", ":80", ":3000", ":49152", ":65535"}) {
        EXPECT_TRUE(redirect_uri_matches(registered, base + port + "/cb?a=b", kWeb)) << registered << port;
        EXPECT_TRUE(redirect_uri_matches(registered, base + port + "/cb?a=b", kNative)) << registered << port;
      }
      for (const std::string& presented : {base + "/cb",
                                           base + ":1/cb",
                                           base + ":1/cb?a=c",
                                           base + ":1/CB?a=b",
                                           base + ":1/cb?a=b#",
                                           base + ":1/cb?a=b#x",
                                           base + ":0/cb?a=b",
                                           base + ":65536/cb?a=b",
                                           base + ":/cb?a=b",
                                           base + ":01/cb?a=b",
                                           base + ":1:2/cb?a=b",
                                           base + ":x/cb?a=b",
                                           base + ":1\\/cb?a=b",
                                           "http://u@" + std::string(host) + ":1/cb?a=b",
                                           "https://" + std::string(host) + ":1/cb?a=b",
                                           "HTTP://" + std::string(host) + ":1/cb?a=b",
                                           std::string("http://localhost:1/cb?a=b"),
                                           std::string("http://127.0.0.2:1/cb?a=b"),
                                           base + ".evil.example:1/cb?a=b",
                                           base + ":1@evil.example/cb?a=b",
                                           "http://evil.example/" + std::string(host) + ":1/cb?a=b"}) {
        EXPECT_FALSE(redirect_uri_matches(registered, presented, kWeb)) << registered << " " << presented;
        EXPECT_FALSE(redirect_uri_matches(registered, presented, kNative)) << registered << " " << presented;
      }
    }
  }
  EXPECT_FALSE(redirect_uri_matches("http://127.0.0.1/cb", "http://[::1]/cb", kWeb));
}

TEST(RedirectUri, ThePortOfLocalhostMayDifferForNativeClientsAlone) {  // [R-AZ-2]
  EXPECT_TRUE(redirect_uri_matches("http://localhost/cb", "http://localhost:5000/cb", kNative));
  EXPECT_FALSE(redirect_uri_matches("http://localhost/cb", "http://localhost:5000/cb", kWeb));
  EXPECT_TRUE(redirect_uri_matches("http://localhost/cb", "http://localhost/cb", kWeb));
  EXPECT_FALSE(redirect_uri_matches("http://localhost/cb", "http://127.0.0.1:5000/cb", kNative));
}

TEST(RedirectUri, ThePortOfAnythingElseMayNotDiffer) {
  EXPECT_FALSE(redirect_uri_matches("https://127.0.0.1/cb", "https://127.0.0.1:8443/cb", kWeb));
  EXPECT_FALSE(redirect_uri_matches("https://app.example:1/cb", "https://app.example:2/cb", kNative));
  EXPECT_FALSE(
      redirect_uri_matches("com.example.app://127.0.0.1/cb", "com.example.app://127.0.0.1:1/cb", kNative));
}

}  // namespace
}  // namespace signet::protocol
