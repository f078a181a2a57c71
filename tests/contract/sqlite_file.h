// An SQLite database for one test, in a temporary directory of its own or in memory.
#pragma once

#include <filesystem>
#include <string>

#include "contract/stores.h"

namespace signet::contract {

class SqliteFile final : public Place {
 public:
  SqliteFile();
  ~SqliteFile() override;
  [[nodiscard]] std::string url() const override { return "sqlite:" + path().string(); }
  [[nodiscard]] std::filesystem::path path() const { return directory_ / "signet.db"; }

 private:
  std::filesystem::path directory_;
};

class SqliteMemory final : public Place {
 public:
  [[nodiscard]] std::string url() const override { return "sqlite::memory:"; }
};

}  // namespace signet::contract
