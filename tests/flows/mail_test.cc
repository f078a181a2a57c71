// People sign up, set a forgotten password and change their address by mail: who proves what, and what nobody can find out.
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "flows/browser.h"

namespace signet::testing {
namespace {

using Kind = accounts::Mail::Kind;

constexpr const char* kNew = "plenty of orange bicycles";

config::Settings open_to_all() {
  config::Settings settings = World::default_settings();
  settings.signup.mode = config::SignupMode::open;
  return settings;
}

class MailFlow : public ::testing::Test {
 protected:
  explicit MailFlow(config::Settings settings = open_to_all()) : world(std::move(settings)) {}

  static std::string at(const std::string& path) { return std::string(kIssuer) + path; }
  Stop ask_signup(Browser& by, const std::string& email) { return by.submit(by.open(at("/signup")), {{"email", email}}, "signup-submit"); }
  Stop ask_reset(Browser& by, const std::string& email) { return by.submit(by.open(at("/password?reset=1")), {{"email", email}}, "reset-submit"); }
  static Stop type(Browser& by, const Stop& sent, const std::string& code) { return by.submit(sent, {{"code", code}}, "code-submit"); }
  static Stop choose(Browser& by, const Stop& page, const std::string& password = kNew) {
    return by.submit(page, {{"new-password", password}}, "password-submit");
  }
  World::Letter only_letter() {
    auto letters = world.letters();
    EXPECT_EQ(letters.size(), 1U);
    return letters.empty() ? World::Letter{} : letters[0];
  }
  bool can_sign_in(const std::string& email, const std::string& password) {
    Browser fresh(world);
    return !fresh.sign_in(fresh.open(at("/login")), email, password).is_login();
  }
  Stop change_email(Browser& by, const std::string& email, const std::string& password = kPassword) {
    return by.submit(by.open(at("/email")), {{"email", email}, {"password", password}}, "email-submit");
  }

  World world;
  Browser browser{world};
};

std::string without_secrets(std::string html) {
  for (const char* changing : {"value=\"[^\"]*\"", "<code>[^<]*</code>"}) html = std::regex_replace(html, std::regex(changing), "");
  return html;
}

TEST_F(MailFlow, SomebodyWithoutAnAccountProvesTheirAddressAndIsSignedIn) {
  const Stop sent = ask_signup(browser, " New@Example.test ");
  EXPECT_EQ(sent.status, 200);
  EXPECT_TRUE(sent.shows("New@Example.test"));
  EXPECT_FALSE(world.stores.accounts.find_by_email("new@example.test")) << "there is none before the address is proven";
  const auto letter = only_letter();
  EXPECT_EQ(letter.kind, Kind::signup);
  EXPECT_EQ(letter.to, "New@Example.test");
  EXPECT_TRUE(letter.text.find(at(letter.link)) != std::string::npos);
  EXPECT_TRUE(letter.text.find(letter.code.substr(0, 4) + " " + letter.code.substr(4)) != std::string::npos);
  const Stop page = browser.open(letter.link);
  ASSERT_TRUE(page.shows("id=\"new-password\""));
  const Stop end = choose(browser, page);
  EXPECT_EQ(end.url, at("/account"));
  EXPECT_TRUE(end.shows("New@Example.test"));
  const auto account = world.stores.accounts.find_by_email("new@example.test");
  ASSERT_TRUE(account);
  EXPECT_TRUE(account->email_verified);
  EXPECT_TRUE(can_sign_in("new@example.test", kNew));
}

TEST_F(MailFlow, ACodeIsTypedInsteadAndLeadsBackToTheApp) {
  const Credentials app = world.client();
  const Stop login = browser.open(authorize_url(app.client_id));
  const std::size_t link = login.body.find("id=\"login-signup\" href=\"");
  ASSERT_NE(link, std::string::npos);
  const std::size_t begin = link + std::string_view("id=\"login-signup\" href=\"").size();
  const Stop page = browser.open(at(login.body.substr(begin, login.body.find('"', begin) - begin)));
  const Stop sent = browser.submit(page, {{"email", "new@example.test"}}, "signup-submit");
  const std::string code = only_letter().code;
  const Stop chosen = choose(browser, type(browser, sent, code.substr(0, 4) + " " + code.substr(4)));
  ASSERT_TRUE(chosen.is_consent()) << chosen.url;
  const Stop back = browser.allow(chosen);
  ASSERT_TRUE(back.is_foreign);
  const std::string token = body_of(redeem(world, app, *parameter(back.url, "code"))).at("access_token");
  const Json userinfo = body_of(world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + token}}));
  EXPECT_EQ(userinfo.at("email"), "new@example.test");
  EXPECT_EQ(userinfo.at("email_verified"), true);
}

