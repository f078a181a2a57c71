#include "tokens/subjects.h"

#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

#include "protocol/subject.h"
#include "support/counting_random.h"

namespace signet::tokens {
namespace {

clients::Client client_of(clients::SubjectType type, std::string sector = "") {
  clients::Client client;
  client.subject_type = type;
  client.sector_identifier = std::move(sector);
  return client;
}

class SubjectsTest : public ::testing::Test {
 protected:
  testing::CountingRandom random_;
  const std::string alice_ = protocol::new_subject(random_);
  const std::string bob_ = protocol::new_subject(random_);
  const clients::Client open_ = client_of(clients::SubjectType::public_);
  const clients::Client a_ = client_of(clients::SubjectType::pairwise, "a.example");
  const clients::Client b_ = client_of(clients::SubjectType::pairwise, "b.example");
  const Subjects subjects_{Secret(std::string(32, 's'))};
};

TEST_F(SubjectsTest, PublicIsTheAccountsOwn) {  // [OIDC.Core §8]
  EXPECT_EQ(subjects_.for_client(open_, alice_), alice_);
  EXPECT_EQ(subjects_.account_of(open_, alice_), alice_);
}

TEST_F(SubjectsTest, EachSectorHasItsOwn) {  // [OIDC.Core §8.1] [DR-07]
  const std::set<std::string> all{alice_,
                                  bob_,
                                  subjects_.for_client(a_, alice_),
                                  subjects_.for_client(b_, alice_),
                                  subjects_.for_client(a_, bob_),
                                  subjects_.for_client(b_, bob_)};
  EXPECT_EQ(all.size(), 6U);
  for (const std::string& sub : all) {
    EXPECT_TRUE(protocol::is_shaped_like_subject(sub)) << "opaque, like any other";  // [R-TK-2]
  }
}

TEST_F(SubjectsTest, ClientsOfOneSectorAgreeAndItIsStable) {  // [OIDC.Core §8.1]
  const clients::Client sibling = client_of(clients::SubjectType::pairwise, "a.example");
  EXPECT_EQ(subjects_.for_client(sibling, alice_), subjects_.for_client(a_, alice_));
  const Subjects replica(Secret(std::string(32, 's')));
  EXPECT_EQ(replica.for_client(a_, alice_), subjects_.for_client(a_, alice_));
  const Subjects elsewhere(Secret(std::string(32, 't')));
  EXPECT_NE(elsewhere.for_client(a_, alice_), subjects_.for_client(a_, alice_)) << "not computable without the salt";
}

TEST_F(SubjectsTest, ComesBackToTheAccountForItsSectorOnly) {
  const std::string presented = subjects_.for_client(a_, alice_);
  EXPECT_EQ(subjects_.account_of(a_, presented), alice_);
  EXPECT_NE(subjects_.account_of(b_, presented), alice_);
  EXPECT_NE(subjects_.account_of(a_, alice_), alice_);
  for (const std::string& text : {std::string(), std::string("x"), presented + "A", std::string(22, '!')}) {
    EXPECT_EQ(subjects_.account_of(a_, text), std::nullopt) << text;
  }
}

TEST_F(SubjectsTest, WhatIsNoSubIsADefect) {
  EXPECT_THROW(static_cast<void>(subjects_.for_client(a_, "client")), std::invalid_argument);
}

}  // namespace
}  // namespace signet::tokens
