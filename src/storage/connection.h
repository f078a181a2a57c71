// One connection to a database, used by one thread at a time: an Executor that begins and ends transactions,
// and knows whether it is still good.
#pragma once

#include "storage/sql.h"

namespace signet::storage {

class Connection : public Executor {
 public:
  // Transaction control; throws Error. After commit() has returned, what was done is durable.
  virtual void begin() = 0;
  virtual void commit() = 0;
  // Never throws: a connection that cannot roll back is not clean.
  virtual void rollback() noexcept = 0;
  // Some errors end the transaction in which they occur by themselves.
  [[nodiscard]] virtual bool in_transaction() = 0;

  // Whether it may be lent out after a rest; notices a server that went away meanwhile.
  [[nodiscard]] virtual bool wakes_up() = 0;
  // Whether it may be put back: not broken, no transaction left open.
  [[nodiscard]] virtual bool is_clean() = 0;
};

}  // namespace signet::storage
