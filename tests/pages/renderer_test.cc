#include <array>
#include <cstdio>
#include <fstream>
#include <set>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pages/headers.h"
#include "pages/pages.h"
#include "pages/samples.h"
#include "pages/theme.h"
#include "support/html.h"

namespace signet::pages {
namespace {

using html::Document;
using html::Element;
using testing::HasSubstr;
using testing::Not;

Document page(const web::Response& response) { return Document(response.body); }

const Sample& sample(const std::string& name) {
  for (const Sample& one : samples()) {
    if (one.name == name) return one;
  }
  throw std::out_of_range(name);
}

TEST(Pages, AreWellFormedAndSayWhatTheyAre) {  // [PG-01] [PG-14]
  for (const Sample& one : samples()) {
    SCOPED_TRACE(one.name);
    const Document document = page(one.render(renderer()));
    EXPECT_EQ(document.with_tag("main").size(), 1u);
    EXPECT_EQ(document.with_tag("h1").size(), 1u);
    EXPECT_EQ(document.with_tag("html").at(0)->get("lang"), "en");
    EXPECT_THAT(document.with_tag("title").at(0)->text, testing::EndsWith(" · Signet"));
    EXPECT_THAT(document.with_tag("footer").at(0)->text, HasSubstr("id.example.com"));
    std::set<std::string> ids;
    for (const Element& element : document.elements) {
      if (element.has("id")) {
        EXPECT_TRUE(ids.insert(element.get("id")).second) << element.get("id") << " twice";
      }
    }
  }
}

TEST(Pages, CarryTheIdsThatProgramsRelyOn) {  // [PG-02] [PG-08]
  const std::vector<std::pair<const char*, const char*>> pages{
      {"login", "login"},          {"account", "account"},    {"consent", "consent"},   {"own_app", "own_app"},   {"password", "password"},   {"password_done", "password_done"},
      {"logout", "logout"},        {"device", "device"},      {"device_confirm", "device_confirm"},
      {"error", "error"},          {"form_post", "form_post"}, {"logged_out_going_on", "logged_out"},
      {"departure", "departure"}, {"departure_by_form", "departure"}, {"sent", "sent"}, {"choose_password", "choose_password"}, {"email", "email"}, {"email_confirm", "email_confirm"},
      {"device_allowed", "device_done"}, {"device_declined", "device_done"}, {"approve", "device_confirm"},
      {"approve_allowed", "device_done"}, {"approve_declined", "device_done"},
  };
  for (const auto& [name, contract] : pages) {
    const Document document = page(sample(name).render(renderer()));
    ASSERT_FALSE(Theme::contract(contract).empty());
    for (const std::string_view id : Theme::contract(contract)) {
      EXPECT_NE(document.id(id), nullptr) << name << " lacks " << id;
    }
  }
}

TEST(Pages, NameEveryControlLikeItsId) {  // [PG-02]
  for (const Sample& one : samples()) {
    const Document document = page(one.render(renderer()));
    for (const char* tag : {"input", "button"}) {
      for (const Element* control : document.with_tag(tag)) {
        if (control->get("type") == "hidden") continue;
        EXPECT_EQ(control->get("name"), control->get("id")) << one.name;
        EXPECT_FALSE(control->has("disabled") || control->has("hidden")) << one.name;
        EXPECT_TRUE(tag != std::string("button") || control->get("type") == "submit") << one.name;
      }
    }
  }
}

TEST(Pages, RunNothingAndFetchNothingFromElsewhere) {  // [PG-01] [R-HD-1]
  for (const Sample& one : samples()) {
    SCOPED_TRACE(one.name);
    const Document document = page(one.render(renderer()));
    EXPECT_EQ(document.with_tag("script").size(), one.name == "form_post" ? 1u : 0u);
    EXPECT_TRUE(document.with_tag("style").empty());
    const bool goes_on = one.name == "logged_out_going_on";
    EXPECT_EQ(document.with_tag("iframe").size(), goes_on ? 3u : 0u);
    for (const Element& element : document.elements) {
      if (element.tag == "iframe") continue;
      EXPECT_FALSE(element.has("style")) << element.tag;
      EXPECT_TRUE(!element.has("http-equiv") || goes_on);
      for (const auto& [name, value] : element.attributes) {
        EXPECT_FALSE(name.starts_with("on")) << name;
      }
      if (element.has("src") || element.tag == "link") {
        const std::string address = element.has("src") ? element.get("src") : element.get("href");
        EXPECT_TRUE(address.starts_with("/") && !address.starts_with("//")) << address;
      }
    }
  }
}

TEST(Pages, PostTheTransactionAndItsToken) {  // [PG-05] [R-LG-1]
  for (const char* name : {"login", "login_wrong", "account", "consent", "logout", "device_confirm"}) {
    SCOPED_TRACE(name);
    const Document document = page(sample(name).render(renderer()));
    ASSERT_EQ(document.with_tag("form").size(), 1u);
    EXPECT_EQ(document.with_tag("form")[0]->get("method"), "post");
    std::vector<std::pair<std::string, std::string>> hidden;
    for (const Element* input : document.with_tag("input")) {
      if (input->get("type") == "hidden") hidden.emplace_back(input->get("name"), input->get("value"));
    }
    EXPECT_THAT(hidden, testing::ElementsAre(testing::Pair("t", "sealed-transaction"),
                                             testing::Pair("csrf", "csrf-token")));
  }
}

TEST(Pages, StandBelowThePathOfTheIssuer) {
  const Renderer below({"https://example.com/id/", "Signet", ""});
  const Document document = page(below.login(sample_login()));
  EXPECT_EQ(document.with_tag("form").at(0)->get("action"), "/id/login");
  EXPECT_EQ(document.id("client-logo")->get("src"), "/id/clients/photos/logo");
  EXPECT_EQ(document.with_tag("link").at(1)->get("href"), "/id" + below.assets()[0].path);
}

TEST(LoginPage, IsReadyForPasswordManagersAndHints) {  // [PG-03] [PG-14]
  const Document document = page(renderer().login(sample_login()));
  EXPECT_EQ(document.id("username")->get("autocomplete"), "username");
  EXPECT_EQ(document.id("username")->get("value"), "alice@example.test");
  EXPECT_FALSE(document.id("username")->has("autofocus"));
  EXPECT_EQ(document.id("password")->get("autocomplete"), "current-password");
  EXPECT_EQ(document.id("password")->get("type"), "password");
  EXPECT_TRUE(document.id("password")->has("autofocus"));
  std::vector<std::string> labelled;
  for (const Element* label : document.with_tag("label")) labelled.push_back(label->get("for"));
  EXPECT_THAT(labelled, testing::ElementsAre("username", "password"));
}

TEST(LoginPage, EnterSignsInAndCancellingNeedsNoPassword) {
  const Document document = page(renderer().login(sample_login()));
  const auto buttons = document.with_tag("button");
  ASSERT_EQ(buttons.size(), 2u);
  EXPECT_EQ(buttons[0]->get("id"), "login-submit");  // browsers press the first one on Enter
  EXPECT_FALSE(buttons[0]->has("formnovalidate"));
  EXPECT_EQ(buttons[1]->get("id"), "login-cancel");
  EXPECT_TRUE(buttons[1]->has("formnovalidate"));
}

TEST(LoginPage, AnnouncesAFailureAtItsFields) {
  const Document document = page(renderer().login(sample_failed_login()));
  EXPECT_EQ(document.id("login-failure")->get("role"), "alert");
  EXPECT_THAT(document.id("login-failure")->text, HasSubstr("do not match an account here"));
  EXPECT_THAT(document.id("login-failure")->text, HasSubstr("8f0c2b7e61d94a3c"));
  for (const char* field : {"username", "password"}) {
    EXPECT_EQ(document.id(field)->get("aria-describedby"), "login-failure");
    EXPECT_EQ(document.id(field)->get("aria-invalid"), "true");
  }
  EXPECT_FALSE(page(renderer().login(sample_login())).id("username")->has("aria-invalid"));
}

TEST(LoginPage, SaysHowLongToWait) {
  const std::vector<std::pair<int, std::string>> cases{{-1, "Wait 1\u00A0s"},    {0, "Wait 1\u00A0s"},
                                                       {90, "Wait 90\u00A0s"},   {91, "Wait 2\u00A0min"},
                                                       {120, "Wait 2\u00A0min"}, {900, "Wait 15\u00A0min"}};
  for (const auto& [seconds, text] : cases) {
    LoginPage login = sample_failed_login(LoginFailure::too_many);
    login.retry_after = Seconds(seconds);
    EXPECT_THAT(page(renderer().login(login)).id("login-failure")->text, HasSubstr(text));
  }
}

TEST(LoginPage, ShowsWhoAsks) {  // [PG-08]
  const Document document = page(renderer().login(sample_login()));
  EXPECT_THAT(document.with_tag("main")[0]->text, HasSubstr("to continue to Example Photos"));
  EXPECT_EQ(document.id("client-policy")->get("href"), "https://photos.example.org/privacy");
  EXPECT_EQ(document.id("client-tos")->get("href"), "https://photos.example.org/terms");
  for (const char* id : {"client-policy", "client-tos"}) {
    EXPECT_EQ(document.id(id)->get("rel"), "noopener noreferrer nofollow");  // [R-RG-4]
  }
}

TEST(LoginPage, LeavesOutWhatMustNotBeALink) {  // [R-RG-4] [R-XS-1]
  LoginPage login = sample_login();
  login.client.policy_uri = "javascript:alert(1)";
  login.client.tos_uri = "data:text/html,x";
  login.client.logo_path = "https://photos.example.org/logo.png";
  const Document document = page(renderer().login(login));
  EXPECT_EQ(document.id("client-policy"), nullptr);
  EXPECT_EQ(document.id("client-tos"), nullptr);
  EXPECT_EQ(document.id("client-logo"), nullptr);
}

TEST(LoginPage, NamesAClientEvenWithoutAVisibleName) {  // [R-RG-6]
  LoginPage login = sample_login();
  login.client.name = "\u200B\u202E";
  EXPECT_THAT(page(renderer().login(login)).with_tag("main")[0]->text,
              HasSubstr("to continue to an app without a name"));
}

TEST(ConsentPage, SaysWhatIsAskedInSentencesWithoutCheckboxes) {  // [PG-06]
  const Document document = page(renderer().consent(sample_consent()));
  std::vector<std::string> sentences;
  for (const Element* item : document.with_tag("li")) sentences.push_back(item->text);
  EXPECT_THAT(sentences,
              testing::ElementsAre("know that it is you", "see your email address",
                                   "use the permission photos.read New", "change your photos New",
                                   "keep this access while you are away, until you withdraw it New"));
  for (const Element* input : document.with_tag("input")) {
    EXPECT_EQ(input->get("type"), "hidden");
  }
}

TEST(ConsentPage, MarksNothingAsNewWhereAllIs) {
  ConsentPage consent = sample_consent();
  for (AskedScope& scope : consent.scopes) scope.is_new = true;
  EXPECT_THAT(page(renderer().consent(consent)).with_tag("main")[0]->text, Not(HasSubstr("New")));
}

TEST(ConsentPage, OurOwnSentencesCannotBeReplaced) {
  ConsentPage consent = sample_consent();
  consent.scopes = {{"offline_access", false, "nothing to see here"}, {"other", false, ""}};
  const std::string text = page(renderer().consent(consent)).with_tag("main")[0]->text;
  EXPECT_THAT(text, HasSubstr("keep this access while you are away"));
  EXPECT_THAT(text, HasSubstr("use the permission other"));
}

TEST(ConsentPage, ShowsTheHostWhereItLeadsAndWhoVouches) {  // [R-RG-6]
  ConsentPage consent = sample_consent();
  std::string text = page(renderer().consent(consent)).with_tag("main")[0]->text;
  EXPECT_THAT(text, HasSubstr("You will return to photos.example.org"));
  EXPECT_THAT(text, HasSubstr("Nobody has checked who is behind it"));
  EXPECT_THAT(text, HasSubstr("alice@example.test"));
  consent.client.self_registered = false;
  consent.client.redirect_host = "photos.example.org";
  text = page(renderer().consent(consent)).with_tag("main")[0]->text;
  EXPECT_THAT(text, HasSubstr("You will return to photos.example.org"));
  EXPECT_THAT(text, Not(HasSubstr("Nobody has checked")));
}

TEST(LoginPage, LeadsToAPersonsOwnAccountWithoutAnApp) {  // [R-CO-3]
  const Document document = page(renderer().login(sample_login_for_account()));
  EXPECT_THAT(document.with_tag("header").at(0)->text, HasSubstr("to see your own account"));
  EXPECT_EQ(document.id("login-cancel"), nullptr) << "there is nowhere to go back to";
  std::vector<std::string> hidden;
  for (const Element* input : document.with_tag("input")) {
    if (input->get("type") == "hidden") hidden.push_back(input->get("name"));
  }
  EXPECT_THAT(hidden, testing::ElementsAre("csrf"));
}

TEST(OwnAccountPage, ListsEveryAppWithTheDayOfItsAccess) {  // [R-CO-3]
  const Document document = page(renderer().own_account(sample_own_account()));
  const auto links = document.with_tag("a");
  ASSERT_EQ(links.size(), 4U);
  EXPECT_EQ(links[0]->get("href"), "/account?app=photos");
  EXPECT_THAT(links[0]->text, testing::AllOf(HasSubstr("Example Photos"), HasSubstr("2025-12-31")));
  EXPECT_EQ(links[1]->get("href"), "/account?app=mail");
  EXPECT_THAT(links[1]->text, testing::AllOf(HasSubstr("E"), HasSubstr("example mail"), HasSubstr("2026-01-01")));
  EXPECT_EQ(links[2]->get("href"), "/password");
  EXPECT_EQ(links[3]->get("href"), "/logout");
  EXPECT_THAT(renderer().own_account({"alice@example.test", "", {}}).body, HasSubstr("No app has access to your account."));
}

TEST(OwnAppPage, SaysWhatTheAppCanDoAndTakesItAway) {  // [R-CO-3]
  const Document document = page(renderer().own_app(sample_own_app()));
  EXPECT_EQ(document.with_tag("li").size(), 3U);
  EXPECT_THAT(document.with_tag("ul").at(0)->text, testing::AllOf(HasSubstr("know that it is you"), HasSubstr("photos.read")));
  EXPECT_EQ(document.with_tag("form").at(0)->get("action"), "/account");
  EXPECT_EQ(document.id("account-keep")->get("href"), "/account");
  OwnAppPage ours = sample_own_app();
  ours.scopes.clear();
  EXPECT_THAT(renderer().own_app(ours).body, HasSubstr("it is one of its own apps"));
}

TEST(PasswordPage, SaysWhatIsWrongAtTheFieldThatItConcerns) {  // [R-PW-5] [PG-14]
  const auto described = [](PasswordFailure failure, const char* id) {
    const Document document = page(renderer().password(sample_password(failure)));
    return std::string(document.id(id)->get("aria-invalid"));
  };
  EXPECT_EQ(described(PasswordFailure::wrong, "password"), "true");
  EXPECT_EQ(described(PasswordFailure::wrong, "new-password"), "");
  EXPECT_EQ(described(PasswordFailure::too_short, "new-password"), "true");
  EXPECT_EQ(described(PasswordFailure::too_short, "password"), "");
  EXPECT_THAT(renderer().password(sample_password(PasswordFailure::too_short)).body, HasSubstr("at least <bdi>15</bdi> characters"));
  EXPECT_THAT(renderer().password(sample_password(PasswordFailure::own_name)).body, HasSubstr("little more than your email address"));
  EXPECT_THAT(renderer().password(sample_password(PasswordFailure::unusable)).body, HasSubstr("too long"));
  EXPECT_THAT(renderer().password(sample_password(PasswordFailure::too_many)).body, HasSubstr("Wait <bdi>45</bdi>"));
  const Document document = page(renderer().password(sample_password()));
  EXPECT_EQ(document.id("new-password")->get("autocomplete"), "new-password");
  EXPECT_EQ(document.id("password")->get("autocomplete"), "current-password");
}

TEST(ErrorPage, ShowsReasonCodeAndReferenceAndNoWayToTheUnverified) {  // [PG-07]
  const web::Response response = renderer().error(sample_error());
  EXPECT_EQ(response.status, 400);
  const Document document = page(response);
  const std::string text = document.id("error-page")->text;
  for (const char* shown :
       {"redirect_uri is not registered for this client.", "invalid_request", "8f0c2b7e61d94a3c"}) {
    EXPECT_THAT(text, HasSubstr(shown));
  }
  const auto links = document.with_tag("a");
  ASSERT_EQ(links.size(), 1u);
  EXPECT_EQ(links[0]->get("href"), "/demo");
}

TEST(ErrorPage, HasAdviceForEveryKindAndKeepsTheStatus) {
  std::set<std::string> advice;
  for (const ErrorKind kind : {ErrorKind::client_request, ErrorKind::expired, ErrorKind::not_ours,
                               ErrorKind::not_found, ErrorKind::busy, ErrorKind::internal}) {
    ErrorPage error;
    error.kind = kind;
    error.status = 503;
    error.restart_path = "https://evil.example/";
    const web::Response response = renderer().error(error);
    EXPECT_EQ(response.status, 503);
    EXPECT_TRUE(page(response).with_tag("a").empty());
    EXPECT_TRUE(advice.insert(page(response).id("error-page")->text).second);
  }
}

TEST(LoggedOutPage, SaysSo) {  // [PG-07]
  EXPECT_THAT(page(renderer().logged_out({})).id("logged-out-page")->text, HasSubstr("logged out"));
}

TEST(LogoutPage, NamesWhoAsksAndWhoIsSignedIn) {
  LogoutPage logout = sample_logout();
  std::string text = page(renderer().logout(logout)).with_tag("main")[0]->text;
  EXPECT_THAT(text, HasSubstr("Example Photos asks to sign you out"));
  EXPECT_THAT(text, HasSubstr("alice@example.test"));
  logout.client_name = "";
  text = page(renderer().logout(logout)).with_tag("main")[0]->text;
  EXPECT_THAT(text, Not(HasSubstr("asks to")));
  EXPECT_THAT(text, HasSubstr("You are signed in as"));
}

TEST(LoggedOutPage, TellsEveryAppInAFrameAndThenGoesOn) {  // [LO-08] [PG-11]
  const LoggedOutPage logged_out = sample_logged_out();
  const Document document = page(renderer().logged_out(logged_out));
  std::vector<std::string> frames;
  for (const Element* frame : document.with_tag("iframe")) {
    frames.push_back(frame->get("src"));
    EXPECT_TRUE(frame->has("hidden"));
    EXPECT_NE(frame->get("title"), "");
    EXPECT_EQ(frame->get("sandbox"), "allow-forms allow-same-origin allow-scripts");  // it cannot take the window along
  }
  EXPECT_EQ(frames, logged_out.frames);
  std::vector<std::string> told;
  for (const Element* item : document.with_tag("li")) told.push_back(item->text);
  EXPECT_EQ(told, logged_out.told);
  EXPECT_EQ(document.id("logged-out-continue")->get("href"), logged_out.continue_to);
  std::vector<std::string> refreshes;
  for (const Element* meta : document.with_tag("meta")) {
    if (meta->get("http-equiv") == "refresh") refreshes.push_back(meta->get("content"));
  }
  EXPECT_THAT(refreshes, testing::ElementsAre("2; url=" + logged_out.continue_to));
}

TEST(LoggedOutPage, GoesOnAtOnceWhereNobodyIsToldAndNowhereByItself) {
  LoggedOutPage logged_out = sample_logged_out();
  logged_out.frames.clear();
  EXPECT_THAT(renderer().logged_out(logged_out).body, HasSubstr("content=\"0; url=https://photos.example.org/bye?"));
  logged_out.continue_to = "org.example.app:/bye";
  EXPECT_EQ(page(renderer().logged_out(logged_out)).id("logged-out-continue")->get("href"), "org.example.app:/bye");
  for (const char* nowhere : {"", "javascript:alert(1)", "data:text/html,x", "//evil.example/"}) {
    logged_out.continue_to = nowhere;
    const Document document = page(renderer().logged_out(logged_out));
    EXPECT_EQ(document.id("logged-out-continue"), nullptr);
    EXPECT_THAT(document.id("logged-out-page")->text, HasSubstr("close this window"));
    for (const Element* meta : document.with_tag("meta")) EXPECT_FALSE(meta->has("http-equiv"));
  }
}

TEST(LoggedOutPage, LoadsNoFrameThatItsPolicyCannotName) {
  LoggedOutPage logged_out;
  logged_out.frames = {"javascript:alert(1)", "https://a.example;script-src/logout"};
  EXPECT_TRUE(page(renderer().logged_out(logged_out)).with_tag("iframe").empty());
}

TEST(DevicePage, TakesACodeAsPeopleTypeIt) {  // [RFC8628 §3.3] [RFC8628 §6.1]
  const Document document = page(renderer().device(sample_device()));
  EXPECT_EQ(document.with_tag("form").at(0)->get("action"), "/device");
  EXPECT_EQ(document.with_tag("form").at(0)->get("method"), "post");
  const Element& code = *document.id("user_code");
  EXPECT_EQ(code.get("autocomplete"), "off");
  EXPECT_EQ(code.get("autocapitalize"), "characters");
  EXPECT_EQ(code.get("spellcheck"), "false");
  EXPECT_FALSE(code.has("pattern") || code.has("maxlength"));  // spaces, hyphens and small letters are welcome
  EXPECT_EQ(document.with_tag("input").at(0)->get("name"), "csrf");
  EXPECT_EQ(document.with_tag("input").at(0)->get("value"), "csrf-token");
}

TEST(DevicePage, AnnouncesAFailureAtItsField) {
  const Document unknown = page(renderer().device(sample_failed_device()));
  EXPECT_EQ(unknown.id("device-failure")->get("role"), "alert");
  EXPECT_THAT(unknown.id("device-failure")->text, HasSubstr("No device waits for that code"));
  EXPECT_THAT(unknown.id("device-failure")->text, HasSubstr("8f0c2b7e61d94a3c"));
  EXPECT_EQ(unknown.id("user_code")->get("aria-describedby"), "device-failure");
  EXPECT_EQ(unknown.id("user_code")->get("value"), "bcdf ghjk");
  const std::string wait = page(renderer().device(sample_failed_device(Seconds(300)))).id("device-failure")->text;
  EXPECT_THAT(wait, HasSubstr("Wait 5\u00A0min"));
  EXPECT_THAT(wait, Not(HasSubstr("No device waits")));
  EXPECT_EQ(page(renderer().device(sample_device())).id("device-failure"), nullptr);
}

TEST(DeviceConfirmPage, AsksToCompareAndWarns) {  // [RFC8628 §5.4]
  const Document document = page(renderer().device_confirm(sample_device_confirm()));
  const std::string text = document.with_tag("main")[0]->text;
  EXPECT_THAT(text, HasSubstr("Example Photos"));
  EXPECT_THAT(text, HasSubstr("must show exactly this code:"));
  EXPECT_THAT(text, HasSubstr("BCDF-GHJK"));
  EXPECT_THAT(text, HasSubstr("Do not go on if somebody sent you this code"));
  EXPECT_EQ(document.with_tag("form").at(0)->get("action"), "/device");
}

TEST(DeviceDonePage, SaysHowItEnded) {
  const std::string allowed = page(renderer().device_done({"", true, false})).id("device-done")->text;
  const std::string declined = page(renderer().device_done({"Example TV", false, false})).id("device-done")->text;
  EXPECT_THAT(allowed, HasSubstr("an app without a name"));
  EXPECT_THAT(declined, HasSubstr("Example TV got no access"));
  for (const std::string& text : {allowed, declined}) EXPECT_THAT(text, HasSubstr("Return to your device"));
}

TEST(FormPostPage, HandsOverEveryFieldUnchanged) {  // [PG-10]
  FormPostPage form_post = sample_form_post();
  form_post.fields.emplace_back("error", "<\"'&>\r\n{{code}}\u202E");
  const Document document = page(renderer().form_post(form_post));
  EXPECT_EQ(document.id("form-post")->get("action"), form_post.action);
  EXPECT_EQ(document.id("form-post")->get("method"), "post");
  std::vector<std::pair<std::string, std::string>> fields;
  for (const Element* input : document.with_tag("input"))
    fields.emplace_back(input->get("name"), input->get("value"));
  EXPECT_EQ(fields, form_post.fields);
  EXPECT_EQ(document.id("form-post-continue")->get("type"), "submit");
}

TEST(FormPostPage, RefusesToPostToAScript) {
  EXPECT_THROW((void)renderer().form_post({"javascript:alert(1)", {}}), std::invalid_argument);
}

// By the program `openssl`, so that the test shares nothing with what it tests.
std::string sha256_base64(const std::string& bytes) {
  const std::string path = testing::TempDir() + "signet-script";
  std::ofstream(path, std::ios::binary) << bytes;
  std::FILE* pipe = popen(("openssl dgst -sha256 -binary '" + path + "' | openssl base64").c_str(), "r");
  std::array<char, 64> line{};
  const bool read = std::fgets(line.data(), line.size(), pipe) != nullptr;
  pclose(pipe);
  return read ? std::string(line.data(), 44) : "";
}

TEST(FormPostPage, RunsTheOneScriptThatItsPolicyNames) {  // [R-HD-2] [PG-10]
  const Document document = page(renderer().form_post(sample_form_post()));
  EXPECT_EQ(sha256_base64(document.with_tag("script").at(0)->text), kFormPostScriptHash);
}

TEST(CheckSessionPage, RunsTheOneScriptThatItsPolicyNames) {  // [PG-11]
  const Document document = page(renderer().check_session("__Host-a\"b"));
  EXPECT_EQ(document.with_tag("html").at(0)->get("data-cookie"), "__Host-a\"b");
  ASSERT_EQ(document.with_tag("script").size(), 1u);
  EXPECT_EQ(sha256_base64(document.with_tag("script")[0]->text), kCheckSessionScriptHash);
}

TEST(DemoPages, ShowTheTokensAsTheyAre) {
  const Document document = page(renderer().demo_result(sample_demo_result()));
  EXPECT_EQ(document.id("id-token-claims")->text, sample_demo_result().id_token_claims);
  EXPECT_EQ(document.id("userinfo")->text, sample_demo_result().userinfo);
  EXPECT_NE(document.id("demo-refresh"), nullptr);
  DemoResultPage bare;
  bare.refresh_path = "";
  const Document empty = page(renderer().demo_result(bare));
  EXPECT_EQ(empty.id("demo-refresh"), nullptr);
  EXPECT_TRUE(empty.with_tag("pre").empty());
  EXPECT_EQ(page(renderer().demo_home(sample_demo_home())).id("demo-sign-in")->get("href"), "/demo/sign-in");
}

// Every value of every page set to `text`, but for those that have to be a URL or a path.
std::vector<web::Response> pages_saying(const std::string& text) {
  ClientOnPage client = sample_client();
  client.name = client.redirect_host = text;
  LoginPage login{client, text, text, text, LoginFailure::wrong, Seconds(1), text};
  ConsentPage consent{client, text, text, {{text, true, text}, {text, false, ""}}, text, text};
  ErrorPage error{400, ErrorKind::expired, text, text, text, text, ""};
  FormPostPage form_post{"https://photos.example.org/callback", {{text, text}}};
  DemoHomePage home;
  home.client_id = home.failure = text;
  DemoResultPage result{text, text, {text}, text, text, text, text, text, text};
  const LoggedOutPage logged_out{{text}, {"https://photos.example.org/logout"}, text, "https://photos.example.org/"};
  return {renderer().login(login),
          renderer().account({client, text, text, text, text}),
          renderer().consent(consent),
          renderer().logout({text, text, text, text}),
          renderer().logged_out(logged_out),
          renderer().device({text, true, Seconds(0), text, text}),
          renderer().device_confirm({client, text, true, text, text, text}),
          renderer().device_done({text, true, true}),
          renderer().error(error),
          renderer().form_post(form_post),
          renderer().address({true, text, text, text, AddressFailure::domain, Seconds(1), text}),
          renderer().sent({"/signup", "/signup", text, text, text, text, true, text}),
          renderer().choose_password({"/signup", text, text, text, 15, text, PasswordFailure::common, text}),
          renderer().email({text, false, text, text, std::nullopt, true, Seconds(1), text}),
          renderer().email_confirm({text, text, text}),
          renderer().outbox({{{text, text, text, "https://id.example.com/x"}}}),
          renderer().demo_home(home),
          renderer().demo_result(result),
          renderer().check_session(text)};
}

TEST(Pages, NoValueChangesTheirElements) {  // [R-XS-1] [R-HD-1]
  std::vector<std::string> benign;
  for (const web::Response& response : pages_saying("benign")) benign.push_back(page(response).shape());
  for (const char* attack : {
           "<script>alert(1)</script>",
           "</title><script>alert(1)</script>",
           "</p></main><main>",
           "\" autofocus onfocus=\"alert(1)",
           "' onmouseover='alert(1)",
           "\"><img src=x onerror=alert(1)>",
           "&lt;script&gt;",
           "&quot;&#39;&amp",
           "{{{csrf}}}{{&csrf}}{{>login}}{{=<% %>=}}",
           "{{#scopes}}x{{/scopes}}[[login_title]]{client_name}",
           "<!-- ]]> -->",
           "javascript:alert(1)",
           "x\r\nSet-Cookie: a=b\r\n\r\n<script>",
           "\xC2<script>",
           "+ADw-script+AD4-",
       }) {
    SCOPED_TRACE(attack);
    const std::vector<web::Response> attacked = pages_saying(attack);
    for (std::size_t i = 0; i < attacked.size(); ++i) {
      EXPECT_EQ(page(attacked[i]).shape(), benign[i]);
      EXPECT_THAT(attacked[i].body, Not(HasSubstr("<script>alert")));
    }
  }
}

TEST(Mails, SayTheSameAsTextAndAsHtmlInEveryLanguage) {
  const std::string link = "https://id.example.com/password?proof=a.b&t=c";
  for (const Language& language : languages()) {
    for (const MailKind kind : {MailKind::signup, MailKind::known, MailKind::invitation, MailKind::reset, MailKind::email, MailKind::email_changed,
                                MailKind::password_changed}) {
      SCOPED_TRACE(std::string(language.tag) + " " + std::to_string(static_cast<int>(kind)));
      const MailText mail = renderer().mail({kind, link, "12345678"}, language.tag);
      EXPECT_EQ(mail.subject.find_first_of("\r\n{}"), std::string::npos);
      EXPECT_THAT(mail.text, HasSubstr("id.example.com"));
      EXPECT_THAT(mail.text, HasSubstr("\n" + link + "\n"));
      EXPECT_THAT(mail.text, HasSubstr("1234 5678"));
      EXPECT_EQ(mail.text.find_first_of("{}"), std::string::npos);
      EXPECT_THAT(mail.html, HasSubstr("1234 5678"));
      EXPECT_THAT(mail.html, HasSubstr("href=\"https://id.example.com/password?proof=a.b&amp;t=c\""));
      EXPECT_THAT(mail.html, HasSubstr("lang=\"" + std::string(language.tag) + "\""));
    }
  }
}

TEST(Mails, OfANoticeHoldNoCode) {
  const MailText mail = renderer().mail({MailKind::email_changed, "", ""});
  EXPECT_THAT(mail.html, Not(HasSubstr("<a ")));
  EXPECT_THAT(mail.text, Not(HasSubstr("code")));
}

TEST(Pages, KeepHiddenValuesLetterForLetter) {
  const std::string odd = "a\"b'c<d>e&f{{g}}\xC3\xA9 \u202E";
  LoginPage login = sample_login();
  login.transaction = login.csrf = login.username = odd;
  const Document document = page(renderer().login(login));
  EXPECT_EQ(document.with_tag("input").at(0)->get("value"), odd);
  EXPECT_EQ(document.with_tag("input").at(1)->get("value"), odd);
  EXPECT_EQ(document.id("username")->get("value"), odd);
}

TEST(Pages, ShowNoNameThatDeceivesTheEye) {  // [R-RG-6]
  ConsentPage consent = sample_consent();
  consent.client.name = "Bank\u202E of \u200BEngland\x07";
  consent.name = "Alice\u2066";
  const std::string body = renderer().consent(consent).body;
  EXPECT_THAT(body, HasSubstr("<bdi>Bank of England</bdi> asks for access"));
  EXPECT_THAT(body, HasSubstr("<bdi class=\"name\">Alice</bdi>"));
}

TEST(Pages, ShowNoVersionAndNoFileName) {  // [R-HD-4]
  for (const Sample& one : samples()) {
    const std::string body = one.render(renderer()).body;
    EXPECT_THAT(body, Not(HasSubstr("0.1.0")));
    EXPECT_THAT(body, Not(HasSubstr("mustache")));
    EXPECT_THAT(body, Not(HasSubstr("generator")));
  }
}

}  // namespace
}  // namespace signet::pages
