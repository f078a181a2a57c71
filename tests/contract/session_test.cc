// Who is signed in where, and what they have allowed. [R-LG-2] [R-LG-4] [R-CO-2] [R-RT-9]
#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

class Browsing : public Contract {
 protected:
  Browsing() {
    EXPECT_TRUE(stores.accounts().create(account("alice")));
    EXPECT_TRUE(stores.accounts().create(account("bob")));
    sessions.begin(mine, "", kNow);
  }
  std::optional<authorization::SessionView> view(const std::string& cookie = "cookie-s", Time now = kNow,
                                                 Time idle_since = kNow - hours(1)) {
    return sessions.view(cookie, "app", now, idle_since);
  }
  void give_tokens(const std::string& family_id, const std::string& client_id) {
    stores.clients().create(client(client_id));
    const auto wanted = family(family_id, "alice", client_id, "sid-s");
    ASSERT_EQ(stores.families().redeem_code("code of " + family_id, kCodeEnd, wanted, kNow).outcome,
              tokens::FamilyStore::Redemption::redeemed);
  }
  authorization::SessionStore& sessions = stores.sessions();
  authorization::ConsentStore& consents = stores.consents();
  const authorization::Session mine = session("s", "alice");
};
INSTANTIATE_TEST_SUITE_P(Stores, Browsing, every_kind(), name_of);

TEST_P(Browsing, AViewHoldsAllThatTheEndpointMustKnow) {
  consents.remember("alice", "app", *protocol::ScopeSet::parse("openid email"), "print", kNow);
  consents.remember("alice", "other", *protocol::ScopeSet::parse("phone"), "print-2", kNow);
  const auto found = view();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->session.cookie_digest, mine.cookie_digest);
  EXPECT_EQ(found->session.sid, mine.sid);
  EXPECT_EQ(found->session.sub, "alice");
  EXPECT_EQ(found->session.auth_time, mine.auth_time);
  EXPECT_EQ(found->session.acr, mine.acr);
  EXPECT_EQ(found->session.amr, mine.amr);
  EXPECT_EQ(found->session.created_at, mine.created_at);
  EXPECT_EQ(found->session.last_seen_at, mine.last_seen_at);
  EXPECT_EQ(found->session.expires_at, mine.expires_at);
  const auto person = account("alice");
  EXPECT_EQ(found->account.sub, "alice");
  EXPECT_EQ(found->account.email, person.email);
  EXPECT_EQ(found->account.email_verified, person.email_verified);
  EXPECT_EQ(found->account.claims, person.claims);
  EXPECT_EQ(found->account.created_at, person.created_at);
  EXPECT_EQ(found->account.updated_at, person.updated_at);
  EXPECT_FALSE(found->account.disabled);
  EXPECT_EQ(found->account.password_hash, "") << "nobody needs it here";
  EXPECT_EQ(found->consented.text(), "openid email");
  EXPECT_EQ(found->consented_fingerprint, "print");
}

TEST_P(Browsing, WithoutConsentTheScopeIsEmpty) {
  const auto found = view();
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->consented.empty());
  EXPECT_EQ(found->consented_fingerprint, "");
}

TEST_P(Browsing, AMissAfterAHitFindsNothing) {
  ASSERT_TRUE(view());
  EXPECT_FALSE(view("cookie-unknown"));
  EXPECT_FALSE(view(""));
  EXPECT_FALSE(view("cookie-"));
}

TEST_P(Browsing, EachEndCountsAtItsVeryInstant) {
  EXPECT_TRUE(view("cookie-s", mine.expires_at - Milliseconds(1)));
  EXPECT_FALSE(view("cookie-s", mine.expires_at));
  EXPECT_TRUE(view("cookie-s", kNow, mine.last_seen_at - Milliseconds(1)));
  EXPECT_FALSE(view("cookie-s", kNow, mine.last_seen_at)) << "seen after, not at";
}

TEST_P(Browsing, TouchingMovesForwardOnly) {
  const Time later = kNow + minutes(3);
  sessions.touch("cookie-s", later);
  EXPECT_EQ(view()->session.last_seen_at, later);
  sessions.touch("cookie-s", kNow);
  EXPECT_EQ(view()->session.last_seen_at, later);
  sessions.touch("cookie-unknown", later);
}

TEST_P(Browsing, ADisabledPersonHasNoSession) {
  ASSERT_TRUE(stores.accounts().set_disabled("alice", true, kNow));
  EXPECT_FALSE(view());
  ASSERT_TRUE(stores.accounts().set_disabled("alice", false, kNow));
  EXPECT_FALSE(view()) << "enabled again, the person signs in again";
  sessions.begin(session("t", "bob"), "", kNow);
  EXPECT_TRUE(view("cookie-t"));
}

TEST_P(Browsing, ASessionBegunForADisabledPersonIsNotSeen) {
  ASSERT_TRUE(stores.accounts().set_disabled("alice", true, kNow));
  sessions.begin(session("late", "alice"), "", kNow);
  EXPECT_FALSE(view("cookie-late"));
}

TEST_P(Browsing, EndingIsDoneOnce) {
  const auto ended = sessions.end("cookie-s", kNow);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->sid, "sid-s");
  EXPECT_EQ(ended->sub, "alice");
  EXPECT_TRUE(ended->families.empty());
  EXPECT_TRUE(ended->clients.empty());
  EXPECT_FALSE(view());
  EXPECT_FALSE(sessions.end("cookie-s", kNow));
  EXPECT_FALSE(sessions.end("cookie-unknown", kNow));
}

