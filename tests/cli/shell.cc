#include "cli/shell.h"

#include <fstream>

#include <unistd.h>

namespace signet::cli {

Shell::Shell()
    : directory_(std::filesystem::temp_directory_path() /
                 ("signet-cli-" + std::to_string(getpid()) + "-" +
                  testing::UnitTest::GetInstance()->current_test_info()->name())) {
  std::filesystem::create_directories(directory_);
  environment_ = {{"SIGNET_DATABASE_URL", "sqlite:" + (directory_ / "signet.db").string()},
                  {"SIGNET_MASTER_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}};
}

Shell::~Shell() { std::filesystem::remove_all(directory_); }

Result Shell::signet(const std::vector<std::string>& arguments, const std::string& input) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const auto sources =
      [this](const std::optional<std::string>& path) -> Expected<config::Sources, std::string> {
    config::Sources made;
    made.environment = environment_;
    made.read_file = config::read_file;
    if (path) {
      auto content = config::read_file(*path);
      if (!content) {
        return unexpected(content.error());
      }
      made.file = config::Sources::Text{*path, *std::move(content)};
    }
    return made;
  };
  World world{in, out, err, sources, clock_, random_};
  const int status = run(arguments, world);
  return {status, out.str(), err.str()};
}

Json Shell::signet_json(std::vector<std::string> arguments, const std::string& input) {
  arguments.insert(arguments.end(), {"-o", "json"});
  const Result result = signet(arguments, input);
  EXPECT_EQ(result.status, 0) << result.err;
  return result.json();
}

std::string Shell::write(const std::string& name, const std::string& content) {
  const std::string path = directory_ / name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

}  // namespace signet::cli