TEST_F(MailFlow, LookingAtALinkUsesNothingUpAndPostingItUsesItOnce) {  // [R-PW-7]
  (void)ask_signup(browser, "new@example.test");
  const std::string link = only_letter().link;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(world.get(link).status, 200) << "a scanner of mails";
  Browser other(world);
  const Stop first = browser.open(link);
  const Stop second = other.open(link);
  EXPECT_EQ(choose(browser, first).url, at("/account"));
  const Stop late = choose(other, second, "another password of length");
  EXPECT_EQ(late.status, 400);
  EXPECT_TRUE(late.is_error_page());
  EXPECT_TRUE(late.shows("This link does not work any more"));
  EXPECT_TRUE(can_sign_in("new@example.test", kNew));
  EXPECT_TRUE(browser.open(link).is_error_page());
}

TEST_F(MailFlow, ALinkEndsAfterHalfAnHour) {  // [R-PW-7]
  (void)ask_signup(browser, "new@example.test");
  const auto letter = only_letter();
  world.pass(Seconds(30 * 60 - 1));
  const Stop page = browser.open(letter.link);
  EXPECT_EQ(page.status, 200);
  world.pass(Seconds(1));
  EXPECT_TRUE(choose(browser, page).is_error_page());
  EXPECT_TRUE(browser.open(letter.link).is_error_page());
}

TEST_F(MailFlow, ANewerMessageEndsTheOlder) {  // [R-PW-7]
  world.account();
  const Stop first_sent = ask_reset(browser, "alice@example.test");
  const auto first = only_letter();
  (void)ask_reset(browser, "ALICE@example.test");
  const auto second = only_letter();
  EXPECT_TRUE(browser.open(first.link).is_error_page());
  EXPECT_EQ(type(browser, first_sent, first.code).status, 400);
  EXPECT_EQ(browser.open(second.link).status, 200);
}

TEST_F(MailFlow, AForgedOrAlteredLinkIsNone) {
  world.account();
  (void)ask_reset(browser, "alice@example.test");
  const std::string link = only_letter().link;
  for (std::size_t at_byte = link.find("proof=") + 6; at_byte < link.size(); at_byte += 5) {
    std::string altered = link;
    altered[at_byte] = altered[at_byte] == 'A' ? 'B' : 'A';
    EXPECT_TRUE(browser.open(altered).is_error_page()) << at_byte;
  }
  for (const char* nonsense : {"/password?proof=x", "/password?proof=.", "/password?proof=a.b", "/signup?proof=AAAAAAAAAAAAAAAA.AAAA"}) {
    EXPECT_TRUE(browser.open(at(nonsense)).is_error_page()) << nonsense;
  }
  const std::string elsewhere = "/signup" + link.substr(link.find('?'));
  EXPECT_TRUE(browser.open(at(elsewhere)).is_error_page()) << "a proof is for one purpose";
  EXPECT_EQ(browser.open(link).status, 200);
}

TEST_F(MailFlow, OfAForgottenPasswordTheNewOneEndsEverythingElse) {  // [R-PW-5] [R-RT-9]
  world.account();
  const Credentials app = world.client();
  Browser elsewhere(world);
  (void)elsewhere.sign_in(elsewhere.open(at("/login")));
  const Json tokens = body_of(redeem(world, app, code_for(world, app)));
  (void)ask_reset(browser, "alice@example.test");
  (void)ask_reset(browser, "alice@example.test");
  const auto letters = world.letters();
  ASSERT_EQ(letters.size(), 2U);
  const Stop done = choose(browser, browser.open(letters[1].link));
  EXPECT_TRUE(done.shows("id=\"password-done\""));
  EXPECT_EQ(browser.open(at("/account")).url, at("/account")) << "signed in here";
  EXPECT_EQ(elsewhere.open(at("/account")).url, at("/login")) << "and nowhere else";
  EXPECT_EQ(body_of(refresh(world, app, tokens.at("refresh_token"))).at("error"), "invalid_grant");
  EXPECT_TRUE(can_sign_in("alice@example.test", kNew));
  EXPECT_FALSE(can_sign_in("alice@example.test", kPassword));
  const auto notice = only_letter();
  EXPECT_EQ(notice.kind, Kind::password_changed);
  EXPECT_EQ(notice.to, "alice@example.test");
}

