#include "pages/messages.h"

#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/text.h"

namespace signet::pages {
namespace {

constexpr std::array<std::string_view, kMessageCount> kIds{
#define MESSAGE(id, text) #id,
#include "pages/messages.def"
#undef MESSAGE
};

// The {names} of a text, with how often each occurs.
std::multiset<std::string> placeholders(std::string_view text) {
  static const std::regex kName("\\{[^}]*\\}");
  std::multiset<std::string> names;
  const std::string copy(text);
  for (std::sregex_iterator name(copy.begin(), copy.end(), kName), none; name != none; ++name) names.insert(name->str());
  return names;
}

// Words that are the same in one of our languages and in English.
const std::set<std::string_view> kSharedWords{
    "Code", "Password", "Client", "Discovery", "Header", "Claims", "UserInfo",
};

TEST(Messages, AreNamedByTheirIds) {
  EXPECT_EQ(message_named("login_title"), Message::login_title);
  EXPECT_EQ(message_named("login_titles"), std::nullopt);
  EXPECT_EQ(message_named(""), std::nullopt);
}

TEST(Messages, EnglishHasThemAll) {
  for (std::size_t i = 0; i < kMessageCount; ++i) {
    EXPECT_FALSE(languages()[0].texts[i].empty()) << i;
  }
}

TEST(Messages, AreSaidInEveryLanguage) {
  const Language& english = languages()[0];
  for (const Language& language : languages().subspan(1)) {
    for (std::size_t i = 0; i < kMessageCount; ++i) {
      SCOPED_TRACE(std::string(language.tag) + " " + std::string(kIds[i]));
      const std::string_view text = language.texts[i];
      EXPECT_FALSE(text.empty());
      EXPECT_TRUE(text != english.texts[i] || kSharedWords.contains(text)) << "still English: " << text;
      EXPECT_EQ(placeholders(text), placeholders(english.texts[i]));
      EXPECT_TRUE(is_clean_text(text));
      EXPECT_EQ(text, trim(text));
    }
  }
}

TEST(Messages, OfAButtonAreShort) {
  for (const Language& language : languages()) {
    for (const Message button :
         {Message::login_submit, Message::login_cancel, Message::consent_allow, Message::consent_deny, Message::logout_confirm,
          Message::logout_cancel, Message::device_submit, Message::device_confirm, Message::device_deny, Message::form_post_continue}) {
      EXPECT_LE(count_code_points(language.text(button)), 20u) << language.tag << ": " << language.text(button);
    }
  }
}

TEST(Messages, OfAnotherLanguageFallBackToEnglish) {
  Language sparse{"tlh", "ltr", {}};
  sparse.texts[static_cast<std::size_t>(Message::login_title)] = "yI'el";
  EXPECT_EQ(sparse.text(Message::login_title), "yI'el");
  EXPECT_EQ(sparse.text(Message::login_password), "Password");
}

TEST(BestLanguage, IsTheFirstThatWeSpeak) {  // [OIDC.Core §3.1.2.1] [RFC4647 §3.4]
  const std::array<Language, 3> spoken{{{"en", "ltr", {}}, {"de", "ltr", {}}, {"pt-BR", "ltr", {}}}};
  EXPECT_EQ(best_language("de", spoken).tag, "de");
  EXPECT_EQ(best_language("DE-ch", spoken).tag, "de");
  EXPECT_EQ(best_language("zh-Hant-TW pt-br de", spoken).tag, "pt-BR");
  EXPECT_EQ(best_language("pt", spoken).tag, "en");  // Brazil's is not everybody's
  EXPECT_EQ(best_language("fr de", spoken).tag, "de");
  EXPECT_EQ(best_language("", spoken).tag, "en");
  EXPECT_EQ(best_language("- -- x-", spoken).tag, "en");
}

TEST(BestLanguage, WritesChineseInSimplifiedCharactersWhereThoseAreRead) {
  for (const char* simplified : {"zh", "zh-CN", "zh-sg", "ZH-Hans", "zh-Hans-CN", "zh-Hans-HK"}) {
    EXPECT_EQ(best_language(simplified).tag, "zh-Hans") << simplified;
  }
  for (const char* traditional : {"zh-TW", "zh-HK", "zh-Hant", "zh-Hant-TW"}) {
    EXPECT_EQ(best_language(traditional).tag, "en") << traditional;
  }
  EXPECT_EQ(best_language("zh-TW ja").tag, "ja");
}

}  // namespace
}  // namespace signet::pages
