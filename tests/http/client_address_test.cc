// Whom the server believes to be talking to [R-HT-4].
#include "http/client_address.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "http/front_door.h"

namespace signet::http {
namespace {

using testing::FrontDoor;
using testing::get;

TEST(IpAddress, HasOneTextForEachAddress) {
  EXPECT_EQ(IpAddress::parse("192.0.2.1")->text(), "192.0.2.1");
  EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.1")->text(), "192.0.2.1");
  EXPECT_EQ(IpAddress::parse("[2001:DB8:0::1]")->text(), "2001:db8::1");
  for (const char* text :
       {"", "1.2.3", "1.2.3.4:80", "01.2.3.4", "fe80::1%eth0", "unknown", "[]", "1.2.3.4 "}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
  EXPECT_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
}

TEST(IpAddress, SourceIsTheNetworkOfOneParty) {
  EXPECT_EQ(IpAddress::parse("192.0.2.1")->source(), "192.0.2.1");
  EXPECT_EQ(IpAddress::parse("2001:db8:1:2:3::4")->source(), "2001:db8:1:2::/64");
}

TEST(Network, ContainsItsAddressesOnly) {
  struct Row {
    const char* network;
    const char* address;
    bool contained;
  };
  for (const Row& row :
       {Row{"10.0.0.0/8", "10.255.0.1", true}, Row{"10.0.0.0/8", "11.0.0.0", false},
        Row{"10.1.2.3", "10.1.2.3", true}, Row{"10.1.2.3", "10.1.2.2", false},
        Row{"192.0.2.128/25", "192.0.2.127", false}, Row{"192.0.2.128/25", "192.0.2.128", true},
        Row{"0.0.0.0/0", "8.8.8.8", true}, Row{"0.0.0.0/0", "2001:db8::1", false},
        Row{"::/0", "8.8.8.8", true}, Row{"fd00::/8", "fdff::1", true}, Row{"fd00::/8", "fe00::1", false},
        Row{"10.0.0.0/8", "::ffff:10.0.0.1", true}}) {
    EXPECT_EQ(Network::parse(row.network)->contains(*IpAddress::parse(row.address)), row.contained)
        << row.network << " " << row.address;
  }
  for (const char* text :
       {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.0/8/8", "a/8"}) {
    EXPECT_FALSE(Network::parse(text)) << text;
  }
  EXPECT_THROW(TrustedProxies({"10.0.0.0/8", "nonsense"}), std::invalid_argument);
}

TEST(TrustedProxies, NameTheRightmostStranger) {
  const TrustedProxies proxies({"10.0.0.0/8", "fd00::/8"});
  struct Row {
    const char* peer;
    const char* forwarded;
    const char* client;
  };
  for (const Row& row :
       {Row{"192.0.2.1", "1.2.3.4", "192.0.2.1"},  // a stranger says what it likes
        Row{"10.0.0.1", "1.2.3.4", "1.2.3.4"}, Row{"10.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4"},
        Row{"10.0.0.1", "9.9.9.9,1.2.3.4 , 10.0.0.2", "1.2.3.4"},
        Row{"10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"}, Row{"10.0.0.1", "", "10.0.0.1"},
        Row{"10.0.0.1", "unknown", "10.0.0.1"}, Row{"10.0.0.1", "1.2.3.4, unknown", "10.0.0.1"},
        Row{"10.0.0.1", "1.2.3.4, garbage, 10.0.0.2", "10.0.0.2"}, Row{"10.0.0.1", "1.2.3.4:80", "10.0.0.1"},
        Row{"10.0.0.1", "2001:DB8::1", "2001:db8::1"}, Row{"fd00::1", "[2001:db8::1]", "2001:db8::1"}}) {
    EXPECT_EQ(proxies.client_of(row.peer, {{"x-forwarded-for", row.forwarded}}), row.client)
        << row.peer << " " << row.forwarded;
  }
  EXPECT_EQ(proxies.client_of("10.0.0.1", {}), "10.0.0.1");
  EXPECT_FALSE(
      proxies.client_of("10.0.0.1", {{"X-Forwarded-For", "1.2.3.4"}, {"X-Forwarded-For", "5.6.7.8"}}));
  EXPECT_EQ(proxies.client_of("192.0.2.1", {{"X-Forwarded-For", "a"}, {"X-Forwarded-For", "b"}}),
            "192.0.2.1");
}

TEST(Forwarded, IsBelievedFromTrustedProxiesOnly) {
  FrontDoor stranger;
  EXPECT_EQ(stranger.ask(get("/who", "X-Forwarded-For: 1.2.3.4\r\n"))->body, "127.0.0.1");
  Settings settings = FrontDoor::small();
  settings.trusted_proxies = {"127.0.0.1"};
  FrontDoor door(settings);
  EXPECT_EQ(door.ask(get("/who", "X-Forwarded-For: 9.9.9.9, 1.2.3.4\r\n"))->body, "1.2.3.4");
  EXPECT_EQ(door.ask(get("/who", "X_Forwarded_For: 1.2.3.4\r\n"))->body, "127.0.0.1");
  const auto twice = door.ask(get("/who", "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\n"));
  ASSERT_TRUE(twice);
  EXPECT_EQ(twice->status, 400);
  EXPECT_EQ(twice->field("Connection"), "close");
}

}  // namespace
}  // namespace signet::http
