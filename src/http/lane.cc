#include "http/lane.h"

#include <algorithm>
#include <utility>

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

namespace signet::http {
namespace {

constexpr int kNice = 10;  // the system gives such a thread a tenth of what one beside it gets, and all of what nobody wants

// A thread of ours steps back for those that answer everybody else: while both have work, these wait for nobody's password.
void step_back() {
  (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);  // of this thread alone, in Linux; best effort
}

}  // namespace

Lane::Lane(int threads, std::size_t most_waiting) : most_waiting_(most_waiting) {
  for (int i = 0; i < std::max(threads, 1); ++i) {
    threads_.emplace_back([this] { run(); });
  }
}

bool Lane::submit(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || jobs_.size() >= most_waiting_) {
      return false;
    }
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void Lane::stop() {
  std::deque<std::function<void()>> dropped;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    dropped.swap(jobs_);
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) {
      thread.join();
    }
  }
}

std::size_t Lane::waiting() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size();
}

void Lane::run() {
  step_back();
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopped_ || !jobs_.empty(); });
    if (stopped_) {
      return;
    }
    const std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace signet::http
