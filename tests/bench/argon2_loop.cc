// argon2_loop THREADS SECONDS KIB ITERATIONS: how many argon2id hashes a second libargon2 makes of itself, without anything around it.
// What scripts/bench reads sign-ins with a password beside.
#include <argon2.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

int main(int count, char** arguments) {
  if (count != 5) {
    std::fprintf(stderr, "argon2_loop THREADS SECONDS KIB ITERATIONS\n");
    return 2;
  }
  const auto kib = static_cast<std::uint32_t>(std::atoi(arguments[3]));
  const auto iterations = static_cast<std::uint32_t>(std::atoi(arguments[4]));
  const auto began = std::chrono::steady_clock::now();
  const auto until = began + std::chrono::milliseconds(static_cast<int>(1000 * std::atof(arguments[2])));
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < std::atoi(arguments[1]); ++i) {
    threads.emplace_back([&] {
      unsigned char hash[32];
      while (std::chrono::steady_clock::now() < until) {
        if (argon2id_hash_raw(iterations, kib, 1, "correct horse battery", 21, "0123456789abcdef", 16, hash, sizeof hash) != ARGON2_OK) {
          std::abort();
        }
        ++done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("%.2f\n", done / std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
}
