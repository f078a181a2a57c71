#include "base/line_writer.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace signet {
namespace {

struct Pipe {
  Pipe() {
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  }
  ~Pipe() {
    close_write();
    ::close(ends[0]);
  }
  void close_write() {
    if (ends[1] >= 0) ::close(ends[1]);
    ends[1] = -1;
  }
  // To its end.
  std::string read_all() {
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(got));
    return text;
  }
  int ends[2] = {-1, -1};
};

std::string about(std::uint64_t count) { return "dropped " + std::to_string(count); }

TEST(LineWriter, WritesLinesInOrderAndWhatIsLeftAtItsEnd) {
  Pipe pipe;
  std::string expected;
  {
    LineWriter writer(pipe.ends[1], about);
    for (int i = 0; i < 1000; ++i) {
      writer.append(std::to_string(i));
      expected += std::to_string(i) + '\n';
    }
  }
  pipe.close_write();
  EXPECT_EQ(pipe.read_all(), expected);
}

TEST(LineWriter, LosesNothingToADescriptorThatSomebodyMadeNonBlocking) {
  Pipe pipe;
  ASSERT_EQ(::fcntl(pipe.ends[1], F_SETFL, O_NONBLOCK), 0);
  const std::string line(1000, 'x');
  std::string read;
  std::thread reader([&] {
    ::usleep(50'000);  // by then the pipe is full
    read = pipe.read_all();
  });
  {
    LineWriter writer(pipe.ends[1], about);
    for (int i = 0; i < 500; ++i) writer.append(line);
  }
  pipe.close_write();
  reader.join();
  EXPECT_EQ(read.size(), 500 * (line.size() + 1));
}

TEST(LineWriter, ALineDoesNotWaitForASecondOne) {
  Pipe pipe;
  LineWriter writer(pipe.ends[1], about);
  for (const std::string line : {"first", "second"}) {
    writer.append(line);
    char buffer[64];
    const ssize_t got = ::read(pipe.ends[0], buffer, sizeof buffer);  // blocks until it is there
    EXPECT_EQ(std::string_view(buffer, static_cast<std::size_t>(got)), line + '\n');
  }
}

TEST(LineWriter, LinesOfManyThreadsStayWhole) {
  Pipe pipe;
  std::string text;
  std::thread reader([&] { text = pipe.read_all(); });
  {
    LineWriter writer(pipe.ends[1], about);
    std::vector<std::thread> threads;
    for (char c = 'a'; c < 'e'; ++c) {
      threads.emplace_back([&writer, line = std::string(100, c)] {
        for (int i = 0; i < 1000; ++i) writer.append(line);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  pipe.close_write();
  reader.join();
  ASSERT_EQ(text.size(), 4U * 1000 * 101);
  for (std::size_t at = 0; at < text.size(); at += 101) {
    ASSERT_EQ(text.substr(at, 101), std::string(100, text[at]) + '\n');
  }
}

// Nobody reads: who writes a line is not held up, memory has a bound, and afterwards it is known how much is missing.
TEST(LineWriter, NeverWaitsAndSaysWhatItDropped) {
  Pipe pipe;
  const std::string line(1000, 'x');
  std::optional<LineWriter> writer(std::in_place, pipe.ends[1], about);
  constexpr std::size_t kLines = 4 * LineWriter::kMostKept / 1000;
  for (std::size_t i = 0; i < kLines; ++i) writer->append(line);  // would never end if it waited
  std::string text;
  std::thread reader([&] { text = pipe.read_all(); });
  writer.reset();
  pipe.close_write();
  reader.join();
  const std::size_t written = static_cast<std::size_t>(std::count(text.begin(), text.end(), 'x')) / 1000;
  EXPECT_LT(written, kLines);
  std::size_t dropped = 0;
  for (std::size_t at = text.find("dropped "); at != std::string::npos; at = text.find("dropped ", at + 1)) {
    dropped += std::stoul(text.substr(at + 8));
  }
  EXPECT_EQ(written + dropped, kLines);
}

TEST(LineWriter, AReaderThatLeftHoldsNothingUp) {
  Pipe pipe;
  ::signal(SIGPIPE, SIG_IGN);
  ::close(pipe.ends[0]);
  {
    LineWriter writer(pipe.ends[1], about);
    writer.append("to nobody");
  }
  pipe.ends[0] = -1;
}

}  // namespace
}  // namespace signet
