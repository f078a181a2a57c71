// The contract tests, and the child process that some of them start to kill it.
#include <string>

#include <gtest/gtest.h>

#include "contract/scribe.h"

int main(int argc, char** argv) {
  if (argc == 4 && std::string(argv[1]) == "--write-until-killed") {
    signet::contract::write_until_killed(argv[2], argv[3]);
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
