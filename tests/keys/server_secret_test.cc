#include "keys/server_secret.h"

#include <set>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64url.h"
#include "crypto/random.h"
#include "support/fake_server_secret_store.h"

namespace signet::keys {
namespace {

using ::testing::HasSubstr;

class ServerSecret : public ::testing::Test {
 protected:
  static crypto::MasterKeys master_keys(std::string_view fillers) {
    std::string text;
    for (const char filler : fillers) {
      text += base64url_encode(std::string(32, filler)) + '\n';
    }
    return std::move(crypto::MasterKeys::parse(text).value());
  }
  std::string secret(std::string_view fillers, const std::string& name = "salt") {
    return std::string(server_secret(store_, master_keys(fillers), name, random_).reveal());
  }
  std::string stored(const std::string& name = "salt") { return store_.find_or_put(name, "nothing"); }

  testing::FakeServerSecretStore store_;
  crypto::SystemRandom random_;
};

TEST_F(ServerSecret, IsMadeOnceAndStaysTheSame) {
  const std::string first = secret("a");
  EXPECT_EQ(first.size(), 32U);
  EXPECT_EQ(secret("a"), first);
  EXPECT_NE(secret("a", "pepper"), first);
}

TEST_F(ServerSecret, LiesSealedInTheStore) {  // [R-ST-1]
  const std::string clear = secret("a");
  EXPECT_EQ(stored().find(clear), std::string::npos);
  EXPECT_EQ(stored().find(base64url_encode(clear)), std::string::npos);
}

TEST_F(ServerSecret, OutlivesTheMasterKeyThatSealedIt) {
  const std::string first = secret("a");
  EXPECT_EQ(secret("ba"), first) << "the old one still opens it";
  EXPECT_EQ(secret("b"), first) << "and it has been sealed anew";
  const std::string sealed = stored();
  EXPECT_EQ(secret("b"), first);
  EXPECT_EQ(stored(), sealed) << "once is enough";
}

TEST_F(ServerSecret, IsNeverReplacedByAnother) {
  static_cast<void>(secret("a"));
  const std::string sealed = stored();
  try {
    static_cast<void>(secret("c"));
    FAIL() << "it opened";
  } catch (const std::runtime_error& thrown) {
    EXPECT_THAT(thrown.what(), HasSubstr(master_keys("a").sealing().id)) << "the operator hears which key is missing";
  }
  EXPECT_EQ(stored(), sealed);
}

TEST_F(ServerSecret, IsBoundToItsName) {
  static_cast<void>(secret("a"));
  static_cast<void>(store_.find_or_put("other", stored()));
  EXPECT_THROW(static_cast<void>(secret("a", "other")), std::runtime_error);
}

TEST_F(ServerSecret, OfManyFirstStartsOneDecides) {
  std::vector<std::string> secrets(8);
  std::vector<std::thread> threads;
  for (std::string& mine : secrets) {
    threads.emplace_back([&] { mine = secret("a"); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(std::set<std::string>(secrets.begin(), secrets.end()).size(), 1U);
}

}  // namespace
}  // namespace signet::keys
