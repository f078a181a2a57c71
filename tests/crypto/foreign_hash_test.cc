// Hashes that other systems made: by passlib 1.7, Django, RFC 6070 and RFC 7914.
#include "crypto/foreign_hash.h"

#include <gtest/gtest.h>

#include "crypto/password_hash.h"

namespace signet::crypto {
namespace {

struct Vector {
  const char* password;
  const char* stored;
};

constexpr const char* kPassword = "correct horse battery staple";
const Vector kMadeElsewhere[] = {
    {kPassword, "$pbkdf2$1000$c2FsdHNhbHRzYWx0c2FsdA$XfAg5IAz304UvYgmglt9ZXw8wLc"},
    {kPassword, "$pbkdf2-sha256$1000$.//.c2FsdHNhbHRzYWx0$rZBm/K8.TFAyJpYPPFzWsALnBc1gVNY0pBtNlD6rqCk"},
    {kPassword, "$pbkdf2-sha512$1000$c2FsdHNhbHRzYWx0c2FsdA$ORxvnPF08mmTltUf/WSLS8FZ3yYanqBrD.km4rpMr07F2ze7/s1VLAjm.ry9RrSLc7aA5i7XxlkTGvDGO5vcpw"},
    {kPassword, "$pbkdf2-sha256$i=27500,l=64$c2FsdHNhbHRzYWx0c2FsdA$gcIv2/GIzYc0KwTJgGW7gM+a7IsserdOiVZabgmdH1PMxOy4PpC8pPXeJOoGwn0pM46wxOC9zrKlxidr5d4peQ"},
    {"passwordPASSWORDpassword",
     "$pbkdf2$4096$c2FsdFNBTFRzYWx0U0FMVHNhbHRTQUxUc2FsdFNBTFRzYWx0$PS7sT+QchJuAyNg2YsDkSospGpZM8vBwOA"},
    {kPassword, "pbkdf2_sha256$1000$seasalt1234$JlBQ/OWmu3PcCFg2koQd315wDykzd702rqDsH8M7iWI="},
    {kPassword, "pbkdf2_sha1$1000$seasalt1234$97GO8CSXusSx5eEnsUp77aAsAYE="},
    {kPassword, "$scrypt$ln=10,r=8,p=2$c2FsdHNhbHRzYWx0c2FsdA$qadhXBV6dk7aDLzFfdfaYy/Yq2zBxbYIwoxHMeMuxvs"},
    {"pleaseletmein", "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw"},
    {kPassword, "scrypt$1024$seasalt1234$8$5$60smm97cd6DSslFbKlD1gmLDllyVkrB2gz1jMicSiwI1hwjz4zm5dEBfe6g2vr9VicgziwQhaxlmYIEcIyIK3w=="},
    {kPassword, "$6$saltsaltsalt$ST/mWEmUvGaF8bR7RgZUdh5cwHaiiTTLMzdmz6VYMGgVtDKO8Huz6GcoOtpj0X0zfFtfnn1aYJnZLSFBw4K2p0"},
    {kPassword, "$6$rounds=1500$saltsaltsaltsalt$Q5SC5qQ2UbxjZ1VheoMhNzBQXTGntWCeXmM6BNgSzXHyQP.yZOWja2K7zg.aWmdwaPt.8AG7Gr9RZxBjGBh/5/"},
    {"üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü",
     "$6$rounds=1500$saltsaltsaltsalt$NpUljc4QeCUS0XA4B54Oy7Sfa1UKJdr8FBWRbefYTaUuTRHmmkIKIibYvrlPIji4Le4pzEERsaie0DZttAeDA1"},
};

TEST(ForeignHash, OpensForItsPasswordOnly) {  // [R-PW-4]
  for (const auto& [password, stored] : kMadeElsewhere) {
    EXPECT_TRUE(is_supported_hash(stored)) << stored;
    EXPECT_TRUE(verify_password(Secret(password), stored)) << stored;
    EXPECT_FALSE(verify_password(Secret(std::string(password) + "x"), stored)) << stored;
    EXPECT_FALSE(verify_password(Secret(std::string(password) + std::string(1, '\0')), stored)) << stored;
    EXPECT_FALSE(verify_password(Secret(""), stored)) << stored;
    EXPECT_TRUE(needs_rehash(stored, {})) << "the next sign-in replaces it: " << stored;
  }
}

TEST(ForeignHash, WithOneCharacterChangedOpensForNobody) {
  for (const auto& [password, stored] : kMadeElsewhere) {
    std::string changed = stored;
    const std::size_t at = changed.size() - 12;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verify_password(Secret(password), changed)) << changed;
  }
}

TEST(ForeignHash, ThatIsMisshapenOrTooDearIsRefused) {  // [R-PW-4]
  const std::string digest = "$c2FsdHNhbHRzYWx0c2FsdA$rZBm/K8.TFAyJpYPPFzWsALnBc1gVNY0pBtNlD6rqCk";
  EXPECT_TRUE(is_supported_hash("$pbkdf2-sha256$2000000" + digest));
  EXPECT_TRUE(is_supported_hash("$pbkdf2-sha256$i=1000" + digest));
  EXPECT_TRUE(is_supported_hash("$scrypt$ln=17,r=8,p=1" + digest)) << "what OWASP recommends";
  for (const std::string& bad :
       {"$pbkdf2-sha256$2000001" + digest, "$pbkdf2-sha256$0" + digest, "$pbkdf2-sha256$01000" + digest, "$pbkdf2-sha256$-1" + digest,
        "$pbkdf2-sha256$" + digest, "$pbkdf2-sha256$i=1000,l=31" + digest, "$pbkdf2-sha256$i=1000,l=32,x=1" + digest,
        "$pbkdf2-sha256$i=" + digest, "$pbkdf2-sha384$1000" + digest, "$pbkdf2-md5$1000" + digest, "$pbkdf2-sha256$1000" + digest + "$",
        std::string("$pbkdf2-sha256$1000$c2FsdA$"), std::string("$pbkdf2-sha256$1000$$rZBm/K8.TFAyJpYPPFzWsALnBc1gVNY0pBtNlD6rqCk"),
        std::string("$pbkdf2-sha256$1000$c2FsdA$cmV0dHk"), std::string("$pbkdf2-sha256$1000$c2 sdA$rZBm/K8.TFAyJpYPPFzWsALnBc1gVNY0pBtNlD6rqCk"),
        "$scrypt$ln=19,r=8,p=1" + digest, "$scrypt$ln=14,r=8,p=65" + digest, "$scrypt$ln=17,r=8,p=9" + digest, "$scrypt$ln=14,r=8" + digest,
        "$scrypt$r=8,ln=14,p=1" + digest, "$scrypt$ln=0,r=8,p=1" + digest, std::string("scrypt$1000$salt$8$1$rZBm/K8.TFAyJpYPPFzWsALnBc1gVNY0pBtNlD6rqCk="),
        std::string("scrypt$x$salt$8$1$rZBm/K8.TFAyJpYPPFzWsALnBc1gVNY0pBtNlD6rqCk="), std::string("pbkdf2_sha512$1000$salt$rZBm/K8.TFAyJpYPPFzWsALnBc1gVNY0pBtNlD6rqCk="),
        "$6$" + std::string(17, 'a') + "$" + std::string(86, 'a'), "$6$$" + std::string(86, 'a'), "$6$salt$" + std::string(85, 'a'),
        "$6$sa:lt$" + std::string(86, 'a'), "$6$rounds=1000001$salt$" + std::string(86, 'a'), "$6$rounds=x$salt$" + std::string(86, 'a'),
        "$5$salt$" + std::string(43, 'a'), std::string("$1$salt$qJH7.N4xYta3aEG/dfqo/0"), std::string("$"), std::string("$$$$"), std::string("$6"),
        std::string("5f4dcc3b5aa765d61d8327deb882cf99")}) {
    EXPECT_FALSE(is_supported_hash(bad)) << bad;
    EXPECT_FALSE(verify_password(Secret(kPassword), bad)) << bad;
  }
}

TEST(ForeignHash, ALongPasswordIsNeverCut) {  // [R-PW-9]
  const std::string stored = "$6$saltsaltsalt$ST/mWEmUvGaF8bR7RgZUdh5cwHaiiTTLMzdmz6VYMGgVtDKO8Huz6GcoOtpj0X0zfFtfnn1aYJnZLSFBw4K2p0";
  EXPECT_FALSE(verify_password(Secret(std::string(1024, 'x')), stored));
  EXPECT_FALSE(verify_password(Secret(kPassword + std::string(1, '\0') + "more"), stored));
}

}  // namespace
}  // namespace signet::crypto
