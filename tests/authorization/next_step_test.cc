// The journey as a table: every combination that decides something, without a server.
#include "authorization/next_step.h"

#include <gtest/gtest.h>

namespace signet::authorization {
namespace {

constexpr Time kNow = Time(Seconds(1'800'000'000));

std::string name_of(const NextStep& step) {
  if (std::holds_alternative<AskWhetherDeviceIsTheirs>(step)) return "their device";
  if (std::holds_alternative<AskToSignIn>(step)) return "sign in";
  if (std::holds_alternative<AskWhichAccount>(step)) return "which account";
  if (std::holds_alternative<AskForConsent>(step)) return "consent";
  if (std::holds_alternative<Grant>(step)) return "grant";
  return std::string(protocol::name_of(std::get<Refuse>(step).reason));
}

struct Situation {
  Situation() {
    client.client_id = "app";
    client.redirect_uris = {"https://app.example.test/cb"};
    request.client_id = "app";
    request.redirect_uri = client.redirect_uris.front();
    request.scope = protocol::ScopeSet::parse("openid email").value();
  }
  Situation& signed_in(Seconds ago = Seconds(60)) {
    view.emplace();
    view->session.sid = "sid-1";
    view->session.sub = "alice";
    view->session.auth_time = kNow - ago;
    return *this;
  }
  Situation& consented(const char* scope = "openid email") {
    view->consented = protocol::ScopeSet::parse(scope).value();
    view->consented_fingerprint = client.fingerprint();
    return *this;
  }
  Situation& prompt(const char* text) {
    request.prompt = protocol::Prompt::parse(text).value();
    return *this;
  }
  [[nodiscard]] std::string step() const { return name_of(next_step(request, facts, view, client, kNow)); }

  clients::Client client;
  Request request;
  Facts facts;
  std::optional<SessionView> view;
};

TEST(NextStep, StrangerSignsInUnlessNothingMayBeShown) {  // [AZ-13]
  EXPECT_EQ(Situation().step(), "sign in");
  EXPECT_EQ(Situation().prompt("none").step(), "login_required");
}

TEST(NextStep, ConsentIsAskedOnceAndOnlyForMore) {
  EXPECT_EQ(Situation().signed_in().step(), "consent");
  EXPECT_EQ(Situation().signed_in().prompt("none").step(), "consent_required");
  EXPECT_EQ(Situation().signed_in().consented().step(), "grant");
  EXPECT_EQ(Situation().signed_in().consented().prompt("none").step(), "grant");  // [AZ-14]
  EXPECT_EQ(Situation().signed_in().consented("openid").step(), "consent");
  EXPECT_EQ(Situation().signed_in().consented().prompt("consent").step(), "consent");
}

TEST(NextStep, NewlyAskedIsTheDifference) {
  Situation s;
  s.signed_in().consented("openid");
  const auto step = next_step(s.request, s.facts, s.view, s.client, kNow);
  EXPECT_EQ(std::get<AskForConsent>(step).newly_asked.text(), "email");
}

TEST(NextStep, ConsentToTheClientAsItWasIsNotConsentToWhatItBecame) {  // [R-CO-2]
  Situation s;
  s.signed_in().consented();
  s.client.redirect_uris.emplace_back("https://elsewhere.example.test/cb");
  EXPECT_EQ(s.step(), "consent");
}

TEST(NextStep, FirstPartySkipsConsentUnlessItIsAskedFor) {  // [R-CO-2]
  Situation s;
  s.signed_in();
  s.client.first_party = true;
  EXPECT_EQ(s.step(), "grant");
  EXPECT_EQ(s.prompt("consent").step(), "consent");
}

TEST(NextStep, RememberedConsentOfANativePublicClientDoesNotCount) {  // [R-CO-2]
  Situation s;
  s.client.token_endpoint_auth_method = clients::AuthMethod::none;
  s.client.application_type = protocol::ApplicationType::native;
  s.signed_in().consented();
  EXPECT_EQ(s.step(), "consent");
  s.facts.consented_sid = "sid-1";
  EXPECT_EQ(s.step(), "grant");
}

TEST(NextStep, ConsentOfAnotherSessionDoesNotCount) {  // [R-LG-5]
  Situation s;
  s.signed_in();
  s.facts.consented_sid = "sid-2";
  EXPECT_EQ(s.step(), "consent");
}

TEST(NextStep, PromptLoginNeedsALoginInThisTransaction) {  // [AZ-12] [R-LG-5]
  Situation s;
  s.signed_in(Seconds(0)).consented().prompt("login");
  EXPECT_EQ(s.step(), "sign in");
  s.facts.authenticated_sid = "sid-2";
  EXPECT_EQ(s.step(), "sign in");
  s.facts.authenticated_sid = "sid-1";
  EXPECT_EQ(s.step(), "grant");
}

TEST(NextStep, MaxAgeAtItsBoundary) {  // [AZ-15]
  for (const auto& [ago, expected] : std::vector<std::pair<int, std::string>>{{9, "grant"}, {10, "grant"}, {11, "sign in"}}) {
    Situation s;
    s.signed_in(Seconds(ago)).consented();
    s.request.max_age = Seconds(10);
    EXPECT_EQ(s.step(), expected) << ago;
  }
  Situation silent;
  silent.signed_in(Seconds(11)).consented().prompt("none");
  silent.request.max_age = Seconds(10);
  EXPECT_EQ(silent.step(), "login_required");
}

TEST(NextStep, MaxAgeZeroIsSatisfiedByThisTransactionsLogin) {
  Situation s;
  s.signed_in(Seconds(5)).consented();
  s.request.max_age = Seconds(0);
  EXPECT_EQ(s.step(), "sign in");
  s.facts.authenticated_sid = "sid-1";
  EXPECT_EQ(s.step(), "grant");
}

TEST(NextStep, HintOfSomebodyElse) {  // [AZ-16]
  Situation s;
  s.signed_in().consented();
  s.request.hinted_sub = "alice";
  EXPECT_EQ(s.step(), "grant");
  s.request.hinted_sub = "bob";
  EXPECT_EQ(s.step(), "sign in");
  s.facts.authenticated_sid = "sid-1";  // and signed in as alice again
  EXPECT_EQ(s.step(), "hinted_person_absent");
  s.facts = {};
  EXPECT_EQ(s.prompt("none").step(), "hinted_person_absent");
}

TEST(NextStep, SelectAccountIsAnsweredByChoosingOrSigningIn) {
  Situation s;
  s.signed_in().consented().prompt("select_account");
  EXPECT_EQ(s.step(), "which account");
  s.facts.chosen_sid = "sid-1";
  EXPECT_EQ(s.step(), "grant");
  s.facts = {};
  s.facts.authenticated_sid = "sid-1";
  EXPECT_EQ(s.step(), "grant");
}

TEST(NextStep, ADeviceIsConfirmedFirstAndAlwaysNeedsConsent) {  // [RFC8628 §5.4]
  Situation s;
  s.request = request_for_device(s.client, {}, "WDJBMJHT");
  EXPECT_EQ(s.step(), "their device");
  s.signed_in().consented();
  EXPECT_EQ(s.step(), "their device");
  s.facts.device_confirmed = true;
  EXPECT_EQ(s.step(), "consent") << "remembered consent must not approve a code that somebody has sent";
  EXPECT_FALSE(may_remember_consent(s.request, s.client));
  s.facts.consented_sid = "sid-1";
  EXPECT_EQ(s.step(), "grant");
  s.view.reset();
  EXPECT_EQ(s.step(), "sign in");
}

TEST(NextStep, FirstPartyDevicesNeedNoConsentButConfirmation) {  // [RFC8628 §5.4]
  Situation s;
  s.request = request_for_device(s.client, {}, "WDJBMJHT");
  s.client.first_party = true;
  s.signed_in();
  EXPECT_EQ(s.step(), "their device");
  s.facts.device_confirmed = true;
  EXPECT_EQ(s.step(), "grant");
}

}  // namespace
}  // namespace signet::authorization
