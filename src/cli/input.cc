#include "cli/input.h"

#include <cstring>

#include "config/environment.h"

namespace signet::cli {
namespace {

constexpr std::size_t kMost = 1024 * 1024;
constexpr std::size_t kDeepest = 16;

void wipe(std::string& text) { explicit_bzero(text.data(), text.size()); }

Expected<std::string, Failure> read(World& world, const std::string& path) {
  if (path != "-") {
    auto content = config::read_file(path);
    if (!content) {
      return fail(content.error());
    }
    return *std::move(content);
  }
  std::string content(kMost + 1, '\0');
  world.in.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(world.in.gcount()));
  if (content.size() > kMost) {
    return fail("standard input holds more than 1 MiB");
  }
  return content;
}

}  // namespace

Expected<Json, Failure> read_object(World& world, const std::string& path) {
  const auto text = read(world, path);
  if (!text) {
    return unexpected(text.error());
  }
  auto object = parse_json_object(*text, kDeepest);
  if (!object) {
    return fail((path == "-" ? "standard input" : path) +
                " does not hold one JSON object in UTF-8, with each member once");
  }
  return *std::move(object);
}

Expected<Secret, Failure> read_secret(World& world, const std::string& path) {
  auto text = read(world, path);
  if (!text) {
    return unexpected(text.error());
  }
  Secret secret(*text);
  wipe(*text);
  return secret;
}

Expected<Secret, Failure> read_password(World& world) {
  auto text = read(world, "-");
  if (!text) {
    return unexpected(text.error());
  }
  std::string_view line = *text;
  if (line.ends_with('\n')) {
    line.remove_suffix(1);
  }
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  const bool one_line = line.find('\n') == std::string_view::npos;
  const bool some = !line.empty();
  Secret password(line);
  wipe(*text);
  if (!some || !one_line) {
    return fail(some ? "standard input holds more than one line; give the password alone"
                     : "standard input holds no password");
  }
  return password;
}

}  // namespace signet::cli
