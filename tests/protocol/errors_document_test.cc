// docs/errors.md is what the table of reasons says. After a change of the table:
//   SIGNET_TEST_WRITE_DOCS=1 test_protocol --gtest_filter=ErrorsDocument.*
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "protocol/error.h"

namespace signet::protocol {
namespace {

constexpr const char* kCommitted = SIGNET_SOURCE_DIR "/docs/errors.md";

std::string rendered() {
  std::string text =
      "# Errors\n\nRendered from `src/protocol/reasons.def`; do not edit.\n\nEvery refusal has an identity. It stands in the log line of the "
      "request as `reason`, beside the reference that the client got as\n`request_id` and `X-Request-Id`, and labels the metric "
      "`signet_refusals_total`. The client sees only the wire code and the sentence.\n\n| reason | wire code | what the client reads | "
      "section |\n|---|---|---|---|\n";
  const auto row = [&](Reason reason) {
    text += "| `" + std::string(name_of(reason)) + "` | `" + std::string(wire_code(reason)) + "` | " + std::string(sentence_of(reason)) +
            " | " + std::string(section_of(reason)) + " |\n";
  };
#define REASON(name, code, sentence, section) row(Reason::name);
#include "protocol/reasons.def"
#undef REASON
  return text;
}

TEST(ErrorsDocument, SaysWhatTheTableSays) {
  if (std::getenv("SIGNET_TEST_WRITE_DOCS") != nullptr) {
    std::ofstream(kCommitted) << rendered();
  }
  std::ifstream file(kCommitted);
  std::ostringstream committed;
  committed << file.rdbuf();
  EXPECT_EQ(committed.str(), rendered()) << "docs/errors.md is out of date; see the head of this test";
}

}  // namespace
}  // namespace signet::protocol
