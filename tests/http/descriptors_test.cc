// Calm at the limit on descriptors: the library's accepting thread would spin there, and whoever needs a
// descriptor (a database connection) would get none [S-H10]. Each test in a process of its own, whose limit
// is lowered.
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "http/front_door.h"

namespace signet::http {
namespace {

using std::chrono::milliseconds;
using testing::eventually;
using testing::FrontDoor;
using testing::get;
using testing::RawClient;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

template <typename Test>
void in_a_process_with(rlim_t descriptors, Test test) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const rlimit low{descriptors, descriptors};
    setrlimit(RLIMIT_NOFILE, &low);
    test();
    _exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
}

TEST(Descriptors, WhenThereAreNoneTheServerIsCalmAndRecovers) {
  in_a_process_with(450, [] {
    FrontDoor door;
    std::vector<RawClient> clients;
    try {
      while (true) {
        clients.push_back(
            door.connect());  // in this process: each takes a descriptor, and another when accepted
      }
    } catch (const std::runtime_error&) {
    }
    const double before = cpu_seconds();
    std::this_thread::sleep_for(milliseconds(500));
    EXPECT_LT(cpu_seconds() - before, 0.2) << "it spins at the limit";
    clients.clear();
    EXPECT_TRUE(eventually([&] { return door.server->connections() == 0; }));
    EXPECT_TRUE(eventually([&] {  // whoever comes while the dead are still being counted is turned away
      const auto answer = door.ask(get("/hello"));
      return answer && answer->status == 200;
    }));
  });
}

// Clients that come faster than their threads look at them, here because the only thread is busy: accepting
// pauses before descriptors run out.
TEST(Descriptors, AFloodLeavesSomeForOthers) {
  in_a_process_with(1'000, [] {
    Settings settings = FrontDoor::small();
    settings.threads = 1;
    FrontDoor door(settings);
    auto first = door.connect();
    first.send(get("/gate"));
    ASSERT_TRUE(door.gate.await(1));
    for (int i = 0; i < 1'500; ++i) {
      door.connect().abort();
      if (i % 50 == 0) {
        std::this_thread::sleep_for(milliseconds(15));
      }
    }
    const int spare = ::dup(0);
    EXPECT_GE(spare, 0) << "no descriptor is left for anybody";
    ::close(spare);
    door.gate.open();
    EXPECT_EQ(first.read()->body, "passed");
    EXPECT_TRUE(eventually([&] {  // whoever comes while the dead are still being counted is turned away
      const auto answer = door.ask(get("/hello"));
      return answer && answer->status == 200;
    }));
  });
}

TEST(Descriptors, TooFewAreRefusedAtTheStart) {
  in_a_process_with(200, [] { EXPECT_THROW(FrontDoor{}, std::runtime_error); });
}

}  // namespace
}  // namespace signet::http
