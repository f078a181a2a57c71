// The client registry: changed as a whole, and everybody notices. [R-CA-6] [R-CA-8]
#include <algorithm>
#include <atomic>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

class Clients : public Contract {
 protected:
  std::optional<clients::StoredClient> find(const std::string& client_id) {
    const auto snapshot = registry.load();
    for (const auto& one : snapshot.clients) {
      if (one.client_id == client_id) return one;
    }
    return std::nullopt;
  }
  clients::ClientStore& registry = stores.clients();
};
INSTANTIATE_TEST_SUITE_P(Stores, Clients, every_kind(), name_of);

TEST_P(Clients, AnEmptyRegistryHasAVersion) {
  const auto snapshot = registry.load();
  EXPECT_GT(snapshot.version, 0);
  EXPECT_TRUE(snapshot.clients.empty());
}

TEST_P(Clients, AClientComesBackAsItWasStored) {
  auto wanted = client("app");
  wanted.secrets.push_back({"second", kNow, kNow + hours(1)});
  ASSERT_TRUE(registry.create(wanted));
  auto bare = client("bare");
  bare.secrets.clear();
  bare.disabled = true;
  ASSERT_TRUE(registry.create(bare));

  const auto found = find("app").value();
  EXPECT_EQ(found.metadata, wanted.metadata);
  EXPECT_FALSE(found.disabled);
  EXPECT_EQ(found.created_at, wanted.created_at);
  EXPECT_EQ(found.updated_at, wanted.updated_at);
  ASSERT_EQ(found.secrets.size(), 2U);
  EXPECT_EQ(found.secrets[0].digest, "digest-of-app");
  EXPECT_EQ(found.secrets[0].created_at, kNow - hours(2));
  EXPECT_EQ(found.secrets[0].expires_at, std::nullopt);
  EXPECT_EQ(found.secrets[1].digest, "second");
  EXPECT_EQ(found.secrets[1].expires_at, kNow + hours(1));
  EXPECT_TRUE(find("bare")->disabled);
  EXPECT_TRUE(find("bare")->secrets.empty());
  EXPECT_EQ(registry.load().clients.size(), 2U);
}

TEST_P(Clients, OfSixteenWhoWantOneClientIdOneGetsIt) {
  std::atomic<int> created{0};
  race([&](int i) {
    auto mine = client("app");
    mine.secrets[0].digest = "digest-" + std::to_string(i);
    created += registry.create(mine);
  });
  EXPECT_EQ(created, 1);
  EXPECT_EQ(find("app")->secrets.size(), 1U) << "nothing of the losers is stored";
}

TEST_P(Clients, EachChangeMovesTheVersionAndNoRefusalDoes) {
  std::int64_t version = registry.load().version;
  const auto moved = [&] { return std::exchange(version, registry.load().version) < version; };
  ASSERT_TRUE(registry.create(client("app")));
  EXPECT_TRUE(moved()) << "create";
  EXPECT_FALSE(registry.create(client("app")));
  EXPECT_FALSE(registry.update("unknown", "{}", false, kNow));
  EXPECT_FALSE(registry.rotate_secret("unknown", {"fresh", kNow, std::nullopt}, kNow));
  EXPECT_FALSE(registry.remove("unknown", kNow));
  EXPECT_FALSE(moved()) << "refusals";
  ASSERT_TRUE(registry.update("app", R"({"a":1})", false, kNow));
  EXPECT_TRUE(moved()) << "update";
  ASSERT_TRUE(registry.rotate_secret("app", {"fresh", kNow, std::nullopt}, kNow + hours(1)));
  EXPECT_TRUE(moved()) << "rotate_secret";
  ASSERT_TRUE(registry.remove("app", kNow));
  EXPECT_TRUE(moved()) << "remove";
}

TEST_P(Clients, UpdatingReplacesMetadataAndState) {
  ASSERT_TRUE(registry.create(client("app")));
  ASSERT_TRUE(registry.update("app", R"({"client_name":"New"})", true, kNow));
  const auto found = find("app").value();
  EXPECT_EQ(found.metadata, R"({"client_name":"New"})");
  EXPECT_TRUE(found.disabled);
  EXPECT_EQ(found.updated_at, kNow);
  EXPECT_EQ(found.created_at, client("app").created_at);
  EXPECT_EQ(found.secrets.size(), 1U);
}

TEST_P(Clients, ARemovedClientIdIsNeverGivenAgain) {
  ASSERT_TRUE(registry.create(client("app")));
  ASSERT_TRUE(registry.remove("app", kNow));
  EXPECT_FALSE(find("app"));
  EXPECT_FALSE(registry.create(client("app")));
  EXPECT_FALSE(registry.update("app", "{}", false, kNow));
  EXPECT_FALSE(registry.remove("app", kNow));
  EXPECT_FALSE(registry.rotate_secret("app", {"fresh", kNow, std::nullopt}, kNow));
  EXPECT_TRUE(registry.load().clients.empty());
}

