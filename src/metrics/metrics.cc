#include "metrics/metrics.h"

#include <charconv>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "metrics/histogram.h"
#include "metrics/series.h"

namespace signet::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Number = std::atomic<std::int64_t>;

// What a family is called, and what its labels are called; an empty name stands for no label.
struct Title {
  const char* name;
  const char* help;
  MetricType type;
  const char* first = "";
  const char* second = "";
};

constexpr Title kRequests{"signet_http_request_duration_seconds",
                          "Time from the last byte of a request to its answer.", MetricType::Histogram,
                          "route", "code"};
constexpr Title kLogins{"signet_logins_total", "Passwords that were checked, by outcome.",
                        MetricType::Counter, "outcome"};
constexpr Title kTokens{"signet_tokens_issued_total", "Access tokens issued.", MetricType::Counter, "grant",
                        "format"};
constexpr Title kRefreshes{"signet_refresh_total", "Refresh tokens presented, by outcome.",
                           MetricType::Counter, "outcome"};
constexpr Title kRevocationFeed{"signet_revocation_feed_total", "Revocations written to Redis, and attempts that failed.",
                                MetricType::Counter, "outcome"};
constexpr Title kMails{"signet_mails_total", "Attempts to send a message, by outcome.", MetricType::Counter, "outcome"};
constexpr Title kLogoutDeliveries{"signet_logout_deliveries_total", "Attempts to tell a client that a session has ended, by outcome.",
                                  MetricType::Counter, "outcome"};
constexpr Title kRefusals{"signet_refusals_total", "Requests refused, by reason.", MetricType::Counter,
                          "reason"};
constexpr Title kRemoved{"signet_gc_rows_total", "Expired rows removed.", MetricType::Counter};
constexpr Title kStatements{"signet_db_statements_total", "Statements run on the database, for requests and for upkeep.", MetricType::Counter};
constexpr Title kConnections{"signet_connections", "Open connections.", MetricType::Gauge};
constexpr Title kHashQueue{"signet_hash_queue_depth", "Passwords waiting to be hashed.", MetricType::Gauge};
constexpr Title kKeyAge{"signet_key_age_seconds", "Age of the key that signs.", MetricType::Gauge, "alg"};

void set_value(ClientMetric& out, const Title& title, const Number& number) {
  const auto value = static_cast<double>(number.load(std::memory_order_relaxed));
  (title.type == MetricType::Gauge ? out.gauge.value : out.counter.value) = value;
}

void set_value(ClientMetric& out, const Title&, const Histogram& histogram) {
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < Histogram::kBuckets.size(); ++i) {
    cumulative += histogram.count(i);
    out.histogram.bucket.push_back({cumulative, Histogram::kBuckets[i]});
  }
  cumulative += histogram.count(Histogram::kBuckets.size());
  out.histogram.sample_count = cumulative;
  out.histogram.sample_sum = histogram.sum_seconds();
}

template <typename Metric>
void collect(const Title& title, const Series<Metric>& series, std::vector<MetricFamily>& into) {
  MetricFamily family{title.name, title.help, title.type, {}};
  series.each([&](const auto& entry) {
    ClientMetric metric;
    if (*title.first != '\0') {
      metric.label.push_back({title.first, entry.first});
    }
    if (*title.second != '\0') {
      metric.label.push_back({title.second, entry.second});
    }
    set_value(metric, title, entry.metric);
    family.metric.push_back(std::move(metric));
  });
  if (!family.metric.empty()) {
    into.push_back(std::move(family));
  }
}

}  // namespace

struct Metrics::Families {
  Series<Histogram> requests;
  Series<Number> logins;
  Series<Number> tokens;
  Series<Number> refreshes;
  Series<Number> logout_deliveries;
  Series<Number> mails;
  Series<Number> revocation_feed;
  Series<Number> refusals;
  Series<Number> removed;
  Series<Number> statements;
  Series<Number> connections;
  Series<Number> hash_queue;
  Series<Number> key_age;
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {
  // Those without labels are there from the start, so that a rate over them begins at zero.
  families_->removed.of({}).store(0);
  families_->statements.of({}).store(0);
  families_->connections.of({}).store(0);
  families_->hash_queue.of({}).store(0);
}

Metrics::~Metrics() = default;

void Metrics::request(std::string_view route, int status, std::chrono::nanoseconds took) {
  std::array<char, 16> code{};
  const auto end = std::to_chars(code.data(), code.data() + code.size(), status).ptr;
  const bool http = status >= 100 && status <= 599;
  const std::string_view text =
      http ? std::string_view(code.data(), static_cast<std::size_t>(end - code.data())) : "other";
  families_->requests.of({route.empty() ? "none" : route, text}).observe(took);
}

void Metrics::login(std::string_view outcome) { ++families_->logins.of({outcome, ""}); }

void Metrics::token_issued(std::string_view grant, std::string_view format) {
  ++families_->tokens.of({grant, format});
}

void Metrics::refresh(std::string_view outcome) { ++families_->refreshes.of({outcome, ""}); }

void Metrics::logout_delivery(std::string_view outcome) { ++families_->logout_deliveries.of({outcome, ""}); }

void Metrics::mail(std::string_view outcome) { ++families_->mails.of({outcome, ""}); }

void Metrics::revocation_feed(std::string_view outcome) { ++families_->revocation_feed.of({outcome, ""}); }

void Metrics::refusal(std::string_view reason) { ++families_->refusals.of({reason, ""}); }

void Metrics::rows_removed(std::int64_t count) {
  if (count > 0) {
    families_->removed.of({}) += count;
  }
}

void Metrics::connections(std::size_t open) {
  families_->connections.of({}) = static_cast<std::int64_t>(open);
}

void Metrics::statements(std::uint64_t run) { families_->statements.of({}) = static_cast<std::int64_t>(run); }

void Metrics::hash_queue_depth(std::size_t waiting) {
  families_->hash_queue.of({}) = static_cast<std::int64_t>(waiting);
}

void Metrics::key_age(std::string_view alg, Seconds age) { families_->key_age.of({alg, ""}) = age.count(); }

std::string Metrics::render() const {
  std::vector<MetricFamily> families;
  collect(kRequests, families_->requests, families);
  collect(kLogins, families_->logins, families);
  collect(kTokens, families_->tokens, families);
  collect(kRefreshes, families_->refreshes, families);
  collect(kLogoutDeliveries, families_->logout_deliveries, families);
  collect(kMails, families_->mails, families);
  collect(kRevocationFeed, families_->revocation_feed, families);
  collect(kRefusals, families_->refusals, families);
  collect(kRemoved, families_->removed, families);
  collect(kStatements, families_->statements, families);
  collect(kConnections, families_->connections, families);
  collect(kHashQueue, families_->hash_queue, families);
  collect(kKeyAge, families_->key_age, families);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace signet::metrics
