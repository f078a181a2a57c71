// A database as the stores see it: work that reads, work that is one statement, work that is a transaction.
// Which connection and which thread do it is the engine's business; no transaction object leaves it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "storage/sql.h"

namespace signet::storage {

// How an engine treats work. Work may be run more than once, so it keeps nothing outside of itself but its
// result.
enum class Manner {
  read,         // one SELECT; repeated once if the connection was lost
  statement,    // one statement that changes something, atomic by itself; durable when it returns
  transaction,  // all or nothing; durable when it returns; run again as a whole after a deadlock
  lax,          // one statement that a crash of the database may forget: counters, replay marks, cleaning up
};

class Engine {
 public:
  using Work = std::function<void(Executor&)>;

  virtual ~Engine() = default;
  [[nodiscard]] virtual Dialect dialect() const = 0;

  // Whether a statement may change the same table twice, and others in passing, as only PostgreSQL itself can.
  [[nodiscard]] virtual bool nests_changes() const { return false; }

  // Throws Unavailable, or Error for conflicts and defects; then nothing has changed, except that after a
  // lost connection nobody knows.
  virtual void run(Manner manner, const Work& work) = 0;

  // What makes an acknowledged write less than durable here; empty if nothing does [R-DB-4].
  [[nodiscard]] virtual std::vector<std::string> weaknesses() = 0;

  // Whether this very connection could change the schema, where the database tells its users apart [R-DB-6].
  [[nodiscard]] virtual bool may_change_schema() { return false; }

  template <typename F>
  auto read(F&& work) {
    return result_of(Manner::read, work);
  }
  template <typename F>
  auto statement(F&& work) {
    return result_of(Manner::statement, work);
  }
  template <typename F>
  auto transaction(F&& work) {
    return result_of(Manner::transaction, work);
  }
  template <typename F>
  auto lax(F&& work) {
    return result_of(Manner::lax, work);
  }

 private:
  template <typename F>
  auto result_of(Manner manner, F& work) {
    using Result = std::invoke_result_t<F&, Executor&>;
    if (manner != Manner::read) {
      count_write();
    }
    if constexpr (std::is_void_v<Result>) {
      run(manner, [&](Executor& executor) { work(executor); });
    } else {
      std::optional<Result> result;
      run(manner, [&](Executor& executor) { result = work(executor); });
      return std::move(*result);
    }
  }
};

}  // namespace signet::storage
