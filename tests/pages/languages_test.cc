#include "pages/languages.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pages/messages.h"
#include "pages/samples.h"
#include "support/html.h"

namespace signet::pages {
namespace {

TEST(PreferredLanguages, AreThoseOfTheClientAndThenThoseOfTheBrowser) {  // [OIDC.Core §3.1.2.1] [RFC9110 §12.5.4]
  EXPECT_EQ(preferred_languages("", ""), "");
  EXPECT_EQ(preferred_languages("fr-CA fr en", ""), "fr-CA fr en");
  EXPECT_EQ(preferred_languages("", "de"), "de");
  EXPECT_EQ(preferred_languages("pl", "de-CH, de;q=0.9"), "pl de-CH de");
}

TEST(PreferredLanguages, FollowTheWeights) {  // [RFC9110 §12.4.2]
  EXPECT_EQ(preferred_languages("", "da, en-gb;q=0.8, en;q=0.7"), "da en-gb en");
  EXPECT_EQ(preferred_languages("", "en;q=0.1,de;q=0.25 , fr ; Q=0.5,ja;q=1.000"), "ja fr de en");
  EXPECT_EQ(preferred_languages("", "es;q=0.5,it;q=0.5"), "es it");
  EXPECT_EQ(preferred_languages("", "fr;q=0, de;q=0.000, en"), "en");
  EXPECT_EQ(preferred_languages("", "*, de;q=0.5"), "de");  // anything will do, this better than most
}

TEST(PreferredLanguages, LeaveOutWhatIsMalformed) {
  EXPECT_EQ(preferred_languages("<b> de \xC3\xA9 a_b", "nl"), "de nl");
  for (const char* malformed : {"fr;q=", "fr;q=2", "fr;q=1.001", "fr;q=0.0001", "fr;q=-1", "fr;q=.5", "fr;level=1",
                                "fr;q=0.5;x", "fr de", "fr;", ";q=1", "f\"r"}) {
    EXPECT_EQ(preferred_languages("", std::string(malformed) + ", nl;q=0.1"), "nl") << malformed;
  }
  EXPECT_EQ(preferred_languages("", ",, ,nl,"), "nl");
  EXPECT_EQ(preferred_languages(std::string(36, 'a'), std::string(36, 'a')), "");
}

TEST(PreferredLanguages, ReadNoMoreThanPeopleWrite) {
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "en,";
  EXPECT_LE(preferred_languages(many, many).size(), 2'000u);
  EXPECT_EQ(preferred_languages("", many + "de").find("de"), std::string::npos);
}

TEST(LanguagesOf, AreThoseOfTheRequest) {
  web::Request request;
  EXPECT_EQ(languages_of(request), "");
  request.headers = {{"accept-language", "ja,en;q=0.5"}};
  EXPECT_EQ(languages_of(request), "ja en");
  EXPECT_EQ(languages_of(request, "it"), "it ja en");
}

TEST(Pages, SpeakEveryLanguageAndSayWhich) {  // [PG-14]
  for (const Language& language : languages()) {
    SCOPED_TRACE(std::string(language.tag));
    const web::Response response = renderer().login(sample_login(), "tlh " + std::string(language.tag));
    const html::Document document(response.body);
    EXPECT_EQ(document.with_tag("html").at(0)->get("lang"), language.tag);
    EXPECT_EQ(document.with_tag("h1").at(0)->text, language.text(Message::login_title));
    EXPECT_EQ(web::only(response.headers, "Content-Language"), language.tag);
    EXPECT_EQ(web::only(response.headers, "Vary"), "Accept-Language");
  }
}

}  // namespace
}  // namespace signet::pages
