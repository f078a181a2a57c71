#include "contract/sqlite_file.h"

#include <stdexcept>

#include <stdlib.h>

namespace signet::contract {

SqliteFile::SqliteFile() {
  std::string name = (std::filesystem::temp_directory_path() / "signet-contract.XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error("no temporary directory");
  }
  directory_ = name;
}

SqliteFile::~SqliteFile() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

}  // namespace signet::contract
