// Text and values of every kind, in both directions.
#include "config/value.h"

#include <gtest/gtest.h>

namespace signet::config {
namespace {

template <typename T>
std::string reread(std::string_view text) {
  T value{};
  return read(text, value) ? show(value) : "refused";
}

TEST(Value, DurationsAreShownAsPeopleWriteThem) {
  EXPECT_EQ(reread<Seconds>("30s"), "30s");
  EXPECT_EQ(reread<Seconds>("90"), "90s");
  EXPECT_EQ(reread<Seconds>("600"), "10m");
  EXPECT_EQ(reread<Seconds>("24h"), "1d");
  EXPECT_EQ(reread<Seconds>("0"), "0s");
  for (const char* bad : {"", "m", "-1s", "1.5h", "10 m", "10M", "1w", "99999999999999999999s"}) {
    EXPECT_EQ(reread<Seconds>(bad), "refused") << bad;
  }
}

TEST(Value, NumbersAreDigitsOnly) {
  EXPECT_EQ(reread<int>("2147483647"), "2147483647");
  for (const char* bad : {"", "2147483648", "-1", "+1", "0x10", " 1", "1 ", "1e3"}) {
    EXPECT_EQ(reread<int>(bad), "refused") << bad;
  }
}

TEST(Value, FlagsHaveFourWords) {
  EXPECT_EQ(reread<bool>("on"), "true");
  EXPECT_EQ(reread<bool>("false"), "false");
  for (const char* bad : {"", "1", "yes", "True"}) {
    EXPECT_EQ(reread<bool>(bad), "refused") << bad;
  }
}

TEST(Value, ALimitIsANumberOrOffAndOnKeepsWhatItIs) {
  EXPECT_EQ(reread<Limit>("7"), "7");
  EXPECT_EQ(reread<Limit>("off"), "off");
  EXPECT_EQ(reread<Limit>("0"), "refused");  // nothing at all is no limit that anybody means
  Limit limit = 5;
  EXPECT_TRUE(read("on", limit));
  EXPECT_EQ(limit, 5);
}

TEST(Value, ListsAreSeparatedByCommasSpacesOrLines) {
  EXPECT_EQ(reread<List>("a,b c\nd"), "a, b, c, d");
  EXPECT_EQ(reread<List>(" , "), "");
  EXPECT_EQ(reread<List>("a\x01"), "refused");
}

TEST(Value, AddressesAreLiteralsOrLocalhost) {
  for (const char* good : {"127.0.0.1:8080", "0.0.0.0:0", "[::1]:9080", "[::]:65535", "localhost:1"}) {
    EXPECT_EQ(reread<Address>(good), good);
  }
  for (const char* bad : {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                          "::1:80", "[127.0.0.1]:80", "id.example.com:80", "127.1:80", "127.0.0.1:80x"}) {
    EXPECT_EQ(reread<Address>(bad), "refused") << bad;
  }
}

TEST(Value, LoopbackIsTheWholeNetworkOf127) {
  EXPECT_TRUE(parse_address("127.8.9.10:1")->is_loopback());
  EXPECT_TRUE(parse_address("[::1]:1")->is_loopback());
  EXPECT_TRUE(parse_address("localhost:1")->is_loopback());
  EXPECT_FALSE(parse_address("0.0.0.0:1")->is_loopback());
  EXPECT_FALSE(parse_address("[::]:1")->is_loopback());
}

TEST(Value, NetworksHaveAPrefixThatFits) {
  for (const char* good : {"10.0.0.0/8", "192.0.2.7/32", "fd00::/8", "::/128"}) {
    EXPECT_TRUE(is_cidr(good)) << good;
  }
  for (const char* bad :
       {"10.0.0.0", "10.0.0.0/33", "fd00::/129", "10.0/8", "/8", "10.0.0.0/", "10.0.0.0/-1", "a/8"}) {
    EXPECT_FALSE(is_cidr(bad)) << bad;
  }
}

TEST(Value, ExemptTargetsHaveHostAndPort) {
  for (const char* good : {"app.internal:443", "10.0.0.7:8443", "[fd00::7]:443"}) {
    EXPECT_TRUE(is_host_and_port(good)) << good;
  }
  for (const char* bad :
       {"app.internal", "app.internal:0", ":443", "a/b:1", "[fd00::7:443", "fd00::7:443", "*:443"}) {
    EXPECT_FALSE(is_host_and_port(bad)) << bad;
  }
}

TEST(Value, NoSecretIsShown) {
  EXPECT_EQ(reread<Secret>("hunter2"), "(secret)");
  struct Row {
    const char* url;
    const char* shown;
  };
  for (const Row& row : {
           Row{"sqlite:var/signet.db", "sqlite:var/signet.db"},
           Row{"postgres://signet@db/signet", "postgres://signet@db/signet"},
           Row{"postgres://signet:hunter2@db/signet", "postgres://signet:***@db/signet"},
           Row{"postgres://signet:hunter2@a,b:5433/signet?sslmode=require",
               "postgres://signet:***@a,b:5433/signet?sslmode=require"},
           Row{"postgres://signet:hun/ter2@db/signet", "postgres://signet:***@db/signet"},
           Row{"postgres://signet:hunt@er?2@db/signet", "postgres://signet:***@db/signet"},
           Row{"postgres://db/signet?user=signet&password=hunter2",
               "postgres://db/signet?user=signet&password=***"},
           Row{"postgres://db/signet?sslpassword=hunter2", "postgres://db/signet?sslpassword=***"},
       }) {
    EXPECT_EQ(reread<SecretUrl>(row.url), row.shown);
  }
}

}  // namespace
}  // namespace signet::config
