// A terminal made of strings: runs verbs in this process, over an SQLite file of its own.
#pragma once

#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/json.h"
#include "cli/run.h"
#include "config/environment.h"
#include "crypto/random.h"

namespace signet::cli {

struct Result {
  int status;
  std::string out;
  std::string err;

  [[nodiscard]] Json json() const { return Json::parse(out, nullptr, false); }
};

class Shell : public testing::Test {
 protected:
  Shell();
  ~Shell() override;

  // `arguments` as after the program's name. Settings come from `environment_` only, unless --config names a
  // file.
  Result signet(const std::vector<std::string>& arguments, const std::string& input = "");
  // With -o json; the test fails unless the verb succeeds.
  Json signet_json(std::vector<std::string> arguments, const std::string& input = "");

  // A file in this test's directory; returns its path.
  std::string write(const std::string& name, const std::string& content);

  struct StandingClock final : Clock {
    [[nodiscard]] Time now() const override { return time; }
    Time time = from_epoch_seconds(1'800'000'000);  // 2027-01-15T08:00:00Z
  };

  std::filesystem::path directory_;
  std::map<std::string, std::string> environment_;
  StandingClock clock_;
  crypto::SystemRandom random_;
};

}  // namespace signet::cli
