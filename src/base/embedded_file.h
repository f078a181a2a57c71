// A text file that was built into the program (cmake/Embed.cmake).
#pragma once

#include <string_view>

namespace signet {

struct EmbeddedFile {
  std::string_view name;  // without its directory
  std::string_view content;
};

}  // namespace signet
