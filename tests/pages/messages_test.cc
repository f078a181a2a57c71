#include "pages/messages.h"

#include <gtest/gtest.h>

namespace signet::pages {
namespace {

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

}  // namespace
}  // namespace signet::pages
