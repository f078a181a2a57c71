// What Prometheus reads, what bounds it, and that no count is lost between threads.
#include "metrics/metrics.h"

#include <algorithm>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::metrics {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

std::size_t occurrences(const std::string& text, const std::string& of) {
  std::size_t count = 0;
  for (std::size_t at = text.find(of); at != std::string::npos; at = text.find(of, at + 1)) {
    ++count;
  }
  return count;
}

TEST(Metrics, CountsUnderTheNamesThatDashboardsKnow) {
  Metrics metrics;
  metrics.login("succeeded");
  metrics.login("succeeded");
  metrics.token_issued("authorization_code", "jwt");
  metrics.refresh("rotated");
  metrics.logout_delivery("delivered");
  metrics.refusal("client_unknown");
  metrics.rows_removed(7);
  metrics.rows_removed(-3);
  metrics.connections(12);
  metrics.connections(11);
  metrics.hash_queue_depth(3);
  metrics.statements(41);
  metrics.statements(42);
  metrics.key_age("RS256", 3600s);
  const std::string text = metrics.render();
  for (const char* line : {
           "# TYPE signet_logins_total counter\nsignet_logins_total{outcome=\"succeeded\"} 2\n",
           "signet_tokens_issued_total{grant=\"authorization_code\",format=\"jwt\"} 1\n",
           "signet_refresh_total{outcome=\"rotated\"} 1\n",
           "signet_logout_deliveries_total{outcome=\"delivered\"} 1\n",
           "signet_refusals_total{reason=\"client_unknown\"} 1\n",
           "# TYPE signet_gc_rows_total counter\nsignet_gc_rows_total 7\n",
           "# TYPE signet_connections gauge\nsignet_connections 11\n",
           "signet_hash_queue_depth 3\n",
           "# TYPE signet_db_statements_total counter\nsignet_db_statements_total 42\n",
           "signet_key_age_seconds{alg=\"RS256\"} 3600\n",
       }) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(Metrics, BucketsIncludeTheirUpperEnds) {
  Metrics metrics;
  metrics.request("token", 200, 500us);
  metrics.request("token", 200, 501us);
  metrics.request("token", 200, 6s);
  const std::string text = metrics.render();
  const std::string name = "signet_http_request_duration_seconds";
  const std::string labels = "{route=\"token\",code=\"200\"";
  EXPECT_THAT(text, HasSubstr("# TYPE " + name + " histogram\n"));
  EXPECT_THAT(text, HasSubstr(name + "_bucket" + labels + ",le=\"0.0005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(name + "_bucket" + labels + ",le=\"0.001\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(name + "_bucket" + labels + ",le=\"5\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(name + "_bucket" + labels + ",le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr(name + "_count" + labels + "} 3\n"));
  EXPECT_THAT(text, HasSubstr(name + "_sum" + labels + "} 6.001001\n"));
}

TEST(Metrics, WhatWasNeverCountedHasNoLabels) {
  const std::string text = Metrics().render();
  EXPECT_THAT(text, HasSubstr("signet_gc_rows_total 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("signet_logins_total")));
}

TEST(Metrics, AForeignLabelIsOther) {
  Metrics metrics;
  metrics.refusal("evil\"} 1\nsignet_fake 2");
  metrics.refusal("ümlaut");
  metrics.refusal(std::string(65, 'x'));
  metrics.request("token", 99, 1ms);
  metrics.request("token", 600, 1ms);
  metrics.request("", 200, 1ms);
  const std::string text = metrics.render();
  EXPECT_THAT(text, HasSubstr("signet_refusals_total{reason=\"other\"} 3\n"));
  EXPECT_THAT(text, Not(HasSubstr("signet_fake")));
  EXPECT_THAT(text, HasSubstr("_count{route=\"token\",code=\"other\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("_count{route=\"none\",code=\"200\"} 1\n"));
}

TEST(Metrics, TheNumberOfSeriesIsBounded) {  // [R-DOS-9]
  Metrics metrics;
  for (int i = 0; i < 20000; ++i) {
    metrics.refusal("reason_" + std::to_string(i));
    metrics.token_issued("grant_" + std::to_string(i), "jwt");
  }
  const std::string text = metrics.render();
  EXPECT_LE(occurrences(text, "signet_refusals_total{"), 512U);
  EXPECT_LE(occurrences(text, "signet_tokens_issued_total{"), 512U);
  EXPECT_THAT(text, HasSubstr("signet_refusals_total{reason=\"reason_0\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("signet_refusals_total{reason=\"other\"} 19489\n"));
  EXPECT_THAT(text, HasSubstr("signet_tokens_issued_total{grant=\"other\",format=\"other\"} 19489\n"));
}

TEST(Metrics, NoCountIsLostBetweenThreads) {
  Metrics metrics;
  constexpr int kThreads = 16;
  constexpr int kRounds = 2000;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&metrics] {
      for (int i = 0; i < kRounds; ++i) {
        metrics.request("route_" + std::to_string(i % 50), 200,
                        1ms);  // all threads make the same series at once
        metrics.login("failed");
        if (i % 500 == 0) {
          (void)metrics.render();
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  const std::string text = metrics.render();
  EXPECT_EQ(occurrences(text, "_duration_seconds_count{"), 50U);
  EXPECT_EQ(occurrences(text, "\",code=\"200\"} " + std::to_string(kThreads * kRounds / 50) + "\n"), 50U);
  EXPECT_THAT(text, HasSubstr("signet_logins_total{outcome=\"failed\"} " +
                              std::to_string(kThreads * kRounds) + "\n"));
}

}  // namespace
}  // namespace signet::metrics
