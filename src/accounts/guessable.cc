#include "accounts/guessable.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "accounts/password.h"
#include "base/text.h"

namespace signet::accounts {
namespace {

constexpr std::size_t kShortestName = 4;
constexpr std::uintmax_t kLargestFile = 64 << 20;

// The lines of `sorted` are in the order of their bytes: found in about thirteen steps, without a copy in memory.
bool has_line(std::string_view sorted, std::string_view wanted) {
  while (!sorted.empty()) {
    const std::size_t middle = sorted.size() / 2;
    const std::size_t before = sorted.rfind('\n', middle == 0 ? 0 : middle - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = std::min(sorted.find('\n', begin), sorted.size());
    const std::string_view line = sorted.substr(begin, end - begin);
    if (line == wanted) {
      return true;
    }
    sorted = line < wanted ? sorted.substr(std::min(end + 1, sorted.size())) : sorted.substr(0, begin);
  }
  return false;
}

}  // namespace

std::shared_ptr<const PasswordList> read_password_list(const std::filesystem::path& file) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(file, failed);
  std::ifstream in(file, std::ios::binary);
  if (failed || !in) {
    throw std::runtime_error("cannot read " + file.string());
  }
  if (size > kLargestFile) {
    throw std::runtime_error(file.string() + " holds more than 64 MiB; take the most frequent of its passwords");
  }
  auto list = std::make_shared<PasswordList>();
  for (std::string line; std::getline(in, line);) {
    const std::string password = ascii_lower(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
    if (password.size() >= kShortestPasswordEver) {
      list->insert(password);
    }
  }
  if (in.bad()) {
    throw std::runtime_error("cannot read " + file.string());
  }
  return list;
}

bool is_common_password(std::string_view password, const PasswordList* more) {
  const std::string lower = ascii_lower(password);
  const auto lists = embedded_passwords();
  return (more != nullptr && more->contains(lower)) ||
         std::any_of(lists.begin(), lists.end(), [&](const EmbeddedFile& list) { return has_line(list.content, lower); });
}

bool is_made_of(std::string_view password, std::span<const std::string> names) {
  std::string rest = ascii_lower(password);
  bool found = false;
  for (const std::string& name : names) {
    const std::string lower = ascii_lower(name);
    if (lower.size() < kShortestName) {
      continue;
    }
    for (auto at = rest.find(lower); at != std::string::npos; at = rest.find(lower)) {
      rest.erase(at, lower.size());
      found = true;
    }
  }
  std::erase_if(rest, [](char c) { return std::string_view(" .-_@+").find(c) != std::string_view::npos; });
  return found && count_code_points(rest) < kShortestPasswordEver;
}

std::vector<std::string> names_in_email(std::string_view email) {
  return {std::string(email), std::string(email.substr(0, email.find('@')))};
}

}  // namespace signet::accounts
