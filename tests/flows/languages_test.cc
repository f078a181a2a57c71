// The provider speaks the languages that it advertises, on every page of a journey.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "flows/browser.h"
#include "pages/messages.h"
#include "protocol/capabilities.h"

namespace signet::testing {
namespace {

TEST(Languages, ThatAreAdvertisedAreThoseOfTheCatalogue) {  // [DI-03]
  std::vector<std::string_view> spoken;
  for (const pages::Language& language : pages::languages()) spoken.push_back(language.tag);
  EXPECT_EQ(spoken, std::vector(protocol::kUiLocales.begin(), protocol::kUiLocales.end()));
  World world;
  EXPECT_EQ(body_of(world.get("/.well-known/openid-configuration")).at("ui_locales_supported"), Json(protocol::kUiLocales));
}

TEST(Languages, OfTheBrowserAreSpokenOnEveryPage) {  // [AZ-11]
  World world;
  world.account();
  const auto app = world.client();
  Browser browser(world);
  browser.accept_language = "tlh, de-CH;q=0.9, en;q=0.8";
  Stop login = browser.open(authorize_url(app.client_id));
  EXPECT_TRUE(login.shows("<html lang=\"de\"")) << login.body;
  EXPECT_TRUE(login.shows("Passwort"));
  login = browser.sign_in(login, "alice@example.test", "wrong");
  EXPECT_TRUE(login.shows("passen zu keinem Konto"));
  const Stop consent = browser.sign_in(login);
  EXPECT_TRUE(consent.shows("bittet um Zugriff"));
  EXPECT_EQ(web::only(consent.headers, "Content-Language"), "de");
  EXPECT_TRUE(browser.allow(consent).is_foreign);
  const Stop account = browser.open(authorize_url(app.client_id, {{"prompt", "select_account"}}));
  EXPECT_TRUE(account.is_account_page());
  EXPECT_TRUE(account.shows("Konto auswählen"));
  EXPECT_TRUE(browser.open("/login?t=nonsense").shows("Diese Seite ist abgelaufen"));
  EXPECT_TRUE(browser.open("/nowhere").shows("Hier ist nichts"));
}

}  // namespace
}  // namespace signet::testing
