// A caller that waits on a silent socket is freed; one that is in time is left alone.
#include "storage/watchdog.h"

#include <array>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace signet::storage {
namespace {

struct Pair {
  Pair() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0); }
  ~Pair() {
    close(ends[0]);
    close(ends[1]);
  }
  std::array<int, 2> ends{};
};

TEST(Watchdog, CutsACallThatTakesTooLong) {
  Watchdog watchdog;
  const Pair pair;
  const Watchdog::Watch watch(watchdog, pair.ends[0], std::chrono::milliseconds(1));
  char byte = 0;
  EXPECT_EQ(read(pair.ends[0], &byte, 1), 0) << "the end of the stream, instead of waiting for ever";
}

TEST(Watchdog, LeavesACallAloneThatHasEnded) {
  Watchdog watchdog;
  const Pair ended;
  const Pair slow;
  { const Watchdog::Watch watch(watchdog, ended.ends[0], std::chrono::milliseconds(0)); }
  const Watchdog::Watch watch(watchdog, slow.ends[0], std::chrono::milliseconds(1));
  char byte = 0;
  EXPECT_EQ(read(slow.ends[0], &byte, 1), 0) << "by now it has gone its round";
  EXPECT_EQ(write(ended.ends[1], "x", 1), 1);
  EXPECT_EQ(read(ended.ends[0], &byte, 1), 1);
}

}  // namespace
}  // namespace signet::storage