// Tokens that clients hold name the sid, and so must the logout token that they get one day. [LO-06]
TEST_P(Browsing, SigningInAgainReplacesTheCookieAndKeepsSidAndFamilies) {
  const auto kept = family("f", "alice", "app", "sid-s");
  ASSERT_EQ(stores.families().redeem_code("code", kCodeEnd, kept, kNow).outcome,
            tokens::FamilyStore::Redemption::redeemed);
  EXPECT_EQ(sessions.begin(session("t", "alice"), "cookie-s", kNow), "sid-s");
  EXPECT_FALSE(view("cookie-s"));
  ASSERT_TRUE(view("cookie-t"));
  EXPECT_EQ(view("cookie-t")->session.sid, "sid-s");
  const auto found = stores.families().find("f", kNow);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->authorization.sid, "sid-s");
  EXPECT_EQ(sessions.end("cookie-t", kNow)->families, std::vector<std::string>{"f"});
}

TEST_P(Browsing, ReplacingWhatIsGoneIsNoError) {
  EXPECT_EQ(sessions.begin(session("t", "alice"), "cookie-unknown", kNow), "sid-t");
  EXPECT_TRUE(view("cookie-s"));
  EXPECT_TRUE(view("cookie-t"));
}

TEST_P(Browsing, OneBrowserMayHaveManyTabsSigningIn) {
  race([&](int i) { sessions.begin(session("tab-" + std::to_string(i), "alice"), "cookie-s", kNow); });
  EXPECT_FALSE(view("cookie-s"));
  for (int i = 0; i < 16; ++i) EXPECT_TRUE(view("cookie-tab-" + std::to_string(i)));
}

TEST_P(Browsing, ConsentGrowsWhileTheClientIsTheSame) {
  const auto remember = [&](const char* scope, const char* print) {
    consents.remember("alice", "app", *protocol::ScopeSet::parse(scope), print, kNow);
    return view()->consented.text() + " by " + view()->consented_fingerprint;
  };
  EXPECT_EQ(remember("openid email", "a"), "openid email by a");
  EXPECT_EQ(remember("profile openid", "a"), "openid email profile by a");
  EXPECT_EQ(remember("openid", "a"), "openid email profile by a");
  EXPECT_EQ(remember("openid", "b"), "openid by b") << "another client now: nothing it was not given itself";
}

TEST_P(Browsing, NoConsentIsLostWhenTwoAreGivenAtOnce) {
  race([&](int i) {
    consents.remember("alice", "app", *protocol::ScopeSet::parse("s" + std::to_string(i)), "print", kNow);
  });
  const auto remembered = view()->consented;
  for (int i = 0; i < 16; ++i) EXPECT_TRUE(remembered.contains("s" + std::to_string(i))) << i;
}

TEST_P(Browsing, WithdrawnConsentIsForgotten) {
  consents.remember("alice", "app", *protocol::ScopeSet::parse("openid"), "print", kNow);
  consents.remember("bob", "app", *protocol::ScopeSet::parse("openid"), "print", kNow);
  EXPECT_TRUE(consents.withdraw("alice", "app", kNow).empty());
  EXPECT_TRUE(view()->consented.empty());
  EXPECT_TRUE(consents.withdraw("alice", "app", kNow).empty());
  sessions.begin(session("t", "bob"), "", kNow);
  EXPECT_EQ(view("cookie-t")->consented.text(), "openid");
}

TEST_P(Browsing, EveryAppWithAccessIsListedTheLatestFirst) {  // [R-CO-3]
  const auto listed = [&](const char* sub, Time now = kNow) {
    std::string text;
    for (const auto& app : consents.list(sub, now)) {
      text += app.client_id + "(" + app.scope.text() + ")@" + std::to_string((app.since - kNow).count()) + " ";
    }
    return text;
  };
  EXPECT_EQ(listed("alice"), "");
  consents.remember("alice", "old", *protocol::ScopeSet::parse("openid"), "print", kNow - hours(2));
  consents.remember("alice", "new", *protocol::ScopeSet::parse("openid email"), "print", kNow - hours(1));
  consents.remember("bob", "app", *protocol::ScopeSet::parse("openid"), "print", kNow);
  EXPECT_EQ(listed("alice"), "new(openid email)@-3600000 old(openid)@-7200000 ");

  // Of an app that never had to ask, its tokens tell. One that did ask is there once.
  give_tokens("f1", "ours");
  give_tokens("f2", "ours");
  give_tokens("f3", "old");
  EXPECT_EQ(listed("alice"), "ours()@0 new(openid email)@-3600000 old(openid)@-7200000 ");
  EXPECT_EQ(listed("bob"), "app(openid)@0 ");

  // Withdrawn, or past its end, it is gone.
  consents.withdraw("alice", "ours", kNow);
  consents.withdraw("alice", "new", kNow);
  EXPECT_EQ(listed("alice"), "old(openid)@-7200000 ");
  consents.withdraw("alice", "old", kNow);
  EXPECT_EQ(listed("alice"), "");
}

TEST_P(Browsing, AnAppWhoseTokensHaveExpiredIsNotListed) {
  give_tokens("f1", "ours");
  ASSERT_EQ(consents.list("alice", kNow).size(), 1U);
  EXPECT_TRUE(consents.list("alice", mine.expires_at).empty()) << "the session is over, and with it the family";
  EXPECT_TRUE(consents.list("alice", kNow + hours(24 * 400)).empty());
}

TEST_P(Browsing, ConsentEndsWithItsClient) {
  ASSERT_TRUE(stores.clients().create(client("app")));
  consents.remember("alice", "app", *protocol::ScopeSet::parse("openid"), "print", kNow);
  ASSERT_TRUE(stores.clients().remove("app", kNow));
  EXPECT_TRUE(view()->consented.empty());
}

}  // namespace
}  // namespace signet::contract
