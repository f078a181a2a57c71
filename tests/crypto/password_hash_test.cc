#include "crypto/password_hash.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "crypto/phc.h"
#include "crypto/random.h"
#include "support/counting_random.h"

namespace signet::crypto {
namespace {

constexpr Argon2Params kCheap{.memory_kib = 64, .iterations = 1, .lanes = 1};

std::string hash(std::string_view password, const Argon2Params& params = kCheap) {
  testing::CountingRandom random;
  return hash_password(Secret(password), params, random);
}

struct Vector {
  std::string_view password;
  std::string_view stored;
};

// argon2: the reference implementation's test.c (2017). bcrypt: crypt_blowfish's wrapper.c.
const Vector kPublished[] = {
    {"password", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"},
    {"password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"},
    {"password", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"},
    {"password", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8"},
    {"U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
    {"U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"},
    {"U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
    {"U*U*U", "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
    {"U*U*U", "$2y$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
    {"\xff\xff\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"},
};

TEST(PasswordHash, VerifiesPublishedHashes) {
  for (const auto& [password, stored] : kPublished) {
    EXPECT_TRUE(is_supported_hash(stored)) << stored;
    EXPECT_TRUE(verify_password(Secret(password), stored)) << stored;
    EXPECT_FALSE(verify_password(Secret(std::string(password) + "x"), stored)) << stored;
    EXPECT_FALSE(verify_password(Secret(""), stored)) << stored;
  }
}

TEST(PasswordHash, DefaultParametersAreThoseOfTheStandard) {  // [R-PW-4]
  const std::string stored = hash("correct horse battery staple", Argon2Params{});
  EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << stored;
  const auto parsed = parse_phc(stored);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->salt.size(), 16u);
  EXPECT_EQ(parsed->digest.size(), 32u);
  EXPECT_TRUE(verify_password(Secret("correct horse battery staple"), stored));
}

TEST(PasswordHash, EverySaltIsFresh) {
  SystemRandom random;
  std::set<std::string> hashes;
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(hashes.insert(hash_password(Secret("same"), kCheap, random)).second);
  }
}

TEST(PasswordHash, TheLastOf1024BytesMatters) {  // [R-PW-9]
  std::string password(1024, 'p');
  const std::string stored = hash(password);
  EXPECT_TRUE(verify_password(Secret(password), stored));
  password.back() = 'q';
  EXPECT_FALSE(verify_password(Secret(password), stored));
  password.resize(1023);
  EXPECT_FALSE(verify_password(Secret(password), stored));
}

TEST(PasswordHash, ANulInThePasswordIsAByteLikeAnyOther) {
  using namespace std::string_literals;
  const std::string stored = hash("a\0b"s);
  EXPECT_TRUE(verify_password(Secret("a\0b"s), stored));
  EXPECT_FALSE(verify_password(Secret("a"), stored));
  EXPECT_FALSE(verify_password(Secret("a\0c"s), stored));
}

TEST(PasswordHash, BcryptNeverTruncates) {  // [R-PW-9]
  using namespace std::string_literals;
  const std::string stored = "$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe";  // 72 times 'a'
  EXPECT_TRUE(verify_password(Secret(std::string(72, 'a')), stored));
  EXPECT_FALSE(verify_password(Secret(std::string(71, 'a')), stored));
  EXPECT_FALSE(verify_password(Secret(std::string(73, 'a')), stored)) << "bcrypt alone would say yes";
  EXPECT_FALSE(verify_password(Secret("U*U\0tail"s), kPublished[4].stored)) << "bcrypt alone would say yes";
}

TEST(PasswordHash, BcryptSaltsInAnotherSpellingVerify) {
  // Only two of the six bits of the salt's last character count; some makers leave the others set.
  std::string stored = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  stored[28] = '/';
  EXPECT_TRUE(verify_password(Secret("U*U"), stored));
}

TEST(PasswordHash, RefusesAbsurdAndForeignHashes) {  // [R-PW-4]
  const std::string tail = "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  const std::string refused[] = {
      "",
      "$",
      "password",
      "$argon2id$v=19$m=1048577,t=1,p=1" + tail,  // more than 1 GiB
      "$argon2id$v=19$m=256,t=11,p=1" + tail,     // more than ten passes
      "$argon2id$v=19$m=256,t=1,p=17" + tail,
      "$argon2id$v=19$m=7,t=1,p=1" + tail,  // less than 8 KiB per lane
      "$argon2id$v=19$m=0,t=1,p=1" + tail,
      "$argon2id$v=19$m=256,t=0,p=1" + tail,
      "$argon2id$v=19$m=256,t=1,p=0" + tail,
      "$argon2id$v=19$m=4294967552,t=1,p=1" + tail,  // 256 modulo 2^32
      "$argon2id$v=19$m=18446744073709551872,t=1,p=1" + tail,
      "$argon2id$v=19$m=-256,t=1,p=1" + tail,
      "$argon2id$v=19$m=+256,t=1,p=1" + tail,
      "$argon2id$v=19$m=0256,t=1,p=1" + tail,
      "$argon2id$v=19$t=1,m=256,p=1" + tail,
      "$argon2id$v=19$m=256,t=1,p=1,keyid=x" + tail,
      "$argon2id$v=16$m=256,t=1,p=1" + tail,
      "$argon2id$m=256,t=1,p=1" + tail,
      "$argon2d$v=19$m=256,t=1,p=1" + tail,  // leaks through the cache
      "$argon2x$v=19$m=256,t=1,p=1" + tail,
      "x$argon2id$v=19$m=256,t=1,p=1" + tail,
      "$argon2id$v=19$m=256,t=1,p=1$c2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",  // salt of 4 bytes
      "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHQ$AAAA",                                    // digest of 3 bytes
      "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHQ$",
      "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHQ==$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
      "$argon2id$v=19$m=256,t=1,p=1" + tail + "=",
      "$argon2id$v=19$m=256,t=1,p=1" + tail + "$",
      "$argon2id$v=19$m=256,t=1,p=1" + tail + "\n",
      "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "$2$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWW",
      "$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "$2b$17$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "$2b$99$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "$2b$5$CCCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
      "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW ",
      "$2b$05$CCCCCCCCCCCCCCCCCCCCC:E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",
      "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3uBnIFNjnQJuesI68OTLiBFdcbYEdFCoEOfaS35inz1",
      "5f4dcc3b5aa765d61d8327deb882cf99",
  };
  for (const std::string& stored : refused) {
    EXPECT_FALSE(is_supported_hash(stored)) << stored;
    EXPECT_FALSE(verify_password(Secret("password"), stored)) << stored;
    EXPECT_TRUE(needs_rehash(stored, kCheap)) << stored;
  }
}

TEST(PasswordHash, TheDearestAcceptedParametersAreAccepted) {
  const std::string tail = "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  EXPECT_TRUE(is_supported_hash("$argon2id$v=19$m=1048576,t=10,p=16" + tail));
  EXPECT_TRUE(is_supported_hash("$2b$16$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
}

TEST(PasswordHash, TextFormRoundTrips) {
  for (const auto& [password, stored] : kPublished) {
    if (const auto parsed = parse_phc(stored)) {
      EXPECT_EQ(to_text(*parsed), stored);
    }
  }
}

TEST(PasswordHash, RehashesWhatIsCheaperThanToday) {  // [R-PW-4]
  EXPECT_FALSE(needs_rehash(hash("p"), kCheap));
  EXPECT_TRUE(needs_rehash(hash("p"), {.memory_kib = 65, .iterations = 1, .lanes = 1}));
  EXPECT_TRUE(needs_rehash(hash("p"), {.memory_kib = 64, .iterations = 2, .lanes = 1}));
  EXPECT_FALSE(needs_rehash(hash("p", {.memory_kib = 128, .iterations = 2, .lanes = 1}), kCheap));
  EXPECT_TRUE(needs_rehash(kPublished[1].stored, kCheap)) << "its salt has 8 bytes";
  EXPECT_TRUE(needs_rehash(kPublished[3].stored, kCheap)) << "argon2i";
  EXPECT_TRUE(needs_rehash(kPublished[4].stored, kCheap)) << "bcrypt";
}

TEST(PasswordHash, DecoyIsAHashThatNothingMatches) {  // [R-LG-7]
  testing::CountingRandom random;
  const std::string decoy = decoy_password_hash(Argon2Params{}, random);
  EXPECT_TRUE(is_supported_hash(decoy));
  EXPECT_FALSE(needs_rehash(decoy, Argon2Params{})) << "it must cost what a real one costs";
  EXPECT_FALSE(verify_password(Secret(""), decoy));
  EXPECT_FALSE(verify_password(Secret("password"), decoy));
}

TEST(PasswordHash, AbsurdParametersThrowWhenHashing) {
  testing::CountingRandom random;
  EXPECT_THROW(
      static_cast<void>(hash_password(Secret("p"), {.memory_kib = 1, .iterations = 1, .lanes = 1}, random)),
      std::runtime_error);
}

}  // namespace
}  // namespace signet::crypto
