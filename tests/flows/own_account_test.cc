// A person looks at which apps can reach something of theirs, and takes it away from one. [R-CO-3]
#include <gtest/gtest.h>

#include "flows/browser.h"

namespace signet::testing {
namespace {

class OwnAccountFlow : public ::testing::Test {
 protected:
  const std::string page = std::string(kIssuer) + "/account";

  World world;
  std::string alice = world.account();
  Credentials photos = world.client({{"client_name", "Example Photos"}});
  Browser browser{world};

  // Signs in to the account itself, where no app is asked for.
  Stop enter(Browser& by) {
    const Stop login = by.open(page);
    EXPECT_EQ(login.url, std::string(kIssuer) + "/login");
    return by.sign_in(login);
  }
  // Gives the app access, at the browser that is signed in.
  Json use(Browser& by, const Credentials& client) {
    Stop stop = by.open(authorize_url(client.client_id, {{"scope", "openid email offline_access"}, {"prompt", "consent"}}));
    if (stop.is_login()) stop = by.sign_in(stop);
    if (stop.is_consent()) stop = by.allow(stop);
    return body_of(redeem(world, client, *parameter(stop.url, "code")));
  }
  int userinfo(const Json& tokens) {
    return world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + tokens.at("access_token").get<std::string>()}}).status;
  }
};

TEST_F(OwnAccountFlow, APersonSignsInWithoutAnAppAndSeesThatNoneHasAccess) {
  const Stop stop = enter(browser);
  EXPECT_EQ(stop.url, page);
  EXPECT_EQ(stop.status, 200);
  EXPECT_TRUE(stop.shows("alice@example.test"));
  EXPECT_TRUE(stop.shows("No app has access to your account."));
  EXPECT_EQ(browser.open(page).url, page) << "signed in";
}

TEST_F(OwnAccountFlow, AnAppThatWasAllowedIsListedWithWhatItMayDo) {
  enter(browser);
  use(browser, photos);
  const Stop list = browser.open(page);
  EXPECT_TRUE(list.shows("Example Photos"));
  EXPECT_TRUE(list.shows("/account?app=" + photos.client_id));
  const Stop app = browser.open(page + "?app=" + photos.client_id);
  EXPECT_TRUE(app.shows("see your email address"));
  EXPECT_TRUE(app.shows("keep this access while you are away"));
  EXPECT_FALSE(app.shows("see your phone number"));
}

TEST_F(OwnAccountFlow, WithdrawalEndsTheTokensAtOnceAndAsksAnew) {  // [R-RT-9]
  enter(browser);
  const Json tokens = use(browser, photos);
  ASSERT_EQ(userinfo(tokens), 200);
  const Stop list = browser.submit(browser.open(page + "?app=" + photos.client_id), {}, "account-withdraw");
  EXPECT_EQ(list.url, page);
  EXPECT_FALSE(list.shows("Example Photos"));
  EXPECT_EQ(userinfo(tokens), 401);
  EXPECT_EQ(body_of(refresh(world, photos, tokens.at("refresh_token"))).at("error"), "invalid_grant");
  EXPECT_TRUE(browser.open(authorize_url(photos.client_id)).is_consent());
}

TEST_F(OwnAccountFlow, WhatOtherAppsAndOtherPeopleHaveStays) {
  const Credentials mail = world.client({{"client_name", "Example Mail"}});
  world.account("bob@example.test");
  enter(browser);
  use(browser, photos);
  const Json of_mail = use(browser, mail);
  Browser other(world);
  Stop stop = other.sign_in(other.open(authorize_url(photos.client_id)), "bob@example.test");
  const Json of_bob = body_of(redeem(world, photos, *parameter(other.allow(stop).url, "code")));
  const Stop list = browser.submit(browser.open(page + "?app=" + photos.client_id), {}, "account-withdraw");
  EXPECT_TRUE(list.shows("Example Mail"));
  EXPECT_EQ(userinfo(of_mail), 200);
  EXPECT_EQ(userinfo(of_bob), 200);
  EXPECT_TRUE(other.open(page).shows("Example Photos"));
}

TEST_F(OwnAccountFlow, AnAppOfOurOwnIsListedWhileItHasTokens) {
  const Credentials ours = world.client({{"client_name", "Our Own"}, {"first_party", true}});
  enter(browser);
  EXPECT_FALSE(browser.open(page).shows("Our Own"));
  const Stop stop = browser.open(authorize_url(ours.client_id));
  const Json tokens = body_of(redeem(world, ours, *parameter(stop.url, "code")));
  EXPECT_TRUE(browser.open(page).shows("Our Own"));
  (void)browser.submit(browser.open(page + "?app=" + ours.client_id), {}, "account-withdraw");
  EXPECT_EQ(userinfo(tokens), 401);
  EXPECT_FALSE(browser.open(page).shows("Our Own"));
}

