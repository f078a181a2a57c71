#include "tokens/code.h"

#include <gtest/gtest.h>

#include "base/base64url.h"
#include "crypto/random.h"

namespace signet::tokens {
namespace {

class CodesTest : public ::testing::Test {
 protected:
  crypto::MasterKeys keys = crypto::MasterKeys::parse(base64url_encode(std::string(32, 'k'))).value();
  crypto::SystemRandom random;
  Codes codes{keys};

  Code full() {
    Code code;
    code.code_id = "id";
    code.authorization.client_id = "client";
    code.authorization.sub = "alice";
    code.authorization.sid = "sid";
    code.authorization.scope = protocol::ScopeSet::parse("openid email").value();
    code.authorization.nonce = "nonce";
    code.authorization.auth_time = from_epoch_ms(1'800'000'000'123);
    code.authorization.auth_time_required = true;
    code.authorization.acr = "1";
    code.authorization.amr = {"pwd"};
    code.redirect_uri_hash = "hash";
    code.redirect_uri_sent = true;
    code.code_challenge = "challenge";
    code.expires_at = from_epoch_ms(1'800'000'060'123);
    code.session_expires_at = from_epoch_ms(1'800'086'400'000);
    return code;
  }
};

TEST_F(CodesTest, CarryEveryBinding) {  // [R-CD-2]
  const Code code = full();
  const auto opened = codes.open(codes.seal(code, random).value());
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->code_id, code.code_id);
  EXPECT_EQ(to_json(opened->authorization), to_json(code.authorization));
  EXPECT_EQ(opened->redirect_uri_hash, code.redirect_uri_hash);
  EXPECT_EQ(opened->redirect_uri_sent, true);
  EXPECT_EQ(opened->code_challenge, code.code_challenge);
  EXPECT_EQ(opened->expires_at, code.expires_at);
  EXPECT_EQ(opened->session_expires_at, code.session_expires_at);
}

TEST_F(CodesTest, SameContentNeverGivesTheSameText) {  // [R-CD-1]
  EXPECT_NE(codes.seal(full(), random), codes.seal(full(), random));
}

TEST_F(CodesTest, WhatWouldNotFitIsNotIssued) {  // [R-AZ-18]
  Code code = full();
  code.authorization.nonce = std::string(1024, 'n');
  EXPECT_TRUE(codes.seal(code, random));
  code.authorization.nonce = std::string(2048, 'n');
  EXPECT_FALSE(codes.seal(code, random));
}

TEST_F(CodesTest, ABoxOfAnotherPurposeDoesNotOpen) {  // [R-TK-3]
  const crypto::Sealer other(keys, "access token");
  EXPECT_FALSE(codes.open(other.seal("{}", "", random)));
}

}  // namespace
}  // namespace signet::tokens
