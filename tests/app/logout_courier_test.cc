// How clients learn that a session has ended: told with a proper token, told again until they hear, none held up by
// another, nothing lost with the server. [LO-06] [R-LO-3] [F-43]
#include "app/logout_courier.h"

#include <atomic>
#include <functional>
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "base/base64url.h"
#include "flows/world.h"
#include "outbound/http_client.h"
#include "outbound/tiny_server.h"

namespace signet::testing {
namespace {

using namespace std::chrono_literals;
using State = authorization::LogoutDelivery::State;

class Wristwatch final : public Clock {
 public:
  explicit Wristwatch(Time now) : now_(now) {}
  [[nodiscard]] Time now() const override { return now_; }
  void pass(Milliseconds time) { now_ = now_.load() + time; }

 private:
  std::atomic<Time> now_;
};

bool soon(const std::function<bool()>& what) {
  for (int i = 0; i < 1000; ++i) {
    if (what()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

class Courier : public ::testing::Test {
 protected:
  std::string listening(const std::string& name, const Json& changes = Json::object()) {
    Json metadata = {{"backchannel_logout_uri", "https://" + name + ".example.test/out"}};
    metadata.update(changes);
    return world.client(metadata).client_id;
  }
  void queue(const std::string& client_id, const std::string& sid = "the-sid") {
    world.database.logouts().queue(client_id, sid, "alice", clock.now());
  }
  // What this client's endpoint answers, one after the other; then 200.
  void answers(const std::string& name, std::vector<int> statuses) {
    outcomes_of_posts["https://" + name + ".example.test/out"] = std::move(statuses);
  }
  std::unique_ptr<app::LogoutCourier> courier(app::LogoutCourier::Post post = {}) {
    if (!post) {
      post = [this](const std::string& url, const std::string& body) { return answer(url, body); };
    }
    return std::make_unique<app::LogoutCourier>(app::LogoutCourier::Parts{world.provider->mint(), world.provider->registry(),
                                                                          world.database.logouts(), std::move(post), clock, world.random,
                                                                          metrics, world.provider->session_ended()});
  }
  authorization::LogoutDelivery row(const std::string& client_id) { return world.database.logouts().to_client(client_id, 1).at(0); }
  void pass(Milliseconds time) {
    clock.pass(time);
    world.provider->session_ended().ring();
  }
  std::size_t posts() {
    const std::lock_guard lock(mutex);
    return bodies.size();
  }

  World world;
  Wristwatch clock{world.now};
  metrics::Metrics metrics;
  std::mutex mutex;
  std::map<std::string, std::vector<int>> outcomes_of_posts;
  std::vector<std::string> bodies;

 private:
  int answer(const std::string& url, const std::string& body) {
    const std::lock_guard lock(mutex);
    bodies.push_back(body);
    std::vector<int>& statuses = outcomes_of_posts[url];
    if (statuses.empty()) {
      return 200;
    }
    const int status = statuses.front();
    statuses.erase(statuses.begin());
    return status;
  }
};

TEST_F(Courier, PostsATokenThatSaysWhoseSessionEndedAndNothingElse) {  // [LO-06] [LO-07] [R-LO-3]
  for (const std::string alg : {"RS256", "ES256"}) {
    const std::string client_id = listening("app-" + alg, {{"id_token_signed_response_alg", alg}});
    queue(client_id);
    const auto running = courier();
    ASSERT_TRUE(soon([&] { return row(client_id).state == State::delivered; }));
    EXPECT_EQ(row(client_id).attempts, 1);
    EXPECT_EQ(row(client_id).last_status, 200);
    const auto form = web::parse_form(bodies.back()).value();
    ASSERT_EQ(form.size(), 1U);
    EXPECT_EQ(form[0].first, "logout_token");
    const std::string& token = form[0].second;
    const Json header = Json::parse(base64url_decode(token.substr(0, token.find('.'))).value());
    EXPECT_EQ(header.at("typ"), "logout+jwt");
    EXPECT_EQ(header.at("alg"), alg);
    EXPECT_NE(world.get("/oauth2/jwks").body.find(header.at("kid").get<std::string>()), std::string::npos);
    const Json claims = claims_of(token);
    EXPECT_EQ(claims.at("iss"), kIssuer);
    EXPECT_EQ(claims.at("aud"), client_id);
    EXPECT_EQ(claims.at("sub"), "alice");
    EXPECT_EQ(claims.at("sid"), "the-sid");
    EXPECT_EQ(claims.at("iat"), epoch_seconds(clock.now()));
    EXPECT_LE(claims.at("exp").get<std::int64_t>(), epoch_seconds(clock.now()) + 120);
    EXPECT_FALSE(claims.at("jti").get<std::string>().empty());
    EXPECT_EQ(claims.at("events"), Json::parse(R"({"http://schemas.openid.net/event/backchannel-logout":{}})"));
    EXPECT_FALSE(claims.contains("nonce"));
    EXPECT_EQ(claims.size(), 8U);
  }
}

TEST_F(Courier, WhatWasHeardIsNotSaidAgain) {
  answers("app", {204});
  const std::string client_id = listening("app");
  queue(client_id);
  const auto running = courier();
  ASSERT_TRUE(soon([&] { return row(client_id).state == State::delivered; }));
  pass(std::chrono::hours(30));
  EXPECT_FALSE(world.database.logouts().next_due());
  EXPECT_EQ(posts(), 1U);
  EXPECT_NE(metrics.render().find("signet_logout_deliveries_total{outcome=\"delivered\"} 1"), std::string::npos);
}

TEST_F(Courier, TriesAgainAfterAnErrorAndLaterEachTime) {
  answers("app", {500, 0, 429});
  const std::string client_id = listening("app");
  queue(client_id);
  const auto running = courier();
  Milliseconds before{0};
  for (const int status : {500, 0, 429}) {
    ASSERT_TRUE(soon([&] { return row(client_id).last_status == status && row(client_id).attempts > 0 && row(client_id).next_attempt_at > clock.now(); }));
    const Milliseconds pause = row(client_id).next_attempt_at - clock.now();
    EXPECT_GT(pause, before);
    EXPECT_EQ(row(client_id).state, State::pending);
    before = pause;
    const int attempts = row(client_id).attempts;
    pass(pause);
    ASSERT_TRUE(soon([&] { return row(client_id).attempts > attempts; }));
  }
  EXPECT_EQ(row(client_id).state, State::delivered);
  EXPECT_EQ(row(client_id).attempts, 4);
}

TEST_F(Courier, AClientThatRefusesIsLeftInPeaceAfterAFewTimes) {
  answers("app", {400, 400, 400, 400});
  const std::string client_id = listening("app");
  queue(client_id);
  const auto running = courier();
  ASSERT_TRUE(soon([&] {
    pass(20s);
    return row(client_id).state == State::failed;
  }));
  EXPECT_EQ(row(client_id).attempts, 3);
  EXPECT_EQ(row(client_id).last_status, 400);
}

TEST_F(Courier, AClientThatIsAwayIsGivenUpAfterADay) {
  const std::string client_id = listening("app");
  queue(client_id);
  const Time begun = clock.now();
  const auto running = courier([](const std::string&, const std::string&) { return 0; });
  ASSERT_TRUE(soon([&] {
    const auto delivery = row(client_id);
    if (delivery.state == State::pending && delivery.attempts > 0) pass(std::max(delivery.next_attempt_at - clock.now(), Milliseconds(0)));
    return delivery.state == State::failed;
  }));
  EXPECT_GT(clock.now(), begun + std::chrono::hours(22));
  EXPECT_LT(row(client_id).attempts, 50);
}

TEST_F(Courier, WhoeverDoesNotListenAnyMoreIsNotTold) {
  const std::string client_id = listening("app");
  const Credentials deaf = world.client();
  queue(client_id);
  queue(deaf.client_id);
  queue("gone");
  ASSERT_TRUE(world.provider->registry().set_disabled(client_id, true, world.now));
  const auto running = courier();
  for (const std::string& name : {client_id, deaf.client_id, std::string("gone")}) {
    EXPECT_TRUE(soon([&] { return row(name).state == State::unwanted; })) << name;
  }
  EXPECT_EQ(posts(), 0U);
}

TEST_F(Courier, ASlowClientHoldsUpNobodyElse) {
  const std::string slow = listening("slow");
  for (int i = 0; i < 100; ++i) queue(slow, "sid-" + std::to_string(i));
  clock.pass(1ms);
  std::vector<std::string> others;
  for (int i = 0; i < 20; ++i) queue(others.emplace_back(listening("quick-" + std::to_string(i))));
  std::atomic<bool> patient{true};
  std::atomic<int> at_once{0};
  std::atomic<int> most_at_once{0};
  const auto running = courier([&](const std::string& url, const std::string&) {
    if (url.find("slow") == std::string::npos) return 200;
    most_at_once = std::max(most_at_once.load(), ++at_once);
    for (int i = 0; i < 20 && patient; ++i) std::this_thread::sleep_for(10ms);
    --at_once;
    return 0;
  });
  for (const std::string& client_id : others) {
    EXPECT_TRUE(soon([&] { return row(client_id).state == State::delivered; })) << client_id;
  }
  patient = false;
  EXPECT_EQ(most_at_once, 1) << "one request at a time for one client [R-SSRF-6]";
  int attempts = 0;
  for (const auto& delivery : world.database.logouts().to_client(slow, 100)) attempts += delivery.attempts;
  EXPECT_LE(attempts, 3) << "what waits for it is put off together";
}

TEST_F(Courier, WhatALostServerHeldIsDeliveredByTheNext) {
  const std::string client_id = listening("app");
  queue(client_id);
  ASSERT_EQ(world.database.logouts().take_due(clock.now(), clock.now() + 30s, 10).size(), 1U);  // and then it was killed
  const auto running = courier();
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(posts(), 0U) << "its lease is not over";
  pass(30s);
  EXPECT_TRUE(soon([&] { return row(client_id).state == State::delivered; }));
}

TEST_F(Courier, StoppingWaitsForWhatIsBeingSaid) {
  const std::string client_id = listening("app");
  queue(client_id);
  std::atomic<bool> begun{false};
  auto running = courier([&](const std::string&, const std::string&) {
    begun = true;
    std::this_thread::sleep_for(100ms);
    return 200;
  });
  ASSERT_TRUE(soon([&] { return begun.load(); }));
  running.reset();
  EXPECT_EQ(row(client_id).state, State::delivered);
}

TEST_F(Courier, ReplicasTellEachClientOnce) {
  const std::string client_id = listening("app");
  for (int i = 0; i < 200; ++i) queue(client_id, "sid-" + std::to_string(i));
  const auto one = courier();
  const auto two = courier();
  EXPECT_TRUE(soon([&] { return !world.database.logouts().next_due(); }));
  EXPECT_EQ(posts(), 200U);
}

TEST_F(Courier, OverARealConnection) {
  std::atomic<int> times{0};
  outbound::TinyServer client([&](const std::string&) {
    return std::string(++times == 1 ? "HTTP/1.1 500 No\r\n" : "HTTP/1.1 200 OK\r\n") + "Content-Length: 0\r\n\r\n";
  });
  outbound::HttpClient http({.ca_file = "", .allow_private = {}, .allow_http_to_loopback = true});
  const std::string client_id = listening("app");
  queue(client_id);
  const auto running = courier([&](const std::string&, const std::string& body) {
    outbound::FetchRequest request;
    request.method = web::Method::post;
    request.url = client.url("/out");
    request.body = body;
    const auto response = http.fetch(request);
    return response ? response->status : 0;
  });
  EXPECT_TRUE(soon([&] {
    pass(1s);
    return row(client_id).state == State::delivered;
  }));
  ASSERT_EQ(client.requests().size(), 2U);
  EXPECT_NE(client.requests()[1].find("logout_token=ey"), std::string::npos);
}

}  // namespace
}  // namespace signet::testing
