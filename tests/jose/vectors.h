// Reads the published examples below tests/vectors.
#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "base/json.h"

namespace signet::jose::testing {

inline std::string vector_text(const std::string& name) {
  std::ifstream file(std::string(SIGNET_SOURCE_DIR) + "/tests/vectors/" + name, std::ios::binary);
  if (!file) {
    throw std::runtime_error("no test vector " + name);
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

inline Json vectors(const std::string& name) { return Json::parse(vector_text(name)); }

}  // namespace signet::jose::testing
