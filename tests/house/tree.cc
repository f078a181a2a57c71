#include "house/tree.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace signet::house {
namespace {

namespace fs = std::filesystem;

const fs::path kCheckout = SIGNET_SOURCE_DIR;

bool is_left_out(const fs::path& directory) {
  static const std::set<std::string> kNames{".git", "node_modules", "__pycache__"};
  static const std::set<std::string> kAtTop{"build", "var", "keys"};
  return kNames.contains(directory.filename().string()) ||
         (directory.parent_path() == kCheckout && kAtTop.contains(directory.filename().string()));
}

bool ends_in_one_of(const std::string& name, const std::vector<std::string>& endings) {
  return endings.empty() || std::any_of(endings.begin(), endings.end(),
                                        [&](const std::string& ending) { return name.ends_with(ending); });
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::vector<File> files_below(const std::string& directory, const std::vector<std::string>& endings) {
  std::vector<File> files;
  const fs::path top = directory.empty() ? kCheckout : kCheckout / directory;
  for (auto at = fs::recursive_directory_iterator(top); at != fs::recursive_directory_iterator(); ++at) {
    if (at->is_directory() && is_left_out(at->path())) {
      at.disable_recursion_pending();
    } else if (at->path().filename() == ".git") {
      continue;  // in a second work tree it is a file
    } else if (at->is_regular_file() && ends_in_one_of(at->path().filename().string(), endings)) {
      files.push_back({at->path().lexically_relative(kCheckout).generic_string(), read(at->path())});
    }
  }
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

std::string text_of(const std::string& path) { return read(kCheckout / path); }

std::map<std::string, Room> floor_plan() {
  const std::string text = text_of("CMakeLists.txt");
  const std::regex line(R"(\nroom\(([^)]*)\))");
  std::map<std::string, Room> plan;
  for (std::sregex_iterator match(text.begin(), text.end(), line), none; match != none; ++match) {
    std::istringstream words((*match)[1].str());
    std::string name;
    std::string word;
    std::string section;
    words >> name;
    Room room;
    while (words >> word) {
      if (word == "FLOOR" || word == "USES" || word == "LIBRARIES") {
        section = word;
      } else if (section == "FLOOR") {
        room.floor = std::stoi(word);
      } else if (section == "USES") {
        room.uses.insert(word);
      }
    }
    plan.emplace(name, room);
  }
  return plan;
}

std::string code_of(const std::string& text) {
  std::string code;
  std::size_t at = 0;
  // Leaves out text[at, end) but for its line ends, and goes on behind it.
  const auto leave_out = [&](std::size_t end, const char* instead) {
    end = std::min(end, text.size());
    code += instead;
    code.append(static_cast<std::size_t>(std::count(text.begin() + at, text.begin() + end, '\n')), '\n');
    at = end;
  };
  const auto behind = [&](const std::string& mark, std::size_t from) {
    const auto found = text.find(mark, from);
    return found == std::string::npos ? text.size() : found + mark.size();
  };
  while (at < text.size()) {
    const char c = text[at];
    const bool in_word = at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1]));
    if (text.compare(at, 2, "//") == 0) {
      leave_out(std::min(text.find('\n', at), text.size()), " ");
    } else if (text.compare(at, 2, "/*") == 0) {
      leave_out(behind("*/", at + 2), " ");
    } else if (text.compare(at, 2, "R\"") == 0) {
      const auto open = text.find('(', at);
      leave_out(behind(")" + text.substr(at + 2, open - at - 2) + "\"", open), "\"\"");
    } else if (c == '"' || (c == '\'' && !in_word)) {  // within a word, ' separates digits
      auto end = at + 1;
      while (end < text.size() && text[end] != c) end += text[end] == '\\' ? 2 : 1;
      leave_out(end + 1, "\"\"");
    } else {
      code += c;
      ++at;
    }
  }
  return code;
}

std::string room_of(const std::string& path) {
  static const std::regex kInRoom(R"(src/([a-z_]+)/.*)");
  std::smatch match;
  return std::regex_match(path, match, kInRoom) ? match[1].str() : "";
}

std::vector<std::string> includes_of(const std::string& text) {
  static const std::regex kInclude(R"((?:^|\n)[ \t]*#[ \t]*include[ \t]*([<"][^>"\n]+[>"]))");
  std::vector<std::string> includes;
  for (std::sregex_iterator match(text.begin(), text.end(), kInclude), none; match != none; ++match) {
    includes.push_back((*match)[1].str());
  }
  return includes;
}

}  // namespace signet::house
