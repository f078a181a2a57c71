// A connection without sockets and with a clock of the test's own: deadlines, turns, order, the end.
#include "http/connection.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "http/front_door.h"

namespace signet::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::get;
using testing::post;

struct Line {
  std::string sent;
  bool finished = false;
  bool cut = false;
  bool reset = false;
  bool refuses = false;  // the client does not read
};

class FakeWire final : public Wire {
 public:
  explicit FakeWire(Line& line) : line_(line) {}
  bool send(std::string_view bytes) override {
    EXPECT_FALSE(line_.finished || line_.cut) << "sent after the end: " << bytes;
    if (!line_.refuses) {
      line_.sent += bytes;
    }
    line_.cut = line_.cut || line_.refuses;
    return !line_.refuses;
  }
  void finish_sending() override { line_.finished = true; }
  void cut() override { line_.cut = true; }
  void reset() override { line_.reset = true; }

 private:
  Line& line_;
};

web::Response text(std::string body) {
  web::Response response;
  response.body = std::move(body);
  return response;
}

class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest()
      : routes_(
            {{"a", "/a", {{web::Method::get, {[](const auto&) { return text("<a>"); }}}}},
             {"post", "/post", {{web::Method::post, {[](const auto& r) { return text(r.body); }, 1'000}}}},
             {"lane", "/lane", {{web::Method::get, {nullptr, 0, web::Lane::password}}}}},
            [](int status, const web::Request&) {
              web::Response response = text("error");
              response.status = status;
              return response;
            }),
        service_{routes_,
                 clock_,
                 random_,
                 settings_,
                 [this](const auto&, const web::Response& response, auto) {
                   reported_.push_back(response.status);
                 },
                 TrustedProxies({})} {
    service_.monotonic = [this] { return now_; };
    connection_ = std::make_unique<Connection>(service_, std::make_unique<FakeWire>(line_), "192.0.2.1",
                                               [this](std::shared_ptr<const Exchange> exchange) {
                                                 handed_over_.push_back(std::move(exchange));
                                                 return lane_takes_;
                                               });
  }

  // Time passes; an overdue connection is told, as the housekeeper would.
  void pass(milliseconds time) {
    now_ += time;
    if (connection_->deadline() <= now_) {
      connection_->expire();
    }
  }
  [[nodiscard]] int answers() const {
    int count = 0;
    for (std::size_t at = line_.sent.find("HTTP/1.1 "); at != std::string::npos;
         at = line_.sent.find("HTTP/1.1 ", at + 1)) {
      ++count;
    }
    return count;
  }
  [[nodiscard]] bool answered(int status) const {
    return line_.sent.find("HTTP/1.1 " + std::to_string(status) + " ") != std::string::npos;
  }

  Settings settings_;
  testing::FixedClock clock_;
  testing::CountingRandom random_;
  web::RouteTable routes_;
  Service service_;
  Instant now_{};
  Line line_;
  std::vector<int> reported_;
  std::vector<std::shared_ptr<const Exchange>> handed_over_;
  bool lane_takes_ = true;
  std::unique_ptr<Connection> connection_;
};

TEST_F(ConnectionTest, WhoSaysNothingIsCutWithoutAnAnswer) {  // [R-DOS-4] [S-H9]
  pass(milliseconds(9'999));
  EXPECT_FALSE(line_.cut);
  pass(milliseconds(1));
  EXPECT_TRUE(line_.cut);
  EXPECT_EQ(line_.sent, "");
}

TEST_F(ConnectionTest, AHeadHasTenSecondsHoweverItDrips) {  // [R-DOS-4]
  connection_->receive("GET /a HTTP/1.1\r\n");
  for (int i = 0; i < 9; ++i) {
    pass(seconds(1));
    connection_->receive("X: y\r\n");
  }
  EXPECT_EQ(line_.sent, "");
  pass(seconds(1));
  EXPECT_TRUE(answered(408));
  EXPECT_TRUE(line_.finished);
  EXPECT_EQ(reported_, std::vector{408});
}

TEST_F(ConnectionTest, ABodyHasTwentySecondsHoweverItDrips) {  // [R-DOS-4]
  connection_->receive("POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
  for (int i = 0; i < 19; ++i) {
    pass(seconds(1));
    connection_->receive("x");
  }
  EXPECT_EQ(line_.sent, "");
  pass(seconds(1));
  EXPECT_TRUE(answered(408));
}

TEST_F(ConnectionTest, BetweenRequestsTheIdleTimeRuns) {
  connection_->receive(get("/a"));
  pass(milliseconds(74'999));
  EXPECT_FALSE(line_.cut);
  connection_->receive(get("/a"));
  pass(milliseconds(74'999));
  EXPECT_FALSE(line_.cut);
  pass(milliseconds(1));
  EXPECT_TRUE(line_.cut);
  EXPECT_EQ(answers(), 2);
}

TEST_F(ConnectionTest, TheNextHeadHasItsOwnTime) {
  connection_->receive(get("/a") + "GET");
  pass(seconds(9));
  connection_->receive(get("/a").substr(3) + "G");  // ends one, begins another
  EXPECT_EQ(answers(), 2);
  pass(seconds(9));
  EXPECT_FALSE(answered(408));
  pass(seconds(1));
  EXPECT_TRUE(answered(408));
}

TEST_F(ConnectionTest, AfterTheLastAnswerTheClientIsHeardForAWhile) {
  connection_->receive("BAD\r\n\r\n");
  EXPECT_TRUE(line_.finished);
  connection_->receive(get("/a"));
  EXPECT_EQ(answers(), 1);
  EXPECT_FALSE(line_.cut);
  pass(seconds(2));
  EXPECT_TRUE(line_.cut);
}

TEST_F(ConnectionTest, AfterTheLastAnswerAMegabyteIsThrownAway) {
  connection_->receive("BAD\r\n\r\n");
  connection_->receive(std::string(1024 * 1024, 'x'));
  EXPECT_FALSE(line_.cut);
  connection_->receive("x");
  EXPECT_TRUE(line_.reset);
}

TEST_F(ConnectionTest, WhoDoesNotReadIsCut) {
  line_.refuses = true;
  connection_->receive(get("/a") + get("/a"));
  EXPECT_TRUE(line_.cut);
  EXPECT_EQ(reported_, std::vector{200});
}

TEST_F(ConnectionTest, ATurnIsSixteenRequests) {
  std::string bytes;
  for (int i = 0; i < 40; ++i) {
    bytes += get("/a");
  }
  connection_->receive(bytes);
  EXPECT_EQ(answers(), 16);
  EXPECT_EQ(service_.in_flight, 1U);
  EXPECT_EQ(connection_->deadline(), now_);
  connection_->receive(get("/a"));  // does not jump the queue
  EXPECT_EQ(answers(), 16);
  pass(milliseconds(0));
  EXPECT_EQ(answers(), 32);
  pass(milliseconds(0));
  EXPECT_EQ(answers(), 41);
  EXPECT_EQ(service_.in_flight, 0U);
}

TEST_F(ConnectionTest, NothingIsAnsweredBeforeWhatTheLaneHas) {  // [S-H12]
  connection_->receive(get("/lane") + get("/a"));
  EXPECT_EQ(answers(), 0);
  ASSERT_EQ(handed_over_.size(), 1U);
  EXPECT_EQ(connection_->deadline(), Instant::max());
  EXPECT_EQ(service_.in_flight, 1U);
  connection_->receive(get("/a"));
  EXPECT_EQ(answers(), 0);
  connection_->complete(*handed_over_[0], text("<lane>"));
  EXPECT_EQ(answers(), 3);
  EXPECT_LT(line_.sent.find("<lane>"), line_.sent.find("<a>"));
}

TEST_F(ConnectionTest, AFullLaneIsA503AndTheConnectionStays) {  // [R-DOS-1]
  lane_takes_ = false;
  connection_->receive(get("/lane") + get("/a"));
  EXPECT_TRUE(answered(503));
  EXPECT_NE(line_.sent.find("Retry-After: 2\r\n"), std::string::npos);
  EXPECT_TRUE(answered(200));
}

TEST_F(ConnectionTest, TooMuchBehindAWaitingRequestIsRefusedOpenly) {  // [S-H12]
  connection_->receive(get("/lane"));
  const std::string kilobytes(64 * 1024, 'x');
  connection_->receive(kilobytes);
  connection_->receive(kilobytes);
  connection_->receive("x");
  connection_->complete(*handed_over_[0], text("<lane>"));
  EXPECT_EQ(answers(), 1);
  EXPECT_NE(line_.sent.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(line_.finished);
}

TEST_F(ConnectionTest, AnAnswerThatComesAfterTheEndIsReportedOnly) {
  connection_->receive(get("/lane"));
  connection_->cut();
  connection_->complete(*handed_over_[0], text("<lane>"));
  EXPECT_EQ(line_.sent, "");
  EXPECT_EQ(reported_, std::vector{200});
  EXPECT_EQ(service_.in_flight, 0U);
}

TEST_F(ConnectionTest, FailingSaysSoOnceAndEnds) {
  connection_->fail();
  EXPECT_TRUE(answered(500));
  EXPECT_TRUE(line_.finished);
  connection_->fail();
  EXPECT_EQ(answers(), 1);
  EXPECT_TRUE(line_.cut);
}

TEST_F(ConnectionTest, WhileDrainingEveryAnswerIsTheLast) {
  connection_->receive(get("/a"));
  service_.draining = true;
  connection_->receive(get("/a") + get("/a"));
  EXPECT_EQ(answers(), 2);
  EXPECT_TRUE(line_.finished);
}

TEST_F(ConnectionTest, APartialRequestIsInFlight) {
  EXPECT_EQ(service_.in_flight, 0U);
  connection_->receive("G");
  EXPECT_EQ(service_.in_flight, 1U);
  connection_.reset();
  EXPECT_EQ(service_.in_flight, 0U);
}

}  // namespace
}  // namespace signet::http