TEST_P(Clients, RotatingGivesOlderSecretsAnEndUnlessTheyEndSooner) {
  auto mine = client("app");
  mine.secrets = {{"open", kNow - hours(3), std::nullopt},
                  {"late", kNow - hours(2), kNow + hours(9)},
                  {"soon", kNow - hours(1), kNow + minutes(1)}};
  ASSERT_TRUE(registry.create(mine));
  ASSERT_TRUE(registry.rotate_secret("app", {"fresh", kNow, std::nullopt}, kNow + hours(1)));
  const auto secrets = find("app")->secrets;
  ASSERT_EQ(secrets.size(), 4U);
  EXPECT_EQ(secrets[0].expires_at, kNow + hours(1));
  EXPECT_EQ(secrets[1].expires_at, kNow + hours(1));
  EXPECT_EQ(secrets[2].expires_at, kNow + minutes(1));
  EXPECT_EQ(secrets[3].digest, "fresh");
  EXPECT_EQ(secrets[3].expires_at, std::nullopt);
}

TEST_P(Clients, RotatingForgetsSecretsThatHaveEnded) {
  auto mine = client("app");
  mine.secrets = {{"over", kNow - hours(3), kNow}, {"alive", kNow - hours(2), kNow + Milliseconds(1)}};
  ASSERT_TRUE(registry.create(mine));
  ASSERT_TRUE(registry.rotate_secret("app", {"fresh", kNow, std::nullopt}, kNow + hours(1)));
  const auto secrets = find("app")->secrets;
  ASSERT_EQ(secrets.size(), 2U);
  EXPECT_EQ(secrets[0].digest, "alive");
}

TEST_P(Clients, ASealedSecretComesBackAndCanBeSealedAnew) {  // [R-CA-3] [R-ST-1]
  auto mine = client("app");
  mine.secrets = {{"hashed", kNow, std::nullopt}, {"kept", kNow + Seconds(1), std::nullopt, "k1.sealed"}};
  ASSERT_TRUE(registry.create(mine));
  const auto version = registry.load().version;
  EXPECT_EQ(find("app")->secrets[0].sealed, std::nullopt);
  EXPECT_EQ(find("app")->secrets[1].sealed, "k1.sealed");
  EXPECT_TRUE(registry.reseal_secret("app", "kept", "k2.sealed"));
  EXPECT_EQ(find("app")->secrets[1].sealed, "k2.sealed");
  EXPECT_FALSE(registry.reseal_secret("app", "hashed", "k2.sealed")) << "what is hashed stays hashed";
  EXPECT_FALSE(registry.reseal_secret("app", "unknown", "k2.sealed"));
  EXPECT_FALSE(registry.reseal_secret("unknown", "kept", "k2.sealed"));
  EXPECT_EQ(find("app")->secrets[0].sealed, std::nullopt);
  EXPECT_EQ(registry.load().version, version) << "nobody has to read anything anew";
  ASSERT_TRUE(registry.rotate_secret("app", {"fresh", kNow + Seconds(2), std::nullopt, "k2.fresh"}, kNow + hours(1)));
  EXPECT_EQ(find("app")->secrets[2].sealed, "k2.fresh");
}

TEST_P(Clients, NoRotationOfSixteenIsLost) {
  ASSERT_TRUE(registry.create(client("app")));
  race([&](int i) {
    EXPECT_TRUE(
        registry.rotate_secret("app", {"fresh-" + std::to_string(i), kNow, std::nullopt}, kNow + hours(1)));
  });
  const auto secrets = find("app")->secrets;
  EXPECT_EQ(secrets.size(), 17U);
  EXPECT_EQ(std::count_if(secrets.begin(), secrets.end(), [](const auto& s) { return !s.expires_at; }), 1);
}

class Assertions : public Contract {};
INSTANTIATE_TEST_SUITE_P(Stores, Assertions, every_kind(), name_of);

TEST_P(Assertions, OfSixteenPresentersOneUsesIt) {  // [S-D3]
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> used{0};
    race([&](int) {
      used += stores.assertions().use_once("app", "jti-" + std::to_string(round), kNow + minutes(5));
    });
    EXPECT_EQ(used, 1);
  }
}

TEST_P(Assertions, AJtiBelongsToItsClient) {
  EXPECT_TRUE(stores.assertions().use_once("app", "jti", kNow + minutes(5)));
  EXPECT_FALSE(stores.assertions().use_once("app", "jti", kNow + minutes(9)));
  EXPECT_TRUE(stores.assertions().use_once("other", "jti", kNow + minutes(5)));
  EXPECT_TRUE(stores.assertions().use_once("app", "JTI", kNow + minutes(5)));
}

}  // namespace
}  // namespace signet::contract
