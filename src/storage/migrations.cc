#include "storage/migrations.h"

#include <stdexcept>

#include "base/text.h"
#include "crypto/digest.h"

namespace signet::storage {
namespace {

constexpr std::size_t kDigits = 4;

bool strip_suffix(std::string_view& name, std::string_view suffix) {
  const bool found = name.ends_with(suffix);
  if (found) {
    name.remove_suffix(suffix.size());
  }
  return found;
}

}  // namespace

std::vector<Migration> migrations_for(Dialect dialect, std::span<const EmbeddedFile> files) {
  std::vector<Migration> chosen;
  for (const EmbeddedFile& file : files) {
    std::string_view name = file.name;
    const bool is_sql = strip_suffix(name, ".sql");
    const bool only_postgres = strip_suffix(name, ".postgres");
    const bool only_sqlite = !only_postgres && strip_suffix(name, ".sqlite");
    const auto number = parse_digits(name.substr(0, kDigits));
    if (!is_sql || !number || name.size() <= kDigits || name[kDigits] != '_') {
      throw std::logic_error("not the name of a migration: " + std::string(file.name));
    }
    if ((only_postgres && dialect != Dialect::postgres) || (only_sqlite && dialect != Dialect::sqlite)) {
      continue;
    }
    if (!chosen.empty() && chosen.back().number >= *number) {
      throw std::logic_error("two migrations of one number: " + std::string(file.name));
    }
    chosen.push_back(
        {*number, std::string(name), std::string(file.content), crypto::sha256_base64url(file.content)});
  }
  return chosen;
}

}  // namespace signet::storage
