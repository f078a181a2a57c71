#include "outbound/address_guard.h"

#include <cstring>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

namespace signet::outbound {
namespace {

bool is_public(const std::string& text) {
  sockaddr_storage storage{};
  auto* in = reinterpret_cast<sockaddr_in*>(&storage);
  auto* in6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET, text.c_str(), &in->sin_addr) == 1) {
    in->sin_family = AF_INET;
  } else if (inet_pton(AF_INET6, text.c_str(), &in6->sin6_addr) == 1) {
    in6->sin6_family = AF_INET6;
  } else {
    ADD_FAILURE() << text << " is no address";
  }
  return is_public_address(reinterpret_cast<const sockaddr&>(storage));
}

TEST(AddressGuard, RefusesEverySpecialRangeFromItsFirstToItsLastAddress) {  // [R-SSRF-4]
  for (const char* address : {
           "0.0.0.0",
           "0.255.255.255",  // this network
           "10.0.0.0",
           "10.255.255.255",  // private
           "100.64.0.0",
           "100.127.255.255",  // shared
           "127.0.0.1",
           "127.255.255.255",  // loopback
           "169.254.0.0",
           "169.254.169.254",  // link-local, metadata
           "172.16.0.0",
           "172.31.255.255",  // private
           "192.0.0.0",
           "192.0.0.255",  // protocol assignments
           "192.0.2.0",
           "192.0.2.255",  // documentation
           "192.88.99.1",  // 6to4 relay
           "192.168.0.0",
           "192.168.255.255",  // private
           "198.18.0.0",
           "198.19.255.255",  // benchmarking
           "198.51.100.7",
           "203.0.113.7",  // documentation
           "224.0.0.0",
           "239.255.255.255",  // multicast
           "240.0.0.0",
           "255.255.255.255",  // reserved, broadcast
           "::",
           "::1",           // unspecified, loopback
           "::7f00:1",      // IPv4-compatible, deprecated
           "64:ff9b:1::1",  // local NAT64
           "100::1",        // discard
           "2001::1",
           "2001:1ff:ffff::",  // protocol assignments, Teredo
           "2001:db8::1",      // documentation
           "2002:7f00:1::",
           "2002:808:808::",  // 6to4
           "3fff::1",
           "3fff:fff::1",  // documentation
           "fc00::1",
           "fdff::1",  // unique local
           "fe80::1",
           "febf::1",  // link-local
           "fec0::1",  // site-local
           "ff02::1",  // multicast
           "1fff::1",
           "4000::1",  // outside of what has been assigned
       }) {
    EXPECT_FALSE(is_public(address)) << address;
  }
}

TEST(AddressGuard, PassesTheirNeighbours) {
  for (const char* address : {"1.0.0.0",         "9.255.255.255",        "11.0.0.0",    "100.63.255.255",
                              "100.128.0.0",     "126.255.255.255",      "128.0.0.0",   "169.253.255.255",
                              "169.255.0.0",     "172.15.255.255",       "172.32.0.0",  "192.0.1.0",
                              "192.0.3.0",       "192.167.255.255",      "192.169.0.0", "198.17.255.255",
                              "198.20.0.0",      "223.255.255.255",      "8.8.8.8",     "2000::",
                              "2001:200::",      "2001:4860:4860::8888", "2001:db9::",  "2003::1",
                              "2606:4700::1111", "3ffe:ffff::1",         "3fff:1000::"}) {
    EXPECT_TRUE(is_public(address)) << address;
  }
}

TEST(AddressGuard, JudgesEmbeddedIpv4ByWhatIsReallyReached) {  // [R-SSRF-4]
  EXPECT_FALSE(is_public("::ffff:127.0.0.1"));
  EXPECT_FALSE(is_public("::ffff:169.254.169.254"));
  EXPECT_TRUE(is_public("::ffff:8.8.8.8"));
  EXPECT_FALSE(is_public("64:ff9b::10.0.0.1"));
  EXPECT_TRUE(is_public("64:ff9b::8.8.8.8"));
}

TEST(AddressGuard, RefusesOtherFamilies) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  EXPECT_FALSE(is_public_address(reinterpret_cast<const sockaddr&>(local)));
}

TEST(ExemptTargets, AreComparedWithTheirPortAndInAnyCase) {
  const ExemptTargets targets({"Keys.Example.test:8443", "[::1]:443"});
  EXPECT_TRUE(targets.contain("keys.example.TEST", 8443));
  EXPECT_TRUE(targets.contain("[::1]", 443));
  EXPECT_FALSE(targets.contain("keys.example.test", 443));
  EXPECT_FALSE(targets.contain("keys.example.test.evil.test", 8443));
  EXPECT_FALSE(targets.contain("", 8443));
}

}  // namespace
}  // namespace signet::outbound
