#include "clients/registry.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "protocol/subject.h"
#include "support/counting_random.h"
#include "support/fake_client_store.h"

namespace signet::clients {
namespace {

using protocol::Reason;
using testing::CountingRandom;
using testing::FakeClientStore;

const Time kNow = from_epoch_seconds(1'700'000'000);

MetadataPolicy by_operator() {
  MetadataPolicy policy;
  policy.operator_ = true;
  return policy;
}

Json web_client() { return {{"redirect_uris", {"https://app.example/callback"}}, {"client_name", "Shop"}}; }

class RegistryTest : public ::testing::Test {
 protected:
  FakeClientStore store_;
  CountingRandom random_;
  static crypto::MasterKeys master_keys(std::string_view fillers) {
    std::string text;
    for (const char filler : fillers) {
      text += base64url_encode(std::string(32, filler)) + "\n";
    }
    return std::move(crypto::MasterKeys::parse(text).value());
  }
  SecretBox box_{master_keys("k")};
  std::optional<std::string> sector_document_;
  int sector_fetches_ = 0;
  RegistryMeans means_{&box_, [this](const std::string&) {
                         ++sector_fetches_;
                         return sector_document_;
                       }};
  Registry registry_{store_, random_, by_operator(), means_};
};

Json jwt_client() {
  Json metadata = web_client();
  metadata["token_endpoint_auth_method"] = "client_secret_jwt";
  return metadata;
}

TEST_F(RegistryTest, AClientIsFoundAsSoonAsItIsCreated) {
  const auto made = registry_.create(web_client(), std::nullopt, kNow);
  ASSERT_TRUE(made);
  EXPECT_EQ(registry_.find(made->client->client_id), made->client);
  EXPECT_EQ(made->client->client_name, "Shop");
  EXPECT_EQ(made->client->created_at, kNow);
  EXPECT_TRUE(made->client->operator_made);
  EXPECT_FALSE(made->client->metadata.contains("operator_made"));
  EXPECT_EQ(registry_.find("nobody"), nullptr);
  EXPECT_EQ(registry_.find(""), nullptr);
}

TEST_F(RegistryTest, SecretsAreLongSafeAndStoredAsDigests) {  // [R-CA-3]
  const auto made = registry_.create(web_client(), std::nullopt, kNow);
  ASSERT_TRUE(made && made->secret);
  const std::string secret(made->secret->reveal());
  EXPECT_EQ(secret.size(), 43u) << "256 bits";
  EXPECT_EQ(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
  const StoredClient row = store_.load().clients.front();
  ASSERT_EQ(row.secrets.size(), 1u);
  EXPECT_EQ(row.secrets[0].digest, crypto::sha256_base64url(secret));
  EXPECT_EQ(row.metadata.find(secret), std::string::npos);
}

TEST_F(RegistryTest, OnlySecretMethodsGetASecret) {
  for (const auto& [method, expected] : std::map<std::string, bool>{
           {"none", false}, {"client_secret_basic", true}, {"client_secret_post", true}}) {
    Json metadata = web_client();
    metadata["token_endpoint_auth_method"] = method;
    const auto made = registry_.create(metadata, std::nullopt, kNow);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->secret.has_value(), expected) << method;
  }
}

TEST_F(RegistryTest, SecretsThatKeyAMacAreSealedAndLongEnough) {  // [R-CA-3] [R-ST-1] [S-J8]
  const auto made = registry_.create(jwt_client(), "demo", kNow);
  ASSERT_TRUE(made && made->secret);
  const std::string secret(made->secret->reveal());
  EXPECT_EQ(secret.size(), 64u) << "as long as the hash of HS512";
  const StoredSecret stored = store_.load().clients.front().secrets.at(0);
  ASSERT_TRUE(stored.sealed);
  EXPECT_EQ(stored.sealed->find(secret), std::string::npos);
  EXPECT_EQ(box_.open(*stored.sealed, "demo")->reveal(), secret);
  EXPECT_FALSE(box_.open(*stored.sealed, "other"));

  ASSERT_TRUE(registry_.create(web_client(), "hashed", kNow));
  EXPECT_FALSE(store_.load().clients.back().secrets.at(0).sealed) << "for everybody else nothing is kept but the hash";

  const auto rotated = registry_.rotate_secret("demo", Seconds(60), kNow);
  ASSERT_TRUE(rotated && rotated->secret);
  EXPECT_TRUE(rotated->client->secrets.at(1).sealed);
}

TEST_F(RegistryTest, WithoutTheMasterKeyNoSecretIsSealed) {  // [R-CA-3]
  Registry bare(store_, random_, by_operator());
  const auto made = bare.create(jwt_client(), "demo", kNow);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().reason, Reason::metadata_value);
  EXPECT_TRUE(store_.load().clients.empty());
  ASSERT_TRUE(registry_.create(jwt_client(), "demo", kNow));
  bare.reload();
  EXPECT_TRUE(bare.update("demo", jwt_client(), kNow)) << "what makes no secret needs no key";
  EXPECT_FALSE(bare.rotate_secret("demo", Seconds(0), kNow));
}

TEST_F(RegistryTest, AClientDoesNotChangeHowItsSecretIsKept) {  // [R-CA-3]
  ASSERT_TRUE(registry_.create(web_client(), "hashed", kNow));
  ASSERT_TRUE(registry_.create(jwt_client(), "sealed", kNow));
  EXPECT_EQ(registry_.update("hashed", jwt_client(), kNow).error().reason, Reason::metadata_inconsistent);
  EXPECT_EQ(registry_.update("sealed", web_client(), kNow).error().reason, Reason::metadata_inconsistent);
  // By way of no secret at all it gets one of the right kind, and the other ends.
  Json open = web_client();
  open["token_endpoint_auth_method"] = "none";
  ASSERT_TRUE(registry_.update("hashed", open, kNow));
  const auto made = registry_.update("hashed", jwt_client(), kNow);
  ASSERT_TRUE(made && made->secret);
  EXPECT_EQ(made->client->secrets.at(0).expires_at, kNow);
  EXPECT_TRUE(made->client->secrets.at(1).sealed);
}

TEST_F(RegistryTest, SealedSecretsFollowTheMasterKey) {  // [R-ST-1]
  const auto made = registry_.create(jwt_client(), "demo", kNow);
  ASSERT_TRUE(made);
  const std::string before = *store_.load().clients.front().secrets.at(0).sealed;
  registry_.reseal();
  EXPECT_EQ(store_.load().clients.front().secrets.at(0).sealed, before) << "it is up to date";

  const SecretBox both(master_keys("nk"));
  Registry after(store_, random_, by_operator(), {&both, Fetch()});
  after.reseal();
  const SecretBox fresh_only(master_keys("n"));
  const auto opened = fresh_only.open(*store_.load().clients.front().secrets.at(0).sealed, "demo");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->reveal(), made->secret->reveal());
}

TEST_F(RegistryTest, ASectorIsCheckedWhenItChangesAndNotOtherwise) {  // [DR-07] [OIDC.Registration §5]
  Json metadata = web_client();
  metadata["subject_type"] = "pairwise";
  metadata["sector_identifier_uri"] = "https://sector.example/list";
  EXPECT_EQ(registry_.create(metadata, "demo", kNow).error().reason, Reason::metadata_sector);
  sector_document_ = R"(["https://app.example/callback"])";
  ASSERT_TRUE(registry_.create(metadata, "demo", kNow));
  EXPECT_EQ(sector_fetches_, 2);
  sector_document_.reset();
  metadata["client_name"] = "Renamed";
  EXPECT_TRUE(registry_.update("demo", metadata, kNow));
  EXPECT_EQ(sector_fetches_, 2);
  metadata["redirect_uris"].push_back("https://new.example/");
  EXPECT_EQ(registry_.update("demo", metadata, kNow).error().reason, Reason::metadata_sector);
  EXPECT_EQ(registry_.find("demo")->redirect_uris.size(), 1u);
}

TEST_F(RegistryTest, NoClientIsEverCalledLikeAPerson) {
  const std::string sub = protocol::new_subject(random_);
  EXPECT_FALSE(registry_.create(web_client(), sub, kNow));
  for (int i = 0; i < 50; ++i) {
    const auto made = registry_.create(web_client(), std::nullopt, kNow);
    ASSERT_TRUE(made);
    EXPECT_FALSE(protocol::is_shaped_like_subject(made->client->client_id));
    EXPECT_GE(made->client->client_id.size(), 22u);
  }
}

TEST_F(RegistryTest, TheOperatorMayChooseAClientId) {
  for (const std::string& id : {std::string("demo"), std::string("My.App_2~x-y"), std::string(128, 'c')}) {
    const auto made = registry_.create(web_client(), id, kNow);
    ASSERT_TRUE(made) << id;
    EXPECT_EQ(made->client->client_id, id);
  }
  for (const std::string& id :
       {std::string(), std::string(129, 'c'), std::string("a b"), std::string("a:b"), std::string("a/b"),
        std::string("a%20b"), std::string("a+b"), std::string("a\0b", 3), std::string("caf\xC3\xA9")}) {
    EXPECT_FALSE(registry_.create(web_client(), id, kNow)) << id;
  }
}

TEST_F(RegistryTest, NobodyElseMayChooseAClientId) {
  Registry open(store_, random_);
  EXPECT_FALSE(open.create(web_client(), "demo", kNow));
  const auto made = open.create(web_client(), std::nullopt, kNow);
  ASSERT_TRUE(made);
  EXPECT_FALSE(made->client->operator_made);
}

TEST_F(RegistryTest, AClientIdIsNeverUsedTwice) {
  ASSERT_TRUE(registry_.create(web_client(), "demo", kNow));
  EXPECT_FALSE(registry_.create(web_client(), "demo", kNow));
  ASSERT_TRUE(registry_.remove("demo", kNow));
  EXPECT_FALSE(registry_.create(web_client(), "demo", kNow));
}

TEST_F(RegistryTest, InvalidMetadataCreatesNothing) {
  const auto made = registry_.create({{"redirect_uris", {"http://app.example/"}}}, "demo", kNow);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().reason, Reason::metadata_redirect_uri);
  EXPECT_TRUE(store_.load().clients.empty());
}

