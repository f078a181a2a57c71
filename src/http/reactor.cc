#include "http/reactor.h"

#include <cerrno>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <utility>

#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <pistache/endpoint.h>
#include <pistache/peer.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/log.h"

namespace signet::http {
namespace {

namespace Tcp = Pistache::Tcp;

// Room for the largest response beside what a client may have left unread, so that an answer is always sent in one piece.
constexpr int kSendBuffer = 256 * 1024;
constexpr std::size_t kMostUnread = 64 * 1024;
constexpr int kBacklog = 1024;
// The library's own timeouts are out of the way: its 408 is answered under a running onInput and frees the
// peer there.
constexpr auto kNever = std::chrono::hours(24 * 365 * 100);
constexpr std::size_t kUnusedParserSize = 64;

int descriptor_of(const Tcp::Peer& peer) { return static_cast<int>(peer.fd()); }

void set_option(int descriptor, int level, int name, int value) {
  // Best effort: an option that cannot be set is a connection that is already gone.
  (void)::setsockopt(descriptor, level, name, &value, sizeof value);
}

class PeerWire final : public Wire {
 public:
  explicit PeerWire(const Tcp::Peer& peer) : descriptor_(descriptor_of(peer)) {}

  bool send(std::string_view bytes) override {
    if (finished_ || (unread_at_most_ > kMostUnread && !has_read_enough())) {
      reset();
      return false;
    }
    // Not through the library: it would copy them, promise an answer, queue them, and register the descriptor again.
    ssize_t sent = -1;
    do {
      sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    if (sent != static_cast<ssize_t>(bytes.size())) {
      reset();  // it left, or the system is out of memory; half an answer is none
      return false;
    }
    unread_at_most_ += bytes.size();
    return true;
  }

  void finish_sending() override {
    finished_ = true;
    (void)::shutdown(descriptor_, SHUT_WR);
  }

  void cut() override {
    finished_ = true;
    (void)::shutdown(descriptor_, SHUT_RDWR);
  }

  void reset() override {
    const linger at_once{1, 0};
    (void)::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    cut();
  }

 private:
  bool has_read_enough() {
    int unread = 0;
    if (::ioctl(descriptor_, SIOCOUTQ, &unread) != 0) {
      return false;
    }
    unread_at_most_ = static_cast<std::size_t>(unread);
    return unread_at_most_ <= kMostUnread;
  }

  const int descriptor_;  // open longer than the connection that owns this, which ends in onDisconnection
  std::size_t unread_at_most_ = 0;  // of what was sent; the system is asked only when this could be too much
  bool finished_ = false;
};

// What the library calls; one for each I/O thread, made by clone() on the starting thread.
class Door final : public Pistache::Http::Handler {
 public:
  struct House {
    std::vector<std::unique_ptr<Worker>>& workers;
    Admission& admission;
    const TrustedProxies& proxies;
    ListeningSocket& listener;
    std::chrono::milliseconds write_patience;
    std::size_t clones = 0;
  };

  Door(House& house, Worker* worker) : house_(house), worker_(worker) {}

  std::shared_ptr<Tcp::Handler> clone() const override {
    return std::make_shared<Door>(house_, house_.workers.at(house_.clones++).get());
  }

  void onRequest(const Pistache::Http::Request&, Pistache::Http::ResponseWriter) override {}  // never reached

 private:
  // An exception that leaves one of these three ends the process.
  void onConnection(const std::shared_ptr<Tcp::Peer>& peer) override try {
    make_acceptable(*peer);
    if (peer == mailbox_) {
      return;
    }
    watch_mailbox();
    welcome(peer);
  } catch (...) {
    log::error("connection_not_accepted");
    (void)::shutdown(descriptor_of(*peer), SHUT_RDWR);
  }

  void onInput(const char* bytes, std::size_t size, const std::shared_ptr<Tcp::Peer>& peer) override {
    if (peer == mailbox_) {
      worker_->read_mail();
    } else {
      worker_->receive(peer->getID(), {bytes, size});
    }
  }

