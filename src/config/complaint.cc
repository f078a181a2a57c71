#include "config/complaint.h"

namespace signet::config {

std::string Complaint::text() const {
  std::string line = key;
  if (!origin.empty()) {
    line += key.empty() ? origin : " (" + origin + ")";
  }
  line += (line.empty() ? "" : ": ") + advice;
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      c = '?';  // a value with a line break must not look like a second complaint [R-LK-2]
    }
  }
  return line;
}

}  // namespace signet::config
