#include "storage/keys.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "storage/errors.h"
#include "storage/versions.h"

namespace signet::storage {
namespace {

// One statement, so that version and keys belong together; the version comes even if there is no key.
constexpr Sql kLoad{"keys.load", 9, R"(
    SELECT v.version, k.kid, k.alg, k.state, k.public_jwk, k.private_key, k.created_at, k.activated_at, k.retired_at
    FROM versions v LEFT JOIN signing_keys k ON k.state <> 'gone'
    WHERE v.name = 'keys')"};

// What is gone stays gone [R-KY-3].
constexpr Sql kPut{"keys.put", 1, R"(
    INSERT INTO signing_keys (kid, alg, state, public_jwk, private_key, created_at, activated_at, retired_at)
    VALUES (:kid, :alg, :state, :public_jwk, :private_key, :created_at, :activated_at, :retired_at)
    ON CONFLICT (kid) DO UPDATE SET
      state = excluded.state, public_jwk = excluded.public_jwk, private_key = excluded.private_key,
      activated_at = excluded.activated_at, retired_at = excluded.retired_at
    WHERE signing_keys.state <> 'gone' RETURNING kid)"};

constexpr std::array<std::pair<keys::State, const char*>, 4> kStates{{
    {keys::State::next, "next"},
    {keys::State::active, "active"},
    {keys::State::retired, "retired"},
    {keys::State::gone, "gone"},
}};

const char* to_text(keys::State state) {
  for (const auto& [value, text] : kStates) {
    if (value == state) {
      return text;
    }
  }
  throw Error(Trouble::defect, "no such state", kPut.name);
}

keys::State to_state(std::string_view text) {
  for (const auto& [value, name] : kStates) {
    if (name == text) {
      return value;
    }
  }
  throw Error(Trouble::defect, "no such state", kLoad.name);
}

struct RevivalRefused {};  // undoes the transaction in which it is thrown

}  // namespace

keys::KeyStore::Ring SqlKeyStore::load() {
  return engine_.read([](Executor& db) {
    Ring ring;
    for (Row& row : db.rows(kLoad)) {
      ring.version = row.number();
      const auto kid = row.optional_text();
      if (!kid) {
        continue;
      }
      keys::StoredKey& key = ring.keys.emplace_back();
      key.kid = *kid;
      key.alg = row.text();
      key.state = to_state(row.text());
      key.public_jwk = row.text();
      key.private_key = row.text();
      key.created_at = row.time();
      key.activated_at = row.optional_time();
      key.retired_at = row.optional_time();
    }
    std::sort(ring.keys.begin(), ring.keys.end(), keys::listed_before);  // text sorts differently in each database
    return ring;
  });
}

bool SqlKeyStore::replace(std::int64_t version, const std::vector<keys::StoredKey>& changed, Time now) {
  const auto replace_all = [&](Executor& db) {
    if (!advance_keys_version(db, version, now)) {
      return false;
    }
    for (const keys::StoredKey& key : changed) {
      const std::string private_key = key.state == keys::State::gone ? "" : key.private_key;
      if (!db.hits(kPut, {{"kid", key.kid},
                          {"alg", key.alg},
                          {"state", to_text(key.state)},
                          {"public_jwk", key.public_jwk},
                          {"private_key", private_key},
                          {"created_at", key.created_at},
                          {"activated_at", key.activated_at},
                          {"retired_at", key.retired_at}})) {
        throw RevivalRefused();
      }
    }
    return true;
  };
  try {
    return engine_.transaction(replace_all);
  } catch (const RevivalRefused&) {
    return false;
  }
}

}  // namespace signet::storage
