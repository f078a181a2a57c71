// The one thread that writes to an SQLite file. What is waiting when it looks is committed together, so that
// many writers share one wait for the disk; each is told only after the commit.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "storage/connection.h"
#include "storage/engine.h"
#include "storage/errors.h"

namespace signet::storage {

class SqliteWriter {
 public:
  // `connection` is the only one that writes in this process.
  explicit SqliteWriter(std::unique_ptr<Connection> connection);
  ~SqliteWriter();  // commits what is waiting
  SqliteWriter(const SqliteWriter&) = delete;
  SqliteWriter& operator=(const SqliteWriter&) = delete;

  // Runs `work` on the writer's thread, all or nothing, and returns when it is durable. Throws what `work`
  // threw, or the Error of the commit.
  void run(const Engine::Work& work);

 private:
  struct Job {
    const Engine::Work& work;
    std::promise<void> done;
    std::exception_ptr failure;
    std::uint64_t statements = 0;
  };

  void serve();
  [[nodiscard]] std::vector<Job*> take_waiting();
  void commit_together(const std::vector<Job*>& jobs);
  void attempt(Job& job);
  void fail(const std::vector<Job*>& jobs, Trouble trouble, const std::string& code,
            const std::string& statement);

  std::unique_ptr<Connection> connection_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Job*> waiting_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace signet::storage