  void onDisconnection(const std::shared_ptr<Tcp::Peer>& peer) override { worker_->close(peer->getID()); }

  // The library's timer asks every peer for its parser and its idleness.
  static void make_acceptable(Tcp::Peer& peer) {
    peer.putData(ParserData, std::make_shared<Pistache::Http::RequestParser>(kUnusedParserSize));
    peer.setIdle(true);
  }

  // Not before there is a client here, since only then is this surely the thread that it belongs to.
  void watch_mailbox() {
    if (mailbox_ == nullptr) {
      mailbox_ =
          Tcp::Peer::Create(worker_->mailbox_descriptor(), Pistache::Address(Pistache::IP::loopback(), 0));
      transport()->handleNewPeer(mailbox_);
    }
  }

  void welcome(const std::shared_ptr<Tcp::Peer>& peer) {
    house_.listener.balance();
    const int descriptor = descriptor_of(*peer);
    const auto address = IpAddress::parse(peer->address().host());
    const std::string text = address ? address->text() : "";
    const bool proxy = house_.proxies.trusts(text);
    auto ticket = house_.admission.admit(proxy || !address ? "" : address->source());
    if (!ticket) {
      (void)::shutdown(descriptor, SHUT_RDWR);  // closed as soon as the reactor sees that [S-H10]
      return;
    }
    set_option(descriptor, SOL_SOCKET, SO_SNDBUF, kSendBuffer);
    set_option(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(house_.write_patience.count()));
    worker_->open(peer->getID(), std::make_unique<PeerWire>(*peer), text, std::move(*ticket));
  }

  House& house_;
  Worker* worker_;  // none in the one that is only cloned from
  std::shared_ptr<Tcp::Peer> mailbox_;
};

Pistache::Address address_of(const Settings& settings) {
  const auto host = IpAddress::parse(settings.host == "localhost" ? "127.0.0.1" : settings.host);
  if (!host) {
    throw std::invalid_argument("not an IP address to listen on: " + settings.host);
  }
  return {host->is_v4() ? host->text() : "[" + host->text() + "]", Pistache::Port(settings.port)};
}

}  // namespace

struct Reactor::Library {
  Door::House house;
  std::optional<Pistache::Http::Endpoint> endpoint;
};

Reactor::Reactor(const Settings& settings, std::vector<std::unique_ptr<Worker>>& workers,
                 Admission& admission, const TrustedProxies& proxies, int most_open)
    : settings_(settings),
      listener_(most_open),
      library_(new Library{{workers, admission, proxies, listener_, settings.patience.write}, std::nullopt}) {
}

Reactor::~Reactor() { stop(); }

void Reactor::start() {
  ::signal(SIGPIPE, SIG_IGN);  // a client that leaves is no reason to end
  const Pistache::Address address = address_of(settings_);
  auto& endpoint = library_->endpoint.emplace(address);
  const Pistache::Flags<Tcp::Options> flags(Tcp::Options::ReuseAddr | Tcp::Options::NoDelay |
                                            Tcp::Options::CloseOnExec);
  endpoint.init(Pistache::Http::Endpoint::options()
                    .flags(flags)
                    .headerTimeout(kNever)
                    .bodyTimeout(kNever)
                    .keepaliveTimeout(kNever));
  // The options' backlog is ignored, and so is their number of threads once this is said.
  endpoint.initArgs(library_->house.workers.size(), flags, "signet-http", kBacklog);
  endpoint.setHandler(std::make_shared<Door>(library_->house, nullptr));
  endpoint.serveThreaded();
  port_ = endpoint.getPort();
  listener_.find(address.host(), port_);
}

void Reactor::stop() {
  if (library_->endpoint) {
    library_->endpoint->shutdown();
    library_->endpoint.reset();
  }
}

}  // namespace signet::http