TEST_F(RegistryTest, UpdateReplacesTheMetadataAndKeepsTheRest) {
  const auto made = registry_.create(web_client(), "demo", kNow);
  ASSERT_TRUE(made);
  const Time later = kNow + Seconds(60);
  const auto updated = registry_.update("demo", {{"redirect_uris", {"https://new.example/"}}}, later);
  ASSERT_TRUE(updated);
  EXPECT_FALSE(updated->secret) << "the old one still works";
  EXPECT_EQ(updated->client->client_name, "") << "replaced as a whole [RFC7592 s2.2]";
  EXPECT_EQ(updated->client->redirect_uris, (std::vector<std::string>{"https://new.example/"}));
  EXPECT_EQ(updated->client->created_at, kNow);
  EXPECT_EQ(updated->client->updated_at, later);
  EXPECT_TRUE(updated->client->operator_made);
  EXPECT_EQ(updated->client->secrets.size(), 1u);
  EXPECT_EQ(made->client->client_name, "Shop") << "who holds the old snapshot keeps it";
}

TEST_F(RegistryTest, BecomingConfidentialBringsASecret) {
  Json metadata = web_client();
  metadata["token_endpoint_auth_method"] = "none";
  ASSERT_TRUE(registry_.create(metadata, "demo", kNow));
  metadata["token_endpoint_auth_method"] = "client_secret_post";
  const auto updated = registry_.update("demo", metadata, kNow);
  ASSERT_TRUE(updated && updated->secret);
  EXPECT_EQ(updated->client->secrets.size(), 1u);
}

