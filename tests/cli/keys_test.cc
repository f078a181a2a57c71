// `signet keys`: the ring as it is, and how it is moved on.
#include <set>

#include <gmock/gmock.h>

#include "base/base64url.h"
#include "cli/shell.h"

namespace signet::cli {
namespace {

using testing::HasSubstr;

// Of RFC 7515 A.3, as PKCS#8: published, so nobody's secret.
constexpr const char* kEcKey = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff
H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp
7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt
-----END PRIVATE KEY-----
)";

class KeyVerbs : public Shell {
 protected:
  // The states of one algorithm's keys, in the order of their making.
  std::vector<std::string> states(const std::string& alg) {
    std::vector<std::string> found;
    for (const Json& key : signet_json({"keys", "list"})) {
      if (key.at("alg") == alg) {
        found.push_back(key.at("state"));
      }
    }
    return found;
  }
};

TEST_F(KeyVerbs, LookingMakesNoKeysAndNeedsNoMasterKey) {
  environment_.erase("SIGNET_MASTER_KEY");
  EXPECT_EQ(signet_json({"keys", "list"}), Json::array());
}

TEST_F(KeyVerbs, AKeyHasExactlyTheseMembers) {
  signet_json({"keys", "rotate"});
  std::set<std::string> kids;
  for (const Json& key : signet_json({"keys", "list"})) {
    EXPECT_EQ(key, Json({{"kid", key.at("kid")},
                         {"alg", key.at("alg")},
                         {"use", key.at("alg") == "RSA-OAEP-256" || key.at("alg") == "ECDH-ES" ? "enc" : "sig"},
                         {"state", key.at("state")},
                         {"created_at", "2027-01-15T08:00:00Z"}}));
    EXPECT_TRUE(kids.insert(key.at("kid")).second);
  }
  EXPECT_EQ(kids.size(), 12U);  // retired, active and next of two algorithms to sign with and two kinds to decrypt with
}

TEST_F(KeyVerbs, KeysOfOneMomentAreListedFromTheOldestToTheNext) {  // this clock stands still
  signet_json({"keys", "rotate"});
  for (const char* alg : {"RS256", "ES256"}) {
    EXPECT_EQ(states(alg), (std::vector<std::string>{"retired", "active", "next"})) << alg;
  }
  const Json before = signet_json({"keys", "list"});
  clock_.time += Seconds(1);
  signet_json({"keys", "rotate", "--now"});
  const Json after = signet_json({"keys", "list"});
  ASSERT_EQ(after.size(), before.size() + 4);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after.at(i).at("kid"), before.at(i).at("kid")) << "the new ones follow, and nobody moves";
  }
}

TEST_F(KeyVerbs, AKeyOfOnesOwnBecomesTheNext) {
  signet_json({"keys", "rotate"});
  const Json changed = signet_json({"keys", "import", "-", "--alg", "ES256"}, kEcKey);
  EXPECT_EQ(changed.at(0).at("alg"), "ES256");
  EXPECT_EQ(signet({"keys", "import", "-", "--alg", "ES256"}, kEcKey).status, 1);  // it is there already
  EXPECT_EQ(signet({"keys", "import", write("key.pem", kEcKey)}).status, 1);       // not an RSA key
  EXPECT_EQ(signet({"keys", "import", "-", "--alg", "ES384"}, kEcKey).status, 1);  // not among keys.algs
  EXPECT_EQ(signet({"keys", "import", "-"}, "rubbish").status, 1);
}

TEST_F(KeyVerbs, AnEncryptionKeyOfOnesOwnIsImportedPutToUseAndRetired) {
  const Json changed = signet_json({"keys", "import", "-", "--alg", "ECDH-ES"}, kEcKey);
  EXPECT_EQ(changed.at(0).at("use"), "enc");
  const std::string kid = changed.back().at("kid");  // after the next key whose place it takes
  EXPECT_EQ(signet({"keys", "import", "-", "--alg", "ES256"}, kEcKey).status, 1);            // one key, one use
  EXPECT_EQ(signet({"keys", "import", "-", "--alg", "ECDH-ES+A128KW"}, kEcKey).status, 1);  // not among keys.encryption_algs
  signet_json({"keys", "rotate"});
  EXPECT_EQ(states("ECDH-ES"), (std::vector<std::string>{"retired", "active", "next"}));
  signet_json({"keys", "retire", kid});
  EXPECT_EQ(states("ECDH-ES"), (std::vector<std::string>{"retired", "retired", "active", "next"}));
  signet_json({"keys", "retire", kid, "--unpublish"});
  EXPECT_EQ(states("ECDH-ES"), (std::vector<std::string>{"retired", "active", "next"}));
}

TEST_F(KeyVerbs, ChangingNeedsTheMasterKeyThatSealed) {
  signet_json({"keys", "rotate"});
  environment_["SIGNET_MASTER_KEY"] = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA";
  const Result wrong = signet({"keys", "rotate"});
  EXPECT_EQ(wrong.status, 1);
  EXPECT_THAT(wrong.err, HasSubstr("sealed under master key"));
  environment_.erase("SIGNET_MASTER_KEY");
  EXPECT_THAT(signet({"keys", "rotate"}).err, HasSubstr("SIGNET_MASTER_KEY_FILE"));
}

TEST_F(KeyVerbs, AGeneratedMasterKeyIsAloneOnStandardOutput) {
  environment_.clear();
  environment_["SIGNET_NONSENSE"] = "x";  // touches nothing, needs nothing
  const Result result = signet({"keys", "generate-master"});
  EXPECT_EQ(result.status, 0);
  ASSERT_EQ(result.out.size(), 44U);
  EXPECT_EQ(base64url_decode(result.out.substr(0, 43)).value().size(), 32U);
  EXPECT_NE(signet({"keys", "generate-master"}).out, result.out);
  EXPECT_THAT(result.err, HasSubstr("SIGNET_MASTER_KEY_FILE"));
  EXPECT_EQ(signet_json({"keys", "generate-master"}).at("master_key").get<std::string>().size(), 43U);
}

}  // namespace
}  // namespace signet::cli
