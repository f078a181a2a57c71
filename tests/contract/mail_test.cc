// Mail: proofs that are used once, and a queue that gives each message to one sender. [R-PW-6] [R-PW-7]
#include <atomic>
#include <set>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

using accounts::AddressProof;
using accounts::Mail;
using Outcome = accounts::MailStore::Outcome;
using Purpose = AddressProof::Purpose;

constexpr int kMany = 1000;
const Time kEnd = kNow + minutes(30);

class Mails : public Contract {
 protected:
  bool ask(const std::string& id, const std::string& email = "ann@example.test", int per_hour = kMany, Time now = kNow,
           Purpose purpose = Purpose::signup, const std::string& sub = "") {
    AddressProof proof;
    proof.proof_id = id;
    proof.purpose = purpose;
    proof.email = email;
    proof.sub = sub;
    proof.created_at = now;
    proof.expires_at = now + minutes(30);
    return mails.ask(proof, mail(id, email, now), per_hour);
  }
  static Mail mail(const std::string& id, const std::string& email, Time now, bool wanted = true) {
    Mail mail;
    mail.mail_id = "mail-" + id;
    mail.kind = Mail::Kind::reset;
    mail.address = email;
    mail.proof_id = id;
    mail.languages = "de-CH fr";
    mail.wanted = wanted;
    mail.next_attempt_at = now;
    mail.created_at = now;
    mail.expires_at = now + minutes(30);
    return mail;
  }
  accounts::MailStore& mails = stores.mails();
};
INSTANTIATE_TEST_SUITE_P(Stores, Mails, every_kind(), name_of);

TEST_P(Mails, OfSixteenWhoUseAProofOneWins) {
  for (int round = 0; round < 20; ++round) {
    const std::string id = "proof-" + std::to_string(round);
    ASSERT_TRUE(ask(id, id + "@example.test"));
    std::atomic<int> used{0};
    race([&](int) { used += mails.use(id, kNow); });
    EXPECT_EQ(used, 1);
    EXPECT_FALSE(mails.find(id, kNow));
  }
}

TEST_P(Mails, AProofIsFoundAsItWasKeptUntilTheInstantItExpires) {
  ASSERT_TRUE(ask("p", "Ann@Example.test", kMany, kNow, Purpose::email, "sub-1"));
  const auto found = mails.find("p", kEnd - Milliseconds(1));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->purpose, Purpose::email);
  EXPECT_EQ(found->email, "Ann@Example.test");
  EXPECT_EQ(found->sub, "sub-1");
  EXPECT_EQ(found->created_at, kNow);
  EXPECT_EQ(found->expires_at, kEnd);
  EXPECT_FALSE(mails.find("p", kEnd));
  EXPECT_FALSE(mails.use("p", kEnd));
  EXPECT_FALSE(mails.try_code("p", 5, kEnd));
  EXPECT_FALSE(mails.find("another", kNow));
}

TEST_P(Mails, ANewerRequestEndsOlderOnes) {  // [R-PW-7]
  ASSERT_TRUE(ask("old", "ann@example.test"));
  ASSERT_TRUE(ask("other address", "bob@example.test"));
  ASSERT_TRUE(ask("other purpose", "ann@example.test", kMany, kNow, Purpose::reset, "sub-1"));
  ASSERT_TRUE(ask("new", "ANN@example.test"));
  EXPECT_FALSE(mails.find("old", kNow));
  EXPECT_TRUE(mails.find("new", kNow));
  EXPECT_TRUE(mails.find("other address", kNow));
  EXPECT_TRUE(mails.find("other purpose", kNow));
  ASSERT_TRUE(ask("first change", "ann@elsewhere.test", kMany, kNow, Purpose::email, "sub-1"));
  ASSERT_TRUE(ask("second change", "ann@third.test", kMany, kNow, Purpose::email, "sub-1"));
  EXPECT_FALSE(mails.find("first change", kNow)) << "of an account there is one at a time, whatever the address";
}

TEST_P(Mails, SoManyCodesAreTriedByHoweverManyAtOnce) {
  ASSERT_TRUE(ask("p"));
  std::atomic<int> tried{0};
  race([&](int) { tried += mails.try_code("p", 5, kNow); });
  EXPECT_EQ(tried, 5);
  EXPECT_TRUE(mails.use("p", kNow)) << "the link is good nevertheless";
}

TEST_P(Mails, AnAddressIsWrittenToOnlySoOften) {  // [R-PW-6]
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(ask("p" + std::to_string(i), "ann@example.test", 3));
  }
  EXPECT_FALSE(ask("p3", "ANN@example.test", 3));
  EXPECT_FALSE(mails.find("p3", kNow));
  EXPECT_TRUE(mails.find("p2", kNow)) << "what is refused ends nothing";
  EXPECT_TRUE(ask("bob", "bob@example.test", 3));
  mails.notify(mail("notice", "ann@example.test", kNow));
  EXPECT_EQ(mails.take_due(kNow, kNow + seconds(60), 100).size(), 5U) << "notices are not limited";
  EXPECT_TRUE(ask("later", "ann@example.test", 3, kNow + hours(1)));
}

