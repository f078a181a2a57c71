// What every file looks like: its name, its first line, and what it must not mention.
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "house/tree.h"

namespace signet::house {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

TEST(Files, EveryHeaderFirstSaysWhatItIsFor) {
  for (const char* directory : {"src", "tests"}) {
    for (const File& file : files_below(directory, {".h"})) {
      EXPECT_TRUE(first_line(file.text).starts_with("// "))
          << file.path << " begins with: " << first_line(file.text);
      EXPECT_NE(file.text.find("\n#pragma once\n"), std::string::npos) << file.path;
    }
  }
}

TEST(Files, NoNameIsAPocketForEverything) {
  const std::regex pocket(R"((.*[_/])?(utils?|helpers?|common|misc|stuff)([_.].*)?)");
  for (const char* directory : {"src", "tests", "templates", "migrations", "scripts"}) {
    if (!std::filesystem::exists(std::filesystem::path(SIGNET_SOURCE_DIR) / directory)) continue;
    for (const File& file : files_below(directory)) {
      EXPECT_FALSE(std::regex_match(file.path, pocket)) << file.path;
    }
  }
}

TEST(Files, TemplatesEscapeWhateverTheyShow) {  // [R-XS-1]
  if (!std::filesystem::exists(std::filesystem::path(SIGNET_SOURCE_DIR) / "templates")) GTEST_SKIP();
  for (const File& file : files_below("templates")) {
    EXPECT_EQ(file.text.find("{{{"), std::string::npos) << file.path;
    EXPECT_EQ(file.text.find("{{&"), std::string::npos) << file.path;
    EXPECT_EQ(file.text.find("{{ &"), std::string::npos) << file.path;
  }
}

TEST(Files, TemplatesRunNothingAndFetchNothing) {  // [R-HD-1] [PG-01]
  if (!std::filesystem::exists(std::filesystem::path(SIGNET_SOURCE_DIR) / "templates")) GTEST_SKIP();
  const std::regex foreign(
      R"(<script\b|\son[a-z]+\s*=|\sstyle\s*=|(src|href)\s*=\s*["']?(https?:)?//|@import)");
  // Read elsewhere, by programs that drop style sheets.
  const std::regex foreign_in_mail(R"(<script\b|\son[a-z]+\s*=|url\(|src\s*=|<link\b|@import|href\s*=\s*"(?!\{\{link\}\}"))");
  for (const File& file : files_below("templates", {".html", ".mustache", ".css"})) {
    std::smatch found;
    if (file.path.find("form_post") != std::string::npos || file.path.find("check_session") != std::string::npos)
      continue;  // the one script is named by hash in the page's policy
    EXPECT_FALSE(std::regex_search(file.text, found, file.path.ends_with("/mail.mustache") ? foreign_in_mail : foreign)) << file.path << " says " << found.str();
  }
}

TEST(Files, EveryLinkOfADocumentLeadsSomewhere) {
  const std::regex link(R"(\]\(([^)#:\s]+)(#[^)]*)?\))");
  for (const File& file : files_below("", {".md"})) {
    const auto directory = (std::filesystem::path(SIGNET_SOURCE_DIR) / file.path).parent_path();
    for (std::sregex_iterator match(file.text.begin(), file.text.end(), link), none; match != none; ++match) {
      const std::string target = (*match)[1].str();
      EXPECT_TRUE(std::filesystem::exists(directory / target)) << file.path << " links to " << target;
    }
  }
}

TEST(Files, TheTreeStandsByItself) {
  // Places of the workshop in which it was written. Spelled in halves, so that this file does not find
  // itself.
  const std::vector<std::string> places{std::string("../sha") + "red", std::string("/wo") + "rk/",
                                        std::string("house") + ".md"};
  for (const File& file : files_below("")) {
    for (const std::string& place : places) {
      EXPECT_EQ(file.text.find(place), std::string::npos) << file.path << " mentions " << place;
    }
  }
}

}  // namespace
}  // namespace signet::house