TEST_F(MailFlow, AChangedPasswordEndsTheLinksThatWereAskedForBefore) {  // [R-PW-7]
  world.account();
  (void)ask_reset(browser, "alice@example.test");
  const std::string link = only_letter().link;
  Browser owner(world);
  (void)owner.sign_in(owner.open(at("/login")));
  (void)owner.submit(owner.open(at("/password")), {{"password", kPassword}, {"new-password", kNew}}, "password-submit");
  EXPECT_EQ(only_letter().kind, Kind::password_changed);
  EXPECT_TRUE(browser.open(link).is_error_page());
}

TEST_F(MailFlow, NoAnswerSaysWhetherThereIsAnAccount) {  // [R-PW-6]
  world.account();
  std::set<std::string> answers;
  for (const char* email : {"alice@example.test", "nobody@example.test"}) {
    Browser fresh(world);
    std::string page = without_secrets(ask_reset(fresh, email).body);
    answers.insert(std::regex_replace(page, std::regex(email), "EMAIL"));
  }
  EXPECT_EQ(answers.size(), 1U);
  EXPECT_EQ(only_letter().to, "alice@example.test") << "nobody is written to who has none";
  answers.clear();
  for (const char* email : {"alice@example.test", "nobody@example.test"}) {
    Browser fresh(world);
    answers.insert(std::regex_replace(without_secrets(ask_signup(fresh, email).body), std::regex(email), "EMAIL"));
  }
  EXPECT_EQ(answers.size(), 1U);
  const auto letters = world.letters();
  ASSERT_EQ(letters.size(), 2U);
  EXPECT_EQ(letters[0].kind, Kind::known);
  EXPECT_EQ(letters[0].link, "/login");
  EXPECT_EQ(letters[1].kind, Kind::signup);
}

TEST_F(MailFlow, ACodeForNobodyIsWrongAsEveryOther) {
  const Stop sent = ask_reset(browser, "nobody@example.test");
  EXPECT_TRUE(world.letters().empty());
  const Stop wrong = type(browser, sent, "00000000");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_TRUE(wrong.shows("id=\"code-failure\""));
}

TEST_F(MailFlow, ADisabledAccountGetsNone) {
  const std::string sub = world.account();
  ASSERT_TRUE(world.stores.accounts.set_disabled(sub, true, world.now));
  (void)ask_reset(browser, "alice@example.test");
  EXPECT_TRUE(world.letters().empty());
}

TEST_F(MailFlow, AfterFiveCodesOnlyTheLinkWorks) {
  world.account();
  Stop sent = ask_reset(browser, "alice@example.test");
  const auto letter = only_letter();
  const std::string wrong = letter.code == "12345678" ? "12345679" : "12345678";
  for (int i = 0; i < 5; ++i) sent = type(browser, sent, wrong);
  EXPECT_EQ(type(browser, sent, letter.code).status, 400);
  EXPECT_EQ(browser.open(letter.link).status, 200);
}

TEST_F(MailFlow, ACodeBelongsToTheBrowserThatAsked) {
  world.account();
  const Stop sent = ask_reset(browser, "alice@example.test");
  Browser stranger(world);
  (void)stranger.open(at("/password?reset=1"));
  const Stop refused = type(stranger, sent, only_letter().code);
  EXPECT_TRUE(refused.is_error_page());
  EXPECT_TRUE(refused.shows("We did not accept this form"));
}

TEST_F(MailFlow, AnAddressIsWrittenToFiveTimesAnHour) {  // [R-PW-6]
  world.account();
  for (const char* email : {"alice@example.test", "nobody@example.test"}) {
    Stop last;
    for (int i = 0; i < 6; ++i) {
      Browser fresh(world);
      last = ask_reset(fresh, email);
      EXPECT_EQ(last.status, i < 5 ? 200 : 429) << email << i;
    }
    EXPECT_EQ(web::only(last.headers, "Retry-After"), "3600");
  }
  EXPECT_EQ(world.letters().size(), 5U);
  world.pass(std::chrono::hours(1));
  EXPECT_EQ(ask_reset(browser, "alice@example.test").status, 200);
}

TEST_F(MailFlow, OneSourceAsksThirtyTimesAnHour) {
  Stop last;
  for (int i = 0; i < 31; ++i) last = ask_signup(browser, "p" + std::to_string(i) + "@example.test");
  EXPECT_EQ(last.status, 429);
  EXPECT_TRUE(last.shows("id=\"address-failure\""));
}

