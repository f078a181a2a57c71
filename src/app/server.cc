#include "app/server.h"

#include <atomic>
#include <csignal>

#include "app/certificates.h"
#include "app/decision_courier.h"
#include "app/housekeeping.h"
#include "app/logout_courier.h"
#include "app/mail_server.h"
#include "app/management.h"
#include "app/one_address.h"
#include "app/outside.h"
#include "app/process.h"
#include "app/redirect_door.h"
#include "app/revocation_feed.h"
#include "base/log.h"
#include "crypto/hash_slots.h"
#include "crypto/random.h"
#include "http/server.h"
#include "metrics/metrics.h"
#include "outbound/http_client.h"
#include "outbound/redis.h"
#include "web/url.h"

namespace signet::app {
namespace {

constexpr std::chrono::milliseconds kManagementDrain{500};
constexpr Milliseconds kPatienceWithClients{5000};  // that are told something

sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

std::chrono::milliseconds ms(Seconds seconds) { return seconds; }

int hashes_at_once(const config::Settings& settings) {
  if (settings.passwords.threads > 0) {
    return settings.passwords.threads;
  }
  // One core stays free for everybody who does not sign in just now [R-DOS-1].
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

std::vector<tls::CertificateFiles> certificate_files(const config::Settings& settings) {
  std::vector<tls::CertificateFiles> files{{settings.tls.cert_file, settings.tls.key_file}};
  for (const std::string& pair : settings.tls.more) {
    files.push_back({pair.substr(0, pair.find(':')), pair.substr(pair.find(':') + 1)});
  }
  return files;
}

// A browser that is asked for a certificate asks its person, so with a name of their own only those are asked who call there.
tls::ClientCertificates client_certificates(const config::Settings& settings) {
  const std::string host = settings.mtls.url.empty() ? std::string() : web::parse_url(settings.mtls.url).value().host;
  return {settings.mtls.enabled, host == web::parse_url(settings.issuer).value().host ? std::string() : host};
}

http::Settings public_settings(const config::Settings& settings, const Certificates* certificates) {
  http::Settings result;
  if (certificates != nullptr) {
    result.tls = [certificates] { return certificates->current(); };
  }
  result.host = settings.listen.host;
  result.port = static_cast<std::uint16_t>(settings.listen.port);
  result.threads = settings.http.threads;
  result.patience.head = ms(settings.http.head_timeout);
  result.patience.body = ms(settings.http.body_timeout);
  result.patience.idle = ms(settings.http.idle_timeout);
  result.max_connections = static_cast<std::size_t>(settings.http.max_connections);
  result.connections_per_address = static_cast<std::size_t>(settings.limits.connections_per_address.value_or(0));
  result.trusted_proxies = settings.trusted_proxies;
  result.certificate_header = settings.mtls.enabled ? settings.mtls.certificate_header : "";
  // While one login waits for the database, another is hashed.
  const int hashes = hashes_at_once(settings);
  result.password_threads = hashes + std::max(1, hashes / 4);
  return result;
}

http::Settings management_settings(const config::Settings& settings) {
  http::Settings result;
  result.host = settings.management_listen.host;
  result.port = static_cast<std::uint16_t>(settings.management_listen.port);
  result.threads = 2;
  result.max_connections = 64;
  return result;
}

void write_request_line(const web::Request& request, const web::Response& response, std::chrono::nanoseconds took) {
  const double milliseconds = static_cast<double>(took.count()) / 1e6;
  const log::Level level = response.status >= 500 ? log::Level::error : log::Level::info;
  log::write(level, "request",
             {{"request_id", request.request_id},
              {"route", response.trail.route},
              {"method", web::name_of(request.method)},
              {"status", static_cast<std::int64_t>(response.status)},
              {"client_id", response.trail.client_id},
              {"grant", response.trail.grant},
              {"outcome", response.trail.outcome},
              {"sub", response.trail.subject},
              {"reason", response.trail.reason},
              {"detail", response.trail.detail},
              {"ip", request.remote_address},
              {"dur_ms", milliseconds}});
}

}  // namespace

// In the order of construction; what is below uses what is above.
struct Server::Parts {
  storage::Database& database;
  SystemClock& clock;
  metrics::Metrics metrics;
  OneAddress one_address;
  std::unique_ptr<const Certificates> certificates;  // null: no TLS here
  bool behind_proxy;  // that terminates TLS
  outbound::HttpClient http_client;
  Provider provider;
  web::RouteTable routes;
  web::RouteTable management_routes;
  http::Server door;
  http::Server management_door;
  std::optional<RedirectDoor> redirect_door;
  Housekeeping housekeeping;
  LogoutCourier logout_courier;
  std::optional<MailCourier> mail_courier;
  std::optional<DecisionCourier> decision_courier;
  std::optional<outbound::Redis> redis;
  std::optional<RevocationFeed> revocation_feed;
  std::atomic<bool> started{false};
  std::atomic<bool> draining{false};
  std::chrono::milliseconds drain_deadline;

