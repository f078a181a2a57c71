#include "storage/sqlite_writer.h"

#include <algorithm>
#include <utility>

#include "storage/errors.h"

namespace signet::storage {
namespace {

// Bounds how long the first of a batch waits for the others, and what one failed commit takes down.
constexpr std::size_t kLargestBatch = 256;

}  // namespace

SqliteWriter::SqliteWriter(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)), thread_([this] { serve(); }) {}

SqliteWriter::~SqliteWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void SqliteWriter::run(const Engine::Work& work) {
  Job job{work, {}, nullptr, 0};
  auto done = job.done.get_future();
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(&job);
  }
  wake_.notify_one();
  done.wait();
  count_statements(job.statements);
  if (job.failure) {
    std::rethrow_exception(std::exchange(job.failure, nullptr));
  }
}

void SqliteWriter::serve() {
  for (auto jobs = take_waiting(); !jobs.empty(); jobs = take_waiting()) {
    commit_together(jobs);
    for (Job* job : jobs) {
      job->done.set_value();  // the job belongs to its caller again, and may be gone at once
    }
  }
}

// Empty only when it is time to stop.
std::vector<SqliteWriter::Job*> SqliteWriter::take_waiting() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kLargestBatch));
  std::vector<Job*> jobs(waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
  return jobs;
}

void SqliteWriter::commit_together(const std::vector<Job*>& jobs) {
  try {
    connection_->begin();
    for (Job* job : jobs) {
      attempt(*job);
    }
    connection_->commit();
  } catch (const Error& error) {
    fail(jobs, error.trouble(), error.code(), error.statement());
  } catch (...) {
    fail(jobs, Trouble::unavailable, "no code", "commit");
  }
}

// Each job gets an exception of its own, because each is rethrown and destroyed by another thread.
void SqliteWriter::fail(const std::vector<Job*>& jobs, Trouble trouble, const std::string& code,
                        const std::string& statement) {
  connection_->rollback();
  for (Job* job : jobs) {
    if (!job->failure) {
      job->failure = std::make_exception_ptr(Error(trouble, code, statement));
    }
  }
}

// Throws only when the transaction as a whole cannot go on.
void SqliteWriter::attempt(Job& job) {
  const std::uint64_t before = statements_of_this_thread();
  connection_->script("SAVEPOINT job");
  try {
    job.work(*connection_);
  } catch (...) {
    job.failure = std::current_exception();
    if (!connection_->in_transaction()) {
      throw Error(Trouble::unavailable, "transaction ended", "job");
    }
    connection_->script("ROLLBACK TO job");
  }
  connection_->script("RELEASE job");
  job.statements = statements_of_this_thread() - before;
}

}  // namespace signet::storage
