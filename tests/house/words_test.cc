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

// No value is ever part of a statement's text: the texts are constants, and what they are given is bound [R-DB-7].
std::vector<std::string> statements_made_at_run_time(const std::string& code) {
  const std::regex made(R"((constexpr\s+)?\bSql\b\s*(\w+\s*)?[{(=]|\.\s*text\s*=[^=])");
  std::vector<std::string> found;
  for (std::sregex_iterator at(code.begin(), code.end(), made), end; at != end; ++at) {
    const std::string text = at->str();
    if (!text.starts_with("constexpr") && !std::regex_match(at->prefix().str(), std::regex(R"([^]*\bstruct\s+)"))) found.push_back(text);
  }
  return found;
}

TEST(Words, EverySqlStatementIsAConstant) {  // [R-DB-7]
  std::size_t constants = 0;  // outside of storage nobody may name an Sql: the walls see to that
  for (const File& file : files_below("src", {".cc", ".h"})) {
    const std::string code = code_of(file.text);
    for (const std::string& made : file.path.starts_with("src/storage/") ? statements_made_at_run_time(code) : std::vector<std::string>()) {
      ADD_FAILURE() << file.path << " says " << made << "; write constexpr Sql kName{...}, and bind what changes";
    }
    for (auto at = code.find("constexpr Sql "); at != std::string::npos; at = code.find("constexpr Sql ", at + 1)) ++constants;
    // Text goes to a database as it is in two places: the fixed commands of a connection, and migrations.
    const bool speaks = std::regex_search(code, std::regex(R"(\bsqlite3_(exec|prepare)\w*\b|\bPQ(exec|send|prepare)\w*\b|\bonce\s*<<)"));
    EXPECT_TRUE(!speaks || std::regex_match(file.path, std::regex("src/storage/(sqlite|postgres)_connection\\.cc"))) << file.path;
    const bool runs_scripts = std::regex_search(code, std::regex(R"(\.\s*script\()"));
    EXPECT_TRUE(!runs_scripts || file.path == "src/storage/migrator.cc") << file.path;
  }
  EXPECT_GT(constants, 80U) << "this test no longer sees the statements";
}

TEST(Words, AStatementMadeAtRunTimeIsSeen) {
  EXPECT_TRUE(statements_made_at_run_time("constexpr Sql kFind{\"\", 1, \"\"};").empty());
  EXPECT_TRUE(statements_made_at_run_time("struct Sql { int columns; }; void f(const Sql& sql, Sql* other);").empty());
  EXPECT_EQ(statements_made_at_run_time("const Sql sql{\"\", 1, text.c_str()};").size(), 1U);
  EXPECT_EQ(statements_made_at_run_time("db.run(Sql{\"\", 0, text.c_str()});").size(), 1U);
  EXPECT_EQ(statements_made_at_run_time("Sql sql = one; sql.text = text.c_str();").size(), 2U);
}

// Who may read what is the operator's business; a new version must not change it [R-DB-6].
TEST(Words, NoMigrationTouchesRights) {
  const std::regex rights(R"(\b(GRANT|REVOKE|OWNER|POLICY|ROLE|SECURITY)\b)", std::regex::icase);
  for (const File& file : files_below("migrations", {".sql"})) {
    std::smatch found;
    const std::string code = std::regex_replace(file.text, std::regex("--[^\n]*"), "");
    EXPECT_FALSE(std::regex_search(code, found, rights)) << file.path << " says " << found.str();
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