TEST_F(RegistryTest, VerbsOnNobodyAreRefused) {
  EXPECT_EQ(registry_.update("nobody", web_client(), kNow).error().reason, Reason::client_unknown);
  EXPECT_EQ(registry_.set_disabled("nobody", true, kNow).error().reason, Reason::client_unknown);
  EXPECT_EQ(registry_.remove("nobody", kNow).error().reason, Reason::client_unknown);
  EXPECT_EQ(registry_.rotate_secret("nobody", Seconds(0), kNow).error().reason, Reason::client_unknown);
}

TEST_F(RegistryTest, DisablingKeepsTheClientAndSaysSo) {
  ASSERT_TRUE(registry_.create(web_client(), "demo", kNow));
  ASSERT_TRUE(registry_.set_disabled("demo", true, kNow));
  EXPECT_TRUE(registry_.find("demo")->disabled);
  EXPECT_TRUE(registry_.update("demo", web_client(), kNow)->client->disabled) << "an update does not enable";
  ASSERT_TRUE(registry_.set_disabled("demo", false, kNow));
  EXPECT_FALSE(registry_.find("demo")->disabled);
  EXPECT_EQ(registry_.find("demo")->client_name, "Shop");
}

TEST_F(RegistryTest, RotationKeepsTwoSecretsForTheOverlap) {  // [R-CA-8]
  ASSERT_TRUE(registry_.create(web_client(), "demo", kNow));
  const auto rotated = registry_.rotate_secret("demo", Seconds(7 * 86400), kNow);
  ASSERT_TRUE(rotated && rotated->secret);
  const auto& secrets = rotated->client->secrets;
  ASSERT_EQ(secrets.size(), 2u);
  EXPECT_EQ(secrets[0].expires_at, kNow + Seconds(7 * 86400));
  EXPECT_EQ(secrets[1].expires_at, std::nullopt);
  EXPECT_EQ(secrets[1].digest, crypto::sha256_base64url(rotated->secret->reveal()));
}

