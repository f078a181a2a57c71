#include "clients/client_keys.h"

#include <atomic>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "base/unavailable.h"
#include "jose/mint.h"
#include "jose/signing_key.h"

namespace signet::clients {
namespace {

const Time kStart = from_epoch_seconds(1'700'000'000);
constexpr const char* kUrl = "https://app.example/jwks";

std::shared_ptr<const jose::SigningKey> new_key() { return jose::SigningKey::generate(jose::Alg::ES256); }

std::string jwks(const std::vector<std::shared_ptr<const jose::SigningKey>>& keys) {
  Json set{{"keys", Json::array()}};
  for (const auto& key : keys) {
    set["keys"].push_back(key->public_jwk());
  }
  return set.dump();
}

Client client_at(const std::string& url) {
  Client client;
  client.client_id = "app";
  client.jwks_uri = url;
  return client;
}

class ClientKeysTest : public ::testing::Test {
 protected:
  // Whether the key named `kid` is found at `now`.
  bool finds(const std::string& kid, Time now) {
    const auto found = keys_.keys(client_, kid, now);
    return found != nullptr && !found->candidates(kid, jose::Alg::ES256).empty();
  }

  const std::shared_ptr<const jose::SigningKey> old_ = new_key();
  const std::shared_ptr<const jose::SigningKey> new_ = new_key();
  std::optional<std::string> document_ = jwks({old_});
  std::vector<std::string> fetched_;
  ClientKeys keys_{[this](const std::string& url) {
    fetched_.push_back(url);
    return document_;
  }};
  Client client_ = client_at(kUrl);
};

TEST_F(ClientKeysTest, KeysByValueNeedNoFetch) {
  client_.jwks_uri.reset();
  client_.keys = std::make_shared<const jose::KeySet>(jose::import_jwks(Json::parse(jwks({old_}))).value());
  EXPECT_EQ(keys_.keys(client_, "other", kStart), client_.keys);
  client_.keys = nullptr;
  EXPECT_EQ(keys_.keys(client_, std::nullopt, kStart), nullptr);
  EXPECT_TRUE(fetched_.empty());
}

TEST_F(ClientKeysTest, OneFetchServesForFiveMinutes) {  // [DR-06]
  EXPECT_TRUE(finds(old_->kid(), kStart));
  EXPECT_EQ(fetched_, std::vector<std::string>{kUrl});
  EXPECT_TRUE(finds(old_->kid(), kStart + ClientKeys::kFresh - Seconds(1)));
  EXPECT_EQ(keys_.keys(client_, std::nullopt, kStart + ClientKeys::kFresh - Seconds(1))->keys().size(), 1U);
  EXPECT_EQ(fetched_.size(), 1U);
  EXPECT_TRUE(finds(old_->kid(), kStart + ClientKeys::kFresh));
  EXPECT_EQ(fetched_.size(), 2U);
}

TEST_F(ClientKeysTest, AKeyThatItsOwnerHasRotatedIsFoundAtOnce) {  // [RT-05]
  EXPECT_TRUE(finds(old_->kid(), kStart));
  document_ = jwks({new_});
  EXPECT_TRUE(finds(new_->kid(), kStart + ClientKeys::kPause));
  EXPECT_FALSE(finds(old_->kid(), kStart + ClientKeys::kPause)) << "what its owner has withdrawn is gone";
}

TEST_F(ClientKeysTest, NamesThatNobodyHasAreLookedForOnceInTenSeconds) {  // [R-SSRF-6] [RT-05]
  EXPECT_TRUE(finds(old_->kid(), kStart));
  for (int second = 0; second < 60; ++second) {
    EXPECT_FALSE(finds("made-up-" + std::to_string(second), kStart + Seconds(second)));
  }
  EXPECT_EQ(fetched_.size(), 6U);
  document_ = jwks({new_});
  EXPECT_TRUE(finds(new_->kid(), kStart + Seconds(60))) << "guesses do not keep the owner's new key out";
}

TEST_F(ClientKeysTest, AFailureIsRememberedForHalfAMinute) {  // [R-SSRF-6]
  document_.reset();
  EXPECT_EQ(keys_.keys(client_, std::nullopt, kStart), nullptr);
  document_ = jwks({old_});
  EXPECT_EQ(keys_.keys(client_, std::nullopt, kStart + ClientKeys::kNegative - Seconds(1)), nullptr);
  EXPECT_FALSE(finds(old_->kid(), kStart + ClientKeys::kNegative - Seconds(1)));
  EXPECT_EQ(fetched_.size(), 1U);
  EXPECT_TRUE(finds(old_->kid(), kStart + ClientKeys::kNegative));
}

TEST_F(ClientKeysTest, WhatIsNoKeySetIsAFailure) {  // [R-JW-5]
  for (const std::string& document :
       {std::string("<html>"), std::string("[]"), std::string("{}"), std::string(R"({"keys":[{"kty":"oct","k":"AAAA"}]})"),
        "{\"keys\":" + std::string(20, '[') + std::string(20, ']') + "}"}) {
    ClientKeys keys([&](const std::string&) { return document; });
    EXPECT_EQ(keys.keys(client_, std::nullopt, kStart), nullptr) << document;
  }
}

TEST_F(ClientKeysTest, OldKeysBridgeAnOutageForAnHour) {  // [F-44]
  EXPECT_TRUE(finds(old_->kid(), kStart));
  document_.reset();
  EXPECT_TRUE(finds(old_->kid(), kStart + ClientKeys::kFresh));
  EXPECT_TRUE(finds(old_->kid(), kStart + ClientKeys::kLongest - Seconds(1)));
  EXPECT_FALSE(finds(old_->kid(), kStart + ClientKeys::kLongest));
  document_ = jwks({old_});
  EXPECT_TRUE(finds(old_->kid(), kStart + ClientKeys::kLongest + ClientKeys::kNegative));
}

TEST_F(ClientKeysTest, AClockThatIsSetBackDoesNotKeepKeysForLonger) {  // [F-20]
  EXPECT_TRUE(finds(old_->kid(), kStart));
  document_ = jwks({new_});
  EXPECT_TRUE(finds(new_->kid(), kStart - Seconds(3600)));
  EXPECT_EQ(fetched_.size(), 2U);
}

TEST_F(ClientKeysTest, NothingIsFetchedForADisabledClient) {  // [R-SSRF-3]
  client_.disabled = true;
  EXPECT_EQ(keys_.keys(client_, std::nullopt, kStart), nullptr);
  EXPECT_TRUE(fetched_.empty());
}

TEST_F(ClientKeysTest, WithoutAWayOutThereAreNoKeys) {
  const ClientKeys keys{Fetch()};
  EXPECT_EQ(keys.keys(client_, std::nullopt, kStart), nullptr);
}

TEST_F(ClientKeysTest, TheSourceAsksOnlyWhenTheTokenIsOtherwiseInOrder) {  // [R-SSRF-3]
  const jose::KeySource source = keys_.source(client_, kStart);
  const std::string token = jose::mint(*old_, "JWT", {{"iss", "app"}});
  EXPECT_FALSE(jose::verify(token, {{jose::Alg::RS256}, {"jwt"}}, source));
  EXPECT_FALSE(jose::verify("x.y.z", {{jose::Alg::ES256}, {"jwt"}}, source));
  EXPECT_TRUE(fetched_.empty());
  EXPECT_TRUE(jose::verify(token, {{jose::Alg::ES256}, {"jwt"}}, source));
  EXPECT_EQ(fetched_.size(), 1U);
}

TEST_F(ClientKeysTest, TheLeastRecentlyUsedOfAThousandIsForgotten) {  // [R-DOS-3]
  const auto url = [](std::size_t i) { return "https://app.example/" + std::to_string(i); };
  for (std::size_t i = 0; i < ClientKeys::kMostKept; ++i) {
    EXPECT_NE(keys_.keys(client_at(url(i)), std::nullopt, kStart), nullptr);
  }
  EXPECT_NE(keys_.keys(client_at(url(0)), std::nullopt, kStart), nullptr);
  EXPECT_EQ(fetched_.size(), ClientKeys::kMostKept);
  EXPECT_NE(keys_.keys(client_at("https://one-more.example/"), std::nullopt, kStart), nullptr);
  EXPECT_NE(keys_.keys(client_at(url(0)), std::nullopt, kStart), nullptr);
  EXPECT_EQ(fetched_.size(), ClientKeys::kMostKept + 1) << "used a moment ago, so kept";
  EXPECT_NE(keys_.keys(client_at(url(1)), std::nullopt, kStart), nullptr);
  EXPECT_EQ(fetched_.size(), ClientKeys::kMostKept + 2) << "forgotten";
}

// A place outside that answers when the test lets it.
struct SlowPlace {
  explicit SlowPlace(std::string text) : document(std::move(text)) {}
  std::string document;
  std::atomic<int> fetches{0};
  std::latch opened{1};
  Fetch fetch() {
    return [this](const std::string&) -> std::optional<std::string> {
      ++fetches;
      opened.wait();
      return document;
    };
  }
};

TEST_F(ClientKeysTest, SixteenWhoWantTheSameKeysMakeOneFetch) {  // [R-SSRF-6]
  SlowPlace place(jwks({old_}));
  const ClientKeys keys(place.fetch());
  std::atomic<int> served{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] { served += keys.keys(client_, old_->kid(), kStart) != nullptr; });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  place.opened.count_down();
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(served, 16);
  EXPECT_EQ(place.fetches, 1);
}

TEST_F(ClientKeysTest, WhoeverCanUseWhatIsThereDoesNotWait) {
  std::atomic<int> fetches{0};
  std::latch opened{1};
  const ClientKeys keys([&](const std::string&) -> std::optional<std::string> {
    if (++fetches > 1) opened.wait();
    return jwks({old_});
  });
  ASSERT_NE(keys.keys(client_, std::nullopt, kStart), nullptr);
  std::thread looking([&] { EXPECT_NE(keys.keys(client_, "made-up", kStart + ClientKeys::kFresh), nullptr); });
  while (fetches < 2) std::this_thread::yield();
  EXPECT_NE(keys.keys(client_, old_->kid(), kStart + ClientKeys::kFresh), nullptr);
  EXPECT_NE(keys.keys(client_, std::nullopt, kStart + ClientKeys::kFresh), nullptr);
  EXPECT_EQ(fetches, 2);
  opened.count_down();
  looking.join();
}

TEST_F(ClientKeysTest, SlowPlacesCannotHoldEveryThread) {  // [F-43] [R-SSRF-6]
  SlowPlace place(jwks({old_}));
  const ClientKeys keys(place.fetch());
  std::atomic<int> served{0};
  std::atomic<int> turned_away{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < ClientKeys::kMostBlocked + 8; ++i) {
    threads.emplace_back([&] {
      try {
        served += keys.keys(client_, std::nullopt, kStart) != nullptr;
      } catch (const Unavailable&) {
        ++turned_away;
      }
    });
  }
  while (turned_away < 8) std::this_thread::yield();
  place.opened.count_down();
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(served, ClientKeys::kMostBlocked);
  EXPECT_EQ(turned_away, 8);
  EXPECT_NE(keys.keys(client_, std::nullopt, kStart), nullptr) << "and nobody is counted for ever";
}

}  // namespace
}  // namespace signet::clients
