// What every verb relies on, below the verbs: a commit that fails is noticed, nothing is cut or kept back,
// and an error says where and why but never with what. [S-D1] [S-D2] [S-D4] [S-D6] [R-DB-4] [R-DB-5]
#include <atomic>
#include <latch>
#include <thread>

#include "contract/stores.h"
#include "storage/errors.h"

namespace signet::contract {
namespace {

using storage::Error;
using storage::Executor;
using storage::Sql;
using storage::Trouble;

constexpr Sql kPut{"test.put", 1, "INSERT INTO things (name, amount) VALUES (:name, :amount) RETURNING name"};
constexpr Sql kGet{"test.get", 2, "SELECT name, amount FROM things WHERE name = :name"};
constexpr Sql kAll{"test.all", 1, "SELECT name FROM things ORDER BY name"};
constexpr Sql kAdd{"test.add", 1,
                   "UPDATE things SET amount = amount + 1 WHERE name = :name RETURNING amount"};
constexpr Sql kOrphan{"test.orphan", 1, "INSERT INTO parts (thing) VALUES (:name) RETURNING thing"};
constexpr Sql kBroken{"test.broken", 1, "SELECT nothing FROM nowhere"};
constexpr Sql kMiscounted{"test.miscounted", 1, "SELECT name, amount FROM things"};

class Engines : public ::testing::TestWithParam<Kind> {
 protected:
  Engines() {
    engine->transaction([](Executor& db) {
      db.script(
          "CREATE TABLE things (name TEXT NOT NULL PRIMARY KEY, amount BIGINT); "
          "CREATE TABLE parts (thing TEXT NOT NULL REFERENCES things (name) DEFERRABLE INITIALLY DEFERRED)");
    });
  }
  void put(const std::string& name, std::int64_t amount = 0) {
    engine->statement([&](Executor& db) { db.run(kPut, {{"name", name}, {"amount", amount}}); });
  }
  std::optional<std::int64_t> amount(storage::Engine& where, const std::string& name) {
    return where.read([&](Executor& db) -> std::optional<std::int64_t> {
      auto row = db.row(kGet, {{"name", name}});
      if (!row) return std::nullopt;
      EXPECT_EQ(row->text(), name);
      return row->number();
    });
  }
  template <typename Work>
  std::optional<Error> error_of(Work work) {
    try {
      engine->transaction(work);
    } catch (const Error& error) {
      return error;
    }
    return std::nullopt;
  }

