// The files of templates/ as they were when the program was built.
#pragma once

#include <span>

#include "base/embedded_file.h"

namespace signet::pages {

[[nodiscard]] std::span<const EmbeddedFile> built_in_templates();

}  // namespace signet::pages