TEST_F(MailFlow, WhatIsNoAddressIsSaidWhereItWasTyped) {
  for (const char* nonsense : {"", "alice", "a@b c", "<a@example.test>", "\"a b\"@example.test"}) {
    const Stop page = ask_signup(browser, nonsense);
    EXPECT_EQ(page.status, 400) << nonsense;
    EXPECT_TRUE(page.shows("That is not an email address")) << nonsense;
  }
  EXPECT_TRUE(world.letters().empty());
}

TEST_F(MailFlow, APoorPasswordIsSaidAndTheLinkStaysGood) {  // [R-PW-1] [R-PW-3]
  (void)ask_signup(browser, "bicyclist.new@example.test");
  const Stop page = browser.open(only_letter().link);
  const Stop brief = choose(browser, page, "too short");
  EXPECT_EQ(brief.status, 400);
  EXPECT_TRUE(brief.shows("at least"));
  EXPECT_TRUE(choose(browser, brief, "bicyclist.new2026").shows("little more than your email address"));
  EXPECT_EQ(choose(browser, brief).url, at("/account"));
}

TEST_F(MailFlow, FormsFromElsewhereDoNothing) {  // [R-LG-1]
  world.account();
  for (const char* path : {"/signup", "/password", "/email"}) {
    const std::string button = std::string(path) == "/signup" ? "signup-submit" : "reset-submit";
    EXPECT_EQ(world.post(path, {{"email", "alice@example.test"}, {button, "1"}}).status, std::string(path) == "/email" ? 303 : 400) << path;
    const auto cross = world.post(path, {{"email", "alice@example.test"}, {button, "1"}}, {{"Sec-Fetch-Site", "cross-site"}});
    EXPECT_EQ(cross.status, 400) << path;
  }
  (void)ask_reset(browser, "alice@example.test");
  const std::string link = only_letter().link;
  const std::string proof = link.substr(link.find("proof=") + 6);
  EXPECT_EQ(world.post("/password", {{"proof", proof}, {"new-password", kNew}, {"csrf", "x.y"}}).status, 400);
  EXPECT_TRUE(can_sign_in("alice@example.test", kPassword));
}

TEST_F(MailFlow, AnAddressThatWasNeverProvenIsSentAMessageAndProven) {
  accounts::People people(world.stores.accounts, world.random, {64, 1, 1});
  accounts::NewAccount fresh;
  fresh.email = "carol@example.test";
  fresh.password = Secret(kPassword);
  ASSERT_TRUE(people.create(std::move(fresh), world.now));
  (void)browser.sign_in(browser.open(at("/login")), "carol@example.test");
  EXPECT_TRUE(browser.open(at("/email")).shows("You have not shown yet"));
  const Stop sent = change_email(browser, "carol@example.test");
  const auto letter = only_letter();
  EXPECT_EQ(letter.kind, Kind::email);
  const Stop done = browser.submit(type(browser, sent, letter.code), {}, "email-confirm");
  EXPECT_EQ(done.url, at("/email"));
  EXPECT_TRUE(done.shows("You have shown that this address is yours."));
  EXPECT_TRUE(world.stores.accounts.find_by_email("carol@example.test")->email_verified);
  EXPECT_TRUE(world.letters().empty()) << "no other address, no notice";
}

TEST_F(MailFlow, AnotherAddressIsTakenOnceItIsProvenAndTheOldOneIsTold) {  // [R-PW-5]
  const std::string sub = world.account();
  (void)browser.sign_in(browser.open(at("/login")));
  (void)change_email(browser, "alice@elsewhere.test");
  const auto letter = only_letter();
  EXPECT_EQ(letter.to, "alice@elsewhere.test");
  EXPECT_EQ(world.stores.accounts.find(sub)->email, "alice@example.test") << "not before";
  (void)browser.submit(browser.open(letter.link), {}, "email-confirm");
  EXPECT_EQ(world.stores.accounts.find(sub)->email, "alice@elsewhere.test");
  const auto notice = only_letter();
  EXPECT_EQ(notice.kind, Kind::email_changed);
  EXPECT_EQ(notice.to, "alice@example.test");
  EXPECT_EQ(notice.text.find("elsewhere"), std::string::npos);
  EXPECT_TRUE(browser.open(letter.link).is_error_page());
  EXPECT_TRUE(can_sign_in("alice@elsewhere.test", kPassword));
}

TEST_F(MailFlow, AnotherAddressNeedsThePassword) {
  world.account();
  (void)browser.sign_in(browser.open(at("/login")));
  Stop page = change_email(browser, "alice@elsewhere.test", "not the password at all");
  EXPECT_EQ(page.status, 400);
  EXPECT_TRUE(page.shows("That is not your current password."));
  EXPECT_TRUE(page.shows("alice@elsewhere.test"));
  EXPECT_TRUE(world.letters().empty());
  Browser nobody(world);
  EXPECT_EQ(nobody.open(at("/email")).url, at("/login"));
}

