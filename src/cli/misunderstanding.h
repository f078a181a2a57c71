// What to say to somebody whose command line was not understood.
#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace signet::cli {

// One line: the word that makes no sense and the verb or flag that was probably meant, or else what the parser says;
// and whose help to read. `app` has just thrown `error`.
[[nodiscard]] std::string misunderstanding(const CLI::App& app, const CLI::ParseError& error);

}  // namespace signet::cli
