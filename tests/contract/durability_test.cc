// What was acknowledged survives the death of the server. [F-01] [I-2] [I-4] [R-DB-2] [R-DB-4]
#include <cstdio>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contract/people.h"
#include "contract/scribe.h"

namespace signet::contract {
namespace {

class Durability : public DatabaseContract {};
INSTANTIATE_TEST_SUITE_P(Databases, Durability, both_databases(), name_of);

// Starts a writing child, kills it without warning after `lines` acknowledgements, and returns all it had
// said.
std::vector<Acknowledged> acknowledged_by_a_killed_child(const std::string& url, const std::string& prefix,
                                                         std::size_t lines) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl("/proc/self/exe", "test_contract", "--write-until-killed", url.c_str(), prefix.c_str(),
          static_cast<char*>(nullptr));
    _exit(127);
  }
  close(ends[1]);
  std::vector<Acknowledged> all;
  std::string rest;
  char buffer[4096];
  bool killed = false;
  for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof buffer)) > 0;) {
    rest.append(buffer, static_cast<std::size_t>(n));
    for (std::size_t end = 0; (end = rest.find('\n')) != rest.npos; rest.erase(0, end + 1)) {
      all.push_back(Acknowledged::parse(rest.substr(0, end)));
    }
    if (!killed && all.size() >= lines) {
      kill(child, SIGKILL);
      killed = true;
    }
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(killed) << "the child ended by itself, with status " << status;
  return all;
}

TEST_P(Durability, AKilledServerLosesNothingThatItAcknowledged) {
  for (const std::size_t lines : {1, 50, 333}) {
    const std::string prefix = "round" + std::to_string(lines);
    const auto acknowledged = acknowledged_by_a_killed_child(place->url(), prefix, lines);
    EXPECT_GE(acknowledged.size(), lines);
    // Those that saw it happen, and those that start afterwards.
    expect_nothing_lost(*database, acknowledged);
    expect_nothing_lost(*open_at(*place), acknowledged);
  }
}

}  // namespace
}  // namespace signet::contract
