// Lines on their way to a file descriptor: collected by whoever has one, written by one thread, many at a time. Under load that is one
// system call for hundreds of lines; a call for each, and waking a thread for it, was a quarter of what a small answer costs [measured].
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace signet {

class LineWriter {
 public:
  // `about_dropped` makes the line that says how many were not written.
  LineWriter(int descriptor, std::function<std::string(std::uint64_t count)> about_dropped);
  // Writes what is left. Nobody may append any more.
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // `line` without its end. Never waits for the descriptor: beyond what is kept (kMostKept), lines are counted instead.
  void append(std::string_view line);

  static constexpr std::size_t kMostKept = 1024 * 1024;

 private:
  void run();

  const int descriptor_;
  const std::function<std::string(std::uint64_t)> about_dropped_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string pending_;
  std::uint64_t dropped_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace signet
