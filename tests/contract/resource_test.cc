// The registry of protected resources: changed as a whole, and everybody notices. [RFC8707 §2]
#include <atomic>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

class ResourceRegistry : public Contract {
 protected:
  static clients::Resource resource(const std::string& uri, const std::string& client_id = "") {
    return {uri, *protocol::ScopeSet::parse("read write"), client_id, kNow};
  }
  clients::ResourceStore& resources = stores.resources();
};
INSTANTIATE_TEST_SUITE_P(Stores, ResourceRegistry, every_kind(), name_of);

TEST_P(ResourceRegistry, AResourceComesBackAsItWasStored) {
  EXPECT_TRUE(resources.load().resources.empty());
  ASSERT_TRUE(resources.add(resource("https://api.example.test/", "app")));
  const auto snapshot = resources.load();
  ASSERT_EQ(snapshot.resources.size(), 1U);
  const clients::Resource& found = snapshot.resources.front();
  EXPECT_EQ(found.uri, "https://api.example.test/");
  EXPECT_EQ(found.scopes.text(), "read write");
  EXPECT_EQ(found.client_id, "app");
  EXPECT_EQ(found.created_at, kNow);
}

TEST_P(ResourceRegistry, OfSixteenWhoAddOneUriOneDoes) {
  std::atomic<int> added{0};
  race([&](int i) { added += resources.add(resource("urn:example:api", "client-" + std::to_string(i))); });
  EXPECT_EQ(added, 1);
  EXPECT_EQ(resources.load().resources.size(), 1U);
}

TEST_P(ResourceRegistry, EachChangeMovesTheVersionAndNoRefusalDoes) {
  std::int64_t version = resources.load().version;
  EXPECT_GT(version, 0);
  const auto moved = [&] { return std::exchange(version, resources.load().version) < version; };
  ASSERT_TRUE(resources.add(resource("urn:example:api")));
  EXPECT_TRUE(moved()) << "add";
  EXPECT_FALSE(resources.add(resource("urn:example:api")));
  EXPECT_FALSE(resources.remove("urn:example:other", kNow));
  EXPECT_FALSE(moved()) << "refusals";
  ASSERT_TRUE(resources.remove("urn:example:api", kNow));
  EXPECT_TRUE(moved()) << "remove";
  EXPECT_TRUE(resources.load().resources.empty());
}

class ResourceRegistryOfDatabases : public DatabaseContract {};
INSTANTIATE_TEST_SUITE_P(Databases, ResourceRegistryOfDatabases, both_databases(), name_of);

TEST_P(ResourceRegistryOfDatabases, AReplicaSeesTheVersionMove) {
  const auto replica = open_at(*place);
  const storage::Versions before = replica->versions();
  ASSERT_TRUE(database->resources().add({"urn:example:api", *protocol::ScopeSet::parse("read"), "", kNow}));
  const storage::Versions after = replica->versions();
  EXPECT_GT(after.resources, before.resources);
  EXPECT_EQ(after.resources, replica->resources().load().version);
  EXPECT_EQ(after.clients, before.clients);
}

}  // namespace
}  // namespace signet::contract
