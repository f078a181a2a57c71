#include "config/environment.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

namespace signet::config {
namespace {

constexpr std::size_t kLargestFile = 1024 * 1024;

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return variables;
}

std::string why_unreadable(const std::string& path, int error) {
  std::string reason = "cannot read " + path + ": " + std::strerror(error);
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) {
    std::array<char, 128> detail{};
    std::snprintf(detail.data(), detail.size(), " (owner %u:%u, mode %04o; this process runs as %u:%u)",
                  status.st_uid, status.st_gid, status.st_mode & 07777U, geteuid(), getegid());
    reason += detail.data();
  }
  return reason;
}

}  // namespace

Expected<std::string, std::string> read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    return unexpected(why_unreadable(path, errno));
  }
  std::string content(kLargestFile + 1, '\0');
  stream.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (stream.bad() || (stream.fail() && !stream.eof())) {
    return unexpected(why_unreadable(path, errno != 0 ? errno : EIO));
  }
  if (stream.gcount() > static_cast<std::streamsize>(kLargestFile)) {
    return unexpected(path + " is larger than 1 MiB; is it the right file?");
  }
  content.resize(static_cast<std::size_t>(stream.gcount()));
  return content;
}

Expected<Sources, std::string> system_sources(const std::optional<std::string>& path) {
  Sources sources;
  sources.environment = environment();
  sources.read_file = read_file;
  sources.cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (path || access(kDefaultFile, F_OK) == 0) {
    const std::string chosen = path.value_or(kDefaultFile);
    auto content = read_file(chosen);
    if (!content) {
      return unexpected(content.error());
    }
    sources.file = Sources::Text{chosen, *std::move(content)};
  }
  return sources;
}

}  // namespace signet::config