  std::unique_ptr<Place> place = make_place(GetParam());
  std::unique_ptr<storage::Engine> engine = make_engine(settings_for(*place));
};
INSTANTIATE_TEST_SUITE_P(Databases, Engines, both_databases(), name_of);

TEST_P(Engines, AStatementThatAnswersRowsIsCommittedWhenItReturns) {
  put("a", 7);
  EXPECT_EQ(amount(*make_engine(settings_for(*place)), "a"), 7) << "another connection must see it";
  put("b", 8);
}

TEST_P(Engines, AMissAfterAHitIsAMiss) {
  put("a", 7);
  EXPECT_EQ(amount(*engine, "a"), 7);
  EXPECT_EQ(amount(*engine, "b"), std::nullopt);
  EXPECT_EQ(amount(*engine, "a"), 7);
}

TEST_P(Engines, TextComesBackByteForByte) {
  const std::vector<std::string> texts{
      "",   "0123", "1e5",  " a ",  "it's",  "\"", "\\",
      "%_", "ÅÄ 🐈", "a\nb", "\x01", ":name", "--", std::string(64 * 1024, 'x')};
  for (const std::string& text : texts) {
    put(text, 1);
    EXPECT_EQ(amount(*engine, text), 1) << text.substr(0, 20);
  }
}

TEST_P(Engines, NumbersComeBackExactly) {
  for (const std::int64_t number :
       {std::int64_t{0}, std::int64_t{-1}, (std::int64_t{1} << 53) + 1, INT64_MAX, INT64_MIN}) {
    put(std::to_string(number), number);
    EXPECT_EQ(amount(*engine, std::to_string(number)), number);
  }
}

TEST_P(Engines, TextThatWouldBeCutOrKeptBrokenIsRefused) {
  put("adm", 1);
  for (const std::string& text :
       {std::string("adm\0in", 6), std::string("adm\0", 4), std::string("\0", 1), std::string("\xC3\x28"),
        std::string("\xC0\x80"), std::string("\xED\xA0\x80")}) {
    EXPECT_THROW((void)amount(*engine, text), Error);
    EXPECT_THROW(put(text), Error);
  }
  EXPECT_EQ(count_rows(*place, "things"), 1);
  EXPECT_EQ(amount(*engine, "adm"), 1) << "and the engine works on";
}

TEST_P(Engines, AnErrorNamesCodeAndStatementAndNoValue) {
  put("secret-value");
  const auto error = error_of([](Executor& db) { db.run(kPut, {{"name", "secret-value"}, {"amount", 1}}); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->trouble(), Trouble::conflict);
  EXPECT_EQ(error->statement(), "test.put");
  EXPECT_EQ(error->code(), GetParam() == Kind::postgres ? "23505" : "SQLITE_1555");
  EXPECT_EQ(std::string(error->what()).find("secret-value"), std::string::npos) << error->what();
  EXPECT_EQ(error_of([](Executor& db) { db.run(kBroken); })->trouble(), Trouble::defect);
  EXPECT_EQ(error_of([](Executor& db) { db.run(kMiscounted); })->trouble(), Trouble::defect);
}

TEST_P(Engines, AStatementWorksOnAfterItsErrors) {
  for (int i = 0; i < 50; ++i) {
    const std::string name = std::to_string(i);
    put(name);
    EXPECT_THROW(put(name), Error);
  }
  EXPECT_EQ(count_rows(*place, "things"), 50);
}

TEST_P(Engines, ACommitThatFailsIsNoticed) {
  const auto error = error_of([](Executor& db) {
    EXPECT_TRUE(db.hits(kOrphan, {{"name", "nobody"}})) << "the constraint is checked at the commit only";
  });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->trouble(), Trouble::conflict);
  EXPECT_EQ(count_rows(*place, "parts"), 0);
  put("a");
  EXPECT_EQ(amount(*engine, "a"), 0);
}

TEST_P(Engines, ACommitAfterASwallowedErrorIsNoSilentRollback) {
  bool failed = false;
  try {
    engine->transaction([](Executor& db) {
      db.run(kPut, {{"name", "a"}, {"amount", 1}});
      EXPECT_THROW(db.run(kPut, {{"name", "a"}, {"amount", 2}}), Error);
    });
  } catch (const Error&) {
    failed = true;
  }
  // PostgreSQL ends the transaction at the first error, SQLite only the statement; either way we are told the
  // truth.
  EXPECT_EQ(amount(*engine, "a").has_value(), !failed);
  EXPECT_EQ(failed, GetParam() == Kind::postgres);
}

TEST_P(Engines, WorkThatThrowsLeavesNothingBehind) {
  struct Mine {};
  EXPECT_THROW(engine->transaction([](Executor& db) {
    db.run(kPut, {{"name", "a"}, {"amount", 1}});
    throw Mine();
  }),
               Mine);
  EXPECT_EQ(count_rows(*place, "things"), 0);
}

TEST_P(Engines, OneThatFailsDoesNotTakeItsNeighboursAlong) {
  put("taken");
  std::atomic<int> failed{0};
  race([&](int i) {
    try {
      put(i % 2 == 0 ? "taken" : "fresh-" + std::to_string(i));
    } catch (const Error&) {
      ++failed;
    }
  });
  EXPECT_EQ(failed, 8);
  EXPECT_EQ(count_rows(*place, "things"), 9);
}

TEST_P(Engines, TwoProcessesAtOneDatabaseLoseNothing) {
  put("counter");
  const auto second = make_engine(settings_for(*place));
  race([&](int i) {
    for (int k = 0; k < 10; ++k) {
      (i % 2 == 0 ? *engine : *second).transaction([](Executor& db) { db.run(kAdd, {{"name", "counter"}}); });
    }
  });
  EXPECT_EQ(amount(*engine, "counter"), 160);
}

TEST_P(Engines, AReadDoesNotHoldOnToWhatItSaw) {
  for (int i = 0; i < 5; ++i) put(std::to_string(i));
  EXPECT_TRUE(engine->read([](Executor& db) { return db.row(kAll); })) << "one row of five";
  put("new");
  EXPECT_EQ(engine->read([](Executor& db) { return db.rows(kAll).size(); }), 6U);
}

TEST_P(Engines, WhoFindsNoFreeConnectionIsToldInTime) {
  auto settings = settings_for(*place);
  settings.pool_size = 1;
  settings.lease_timeout = Milliseconds(20);
  const auto narrow = make_engine(settings);
  std::latch taken(1), asked(1);
  std::thread holder([&] {
    narrow->read([&](Executor& db) {
      taken.count_down();
      asked.wait();
      return db.rows(kAll).size();
    });
  });
  taken.wait();
  EXPECT_THROW((void)amount(*narrow, "a"), storage::Unavailable);
  asked.count_down();
  holder.join();
  EXPECT_EQ(amount(*narrow, "a"), std::nullopt) << "free again";
}

TEST_P(Engines, NothingWeakensAnAcknowledgedWrite) {
  EXPECT_EQ(engine->weaknesses(), std::vector<std::string>{});
}

}  // namespace
}  // namespace signet::contract
