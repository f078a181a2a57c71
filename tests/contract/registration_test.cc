// Dynamic registration: who may enter, how often a token counts, and when a client is forgotten. [R-RG-1] [R-RG-5]
#include <algorithm>
#include <atomic>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

using Entry = clients::RegistrationStore::Entry;

clients::StoredClient stranger(const std::string& client_id) {
  clients::StoredClient stored = client(client_id);
  stored.registration_digest = "token-of-" + client_id;
  stored.forget_at = kNow + hours(24);
  return stored;
}

clients::InitialAccessToken initial_token(const std::string& id, int uses) {
  return {id, "digest-of-" + id, "for \"Ünï\"", uses, kNow, kNow + hours(1)};
}

class Registrations : public Contract {
 protected:
  clients::RegistrationStore& registrations = stores.registrations();
  Entry enter(const std::string& client_id, const std::string& initial = "", int most = 100, Time now = kNow) {
    return registrations.enter(stranger(client_id), {initial, most}, now);
  }
  std::optional<clients::StoredClient> find(const std::string& client_id) {
    for (const auto& stored : stores.clients().load().clients) {
      if (stored.client_id == client_id) return stored;
    }
    return std::nullopt;
  }
};
INSTANTIATE_TEST_SUITE_P(Stores, Registrations, every_kind(), name_of);

TEST_P(Registrations, AClientEntersWithAllThatItHas) {
  const auto version = stores.clients().load().version;
  ASSERT_EQ(enter("app"), Entry::entered);
  const auto found = find("app").value();
  EXPECT_EQ(found.metadata, client("app").metadata);
  EXPECT_EQ(found.registration_digest, "token-of-app");
  EXPECT_EQ(found.forget_at, kNow + hours(24));
  ASSERT_EQ(found.secrets.size(), 1U);
  EXPECT_EQ(found.secrets[0].digest, "digest-of-app");
  EXPECT_GT(stores.clients().load().version, version) << "the other replicas notice";
}

TEST_P(Registrations, AClientOfTheOperatorsHasNeitherTokenNorEnd) {
  ASSERT_TRUE(stores.clients().create(client("app")));
  EXPECT_EQ(find("app")->registration_digest, "");
  EXPECT_EQ(find("app")->forget_at, std::nullopt);
  EXPECT_FALSE(registrations.replace("app", "", "next", "{}", kNow));
  EXPECT_FALSE(registrations.withdraw("app", "", kNow, kNow));
  EXPECT_TRUE(find("app"));
}

TEST_P(Registrations, ATokenAdmitsAsOftenAsItHasUses) {
  registrations.add_initial_token(initial_token("t", 2));
  EXPECT_TRUE(registrations.admits("digest-of-t", kNow));
  EXPECT_FALSE(registrations.admits("digest-of-other", kNow));
  EXPECT_EQ(enter("a", "digest-of-other"), Entry::token_refused);
  EXPECT_EQ(enter("a", "digest-of-t"), Entry::entered);
  EXPECT_EQ(enter("b", "digest-of-t"), Entry::entered);
  EXPECT_FALSE(registrations.admits("digest-of-t", kNow));
  EXPECT_EQ(enter("c", "digest-of-t"), Entry::token_refused);
  EXPECT_FALSE(find("c"));
  EXPECT_EQ(registrations.initial_tokens(kNow).at(0).uses_left, 0);
}

TEST_P(Registrations, ATokenEndsAtTheVeryInstantOfExpiry) {
  registrations.add_initial_token(initial_token("t", 5));
  const Time end = kNow + hours(1);
  EXPECT_TRUE(registrations.admits("digest-of-t", end - Milliseconds(1)));
  EXPECT_FALSE(registrations.admits("digest-of-t", end));
  EXPECT_EQ(enter("a", "digest-of-t", 100, end), Entry::token_refused);
  EXPECT_EQ(enter("a", "digest-of-t", 100, end - Milliseconds(1)), Entry::entered);
  EXPECT_TRUE(registrations.initial_tokens(end).empty());
}