  [[nodiscard]] Outside outside(const config::Settings& settings, const Extras& extras) {
    Outside result = outside_over(http_client);
    result.mail = extras.send_mail || !settings.mail.server.empty();
    return result;
  }

  static std::vector<web::Route> all_routes(Provider& provider, const Extras& extras) {
    std::vector<web::Route> routes = provider.routes();
    if (extras.routes) {
      for (web::Route& route : extras.routes(provider)) {
        routes.push_back(std::move(route));
      }
    }
    return routes;
  }

  Parts(const config::Settings& settings, const crypto::MasterKeys& master_keys, storage::Database& opened, SystemClock& its_clock, Random& random,
        const Extras& extras)
      : database(opened),
        clock(its_clock),
        certificates(settings.tls.cert_file.empty() ? nullptr : std::make_unique<const Certificates>(certificate_files(settings), client_certificates(settings))),
        behind_proxy(settings.issuer.starts_with("https:") && !certificates),
        http_client(outbound_settings(settings)),
        provider(settings, master_keys, stores_of(opened), outside(settings, extras), random, clock.now(), extras.explain_errors),
        routes(all_routes(provider, extras), [this](int status, const web::Request& r) { return provider.error(status, r); },
               provider.headers_of_every_response(), provider.origin_rule()),
        management_routes(app::management_routes({[this] { return started.load(); }, [this] { return is_ready(); }},
                                                 [this] { return render_metrics(); }),
                          management_error),
        door(routes, clock, random, public_settings(settings, certificates.get()),
             [this](const web::Request& request, const web::Response& response, std::chrono::nanoseconds took) {
               write_request_line(request, response, took);
               if (behind_proxy && one_address.is_suspicious(request.remote_address)) {
                 log::warn("everybody_from_one_address",
                           {{"ip", request.remote_address}, {"hint", "name your proxy in SIGNET_TRUSTED_PROXIES, or limits count all people as one"}});
               }
               metrics.request(response.trail.route, response.status, took);
               count(request, response);
             }),
        management_door(management_routes, clock, random, management_settings(settings), [](const auto&, const auto&, auto) {}),
        housekeeping(provider, opened, clock, metrics, settings.audit.keep),
        logout_courier({provider.mint(), provider.registry(), opened.logouts(),
                        [this](const std::string& url, const std::string& body) { return post(url, "application/x-www-form-urlencoded", body); }, clock, random, metrics,
                        provider.session_ended()}),
        drain_deadline(ms(settings.http.drain_timeout)) {
    if (extras.send_mail || !settings.mail.server.empty()) {
      mail_courier.emplace(MailCourier::Parts{provider.address_proofs(), provider.pages(), opened.mails(), settings.issuer,
                                              settings.mail.server.empty() ? extras.send_mail : send_by_server(settings, clock, random), clock,
                                              random, metrics, provider.mail_queued()});
    }
    if (settings.ciba.enabled) {
      decision_courier.emplace(DecisionCourier::Parts{provider.device_codes(), provider.registry(), opened.device_codes(),
                                                      [this](const std::string& url, const std::string& bearer, const std::string& body) {
                                                        return post(url, "application/json", body, {{"Authorization", "Bearer " + bearer}});
                                                      },
                                                      clock, provider.decided()});
    }
    if (!settings.redis_url.value.empty()) {
      redis.emplace(outbound::parse_redis_url(settings.redis_url.value.reveal()).value());  // the settings admit nothing else
      revocation_feed.emplace(RevocationFeed::Parts{provider.revocations(), [this](const auto& entries) { return redis->set(entries); }, clock,
                                                    metrics});
    }
    crypto::limit_hashes(hashes_at_once(settings));
    start(door, settings.listen, "listen");
    if (!settings.tls.redirect_listen.empty()) {
      const config::Address address = config::parse_address(settings.tls.redirect_listen).value();  // the settings admit nothing else
      redirect_door.emplace(settings.issuer, address.host, static_cast<std::uint16_t>(address.port), clock, random);
      start(redirect_door->server(), address, "tls.redirect_listen");
    }
    start(management_door, settings.management_listen, "management_listen");
    started = true;
  }

  // The system says "Address already in use" and not which.
  static void start(http::Server& on, const config::Address& address, const std::string& setting) {
    try {
      on.start();
    } catch (const std::exception& thrown) {
      throw std::runtime_error("cannot listen on " + address.text() + ": " + thrown.what() + "; free it, or give " + setting +
                               " another address");
    }
  }

  // To a client that is to be told something: the status of its answer, or 0 where there was none.
  [[nodiscard]] int post(const std::string& url, const std::string& type, const std::string& body, const web::Headers& headers = {}) {
    outbound::FetchRequest request;
    request.method = web::Method::post;
    request.url = url;
    request.headers = headers;
    request.headers.push_back({"Content-Type", type});
    request.body = body;
    const auto response = http_client.fetch(request, {.total = kPatienceWithClients});
    return response ? response->status : 0;
  }

