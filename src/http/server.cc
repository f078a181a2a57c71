#include "http/server.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <sys/resource.h>

#include "http/admission.h"
#include "http/client_address.h"
#include "http/housekeeper.h"
#include "http/lane.h"
#include "http/reactor.h"
#include "http/worker.h"

namespace signet::http {
namespace {

using std::chrono::milliseconds;

constexpr int kMostThreads = 255;  // the library's own bound
constexpr std::size_t kMostConnections = 8'000;
constexpr std::size_t kFewestConnections = 16;
constexpr std::size_t kDescriptorsPerThread = 9;  // seven of the library, two of the mailbox
constexpr std::size_t kBase = 128;       // whatever else is open all the time: log, database, listeners
constexpr std::size_t kReserved = 256;   // for whatever else needs one now and then
constexpr std::size_t kBetween = 1'024;  // clients that are accepted and not admitted yet

constexpr milliseconds kQuiet{100};  // a request may be on its way when the last one is answered
constexpr milliseconds kFarewell{1'000};
constexpr milliseconds kPause{2};

// [S-H10] How descriptors are shared out, below the limit that the system sets.
struct Shares {
  std::size_t connections = 0;
  std::size_t open = 0;  // of any kind; beyond it nobody is accepted for a while
};

// Raises the soft limit on descriptors to the hard one, unless the operator chose the number of connections.
std::size_t descriptor_limit(bool raise) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    throw std::system_error(errno, std::generic_category(), "getrlimit");
  }
  const rlimit raised{limit.rlim_max, limit.rlim_max};
  const bool done = raise && ::setrlimit(RLIMIT_NOFILE, &raised) == 0;
  return std::min<std::size_t>(done ? limit.rlim_max : limit.rlim_cur, std::numeric_limits<int>::max());
}

Shares share_out(const Settings& settings) {
  const std::size_t limit = descriptor_limit(settings.max_connections == 0);
  const std::size_t base = kBase + kDescriptorsPerThread * static_cast<std::size_t>(settings.threads);
  if (limit < base + kReserved + kFewestConnections) {
    throw std::runtime_error("the limit on open files (" + std::to_string(limit) + ") is too low for " +
                             std::to_string(settings.threads) + " threads");
  }
  Shares shares{settings.max_connections, 0};
  if (shares.connections == 0) {
    shares.connections = std::min(kMostConnections, limit - base - kReserved);
  }
  const std::size_t headroom = std::max(kReserved, limit / 8);
  shares.open = std::clamp(limit - headroom, base + kFewestConnections, base + shares.connections + kBetween);
  return shares;
}

Settings checked(Settings settings) {
  if (settings.threads < 1 || settings.threads > kMostThreads) {
    throw std::invalid_argument("threads: 1 to " + std::to_string(kMostThreads));
  }
  if (settings.password_threads < 1 || settings.requests_per_connection < 1) {
    throw std::invalid_argument("password_threads, requests_per_connection: at least 1");
  }
  const Patience& patience = settings.patience;
  if (std::min({patience.head, patience.handshake, patience.body, patience.idle, patience.write, patience.linger}) <
      milliseconds(1)) {
    throw std::invalid_argument("timeouts: at least one millisecond");
  }
  return settings;
}

// Seldom enough to cost nothing, and often enough that a flood of clients, which comes while all threads are
// busy, is noticed before it has eaten the headroom of descriptors.
constexpr milliseconds kLookInterval{10};

}  // namespace

// In the order in which they need each other: destroyed from the bottom up.
struct Server::Parts {
  Parts(const web::RouteTable& routes, const Clock& clock, Random& random, Settings given, Observer observer)
      : settings(checked(std::move(given))),
        service{
            routes, clock, random, settings, std::move(observer), TrustedProxies(settings.trusted_proxies)},
        shares(share_out(settings)),
        admission(shares.connections, settings.connections_per_address),
        password_lane(settings.password_threads, settings.password_queue),
        reactor(settings, workers, admission, service.proxies, static_cast<int>(shares.open)) {
    for (int i = 0; i < settings.threads; ++i) {
      workers.push_back(std::make_unique<Worker>(service, password_lane, [this] { housekeeper->nudge(); }));
    }
  }

  void look() {
    reactor.balance();
    const Instant now = service.monotonic();
    for (const auto& worker : workers) {
      worker->expire_due(now);
    }
  }

  const Settings settings;
  Service service;
  const Shares shares;
  Admission admission;
  std::vector<std::unique_ptr<Worker>> workers;
  Lane password_lane;
  std::unique_ptr<Housekeeper> housekeeper;  // from start()
  Reactor reactor;
  bool running = false;
};

Server::Server(const web::RouteTable& routes, const Clock& clock, Random& random, Settings settings,
               Observer observer)
    : parts_(std::make_unique<Parts>(routes, clock, random, std::move(settings), std::move(observer))) {}

Server::~Server() { drain(milliseconds(0)); }

void Server::start() {
  parts_->housekeeper = std::make_unique<Housekeeper>(kLookInterval, [this] { parts_->look(); });
  parts_->reactor.start();
  parts_->running = true;
}

std::uint16_t Server::port() const { return parts_->reactor.port(); }

std::string Server::address() const {
  std::string host = parts_->settings.host;
  if (host.find(':') != std::string::npos && !host.starts_with('[')) {
    host = "[" + host + "]";
  }
  return host + ":" + std::to_string(port());
}

bool Server::drain(milliseconds deadline) {
  if (!std::exchange(parts_->running, false)) {
    return true;
  }
  const auto wait_until = [](Instant end, const auto& condition) {
    while (!condition() && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(kPause);
    }
    return condition();
  };
  const Instant begun = std::chrono::steady_clock::now();
  parts_->service.draining = true;
  parts_->reactor.stop_accepting();
  Instant busy = begun;
  wait_until(begun + deadline, [&] {
    const Instant now = std::chrono::steady_clock::now();
    busy = in_flight() > 0 ? now : busy;
    return now - busy >= kQuiet;
  });
  const bool clean = in_flight() == 0;
  parts_->password_lane.stop();
  for (const auto& worker : parts_->workers) {
    worker->cut_all();
  }
  wait_until(std::chrono::steady_clock::now() + kFarewell, [this] { return connections() == 0; });
  parts_->reactor.stop();
  parts_->housekeeper->stop();
  return clean;
}

std::size_t Server::connections() const { return parts_->admission.connections(); }

std::size_t Server::in_flight() const { return parts_->service.in_flight.load(std::memory_order_relaxed); }

std::size_t Server::password_queue() const { return parts_->password_lane.waiting(); }

}  // namespace signet::http
