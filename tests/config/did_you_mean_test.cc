// Which name is suggested, and when none is.
#include "config/did_you_mean.h"

#include <gtest/gtest.h>

namespace signet::config {
namespace {

const std::vector<std::string> kNames{"issuer", "listen", "http.threads", "http.idle_timeout",
                                      "tokens.refresh_idle"};

TEST(DidYouMean, NamesTheNearest) {
  EXPECT_EQ(did_you_mean("isuer", kNames), "issuer");
  EXPECT_EQ(did_you_mean("issure", kNames), "issuer");  // neighbours swapped
  EXPECT_EQ(did_you_mean("http.idletimeout", kNames), "http.idle_timeout");
  EXPECT_EQ(did_you_mean("token.refresh_idle", kNames), "tokens.refresh_idle");
}

TEST(DidYouMean, NamesTheSameWordInAnotherSection) {
  EXPECT_EQ(did_you_mean("threads", kNames), "http.threads");
  EXPECT_EQ(did_you_mean("server.idle_timeout", kNames), "http.idle_timeout");
}

TEST(DidYouMean, IsSilentRatherThanAbsurd) {
  EXPECT_EQ(did_you_mean("colour", kNames), "");
  EXPECT_EQ(did_you_mean("", {}), "");
  EXPECT_EQ(did_you_mean(std::string(1'000'000, 'x'), kNames), "");
}

}  // namespace
}  // namespace signet::config