TEST_F(RegistryTest, WhoHasNoSecretHasNoneToRotate) {
  Json metadata = web_client();
  metadata["token_endpoint_auth_method"] = "none";
  ASSERT_TRUE(registry_.create(metadata, "demo", kNow));
  EXPECT_EQ(registry_.rotate_secret("demo", Seconds(0), kNow).error().reason, Reason::metadata_inconsistent);
}

TEST_F(RegistryTest, ChangesElsewhereAreSeenAfterReload) {
  Registry other(store_, random_, by_operator());
  ASSERT_TRUE(other.create(web_client(), "demo", kNow));
  EXPECT_EQ(registry_.find("demo"), nullptr);
  EXPECT_LT(registry_.version(), other.version());
  registry_.reload();
  EXPECT_NE(registry_.find("demo"), nullptr);
  EXPECT_EQ(registry_.version(), other.version());
}

TEST_F(RegistryTest, OneUnreadableRowDoesNotTakeTheOthersDown) {
  ASSERT_TRUE(registry_.create(web_client(), "good", kNow));
  ASSERT_TRUE(store_.create({.client_id = "bad",
                             .metadata = "{",
                             .disabled = false,
                             .created_at = kNow,
                             .updated_at = kNow,
                             .secrets = {}}));
  registry_.reload();
  EXPECT_NE(registry_.find("good"), nullptr);
  EXPECT_EQ(registry_.find("bad"), nullptr);
}

TEST_F(RegistryTest, AllListsInOrder) {
  for (const char* id : {"b", "c", "a"}) {
    ASSERT_TRUE(registry_.create(web_client(), id, kNow));
  }
  std::string order;
  for (const auto& client : registry_.all()) {
    order += client->client_id;
  }
  EXPECT_EQ(order, "abc");
}

TEST_F(RegistryTest, ReadersNeverSeeHalfAChange) {
  const auto version = [](int i) {
    const std::string name = "n" + std::to_string(i);
    return Json{{"client_name", name}, {"redirect_uris", {"https://" + name + ".example/"}}};
  };
  ASSERT_TRUE(registry_.create(version(0), "demo", kNow));
  std::atomic<bool> done{false};
  int torn = 0;
  std::thread reader([&] {
    while (!done) {
      const auto client = registry_.find("demo");
      torn +=
          client == nullptr || client->redirect_uris.at(0) != "https://" + client->client_name + ".example/";
    }
  });
  for (int i = 1; i < 200; ++i) {
    ASSERT_TRUE(registry_.update("demo", version(i), kNow));
  }
  done = true;
  reader.join();
  EXPECT_EQ(torn, 0);
}

TEST_F(RegistryTest, RegistrationAnswersAsTheStandardSays) {  // [DR-01] [RFC7591 §3.2.1]
  const auto made = registry_.create(web_client(), "demo", kNow);
  ASSERT_TRUE(made);
  const Json shown = registration_json(*made->client, &*made->secret);
  EXPECT_EQ(shown.at("client_id"), "demo");
  EXPECT_EQ(shown.at("client_id_issued_at"), 1'700'000'000);
  EXPECT_EQ(shown.at("client_secret"), made->secret->reveal());
  EXPECT_EQ(shown.at("client_secret_expires_at"), 0);
  EXPECT_EQ(shown.at("redirect_uris"), web_client().at("redirect_uris"));
  EXPECT_EQ(shown.at("access_token_format"), "jwt");
  EXPECT_FALSE(shown.contains("operator_made"));
  EXPECT_FALSE(shown.contains("disabled"));

  const Json later = registration_json(*made->client);
  EXPECT_FALSE(later.contains("client_secret"));
  EXPECT_FALSE(later.contains("client_secret_expires_at"));
  EXPECT_EQ(later.dump().find("digest"), std::string::npos);
  EXPECT_EQ(registration_json(*registry_.set_disabled("demo", true, kNow)->client).at("disabled"), true);
}

TEST_F(RegistryTest, WhatIsShownCanBeRegisteredAgain) {
  const auto made = registry_.create(web_client(), "demo", kNow);
  ASSERT_TRUE(made);
  const auto again = registry_.update("demo", registration_json(*made->client), kNow);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(registration_json(*again->client), registration_json(*made->client));
}

}  // namespace
}  // namespace signet::clients
