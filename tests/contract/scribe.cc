#include "contract/scribe.h"

#include <map>
#include <mutex>
#include <sstream>

#include <unistd.h>

#include "contract/people.h"

namespace signet::contract {
namespace {

using Act = Acknowledged::Act;

constexpr std::int64_t kRotations = 4;

// One family's life: created, rotated four times; every third ends.
void write_one_family(storage::Database& database, const tokens::Family& mine, int number,
                      const std::function<void(const Acknowledged&)>& report) {
  auto& families = database.families();
  if (families.redeem_code("code-" + mine.family_id, kCodeEnd, mine, kNow).outcome !=
      tokens::FamilyStore::Redemption::redeemed) {
    ADD_FAILURE() << "nobody else redeems " << mine.family_id;
  }
  report({Act::created, mine.family_id, 0});
  for (std::int64_t generation = 0; generation < kRotations; ++generation) {
    if (families.rotate(rotation_of(mine, generation, kNow)).outcome ==
        tokens::FamilyStore::Rotation::rotated) {
      report({Act::rotated, mine.family_id, generation + 1});
    }
  }
  if (number % 3 == 0 && families.revoke(mine.family_id, mine.authorization.client_id, kNow)) {
    report({Act::revoked, mine.family_id, 0});
  }
}

// Tries until it gets through, or finds that it once did.
void create_scribe(storage::Database& database) {
  for (bool done = false; !done;) {
    try {
      (void)database.accounts().create(account("scribe"));
      done = true;
    } catch (const storage::Unavailable&) {
      usleep(1000);
    }
  }
}

}  // namespace

std::string Acknowledged::line() const {
  return std::to_string(static_cast<int>(act)) + " " + family_id + " " + std::to_string(generation) + "\n";
}

Acknowledged Acknowledged::parse(const std::string& line) {
  std::istringstream in(line);
  int act = 0;
  Acknowledged parsed;
  in >> act >> parsed.family_id >> parsed.generation;
  parsed.act = static_cast<Act>(act);
  return parsed;
}

void write_families(storage::Database& database, const std::string& prefix, int threads,
                    const std::function<bool()>& stop,
                    const std::function<void(const Acknowledged&)>& report) {
  create_scribe(database);
  race(
      [&](int thread) {
        for (int number = 0; !stop(); ++number) {
          // A client of its own for each family, so that the cap on families does not end any.
          const std::string id = prefix + "-" + std::to_string(thread) + "-" + std::to_string(number);
          const auto mine = family(id, "scribe", "app-" + id);
          try {
            write_one_family(database, mine, number, report);
          } catch (const storage::Unavailable&) {
            usleep(1000);
          }
        }
      },
      threads);
}

void expect_nothing_lost(storage::Database& database, const std::vector<Acknowledged>& acknowledged) {
  std::map<std::string, std::int64_t> generations;
  std::map<std::string, bool> revoked;
  for (const Acknowledged& one : acknowledged) {
    generations[one.family_id] = std::max(generations[one.family_id], one.generation);
    revoked[one.family_id] |= one.act == Act::revoked;
  }
  for (const auto& [family_id, generation] : generations) {
    const auto found = database.families().find(family_id, kNow);
    if (revoked[family_id]) {
      EXPECT_FALSE(found) << family_id << " has come back to life";
    } else if (found) {
      EXPECT_GE(found->generation, generation) << family_id << " has gone back";
    } else {
      // Not acknowledged as revoked, but perhaps revoked all the same when the writer was killed.
      EXPECT_EQ(database.families().burn_code("code-" + family_id, kCodeEnd, kNow), std::nullopt);
      EXPECT_EQ(generation, kRotations) << family_id << " is lost";
    }
  }
}

void write_until_killed(const std::string& url, const std::string& prefix) {
  storage::Settings settings;
  settings.url = url;
  const auto database = storage::open(settings, test_random());
  std::mutex mutex;
  write_families(
      *database, prefix, 8, [] { return false; },
      [&](const Acknowledged& one) {
        const std::string line = one.line();
        const std::lock_guard lock(mutex);
        if (write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
          _exit(1);
        }
      });
  _exit(0);
}

}  // namespace signet::contract