TEST_P(Registrations, OfSixteenWhoShareATokenAsManyEnterAsItHasUses) {
  registrations.add_initial_token(initial_token("t", 3));
  std::atomic<int> entered{0};
  race([&](int i) { entered += enter("app-" + std::to_string(i), "digest-of-t") == Entry::entered; });
  EXPECT_EQ(entered, 3);
  EXPECT_EQ(stores.clients().load().clients.size(), 3U);
  EXPECT_EQ(registrations.initial_tokens(kNow).at(0).uses_left, 0);
}

TEST_P(Registrations, NoMoreEnterThanThereIsRoomFor) {  // [R-DOS-6]
  ASSERT_TRUE(stores.clients().create(client("operators")));
  registrations.add_initial_token(initial_token("t", 100));
  std::atomic<int> entered{0};
  race([&](int i) { entered += enter("app-" + std::to_string(i), "digest-of-t", 5) == Entry::entered; });
  EXPECT_EQ(entered, 5) << "the operator's do not count";
  EXPECT_EQ(enter("late", "digest-of-t", 5), Entry::full);
  EXPECT_EQ(registrations.initial_tokens(kNow).at(0).uses_left, 95) << "who finds no room spends nothing";
}

TEST_P(Registrations, OfSixteenReplacementsWithOneTokenOneIsMade) {
  ASSERT_EQ(enter("app"), Entry::entered);
  std::atomic<int> replaced{0};
  race([&](int i) {
    replaced += registrations.replace("app", "token-of-app", "next-" + std::to_string(i), "{\"n\":" + std::to_string(i) + "}",
                                      kNow + seconds(1));
  });
  EXPECT_EQ(replaced, 1);
  const auto found = find("app").value();
  EXPECT_EQ("{\"n\":" + found.registration_digest.substr(5) + "}", found.metadata) << "token and metadata are of one caller";
  EXPECT_EQ(found.updated_at, kNow + seconds(1));
  EXPECT_EQ(found.forget_at, kNow + hours(24)) << "a change is no use";
}

TEST_P(Registrations, AClientThatWithdrawsTakesEverythingWithIt) {
  ASSERT_TRUE(stores.accounts().create(account("alice")));
  ASSERT_EQ(enter("app"), Entry::entered);
  ASSERT_EQ(stores.families().redeem_code("code", kCodeEnd, family("f", "alice"), kNow).outcome,
            tokens::FamilyStore::Redemption::redeemed);
  EXPECT_FALSE(registrations.withdraw("app", "another", kNow + hours(1), kNow));
  const auto version = stores.clients().load().version;
  EXPECT_TRUE(registrations.withdraw("app", "token-of-app", kNow + hours(1), kNow));
  EXPECT_GT(stores.clients().load().version, version);
  EXPECT_FALSE(find("app"));
  EXPECT_FALSE(stores.families().find("f", kNow));
  EXPECT_FALSE(registrations.withdraw("app", "token-of-app", kNow + hours(1), kNow));
  EXPECT_FALSE(registrations.replace("app", "token-of-app", "next", "{}", kNow));
  EXPECT_FALSE(stores.clients().create(client("app"))) << "its client_id stays taken";
  EXPECT_EQ(stores.families().redeem_code("code-2", kCodeEnd, family("g", "alice"), kNow).outcome,
            tokens::FamilyStore::Redemption::refused)
      << "a replica that has not noticed yet issues nothing";
}

TEST_P(Registrations, FromItsFirstUseOnAClientIsKept) {
  ASSERT_EQ(enter("app"), Entry::entered);
  const auto before = stores.clients().load().version;
  registrations.keep("app", kNow);
  EXPECT_EQ(find("app")->forget_at, std::nullopt);
  const auto after = stores.clients().load().version;
  EXPECT_GT(after, before);
  registrations.keep("app", kNow);
  registrations.keep("nobody", kNow);
  EXPECT_EQ(stores.clients().load().version, after) << "a second use writes nothing";
}