  void count(const web::Request& request, const web::Response& response) {
    const web::Trail& trail = response.trail;
    if (!trail.reason.empty()) {
      metrics.refusal(trail.reason);
    }
    if ((trail.route == "login" || trail.route == "api_login") && request.method == web::Method::post) {
      metrics.login(trail.reason.empty() ? "ok" : trail.reason);
    }
    if (!trail.grant.empty()) {
      metrics.token_issued(trail.grant, "any");
    }
    if (!trail.outcome.empty() || trail.reason == "refresh_token_reused") {
      metrics.refresh(trail.outcome.empty() ? "reused" : trail.outcome);
    }
  }

  [[nodiscard]] std::string render_metrics() {
    metrics.connections(door.connections());
    metrics.hash_queue_depth(door.password_queue());
    metrics.statements(database.statements());
    for (const auto& row : provider.keys().ring()->rows()) {
      if (row.state == keys::State::active && row.activated_at) {
        metrics.key_age(row.alg, std::chrono::duration_cast<Seconds>(clock.now() - *row.activated_at));
      }
    }
    return metrics.render();
  }

  [[nodiscard]] bool is_ready() {
    if (draining || !started || !housekeeping.healthy()) {
      return false;
    }
    try {
      database.ping();
      return true;
    } catch (const Unavailable&) {
      return false;
    }
  }
};

Server::Server(const config::Settings& settings, const crypto::MasterKeys& master_keys, storage::Database& database, SystemClock& clock,
               Random& random, Extras extras)
    : parts_(std::make_unique<Parts>(settings, master_keys, database, clock, random, extras)) {}

Server::~Server() = default;

std::string Server::url() const { return (parts_->certificates ? "https://" : "http://") + parts_->door.address(); }
std::string Server::management_url() const { return "http://" + parts_->management_door.address(); }

void Server::run_until_signal() {
  const sigset_t signals = ending_signals();
  int signal = 0;
  sigwait(&signals, &signal);
  log::info("draining", {{"signal", std::int64_t{signal}}});
  parts_->draining = true;
  parts_->logout_courier.stop();
  if (parts_->decision_courier) {
    parts_->decision_courier->stop();
  }
  if (parts_->mail_courier) {
    parts_->mail_courier->stop();
  }
  const bool everything_answered = parts_->door.drain(parts_->drain_deadline);
  parts_->management_door.drain(kManagementDrain);
  parts_->redirect_door.reset();
  log::info("stopped", {{"everything_answered", everything_answered}});
}

std::unique_ptr<storage::Database> open_database(const config::Settings& settings, Random& random, const std::string& actor) {
  storage::Settings storage;
  storage.url = settings.database_url.value.reveal();
  storage.pool_size = settings.database.pool_size;
  storage.actor = actor;
  storage.portable = settings.database.dialect == config::SqlDialect::portable;
  storage.prepared_statements = settings.database.prepared_statements;
  return storage::open(storage, random);
}

namespace {

// Whether the schema is as this program needs it; brings it there where that is allowed.
bool prepare_schema(const config::Settings& settings, storage::Database& database, Time now) {
  const bool sqlite = settings.database_url.value.reveal().starts_with("sqlite:");
  if (sqlite || settings.migrate == config::Migrate::automatic) {
    database.migrate(now);
  }
  const auto status = database.migrations();
  for (const std::string& complaint : status.complaints()) {
    log::error("schema", {{"problem", complaint}, {"hint", "run `signet migrate up`, or set SIGNET_MIGRATE=auto"}});
  }
  for (const std::string& weakness : database.weaknesses()) {
    log::error("database_not_durable", {{"setting", weakness}});  // [R-DB-4]
  }
  if (settings.migrate != config::Migrate::automatic && database.may_change_schema()) {
    log::warn("database_role_too_mighty", {{"hint", "serve under a role without CREATE: see Schema in docs/operations.md"}});
  }
  return status.fit_to_serve() && database.weaknesses().empty();
}

}  // namespace

int serve(const config::Settings& settings) {
  prepare_process();
  log::start(settings.log.format, settings.log.level);
  int status = 1;
  try {
    const auto master_keys = crypto::MasterKeys::parse(settings.master_key.reveal());
    if (!master_keys) {
      log::error("cannot_start", {{"problem", master_keys.error()}});
    } else {
      SystemClock clock;
      crypto::SystemRandom random;
      const auto database = open_database(settings, random);
      if (prepare_schema(settings, *database, clock.now())) {
        Server server(settings, *master_keys, *database, clock, random);
        log::info("listening", {{"issuer", settings.issuer}, {"url", server.url()}, {"management_url", server.management_url()}});
        server.run_until_signal();
        status = 0;
      }
    }
  } catch (const Unavailable&) {
    log::error("cannot_start", {{"problem", kDatabaseAway}});
  } catch (const std::exception& thrown) {
    // Start-up has no strangers' values in hand: its texts are for the operator.
    log::error("cannot_start", {{"problem", thrown.what()}});
  }
  log::stop();
  return status;
}

}  // namespace signet::app
