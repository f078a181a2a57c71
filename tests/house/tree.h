// Reads the source tree as data, so that the house can be inspected by its own tests.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace signet::house {

struct File {
  std::string path;  // relative to the checkout, with forward slashes
  std::string text;
};

struct Room {
  int floor = 0;
  std::set<std::string> uses;
};

// Every file below `directory` (relative to the checkout; "" is all of it) whose name ends in one of
// `endings` (none given: any). What is built, fetched or private is left out: build, var, .git, node_modules,
// keys.
std::vector<File> files_below(const std::string& directory, const std::vector<std::string>& endings = {});

// The text of one file of the checkout. Throws if it cannot be read.
std::string text_of(const std::string& path);

// The floor plan: the room(...) lines of the top CMakeLists.txt, by name.
std::map<std::string, Room> floor_plan();

// The text with comments and the insides of literals blanked out, line ends kept: what the compiler acts on.
std::string code_of(const std::string& text);

// The room of "src/<room>/file.cc", or "" for a file that lies in none.
std::string room_of(const std::string& path);

// What is named in the #include lines, brackets or quotation marks included: "<vector>", "\"base/time.h\"".
std::vector<std::string> includes_of(const std::string& text);

}  // namespace signet::house
