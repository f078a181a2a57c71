// Words that may stand in one place only, because every other use of them has been a defect somewhere.
#include <algorithm>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "house/tree.h"

namespace signet::house {
namespace {

struct Ban {
  const char* word;    // regex over the code, comments and literals left out
  const char* except;  // regex over the paths that may use it; "" for none
  const char* instead;
};

const std::vector<Ban> kBans{
    {"system_clock::now", "src/base/(clock|log)\\.cc", "take a signet::Time"},
    {"\\b(rand|srand|drand48)\\(|\\brandom_device\\b|\\bmt19937", "", "take a signet::Random&"},
    {"\\bRAND_bytes\\b", "src/crypto/random\\.cc", "take a signet::Random&"},  // [R-RN-1]
    {"\\bmemcmp\\b", "", "compare ordinary bytes with ==, secrets with crypto/constant_time.h"},
    {"\\bCRYPTO_memcmp\\b", "src/crypto/constant_time\\.cc", "use crypto/constant_time.h"},  // [R-TM-1]
    {"\\b(secure_)?getenv\\b|\\benviron\\b", "src/config/environment\\.cc", "add a setting"},
    {"\\bstd::(cout|cerr|clog)\\b|\\b(v?f?printf|f?puts|putchar)\\(", "src/cli/terminal\\.cc",
     "log it, or return it"},
    {"\\bjwt::(decode|verify)\\b", "", "read tokens with jose, never with cpp-jwt"},  // [S-J17]
    {"\\b30[78]\\b", "", "redirect with 302 or 303"},                                 // [R-AZ-6]
    {"\\b(strcpy|strcat|sprintf|vsprintf|gets|alloca|system|popen)\\(", "",
     "use the standard library's types"},
};

TEST(Words, BannedWordsStandInTheirOnePlaceOnly) {
  auto files = files_below("src", {".cc", ".h", ".def"});
  for (File& file : files) file.text = code_of(file.text);
  for (const Ban& ban : kBans) {
    const std::regex word(ban.word);
    const std::regex except(*ban.except ? ban.except : "(?!)");
    for (const auto& [path, code] : files) {
      std::smatch found;
      if (std::regex_match(path, except) || !std::regex_search(code, found, word)) continue;
      const auto line = 1 + std::count(code.begin(), code.begin() + found.position(), '\n');
      ADD_FAILURE() << path << ':' << line << " says " << found.str() << "; " << ban.instead;
    }
  }
}

TEST(Words, NothingIsLeftForLater) {
  // Spelled in halves, so that this file does not find itself.
  const std::regex later(std::string(R"(\b(TO)") + R"(DO|FIX)" + R"(ME|XX)" + R"(X|HA)" + R"(CK)\b)");
  for (const char* directory : {"src", "tests", "scripts", "cmake", "migrations", "templates"}) {
    if (!std::filesystem::exists(std::filesystem::path(SIGNET_SOURCE_DIR) / directory)) continue;
    for (const File& file :
         files_below(directory, {".cc", ".h", ".def", ".sql", ".html", ".mjs", ".cmake", ".txt"})) {
      std::smatch found;
      EXPECT_FALSE(std::regex_search(file.text, found, later)) << file.path << " says " << found.str();
    }
  }
}

TEST(CodeOf, LeavesOutCommentsAndLiteralsAndNothingElse) {
  EXPECT_EQ(code_of("a(); // memcmp\nb();"), "a();  \nb();");
  EXPECT_EQ(code_of("a /* x\ny */ b"), "a  \n b");
  EXPECT_EQ(code_of(R"x(f("a // b \" c", d))x"), R"x(f("", d))x");
  EXPECT_EQ(code_of("n = 86'400; c = '\"'; d"), "n = 86'400; c = \"\"; d");
  EXPECT_EQ(code_of("s = R\"(one \" two)\"; t"), "s = \"\"; t");
}

}  // namespace
}  // namespace signet::house
