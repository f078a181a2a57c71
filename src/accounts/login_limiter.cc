#include "accounts/login_limiter.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

#include "base/base64url.h"
#include "crypto/digest.h"

namespace signet::accounts {
namespace {

std::string key_of_account(const LoginLimiter::Guess& guess) {
  return crypto::sha256_base64url((guess.known_browser ? "known\n" : "stranger\n") + guess.source + "\n" +
                                  guess.account);
}

std::string key_of_source(const LoginLimiter::Guess& guess) {
  return crypto::sha256_base64url("source\n" + guess.source);
}

// What is left of the wait that these failures earned.
Milliseconds left_of(Seconds wait, const FailureStore::Failures& failures, Time now) {
  return failures.count == 0 ? Milliseconds(0) : failures.last_at + wait - now;
}

tl::unexpected<LoginLimiter::Wait> wait_for(Milliseconds left) {
  return unexpected(LoginLimiter::Wait{std::chrono::ceil<Seconds>(left)});
}

}  // namespace

std::string source_of(std::string_view remote_address) {
  const std::string text(remote_address);
  std::array<char, 4> four{};
  if (inet_pton(AF_INET, text.c_str(), four.data()) == 1) {
    return text;
  }
  std::array<char, 16> sixteen{};
  if (inet_pton(AF_INET6, text.c_str(), sixteen.data()) != 1) {
    return "elsewhere";
  }
  constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
  if (std::string_view(sixteen.data(), 12) == kMapped) {
    std::array<char, INET_ADDRSTRLEN> dotted{};
    inet_ntop(AF_INET, sixteen.data() + 12, dotted.data(), dotted.size());
    return dotted.data();
  }
  return "net " + base64url_encode(std::string_view(sixteen.data(), 8));
}

Seconds wait_after(int failures, int free, Seconds longest) {
  if (failures < free || failures == 0) {
    return Seconds(0);
  }
  constexpr int kMostDoublings = 30;
  return std::min(Seconds(std::int64_t{1} << std::min(failures - free, kMostDoublings)), longest);
}

Expected<void, LoginLimiter::Wait> LoginLimiter::enter(const Guess& guess, Time now) {
  if (limits_.off) {
    return {};
  }
  if (!guess.known_browser) {
    const auto of_source = failures_.failures(key_of_source(guess), now - limits_.forget_source_after);
    const Seconds wait =
        wait_after(of_source.count, limits_.free_failures_of_source, limits_.longest_wait_of_source);
    if (const auto left = left_of(wait, of_source, now); left > Milliseconds(0)) {
      return wait_for(left);
    }
  }
  const std::string key = key_of_account(guess);
  const Time forget_before = now - limits_.forget_after;
  const auto wait_of = [&](int count) {
    return wait_after(count, limits_.free_failures, limits_.longest_wait);
  };

  const auto seen = failures_.failures(key, forget_before);
  if (!guess.known_browser && seen.count >= limits_.most_failures) {
    return unexpected(Wait{});
  }
  if (const auto left = left_of(wait_of(seen.count), seen, now); left > Milliseconds(0)) {
    return wait_for(left);
  }
  const auto counted = failures_.record(key, now, forget_before);
  if (counted.count > seen.count + 1 && wait_of(counted.count - 1) > Seconds(0)) {
    return wait_for(wait_of(counted.count - 1));  // another guess took this turn
  }
  return {};
}

void LoginLimiter::failed(const Guess& guess, Time now) {
  if (!limits_.off && !guess.known_browser) {
    failures_.record(key_of_source(guess), now, now - limits_.forget_source_after);
  }
}

void LoginLimiter::succeeded(const Guess& guess) {
  if (!limits_.off) {
    failures_.clear(key_of_account(guess));
  }
}

}  // namespace signet::accounts
