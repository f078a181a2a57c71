// Logos: fetched once, in the background, and only what is a picture. [R-RG-4] [PG-08]
#include "clients/logos.h"

#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace signet::clients {
namespace {

const Time kNow = from_epoch_seconds(1'800'000'000);
const std::string kPng = std::string("\x89PNG\r\n\x1A\n") + "rest";

Client client(const std::string& client_id, const std::string& uri) {
  Client client;
  client.client_id = client_id;
  client.logo_uri = uri;
  return client;
}

class LogosTest : public ::testing::Test {
 protected:
  Logos::Fetch fetch() {
    return [this](const std::string& url) -> std::optional<std::string> {
      const std::scoped_lock lock(mutex_);
      fetched_.push_back(url);
      const auto found = web_.find(url);
      if (found == web_.end()) return std::nullopt;
      if (found->second == "throw") throw std::runtime_error("unreachable");
      return found->second;
    };
  }
  void serve(const std::string& url, const std::string& body) {
    const std::scoped_lock lock(mutex_);
    web_[url] = body;
  }
  std::size_t fetches() {
    const std::scoped_lock lock(mutex_);
    return fetched_.size();
  }
  // Looks until the logo is there; fails after ten seconds.
  static std::shared_ptr<const Logo> wait_for(Logos& logos, const Client& client, Time now = kNow) {
    for (int i = 0; i < 10000; ++i) {
      if (auto logo = logos.find(client, now)) return logo;
      std::this_thread::sleep_for(Milliseconds(1));
    }
    ADD_FAILURE() << "no logo of " << client.client_id;
    return nullptr;
  }
  // A later one is fetched after all earlier ones, so when it is there they have been judged.
  void settle(Logos& logos) {
    const std::string url = "https://settle.example/" + std::to_string(++settled_);
    serve(url, kPng);
    (void)wait_for(logos, client("settle-" + std::to_string(settled_), url));
  }

  std::mutex mutex_;
  std::map<std::string, std::string> web_;
  std::vector<std::string> fetched_;
  int settled_ = 0;
};

TEST_F(LogosTest, TheFirstLookFindsNothingAndFetches) {
  serve("https://a.example/logo", kPng);
  Logos logos(fetch());
  const Client a = client("a", "https://a.example/logo");
  (void)logos.find(a, kNow);
  const auto logo = wait_for(logos, a);
  EXPECT_EQ(logo->content_type, "image/png");
  EXPECT_EQ(logo->bytes, kPng);
  EXPECT_TRUE(logo->etag.starts_with('"') && logo->etag.ends_with('"'));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(logos.find(a, kNow + Seconds(3600)), logo);
  EXPECT_EQ(fetches(), 1U) << "not once per page";
}

TEST_F(LogosTest, NobodyWaitsForASlowHost) {
  std::mutex host;
  std::unique_lock held(host);
  Logos logos([&](const std::string&) -> std::optional<std::string> {
    const std::scoped_lock wait(host);
    return kPng;
  });
  const Client a = client("a", "https://slow.example/logo");
  EXPECT_EQ(logos.find(a, kNow), nullptr);
  EXPECT_EQ(logos.find(a, kNow), nullptr);
  held.unlock();
  EXPECT_NE(wait_for(logos, a), nullptr);
}

TEST_F(LogosTest, OnlyPicturesPass) {
  const std::map<std::string, std::string_view> cases{{kPng, "image/png"},
                                                      {"\xFF\xD8\xFF\xE0", "image/jpeg"},
                                                      {std::string("RIFF\x04\0\0\0WEBP", 12), "image/webp"}};
  for (const auto& [bytes, type] : cases) EXPECT_EQ(picture_type(bytes), type);
  for (const std::string& bytes :
       {std::string(), std::string("<svg xmlns='http://www.w3.org/2000/svg'/>"), std::string("<?xml version='1.0'?><svg/>"),
        std::string("GIF89a"), std::string("\x89PNG\n"), std::string("RIFF"), std::string("RIFF\x04\0\0\0WAVE", 12),
        std::string("<html>"), " " + kPng}) {
    EXPECT_EQ(picture_type(bytes), std::nullopt) << bytes;
  }
}

TEST_F(LogosTest, WhatIsNoLogoIsAskedForAgainAfterTenMinutes) {  // [R-SSRF-6]
  serve("https://svg.example/", "<svg/>");
  serve("https://big.example/", kPng + std::string(kLargestLogo, 'x'));
  serve("https://throws.example/", "throw");
  Logos logos(fetch());
  const std::vector<std::string> urls{"https://svg.example/", "https://big.example/", "https://throws.example/", "https://none.example/"};
  for (const std::string& url : urls) EXPECT_EQ(logos.find(client(url, url), kNow), nullptr);
  settle(logos);
  for (const std::string& url : urls) EXPECT_EQ(logos.find(client(url, url), kNow + Seconds(599)), nullptr) << url;
  settle(logos);
  EXPECT_EQ(fetches(), 6U);
  serve("https://svg.example/", kPng);
  EXPECT_EQ(logos.find(client(urls[0], urls[0]), kNow + Seconds(600)), nullptr);
  EXPECT_NE(wait_for(logos, client(urls[0], urls[0]), kNow + Seconds(600)), nullptr);
}

TEST_F(LogosTest, AfterADayItIsFetchedAgainAndAnOldOneIsBetterThanNone) {
  serve("https://a.example/", kPng);
  Logos logos(fetch());
  const Client a = client("a", "https://a.example/");
  const auto old = wait_for(logos, a);
  serve("https://a.example/", "gone");
  EXPECT_EQ(logos.find(a, kNow + Seconds(24 * 3600 - 1)), old);
  EXPECT_EQ(fetches(), 1U);
  EXPECT_EQ(logos.find(a, kNow + Seconds(24 * 3600)), old);
  settle(logos);
  EXPECT_EQ(fetches(), 3U);
  EXPECT_EQ(logos.find(a, kNow + Seconds(24 * 3600)), old);
}

TEST_F(LogosTest, AnotherLogoReplacesTheFirstAtOnce) {
  serve("https://a.example/1", kPng);
  serve("https://a.example/2", kPng + "2");
  Logos logos(fetch());
  (void)wait_for(logos, client("a", "https://a.example/1"));
  EXPECT_EQ(logos.find(client("a", "https://a.example/2"), kNow), nullptr) << "not the old one";
  EXPECT_EQ(wait_for(logos, client("a", "https://a.example/2"))->bytes, kPng + "2");
}

TEST_F(LogosTest, MemoryIsBounded) {
  Logos logos([](const std::string& url) { return std::optional(kPng + url + std::string(200 * 1024, 'x')); });
  std::vector<std::weak_ptr<const Logo>> seen;
  for (int i = 0; i < 300; ++i) {
    const std::string url = "https://" + std::to_string(i) + ".example/";
    seen.push_back(wait_for(logos, client(url, url)));
  }
  std::size_t kept = 0;
  for (const auto& logo : seen) kept += logo.expired() ? 0 : 200 * 1024;
  EXPECT_LE(kept, 16U * 1024 * 1024);
  EXPECT_TRUE(seen.front().expired()) << "what was shown longest ago goes first";
  EXPECT_FALSE(seen.back().expired());
}

TEST_F(LogosTest, WithoutAWayOutNobodyHasOne) {
  Logos logos(nullptr);
  EXPECT_EQ(logos.find(client("a", "https://a.example/"), kNow), nullptr);
  Logos working(fetch());
  EXPECT_EQ(working.find(Client{}, kNow), nullptr);
  EXPECT_EQ(fetches(), 0U);
}

}  // namespace
}  // namespace signet::clients
