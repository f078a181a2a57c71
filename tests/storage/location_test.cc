// The database's URL: which database, and what libpq is told about it. [R-DB-5]
#include "storage/location.h"

#include <gtest/gtest.h>

namespace signet::storage {
namespace {

TEST(Location, IsReadFromTheUrl) {
  struct Case {
    const char* url;
    Dialect dialect;
    const char* path;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"sqlite:var/signet.db", Dialect::sqlite, "var/signet.db"},
           {"sqlite:/var/lib/signet.db", Dialect::sqlite, "/var/lib/signet.db"},
           {"sqlite:///var/lib/signet.db", Dialect::sqlite, "/var/lib/signet.db"},
           {"sqlite:a b=c.db", Dialect::sqlite, "a b=c.db"},
           {"sqlite::memory:", Dialect::sqlite, ":memory:"},
           {"postgres://u:p@h/db", Dialect::postgres, "postgres://u:p@h/db"},
           {"postgresql://h1,h2/db?x=y", Dialect::postgres, "postgresql://h1,h2/db?x=y"},
       }) {
    const auto location = locate(c.url);
    ASSERT_TRUE(location) << c.url;
    EXPECT_EQ(location->dialect, c.dialect) << c.url;
    EXPECT_EQ(location->path, c.path) << c.url;
  }
}

TEST(Location, OfAnythingElseIsNone) {
  for (const char* url : {"", "sqlite", "sqlite:", "sqlite://", "sqlite:a\nb", "sqlite:a\" vfs=x",
                          "mysql://h/db", "POSTGRES://h/db", "postgres:h", "/var/lib/signet.db"}) {
    EXPECT_FALSE(locate(url)) << url;
  }
}

class PostgresUri : public ::testing::Test {
 protected:
  static bool says(const std::string& uri, const std::string& words) { return uri.find(words) != uri.npos; }
  Settings settings;
};

TEST_F(PostgresUri, BoundsEveryWait) {
  const std::string uri = postgres_uri("postgres://u:p%20w@h:5433/db", settings, false);
  EXPECT_TRUE(uri.starts_with("postgres://u:p%20w@h:5433/db?")) << uri;
  for (const char* words :
       {"connect_timeout=3", "tcp_user_timeout=5000", "keepalives_idle=5", "keepalives_count=3",
        "application_name=signet", "statement_timeout%3D2000", "lock_timeout%3D1000",
        "idle_in_transaction_session_timeout%3D5000", "synchronous_commit%3Don",
        "default_transaction_isolation%3Dread%5C%20committed"}) {
    EXPECT_TRUE(says(uri, words)) << words << " in " << uri;
  }
}

TEST_F(PostgresUri, LetsTheOperatorOverride) {
  const std::string uri = postgres_uri(
      "postgres://h/db?connect_timeout=9&sslmode=verify-full&options=-c%20lock_timeout%3D7", settings, false);
  EXPECT_TRUE(says(uri, "connect_timeout=9"));
  EXPECT_FALSE(says(uri, "connect_timeout=3"));
  EXPECT_TRUE(says(uri, "sslmode=verify-full"));
  EXPECT_LT(uri.find("lock_timeout%3D1000"), uri.find("lock_timeout%3D7")) << "the later counts";
  EXPECT_EQ(uri.find("options="), uri.rfind("options=")) << "said twice, one would be lost";
}

TEST_F(PostgresUri, NeverLeadsToAStandby) {  // [R-DB-3]
  for (const char* url : {"postgres://h/db", "postgres://h1,h2/db?target_session_attrs=any",
                          "postgres://h/db?sslmode=require&target_session_attrs=prefer-standby", "postgres://h/db?target_session_attrs=primary"}) {
    const std::string uri = postgres_uri(url, settings, false);
    EXPECT_TRUE(says(uri, "target_session_attrs=read-write")) << uri;
    EXPECT_EQ(uri.find("target_session_attrs="), uri.rfind("target_session_attrs=")) << uri;
  }
}

TEST_F(PostgresUri, IsLaxOnlyWhereAsked) {
  const std::string uri = postgres_uri("postgres://h/db", settings, true);
  EXPECT_LT(uri.find("synchronous_commit%3Don"), uri.find("synchronous_commit%3Doff"));
  EXPECT_FALSE(says(postgres_uri("postgres://h/db", settings, false), "synchronous_commit%3Doff"));
}

}  // namespace
}  // namespace signet::storage
