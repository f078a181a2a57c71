// docs/configuration.md is what the table of settings says. After a change of the table:
//   SIGNET_TEST_WRITE_DOCS=1 test_config --gtest_filter=Documentation.*
#include "config/documentation.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "config/table.h"

namespace signet::config {
namespace {

constexpr const char* kCommitted = SIGNET_SOURCE_DIR "/docs/configuration.md";

TEST(Documentation, IsWhatTheTableSays) {
  if (std::getenv("SIGNET_TEST_WRITE_DOCS") != nullptr) {
    std::ofstream(kCommitted) << documentation();
  }
  std::stringstream committed;
  committed << std::ifstream(kCommitted).rdbuf();
  EXPECT_EQ(committed.str(), documentation()) << "write it anew as the first lines of this file say";
}

TEST(Documentation, NamesEveryKeyAndVariable) {
  const std::string text = documentation();
  for (const Row& row : rows()) {
    EXPECT_NE(text.find("| `" + row.key + "` | `" + row.variable + "`"), std::string::npos) << row.key;
    EXPECT_TRUE(row.doc.ends_with('.')) << row.key;
    EXPECT_EQ(row.doc.find('|'), std::string::npos) << row.key;
  }
}

}  // namespace
}  // namespace signet::config