TEST_P(Mails, AChangedPasswordAndARemovalEndWhatWasAsked) {  // [R-PW-7]
  ASSERT_TRUE(stores.accounts().create(account("ann")));
  ASSERT_TRUE(stores.accounts().create(account("bob")));
  ASSERT_TRUE(ask("a", "ann@example.test", kMany, kNow, Purpose::reset, "ann"));
  ASSERT_TRUE(ask("b", "bob@example.test", kMany, kNow, Purpose::reset, "bob"));
  ASSERT_TRUE(stores.accounts().set_password("ann", "hash", kNow));
  EXPECT_FALSE(mails.find("a", kNow));
  EXPECT_TRUE(mails.find("b", kNow));
  ASSERT_TRUE(stores.accounts().remove("bob", kNow));
  EXPECT_FALSE(mails.find("b", kNow));
}

TEST_P(Mails, EachDueMailIsGivenToOneOfSixteen) {
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(ask(std::to_string(i), std::to_string(i) + "@example.test"));
  }
  std::mutex mutex;
  std::multiset<std::string> taken;
  race([&](int) {
    for (const Mail& mail : mails.take_due(kNow, kNow + seconds(60), 5)) {
      const std::lock_guard lock(mutex);
      taken.insert(mail.mail_id);
    }
  });
  for (const Mail& mail : mails.take_due(kNow, kNow + seconds(60), 100)) {
    taken.insert(mail.mail_id);
  }
  EXPECT_EQ(taken.size(), 40U);
  EXPECT_EQ(std::set<std::string>(taken.begin(), taken.end()).size(), 40U);
}

TEST_P(Mails, AreTakenAsTheyWereQueuedAndComeBackUntilTheyAreSettled) {
  ASSERT_TRUE(ask("p", "Ann@Example.test"));
  EXPECT_EQ(mails.next_due(), kNow);
  EXPECT_TRUE(mails.take_due(kNow - Milliseconds(1), kNow + seconds(60), 10).empty());
  const auto taken = mails.take_due(kNow, kNow + seconds(60), 10);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].kind, Mail::Kind::reset);
  EXPECT_EQ(taken[0].address, "Ann@Example.test");
  EXPECT_EQ(taken[0].proof_id, "p");
  EXPECT_EQ(taken[0].languages, "de-CH fr");
  EXPECT_EQ(taken[0].attempts, 0);
  EXPECT_EQ(taken[0].created_at, kNow);
  EXPECT_EQ(taken[0].expires_at, kEnd);
  EXPECT_TRUE(mails.take_due(kNow + seconds(59), kNow + seconds(200), 10).empty()) << "leased";
  ASSERT_EQ(mails.take_due(kNow + seconds(60), kNow + seconds(120), 10).size(), 1U) << "whoever took it was lost";
  mails.settle("mail-p", Outcome::put_off, kNow + seconds(300));
  EXPECT_EQ(mails.next_due(), kNow + seconds(300));
  const auto again = mails.take_due(kNow + seconds(300), kNow + seconds(360), 10);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].attempts, 1);
  mails.settle("mail-p", Outcome::sent, kNow + seconds(300));
  EXPECT_FALSE(mails.next_due());
  mails.settle("mail-p", Outcome::put_off, kNow + seconds(301));
  EXPECT_FALSE(mails.next_due()) << "what is settled stays so";
}

TEST_P(Mails, WhatIsUnwantedCountsAndIsNeverSent) {  // [R-PW-6]
  AddressProof proof;
  proof.proof_id = "p";
  proof.purpose = Purpose::reset;
  proof.email = "nobody@example.test";
  proof.expires_at = kEnd;
  ASSERT_TRUE(mails.ask(proof, mail("p", "nobody@example.test", kNow, false), 1));
  EXPECT_FALSE(mails.next_due());
  EXPECT_TRUE(mails.take_due(kNow, kNow + seconds(60), 10).empty());
  EXPECT_FALSE(mails.ask(proof, mail("q", "nobody@example.test", kNow, false), 1));
}

class MailRows : public DatabaseContract {};
INSTANTIATE_TEST_SUITE_P(Databases, MailRows, both_databases(), name_of);

TEST_P(MailRows, AreForgottenInTime) {
  Mail mail;
  mail.mail_id = "m";
  mail.address = "ann@example.test";
  mail.created_at = kNow;
  mail.next_attempt_at = kNow;
  mail.expires_at = kEnd;
  AddressProof proof;
  proof.proof_id = "p";
  proof.email = mail.address;
  proof.created_at = kNow;
  proof.expires_at = kEnd;
  ASSERT_TRUE(database->mails().ask(proof, mail, 5));
  (void)database->remove_expired(kEnd + minutes(2));
  EXPECT_EQ(count_rows(*place, "address_proofs"), 0);
  EXPECT_EQ(count_rows(*place, "mails"), 1);
  (void)database->remove_expired(kNow + hours(24 * 7 + 1));
  EXPECT_EQ(count_rows(*place, "mails"), 0);
}

}  // namespace
}  // namespace signet::contract