TEST_F(MailFlow, OnlyWhoAskedConfirmsAnotherAddress) {
  world.account();
  const std::string bob = world.account("bob@example.test");
  (void)browser.sign_in(browser.open(at("/login")));
  (void)change_email(browser, "victim@example.test");
  const std::string link = only_letter().link;
  Browser victim(world);
  EXPECT_TRUE(victim.open(link).shows("Sign in first"));
  (void)victim.sign_in(victim.open(at("/login")), "bob@example.test");
  EXPECT_TRUE(victim.open(link).shows("Sign in first"));
  const Stop page = browser.open(link);
  const Stop confused = victim.submit(page, {}, "email-confirm");
  EXPECT_TRUE(confused.is_error_page());
  EXPECT_EQ(world.stores.accounts.find(bob)->email, "bob@example.test");
  EXPECT_FALSE(world.stores.accounts.find_by_email("victim@example.test"));
}

TEST_F(MailFlow, AnAddressOfSomebodyElseIsNeitherWrittenToNorTaken) {
  const std::string sub = world.account();
  world.account("bob@example.test");
  (void)browser.sign_in(browser.open(at("/login")));
  EXPECT_TRUE(change_email(browser, "bob@example.test").shows("id=\"sent-page\"")) << "and nothing is said of it";
  EXPECT_TRUE(world.letters().empty());
  (void)change_email(browser, "soon@example.test");
  const std::string link = only_letter().link;
  world.account("soon@example.test");
  EXPECT_TRUE(browser.submit(browser.open(link), {}, "email-confirm").is_error_page());
  EXPECT_EQ(world.stores.accounts.find(sub)->email, "alice@example.test");
}

TEST_F(MailFlow, MessagesAreInTheLanguageOfWhoAsked) {
  browser.accept_language = "de-CH, en;q=0.5";
  (void)ask_signup(browser, "neu@example.test");
  const auto letter = only_letter();
  EXPECT_EQ(letter.subject, "Bestätigen Sie Ihre E-Mail-Adresse");
  EXPECT_TRUE(letter.text.find("login.example.test") != std::string::npos);
}

TEST_F(MailFlow, TheSecretsOfALinkStandInNoHeaderThatLeavesThePage) {  // [R-PW-7]
  (void)ask_signup(browser, "new@example.test");
  const auto response = world.get(only_letter().link);
  EXPECT_EQ(web::only(response.headers, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(web::only(response.headers, "Cache-Control"), "no-store");
}

class InvitedOnly : public MailFlow {
 protected:
  static config::Settings settings() {
    config::Settings settings = open_to_all();
    settings.signup.mode = config::SignupMode::invitation;
    return settings;
  }
  InvitedOnly() : MailFlow(settings()) {}
};

TEST_F(InvitedOnly, OneSignsUpWithAnInvitationAndNotWithout) {
  EXPECT_TRUE(browser.open(at("/signup")).is_error_page());
  EXPECT_FALSE(browser.open(at("/login")).shows("login-signup"));
  EXPECT_TRUE(browser.open(at("/login")).shows("login-reset"));
  accounts::AddressProofs operator_({world.stores.mails, world.stores.accounts, world.master_keys, world.random, kIssuer, 5, {}});
  (void)operator_.invite("guest@example.test", true, "fr", world.now);
  const auto letter = only_letter();
  EXPECT_EQ(letter.kind, Kind::invitation);
  EXPECT_EQ(letter.subject, "Vous êtes invité");
  world.pass(std::chrono::hours(6 * 24));
  EXPECT_EQ(choose(browser, browser.open(letter.link)).url, at("/account"));
}

class OfOneDomain : public MailFlow {
 protected:
  static config::Settings settings() {
    config::Settings settings = open_to_all();
    settings.signup.domains = {"example.com"};
    return settings;
  }
  OfOneDomain() : MailFlow(settings()) {}
};

TEST_F(OfOneDomain, OthersCannotSignUp) {
  const Stop page = ask_signup(browser, "a@elsewhere.test");
  EXPECT_EQ(page.status, 400);
  EXPECT_TRUE(page.shows("Addresses of this domain"));
  EXPECT_TRUE(ask_signup(browser, "a@Example.COM").shows("id=\"sent-page\""));
}

}  // namespace
}  // namespace signet::testing