TEST_F(OwnAccountFlow, AStrangerCannotWithdraw) {  // [R-LG-1]
  enter(browser);
  const Json tokens = use(browser, photos);
  const Stop app = browser.open(page + "?app=" + photos.client_id);
  EXPECT_TRUE(browser.submit(app, {}, "account-withdraw", {{"Sec-Fetch-Site", "cross-site"}}).is_error_page());
  EXPECT_TRUE(browser.submit(app, {}, "account-withdraw", {{"Origin", "https://evil.example.test"}}).is_error_page());
  EXPECT_TRUE(browser.submit(app, {{"csrf", "forged"}}, "account-withdraw").is_error_page());
  EXPECT_EQ(userinfo(tokens), 200);

  // Nor can the next person at this browser, by a page that was left open.
  world.account("bob@example.test");
  (void)browser.sign_in(browser.open(std::string(kIssuer) + "/login"), "bob@example.test");
  EXPECT_TRUE(browser.submit(app, {}, "account-withdraw").is_error_page());
  EXPECT_EQ(userinfo(tokens), 200);

  // Signed out, one is asked to sign in, and nothing is done.
  Browser nobody(world);
  EXPECT_TRUE(nobody.submit(app, {}, "account-withdraw").is_login());
  EXPECT_EQ(userinfo(tokens), 200);
}

TEST_F(OwnAccountFlow, AnAppThatHasNoAccessLeadsBackToTheList) {
  enter(browser);
  EXPECT_EQ(browser.open(page + "?app=" + photos.client_id).url, page);
  EXPECT_EQ(browser.open(page + "?app=%3Cscript%3E").url, page);
}

TEST_F(OwnAccountFlow, AWrongPasswordIsSaidOnTheSamePageAndCounted) {  // [R-LG-6]
  const Stop login = browser.open(page);
  const Stop wrong = browser.sign_in(login, "alice@example.test", "not the password");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_TRUE(wrong.is_login());
  EXPECT_TRUE(wrong.shows("id=\"login-failure\""));
  EXPECT_EQ(wrong.input("username"), "alice@example.test");
  EXPECT_TRUE(browser.submit(login, {{"csrf", "forged"}, {"username", "alice@example.test"}, {"password", kPassword}}, "login-submit")
                  .is_error_page());
  EXPECT_EQ(browser.sign_in(wrong).url, page);
}

class PasswordFlow : public OwnAccountFlow {
 protected:
  const std::string form = std::string(kIssuer) + "/password";
  static constexpr const char* kNew = "another horse battery staple";
  Stop change(Browser& by, const std::string& current, const std::string& wanted) {
    return by.submit(by.open(form), {{"password", current}, {"new-password", wanted}}, "password-submit");
  }
};

TEST_F(PasswordFlow, NeedsTheCurrentOneAndEndsEverythingElse) {  // [R-PW-5] [R-RT-9] [R-LG-2]
  enter(browser);
  const Json tokens = use(browser, photos);
  Browser elsewhere(world);
  enter(elsewhere);
  const auto before = browser.cookies;

  const Stop done = change(browser, kPassword, kNew);
  ASSERT_TRUE(done.shows("id=\"password-done\"")) << done.body;
  EXPECT_EQ(userinfo(tokens), 401) << "at once";
  EXPECT_EQ(body_of(refresh(world, photos, tokens.at("refresh_token"))).at("error"), "invalid_grant");
  EXPECT_TRUE(elsewhere.open(page).is_login()) << "signed out";
  EXPECT_EQ(browser.open(page).url, page) << "still signed in";
  EXPECT_NE(browser.cookies, before) << "in a session of its own";
  Browser thief(world);
  thief.cookies = before;
  EXPECT_TRUE(thief.open(page).is_login());

  Browser anew(world);
  EXPECT_EQ(anew.sign_in(anew.open(page)).status, 400) << "the old one is nothing any more";
  EXPECT_EQ(anew.sign_in(anew.open(page), "alice@example.test", kNew).url, page);
}

TEST_F(PasswordFlow, IsNotChangedByWhatIsWrong) {
  enter(browser);
  const auto refused = [&](const std::string& current, const std::string& wanted, const char* reason) {
    const Stop stop = change(browser, current, wanted);
    EXPECT_EQ(stop.status, 400) << reason;
    EXPECT_TRUE(stop.shows(reason)) << stop.body;
    EXPECT_FALSE(stop.shows(wanted));
  };
  refused("not it", kNew, "not your current password");
  refused(kPassword, "short", "at least");
  refused(kPassword, "123456789123456789", "Very many people");
  refused(kPassword, "alice@example.test1", "little more than");
  refused(kPassword, std::string(1025, 'a'), "too long");
  const Stop shown = browser.open(form);
  EXPECT_TRUE(browser.submit(shown, {{"csrf", "forged"}, {"password", kPassword}, {"new-password", kNew}}, "password-submit").is_error_page());
  EXPECT_TRUE(browser.submit(shown, {{"password", kPassword}, {"new-password", kNew}}, "password-submit", {{"Sec-Fetch-Site", "cross-site"}})
                  .is_error_page());
  Browser nobody(world);
  EXPECT_TRUE(nobody.open(form).is_login());
  EXPECT_TRUE(nobody.submit(shown, {{"password", kPassword}, {"new-password", kNew}}, "password-submit").is_login());
  Browser anew(world);
  EXPECT_EQ(anew.sign_in(anew.open(page)).url, page) << "unchanged";
}

TEST_F(PasswordFlow, GuessingTheCurrentOneCostsWaiting) {  // [R-LG-6]
  enter(browser);
  Browser stolen(world);  // a session without the browser that signed in
  for (const auto& [name, value] : browser.cookies) {
    if (name.find("browser") == std::string::npos) stolen.cookies[name] = value;
  }
  Stop stop;
  for (int i = 0; i < 7; ++i) stop = change(stolen, "guess", kNew);
  EXPECT_EQ(stop.status, 429);
  EXPECT_EQ(web::count(stop.headers, "Retry-After"), 1U);
}

}  // namespace
}  // namespace signet::testing
