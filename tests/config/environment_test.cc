// The real environment and real files.
#include "config/environment.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace signet::config {
namespace {

using testing::HasSubstr;

class EnvironmentTest : public testing::Test {
 protected:
  EnvironmentTest()
      : directory_(std::filesystem::temp_directory_path() / ("signet-config-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(directory_);
  }
  ~EnvironmentTest() override { std::filesystem::remove_all(directory_); }

  std::string write(const std::string& name, const std::string& content) {
    const std::string path = directory_ / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  std::filesystem::path directory_;
};

TEST_F(EnvironmentTest, AFileIsReadWholeAndByteForByte) {
  const std::string bytes("a\0\r\n\xff", 5);
  EXPECT_EQ(read_file(write("bytes", bytes)).value(), bytes);
  EXPECT_EQ(read_file(write("empty", "")).value(), "");
}

TEST_F(EnvironmentTest, AFileThatIsTooLargeIsRefused) {
  EXPECT_TRUE(read_file(write("limit", std::string(1024 * 1024, 'x'))));
  EXPECT_THAT(read_file(write("large", std::string(1024 * 1024 + 1, 'x'))).error(),
              HasSubstr("larger than 1 MiB"));
  EXPECT_THAT(read_file("/dev/zero").error(), HasSubstr("larger than 1 MiB"));
}

TEST_F(EnvironmentTest, AnUnreadableFileSaysWhoMayReadIt) {
  EXPECT_EQ(read_file(directory_ / "none").error(),
            "cannot read " + (directory_ / "none").string() + ": No such file or directory");
  // Also as root, who may read everything else.
  EXPECT_THAT(read_file(directory_).error(),
              testing::AllOf(HasSubstr("Is a directory (owner "), HasSubstr("; this process runs as ")));
}

TEST_F(EnvironmentTest, ANamedSettingsFileMustBeReadable) {
  EXPECT_FALSE(system_sources((directory_ / "none").string()));
  const auto read = system_sources(write("a.toml", "issuer = \"x\""));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->file->content, "issuer = \"x\"");
}

TEST_F(EnvironmentTest, TheSettingsFileOfTheWorkingDirectoryIsOptional) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory_);
  EXPECT_FALSE(system_sources(std::nullopt)->file);
  write(kDefaultFile, "x = 1");
  EXPECT_EQ(system_sources(std::nullopt)->file->path, kDefaultFile);
  std::filesystem::current_path(before);
}

TEST_F(EnvironmentTest, VariablesAreReadAsTheyAre) {
  setenv("SIGNET_TEST_VARIABLE", "a=b", 1);
  EXPECT_EQ(system_sources(std::nullopt)->environment.at("SIGNET_TEST_VARIABLE"), "a=b");
  EXPECT_GE(system_sources(std::nullopt)->cores, 1);
}

}  // namespace
}  // namespace signet::config
