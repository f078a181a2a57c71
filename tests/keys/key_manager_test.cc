#include "keys/key_manager.h"

#include <algorithm>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64url.h"
#include "crypto/random.h"
#include "jose/jwe.h"
#include "jose/mint.h"
#include "jose/verify.h"
#include "support/fake_key_store.h"

namespace signet::keys {
namespace {

using namespace std::chrono_literals;
using jose::Alg;
using signet::testing::FakeKeyStore;
using ::testing::HasSubstr;

const Time kStart = from_epoch_seconds(1'700'000'000);

crypto::MasterKeys master_keys(std::initializer_list<char> fillers) {
  std::string text;
  for (const char filler : fillers) {
    text += base64url_encode(std::string(32, filler)) + '\n';
  }
  return std::move(crypto::MasterKeys::parse(text).value());
}

// RSA takes its time: only where it matters.
Policy es256_and_eddsa() {
  Policy policy;
  policy.algs = {Alg::ES256, Alg::EdDSA};
  policy.encryption_algs = {};
  return policy;
}

Policy es256_and_ecdh_es() {
  Policy policy;
  policy.algs = {Alg::ES256};
  policy.encryption_algs = {jose::KeyAlg::ECDH_ES};
  return policy;
}

std::string message_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

class KeyManagerTest : public ::testing::Test {
 protected:
  KeyManager manager(std::initializer_list<char> fillers = {'a'}) {
    return {store_, master_keys(fillers), es256_and_eddsa(), random_};
  }
  [[nodiscard]] StoredKey row(const std::string& kid) {
    const auto ring = store_.load();
    const auto found =
        std::find_if(ring.keys.begin(), ring.keys.end(), [&](const auto& key) { return key.kid == kid; });
    return found == ring.keys.end() ? StoredKey() : *found;
  }
  static std::string kid_of(const KeyRing& ring, Alg alg, State state) {
    for (const auto& one : ring.rows()) {
      if (one.alg == jose::name_of(alg) && one.state == state) {
        return one.kid;
      }
    }
    return "";
  }

  FakeKeyStore store_;
  crypto::SystemRandom random_;
};

TEST_F(KeyManagerTest, TheFirstStartMakesActiveAndNextOfEveryAlgorithm) {
  KeyManager keys(store_, master_keys({'a'}), Policy{}, random_);
  keys.start(kStart);
  const auto ring = keys.ring();
  ASSERT_NE(ring->signing(Alg::RS256), nullptr);
  ASSERT_NE(ring->signing(Alg::ES256), nullptr);
  EXPECT_EQ(ring->signing(Alg::PS256), nullptr);
  EXPECT_TRUE(ring->serves(jose::KeyAlg::RSA_OAEP_256) && ring->serves(jose::KeyAlg::ECDH_ES));
  EXPECT_EQ(ring->rows().size(), 8U);
  EXPECT_EQ(ring->public_keys().size(), 4U);
  EXPECT_EQ(ring->version(), store_.version());
}

TEST_F(KeyManagerTest, ARestartFindsTheSameKeysAndWritesNothing) {
  auto first = manager();
  first.start(kStart);
  const auto version = store_.version();
  auto second = manager();
  second.start(kStart + 1h);
  EXPECT_EQ(store_.version(), version);
  EXPECT_EQ(second.ring()->jwks_json(), first.ring()->jwks_json());
  EXPECT_EQ(second.ring()->jwks_etag(), first.ring()->jwks_etag());
  EXPECT_EQ(second.ring()->signing(Alg::ES256)->kid(), first.ring()->signing(Alg::ES256)->kid());
  // What one signs the other verifies.
  const std::string token = jose::mint(*first.ring()->signing(Alg::ES256), "JWT", {{"n", 1}});
  const auto ring = second.ring();
  EXPECT_TRUE(jose::verify(token, {{Alg::ES256}, {"jwt"}}, [&](const Json& header, const Json&) {
    return std::vector{ring->find_public(header.value("kid", ""))};
  }));
}

TEST_F(KeyManagerTest, AStartLeavesAnOverdueRotationToTheFirstTick) {
  manager().start(kStart);
  const auto version = store_.version();
  auto late = manager();
  late.start(kStart + std::chrono::days(60));
  EXPECT_EQ(store_.version(), version);
  const std::string next = kid_of(*late.ring(), Alg::ES256, State::next);
  late.tick(kStart + std::chrono::days(60));
  EXPECT_EQ(late.ring()->signing(Alg::ES256)->kid(), next);
}

// [R-JW-9] [R-KY-3] [S-D6]
TEST_F(KeyManagerTest, TheStoreHoldsNoPrivateKeyInTheClear) {
  auto keys = manager();
  keys.start(kStart);
  for (const auto& entry : keys.ring()->entries()) {
    const StoredKey stored = row(entry.row.kid);
    const Secret der = entry.signing_key->to_pkcs8();
    for (std::size_t at = 0; at + 16 <= der.size(); ++at) {
      const std::string_view piece = der.reveal().substr(at, 16);
      const auto box = base64url_decode(stored.private_key.substr(stored.private_key.find('.') + 1)).value();
      ASSERT_EQ(box.find(piece), std::string::npos);
      ASSERT_EQ(stored.private_key.find(piece), std::string::npos);
    }
    EXPECT_FALSE(Json::parse(stored.public_jwk).contains("d"));
  }
}

// [DI-10]
TEST_F(KeyManagerTest, RotateSignsWithTheNextKeyAndKeepsTheOldOnePublished) {
  auto keys = manager();
  keys.start(kStart);
  const auto before = keys.ring();
  const std::string old = before->signing(Alg::ES256)->kid();
  const std::string next = kid_of(*before, Alg::ES256, State::next);
  const RotateReport report = keys.rotate(kStart + 1s, false);
  EXPECT_TRUE(report.too_young.empty());
  EXPECT_EQ(report.changed.size(), 6U);  // retired, active and a new next, for two algorithms
  const auto after = keys.ring();
  EXPECT_EQ(after->signing(Alg::ES256)->kid(), next);
  EXPECT_NE(after->find_public(old), nullptr);
  EXPECT_NE(kid_of(*after, Alg::ES256, State::next), "");
  EXPECT_NE(after->jwks_etag(), before->jwks_etag());
  // A snapshot that a request still holds is what it was.
  EXPECT_EQ(before->signing(Alg::ES256)->kid(), old);
}

TEST_F(KeyManagerTest, RotateSaysWhenAYoungKeyMaySign) {
  auto keys = manager();
  keys.start(kStart);
  (void)keys.rotate(kStart, false);
  const auto version = store_.version();
  const RotateReport refused = keys.rotate(kStart + 10min, false);
  EXPECT_TRUE(refused.changed.empty());
  ASSERT_EQ(refused.too_young.size(), 2U);
  EXPECT_EQ(refused.too_young[0].may_sign_from, kStart + 1h);
  EXPECT_EQ(store_.version(), version);
  EXPECT_EQ(keys.rotate(kStart + 10min, true).changed.size(), 6U);
}

// [R-JW-9] A retired key cannot sign any more, neither from memory nor from the store.
TEST_F(KeyManagerTest, ARetiredKeyLosesItsPrivateHalf) {
  auto keys = manager();
  keys.start(kStart);
  const std::string old = keys.ring()->signing(Alg::ES256)->kid();
  (void)keys.rotate(kStart, false);
  EXPECT_EQ(row(old).state, State::retired);
  EXPECT_EQ(row(old).private_key, "");
  for (const auto& entry : keys.ring()->entries()) {
    EXPECT_EQ(entry.signing_key == nullptr, entry.row.state == State::retired);
  }
  // A replica that starts now verifies with it all the same.
  auto other = manager();
  other.start(kStart + 1s);
  EXPECT_NE(other.ring()->find_public(old), nullptr);
}

// [R-KY-2] [F-30]
TEST_F(KeyManagerTest, AnotherReplicaFollowsOnReload) {
  auto one = manager();
  one.start(kStart);
  auto two = manager();
  two.start(kStart);
  EXPECT_FALSE(two.reload_if(two.ring()->version()));
  EXPECT_FALSE(two.reload());
  (void)one.rotate(kStart, false);
  EXPECT_EQ(two.ring()->version() + 1, store_.version());
  EXPECT_TRUE(two.reload_if(store_.version()));
  EXPECT_EQ(two.ring()->jwks_json(), one.ring()->jwks_json());
  EXPECT_EQ(two.ring()->signing(Alg::ES256)->kid(), one.ring()->signing(Alg::ES256)->kid());
}

TEST_F(KeyManagerTest, KeysThatAreKnownAreNotOpenedAgain) {
  auto keys = manager();
  keys.start(kStart);
  const auto next = kid_of(*keys.ring(), Alg::ES256, State::next);
  std::shared_ptr<const jose::SigningKey> before;
  for (const auto& entry : keys.ring()->entries()) {
    before = entry.row.kid == next ? entry.signing_key : before;
  }
  (void)keys.rotate(kStart, false);
  EXPECT_EQ(keys.ring()->signing(Alg::ES256), before);
}

TEST_F(KeyManagerTest, TickDoesWhatIsDueAndNothingTwice) {
  auto keys = manager();
  keys.start(kStart);
  const std::string old = keys.ring()->signing(Alg::ES256)->kid();
  const Time due = kStart + std::chrono::days(30);
  keys.tick(due - 1s);
  EXPECT_EQ(keys.ring()->signing(Alg::ES256)->kid(), old);
  keys.tick(due);
  EXPECT_NE(keys.ring()->signing(Alg::ES256)->kid(), old);
  const auto version = store_.version();
  keys.tick(due);
  keys.tick(due + 1s);
  EXPECT_EQ(store_.version(), version);
  keys.tick(due + retirement(es256_and_eddsa()));
  EXPECT_EQ(keys.ring()->find_public(old), nullptr);
}

TEST_F(KeyManagerTest, TickSeesWhatOthersHaveDone) {
  auto one = manager();
  one.start(kStart);
  auto two = manager();
  two.start(kStart);
  (void)one.rotate(kStart, false);
  two.tick(kStart + 1s);
  EXPECT_EQ(two.ring()->version(), store_.version());
}

// [R-KY-2]
TEST_F(KeyManagerTest, ManyReplicasThatStartTogetherMakeOneRing) {
  constexpr int kReplicas = 6;
  std::vector<std::unique_ptr<KeyManager>> replicas;
  std::vector<std::thread> threads;
  for (int i = 0; i < kReplicas; ++i) {
    replicas.push_back(std::make_unique<KeyManager>(store_, master_keys({'a'}), es256_and_eddsa(), random_));
  }
  for (auto& replica : replicas) {
    threads.emplace_back([&] { replica->start(kStart); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(store_.version(), 2);  // one change, whoever made it
  for (const auto& replica : replicas) {
    EXPECT_EQ(replica->ring()->rows().size(), 4U);
    EXPECT_EQ(replica->ring()->jwks_json(), replicas[0]->ring()->jwks_json());
  }
}

// [R-KY-2]
TEST_F(KeyManagerTest, ManyReplicasThatTickTogetherRotateOnce) {
  auto first = manager();
  first.start(kStart);
  const auto version = store_.version();
  const Time due = kStart + std::chrono::days(30);
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      KeyManager replica(store_, master_keys({'a'}), es256_and_eddsa(), random_);
      replica.start(due);
      replica.tick(due);
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(store_.version(), version + 1);
  std::multiset<std::pair<std::string, State>> states;
  for (const StoredKey& key : store_.load().keys) {
    states.emplace(key.alg, key.state);
  }
  for (const char* alg : {"ES256", "EdDSA"}) {
    for (const State state : {State::next, State::active, State::retired}) {
      EXPECT_EQ(states.count({alg, state}), 1U) << alg << name_of(state);
    }
  }
}

// Readers while the ring turns: for ThreadSanitizer, and because a request must never see half a ring.
TEST_F(KeyManagerTest, RequestsSignWhileTheRingTurns) {
  auto keys = manager();
  keys.start(kStart);
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> requests;
  for (int i = 0; i < 4; ++i) {
    requests.emplace_back([&] {
      do {
        const auto ring = keys.ring();
        const auto key = ring->signing(Alg::ES256);
        wrong +=
            key != nullptr && ring->find_public(key->kid())->verify(Alg::ES256, "input", key->sign("input"))
                ? 0
                : 1;
      } while (!done);
    });
  }
  for (int i = 0; i < 20; ++i) {
    (void)keys.rotate(kStart + Seconds(i), true);
  }
  done = true;
  for (std::thread& request : requests) {
    request.join();
  }
  EXPECT_EQ(wrong, 0);
}

TEST_F(KeyManagerTest, TickSealsUnderTheNewMasterKey) {
  manager({'a'}).start(kStart);
  const auto ids = std::pair(master_keys({'a'}).sealing().id, master_keys({'b'}).sealing().id);
  const auto sealed_under = [&](const std::string& id) {
    const auto ring = store_.load();
    return std::all_of(ring.keys.begin(), ring.keys.end(),
                       [&](const StoredKey& key) { return key.private_key.starts_with(id + '.'); });
  };
  EXPECT_TRUE(sealed_under(ids.first));
  auto both = manager({'b', 'a'});
  both.start(kStart + 1s);
  const std::string kid = both.ring()->signing(Alg::ES256)->kid();
  both.tick(kStart + 2s);
  EXPECT_TRUE(sealed_under(ids.second));
  const auto version = store_.version();
  both.tick(kStart + 3s);
  EXPECT_EQ(store_.version(), version);
  // The old master key can be forgotten now.
  auto only_new = manager({'b'});
  only_new.start(kStart + 4s);
  EXPECT_EQ(only_new.ring()->signing(Alg::ES256)->kid(), kid);
}

TEST_F(KeyManagerTest, AKeyThatIsDueAndOutdatedIsSealedAgainOnItsWay) {
  manager({'a'}).start(kStart);
  auto both = manager({'b', 'a'});
  const Time due = kStart + std::chrono::days(30);
  both.start(due);
  both.tick(due);
  for (const StoredKey& key : store_.load().keys) {
    EXPECT_TRUE(key.private_key.empty() ||
                key.private_key.starts_with(master_keys({'b'}).sealing().id + '.'));
  }
  manager({'b'}).start(due + 1s);
}

// [F-35]
TEST_F(KeyManagerTest, WithoutTheMasterKeyTheStartFailsAndNamesIt) {
  manager({'a'}).start(kStart);
  const std::string message = message_of([&] { manager({'b'}).start(kStart); });
  EXPECT_THAT(message, HasSubstr(master_keys({'a'}).sealing().id));
  EXPECT_THAT(message, HasSubstr("SIGNET_MASTER_KEY"));
}

TEST_F(KeyManagerTest, ARowThatWasTamperedWithDoesNotStart) {
  auto keys = manager();
  keys.start(kStart);
  const auto good = store_.load();
  const auto start_with = [&](const std::function<void(StoredKey&, StoredKey&)>& tamper) {
    FakeKeyStore copy;
    auto rows = good.keys;
    std::vector<StoredKey*> same_alg;
    for (StoredKey& stored : rows) {
      if (stored.alg == "ES256") {
        same_alg.push_back(&stored);
      }
    }
    tamper(*same_alg.at(0), *same_alg.at(1));
    EXPECT_TRUE(copy.replace(1, rows, kStart));
    return message_of(
        [&] { KeyManager(copy, master_keys({'a'}), es256_and_eddsa(), random_).start(kStart); });
  };
  EXPECT_EQ(start_with([](StoredKey&, StoredKey&) {}), "");
  // Sealed boxes exchanged between two rows of one algorithm: the kid is part of what is authenticated.
  EXPECT_THAT(start_with([](StoredKey& a, StoredKey& b) { std::swap(a.private_key, b.private_key); }),
              HasSubstr("damaged"));
  EXPECT_THAT(start_with([](StoredKey& a, StoredKey&) {
                a.private_key.back() = a.private_key.back() == 'A' ? 'B' : 'A';
              }),
              HasSubstr("damaged"));
  EXPECT_THAT(start_with([](StoredKey& a, StoredKey&) { a.alg = "EdDSA"; }), HasSubstr("damaged"));
  EXPECT_THAT(start_with([](StoredKey& a, StoredKey&) { a.alg = "HS256"; }), HasSubstr("algorithm"));
  EXPECT_THAT(start_with([](StoredKey& a, StoredKey&) { a.private_key.clear(); }), HasSubstr(""));
  // A retired key is only its public half.
  EXPECT_THAT(start_with([](StoredKey& a, StoredKey& b) {
                a.state = State::retired;
                a.public_jwk = b.public_jwk;
                b.state = State::active;
              }),
              HasSubstr("public half"));
  EXPECT_THAT(start_with([](StoredKey& a, StoredKey& b) {
                a.state = State::retired;
                a.public_jwk = "{}";
                b.state = State::active;
              }),
              HasSubstr("public half"));
}

TEST_F(KeyManagerTest, AReloadThatFailsLeavesTheRingAsItWas) {
  auto keys = manager({'a'});
  keys.start(kStart);
  const auto before = keys.ring();
  manager({'b', 'a'})
      .rotate(kStart, false);  // its new keys are sealed under a master key that we do not have
  EXPECT_ANY_THROW((void)keys.reload());
  EXPECT_EQ(keys.ring(), before);
}

// [F-36]
TEST_F(KeyManagerTest, RetireAndUnpublish) {
  auto keys = manager();
  keys.start(kStart);
  const std::string old = keys.ring()->signing(Alg::ES256)->kid();
  ASSERT_TRUE(keys.retire(old, kStart + 1s));
  EXPECT_NE(keys.ring()->find_public(old), nullptr);
  EXPECT_NE(keys.ring()->signing(Alg::ES256)->kid(), old);
  ASSERT_TRUE(keys.retire(old, kStart + 2s, true));
  EXPECT_EQ(keys.ring()->find_public(old), nullptr);
  EXPECT_EQ(keys.ring()->jwks_json().find(old), std::string::npos);
  const auto unknown = keys.retire(old, kStart + 3s);
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error(), HasSubstr("keys list"));
}

TEST_F(KeyManagerTest, ImportedKeysBecomeNext) {
  auto keys = manager();
  keys.start(kStart);
  const auto foreign = jose::SigningKey::generate(Alg::ES256);
  const auto report = keys.import(Alg::ES256, foreign->to_pkcs8(), kStart + 1s);
  ASSERT_TRUE(report) << report.error();
  EXPECT_EQ(kid_of(*keys.ring(), Alg::ES256, State::next), foreign->kid());
  (void)keys.rotate(kStart + 2h, false);
  EXPECT_EQ(keys.ring()->signing(Alg::ES256)->kid(), foreign->kid());
}

// [R-KY-3]
TEST_F(KeyManagerTest, ImportRefusesWhatCannotBeASigningKeyHere) {
  auto keys = manager();
  keys.start(kStart);
  const auto error = [&](Alg alg, std::string_view text) {
    const auto report = keys.import(alg, Secret(text), kStart);
    return report ? std::string() : report.error();
  };
  const auto version = store_.version();
  EXPECT_THAT(error(Alg::PS256, "x"), HasSubstr("PS256"));
  EXPECT_THAT(error(Alg::ES256, "junk"), HasSubstr("PKCS#8"));
  EXPECT_THAT(error(Alg::ES256, "-----BEGIN PRIVATE KEY-----\njunk\n-----END PRIVATE KEY-----\n"),
              HasSubstr("PEM"));
  EXPECT_THAT(error(Alg::EdDSA, jose::SigningKey::generate(Alg::ES256)->to_pkcs8().reveal()),
              HasSubstr("EdDSA"));
  EXPECT_EQ(store_.version(), version);

  const auto foreign = jose::SigningKey::generate(Alg::ES256);
  EXPECT_EQ(error(Alg::ES256, foreign->to_pkcs8().reveal()), "");
  EXPECT_THAT(error(Alg::ES256, foreign->to_pkcs8().reveal()), HasSubstr("already"));
  ASSERT_TRUE(keys.retire(foreign->kid(), kStart, true));
  EXPECT_THAT(error(Alg::ES256, foreign->to_pkcs8().reveal()), HasSubstr("never comes back"));
}

// [R-JW-6] [R-KY-1] What a client encrypts under the key that it has found is read by every replica, before and after
// the key was followed by another, until it goes.
TEST_F(KeyManagerTest, EncryptionKeysRotateAndGoOnDecrypting) {
  KeyManager keys(store_, master_keys({'a'}), es256_and_ecdh_es(), random_);
  keys.start(kStart);
  const auto found = [&] {
    return jose::import_jwks(Json::parse(keys.ring()->jwks_json()))->encryption_key(jose::KeyAlg::ECDH_ES_A128KW);
  };
  const auto reads = [&](const KeyManager& replica, const std::string& token) {
    const auto ring = replica.ring();
    return jose::decrypt(token, {{jose::KeyAlg::ECDH_ES_A128KW}, {jose::Enc::A128GCM}},
                         [&](std::optional<std::string_view> kid, jose::KeyAlg alg) { return ring->decryption_keys(kid, alg); })
        .has_value();
  };
  const auto encrypted = [](const jose::PublicKey& key) { return jose::encrypt("x", {jose::KeyAlg::ECDH_ES_A128KW, jose::Enc::A128GCM}, key); };
  const auto old = found();
  ASSERT_NE(old, nullptr);
  const std::string token = encrypted(*old);
  KeyManager other(store_, master_keys({'a'}), es256_and_ecdh_es(), random_);
  other.start(kStart + 1s);
  EXPECT_TRUE(reads(keys, token) && reads(other, token));

  (void)keys.rotate(kStart + 2s, true);
  EXPECT_NE(found()->kid(), old->kid());
  EXPECT_EQ(row(old->kid()).state, State::retired);
  EXPECT_TRUE(reads(keys, token));
  // The other replica has not read the ring yet, and is asked for what the new key reads: it holds it as the next one.
  EXPECT_TRUE(reads(other, encrypted(*found())));
  // One that starts now opens the retired key from the store.
  KeyManager late(store_, master_keys({'a'}), es256_and_ecdh_es(), random_);
  late.start(kStart + 3s);
  EXPECT_TRUE(reads(late, token));

  keys.tick(kStart + 2s + std::chrono::days(7) - 1s);
  EXPECT_TRUE(reads(keys, token));
  keys.tick(kStart + 2s + std::chrono::days(7));
  EXPECT_FALSE(reads(keys, token));
  EXPECT_EQ(keys.ring()->decryption_key(old->kid()), nullptr);
}

// [R-JW-9]
TEST_F(KeyManagerTest, EncryptionKeysLieSealedAndAreSealedAgain) {
  KeyManager(store_, master_keys({'a'}), es256_and_ecdh_es(), random_).start(kStart);
  KeyManager both(store_, master_keys({'b', 'a'}), es256_and_ecdh_es(), random_);
  both.start(kStart + 1s);
  (void)both.rotate(kStart + 1s, true);
  both.tick(kStart + 2s);
  int retired = 0;
  for (const StoredKey& key : store_.load().keys) {
    if (key.alg == "ECDH-ES") {
      EXPECT_TRUE(key.private_key.starts_with(master_keys({'b'}).sealing().id + '.'));
      EXPECT_FALSE(Json::parse(key.public_jwk).contains("d"));
      retired += key.state == State::retired ? 1 : 0;
    }
  }
  EXPECT_EQ(retired, 1);
  EXPECT_THAT(message_of([&] { KeyManager(store_, master_keys({'c'}), es256_and_ecdh_es(), random_).start(kStart); }),
              HasSubstr("SIGNET_MASTER_KEY"));
  // A row relabelled from one use to the other does not open.
  FakeKeyStore copy;
  auto rows = store_.load().keys;
  for (StoredKey& key : rows) {
    key.alg = key.alg == "ECDH-ES" ? "ES256" : key.alg;
  }
  ASSERT_TRUE(copy.replace(1, rows, kStart));
  EXPECT_THAT(message_of([&] { KeyManager(copy, master_keys({'b'}), es256_and_ecdh_es(), random_).start(kStart); }), HasSubstr("damaged"));
}

TEST_F(KeyManagerTest, EncryptionKeysOfOnesOwnAreImportedAndRetired) {
  KeyManager keys(store_, master_keys({'a'}), es256_and_ecdh_es(), random_);
  keys.start(kStart);
  const auto foreign = jose::DecryptionKey::generate(jose::KeyAlg::ECDH_ES);
  EXPECT_FALSE(keys.import(jose::KeyAlg::RSA_OAEP_256, foreign->to_pkcs8(), kStart));
  ASSERT_TRUE(keys.import(jose::KeyAlg::ECDH_ES, foreign->to_pkcs8(), kStart));
  // [R-JW-2] One key never has both uses.
  const auto twice = keys.import(Alg::ES256, foreign->to_pkcs8(), kStart);
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error(), HasSubstr("already"));
  (void)keys.rotate(kStart + 1s, false);
  EXPECT_THAT(keys.ring()->jwks_json(), HasSubstr(foreign->kid()));
  ASSERT_TRUE(keys.retire(foreign->kid(), kStart + 2s));
  EXPECT_THAT(keys.ring()->jwks_json(), ::testing::Not(HasSubstr(foreign->kid())));
  EXPECT_NE(keys.ring()->decryption_key(foreign->kid()), nullptr);
  ASSERT_TRUE(keys.retire(foreign->kid(), kStart + 3s, true));
  EXPECT_EQ(keys.ring()->decryption_key(foreign->kid()), nullptr);
  EXPECT_EQ(row(foreign->kid()).kid, "");
}

// A server from before encryption keys: the ring is completed at the first start.
TEST_F(KeyManagerTest, ARingWithoutEncryptionKeysGetsThemAtTheStart) {
  Policy before = es256_and_ecdh_es();
  before.encryption_algs = {};
  KeyManager(store_, master_keys({'a'}), before, random_).start(kStart);
  KeyManager keys(store_, master_keys({'a'}), es256_and_ecdh_es(), random_);
  keys.start(kStart + 1s);
  EXPECT_TRUE(keys.ring()->serves(jose::KeyAlg::ECDH_ES));
  EXPECT_EQ(keys.ring()->rows().size(), 4U);
  for (const auto& one : keys.ring()->rows()) {
    EXPECT_EQ(one.use, one.alg == "ECDH-ES" ? "enc" : "sig");
  }
}

// Loses every race: what somebody else does in between is what a store with a faster neighbour looks like.
class BusyStore final : public KeyStore {
 public:
  Ring load() override { return {++version_, {}}; }
  bool replace(std::int64_t, const std::vector<StoredKey>&, Time) override {
    ++attempts;
    return false;
  }
  int attempts = 0;

 private:
  std::int64_t version_ = 0;
};

TEST_F(KeyManagerTest, WhoeverLosesEveryRaceGivesUpLoudly) {
  BusyStore busy;
  KeyManager keys(busy, master_keys({'a'}), es256_and_eddsa(), random_);
  EXPECT_THAT(message_of([&] { keys.start(kStart); }), HasSubstr("keeps changing"));
  EXPECT_GT(busy.attempts, 1);
  EXPECT_LT(busy.attempts, 20);
}

}  // namespace
}  // namespace signet::keys
