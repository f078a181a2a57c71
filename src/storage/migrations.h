// The schema, built into the program: numbered files, of which each database applies those that are for it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/embedded_file.h"
#include "storage/sql.h"

namespace signet::storage {

// The files of migrations/, ordered by name.
[[nodiscard]] std::span<const EmbeddedFile> embedded_migrations();

struct Migration {
  std::int64_t number = 0;  // NNNN of the file's name
  std::string name;         // NNNN_words
  std::string text;
  std::string checksum;  // base64url SHA-256 of the text
};

// Those of `files` that are for `dialect`, in order: NNNN_name.sql is for both, NNNN_name.postgres.sql and
// NNNN_name.sqlite.sql for one. Throws std::logic_error for a name of another form or a number used twice.
[[nodiscard]] std::vector<Migration> migrations_for(Dialect dialect, std::span<const EmbeddedFile> files);

}  // namespace signet::storage