TEST_P(Registrations, TokensAreListedTheOldestFirstAndRevoked) {
  auto second = initial_token("a", 1);
  second.created_at = kNow + minutes(1);
  registrations.add_initial_token(second);
  registrations.add_initial_token(initial_token("b", 7));
  const auto tokens = registrations.initial_tokens(kNow);
  ASSERT_EQ(tokens.size(), 2U);
  EXPECT_EQ(tokens[0].token_id, "b");
  EXPECT_EQ(tokens[0].digest, "digest-of-b");
  EXPECT_EQ(tokens[0].name, "for \"Ünï\"");
  EXPECT_EQ(tokens[0].uses_left, 7);
  EXPECT_EQ(tokens[0].created_at, kNow);
  EXPECT_EQ(tokens[0].expires_at, kNow + hours(1));
  EXPECT_TRUE(registrations.revoke_initial_token("b"));
  EXPECT_FALSE(registrations.revoke_initial_token("b"));
  EXPECT_EQ(enter("app", "digest-of-b"), Entry::token_refused);
  EXPECT_EQ(registrations.initial_tokens(kNow).size(), 1U);
}

class Forgetting : public DatabaseContract {
 protected:
  void enter(const std::string& client_id) {
    EXPECT_EQ(database->registrations().enter(stranger(client_id), {"", 1000}, kNow), Entry::entered);
  }
  void sweep(Time now) {
    while (database->remove_expired(now) > 0) {
    }
  }
  std::int64_t rows(const std::string& table) { return count_rows(*place, table); }
};
INSTANTIATE_TEST_SUITE_P(Databases, Forgetting, both_databases(), name_of);

TEST_P(Forgetting, AClientThatNobodyUsedGoesWithoutATrace) {  // [R-RG-1] [R-DOS-6]
  enter("unused");
  enter("used");
  ASSERT_TRUE(database->clients().create(client("operators")));
  database->registrations().keep("used", kNow);
  sweep(kNow + hours(24));
  EXPECT_EQ(rows("clients"), 3);
  const auto version = database->versions().clients;
  sweep(kNow + hours(24) + Milliseconds(1));
  EXPECT_EQ(rows("clients"), 2);
  EXPECT_EQ(rows("client_secrets"), 2);
  EXPECT_GT(database->versions().clients, version);
  sweep(kNow + hours(24 * 400));
  EXPECT_EQ(rows("clients"), 2) << "what is used stays, and so does what the operator made";
}

TEST_P(Forgetting, AWithdrawnClientMakesRoomAfterAWhile) {
  enter("app");
  database->registrations().keep("app", kNow);
  ASSERT_TRUE(database->registrations().withdraw("app", "token-of-app", kNow + hours(1), kNow));
  EXPECT_EQ(database->registrations().enter(stranger("next"), {"", 1}, kNow), Entry::full);
  sweep(kNow + hours(1) + Milliseconds(1));
  EXPECT_EQ(rows("clients"), 0);
  EXPECT_EQ(database->registrations().enter(stranger("next"), {"", 1}, kNow), Entry::entered);
}

TEST_P(Forgetting, ASliceIsBoundedAndReplicasShareIt) {
  for (int i = 0; i < 150; ++i) enter(std::to_string(i));
  const auto replica = open_at(*place);
  std::atomic<int> forgotten{0};
  race(
      [&](int i) {
        while (const int some = (i == 0 ? *database : *replica).remove_expired(kNow + hours(25))) {
          EXPECT_LE(some, 100);
          forgotten += some;
        }
      },
      2);
  sweep(kNow + hours(25));
  EXPECT_LE(forgotten, 150);
  EXPECT_EQ(rows("clients"), 0);
}

TEST_P(Forgetting, ExpiredTokensGoADayLater) {
  database->registrations().add_initial_token(initial_token("t", 1));
  sweep(kNow + hours(25));
  EXPECT_EQ(rows("initial_access_tokens"), 1);
  sweep(kNow + hours(25) + Milliseconds(1));
  EXPECT_EQ(rows("initial_access_tokens"), 0);
}

}  // namespace
}  // namespace signet::contract
