#include "app/process.h"

#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <exception>

#include "base/log.h"

namespace signet::app {
namespace {

// glibc moves its threshold up to the largest block ever freed, and then keeps the 19 MiB of a password hash for
// good. A fixed one gives every large block a mapping of its own.
constexpr int kOwnMappingFrom = 1024 * 1024;
// One arena for each of 64 threads would only spread the same small objects over more pages.
constexpr int kMostArenas = 4;

[[noreturn]] void end_with_a_line() {
  log::stop();  // from here on lines are written at once
  const char* type = "nothing was thrown";
  if (const std::exception_ptr thrown = std::current_exception()) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& known) {
      type = typeid(known).name();
    } catch (...) {
      type = "not a std::exception";
    }
  }
  log::error("terminated", {{"type", type}});
  std::abort();
}

}  // namespace

void forbid_core_dumps() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

void prepare_process() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  mallopt(M_MMAP_THRESHOLD, kOwnMappingFrom);
  mallopt(M_ARENA_MAX, kMostArenas);
  std::set_terminate(end_with_a_line);
}

}  // namespace signet::app
