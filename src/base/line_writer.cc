#include "base/line_writer.h"

#include <cerrno>
#include <chrono>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace signet {
namespace {

// How long the first line of a batch may wait for others, and what is a batch already.
constexpr std::chrono::milliseconds kGather{5};
constexpr std::size_t kEnough = 32 * 1024;

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      // Whoever shares this terminal or pipe has made it so, as Node.js does.
      pollfd writable{descriptor, POLLOUT, 0};
      (void)::poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      return;  // nobody reads any more
    }
  }
}

}  // namespace

LineWriter::LineWriter(int descriptor, std::function<std::string(std::uint64_t count)> about_dropped)
    : descriptor_(descriptor), about_dropped_(std::move(about_dropped)), thread_([this] { run(); }) {}

LineWriter::~LineWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void LineWriter::append(std::string_view line) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    const std::size_t before = pending_.size();
    if (before + line.size() >= kMostKept) {
      ++dropped_;
      return;
    }
    pending_.append(line).append(1, '\n');
    wake = before == 0 || (before < kEnough && pending_.size() >= kEnough);
  }
  if (wake) {
    changed_.notify_one();
  }
}

void LineWriter::run() {
  std::string batch;
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !pending_.empty(); });
    if (pending_.empty()) {
      return;
    }
    changed_.wait_for(lock, kGather, [this] { return stopping_ || pending_.size() >= kEnough; });
    std::swap(batch, pending_);
    const std::uint64_t dropped = std::exchange(dropped_, 0);
    lock.unlock();
    if (dropped > 0) {
      batch.append(about_dropped_(dropped)).append(1, '\n');
    }
    write_all(descriptor_, batch);
    batch.clear();
    lock.lock();
  }
}

}  // namespace signet
