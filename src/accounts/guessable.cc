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

// The lines of `sorted` are in the order of their bytes: found in about fifteen steps, without a copy in memory.
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

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

// What stands between the digits and signs at both ends; of one word written several times, that word.
std::string_view word_within(std::string_view lower) {
  while (!lower.empty() && !is_letter(lower.front())) {
    lower.remove_prefix(1);
  }
  while (!lower.empty() && !is_letter(lower.back())) {
    lower.remove_suffix(1);
  }
  for (std::size_t size = 1; size <= lower.size() / 2; ++size) {
    // Written several times, it looks the same when it is moved on by itself.
    if (lower.size() % size == 0 && lower.substr(size) == lower.substr(0, lower.size() - size)) {
      return lower.substr(0, size);
    }
  }
  return lower;
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
  const auto lists = embedded_passwords();
  const auto listed = [&](std::string_view word) {
    return (more != nullptr && more->contains(std::string(word))) ||
           std::any_of(lists.begin(), lists.end(), [&](const EmbeddedFile& list) { return has_line(list.content, word); });
  };
  const std::string lower = ascii_lower(password);
  return listed(lower) || listed(word_within(lower));
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

std::vector<std::string> names_in_host(std::string_view host) {
  std::vector<std::string> names{std::string(host)};
  for (const std::string_view label : split(host.substr(0, host.rfind('.')), '.')) {
    names.emplace_back(label);
  }
  return names;
}

}  // namespace signet::accounts
