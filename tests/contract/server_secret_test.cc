// The provider's own secrets: of all who start first, one decides.
#include <atomic>
#include <set>

#include "contract/stores.h"

namespace signet::contract {
namespace {

class ServerSecrets : public Contract {
 protected:
  keys::ServerSecretStore& secrets = stores.server_secrets();
};
INSTANTIATE_TEST_SUITE_P(Stores, ServerSecrets, every_kind(), name_of);

TEST_P(ServerSecrets, WhatIsThereStays) {
  EXPECT_EQ(secrets.find_or_put("salt", "first"), "first");
  EXPECT_EQ(secrets.find_or_put("salt", "second"), "first");
  EXPECT_EQ(secrets.find_or_put("other", "second"), "second");
}

TEST_P(ServerSecrets, OfSixteenFirstOnesOneDecides) {
  std::vector<std::string> got(16);
  race([&](int i) { got[static_cast<std::size_t>(i)] = secrets.find_or_put("salt", "mine-" + std::to_string(i)); });
  EXPECT_EQ(std::set<std::string>(got.begin(), got.end()).size(), 1U);
  EXPECT_EQ(secrets.find_or_put("salt", "late"), got[0]);
}

TEST_P(ServerSecrets, OfSixteenWhoReplaceOneDoes) {
  ASSERT_EQ(secrets.find_or_put("salt", "old"), "old");
  std::atomic<int> winner{-1};
  std::atomic<int> replaced{0};
  race([&](int i) {
    if (secrets.replace("salt", "old", "new-" + std::to_string(i))) {
      ++replaced;
      winner = i;
    }
  });
  EXPECT_EQ(replaced, 1);
  EXPECT_EQ(secrets.find_or_put("salt", "late"), "new-" + std::to_string(winner));
  EXPECT_FALSE(secrets.replace("salt", "old", "x"));
  EXPECT_FALSE(secrets.replace("unknown", "old", "x"));
}

}  // namespace
}  // namespace signet::contract
