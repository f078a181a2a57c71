// The chain: whoever alters, removes, exchanges or makes up an event is found.
#include "audit/verify.h"

#include <gtest/gtest.h>

#include "support/fake_event_store.h"

namespace signet::audit {
namespace {

class Chain : public ::testing::Test {
 protected:
  void write(int count) {
    for (int i = 0; i < count; ++i) {
      Event event;
      event.kind = "family_created";
      event.sub = "sub-" + std::to_string(i);
      store.note(event);
    }
    EXPECT_EQ(store.chain(count), count);
  }
  testing::FakeEventStore store;
};

TEST_F(Chain, ThatWasLeftAloneIsWhole) {
  EXPECT_FALSE(verify(store).broken_at) << "nothing yet";
  write(2500);
  Event late;
  late.kind = "late";
  store.note(late);
  const Verdict verdict = verify(store);
  EXPECT_FALSE(verdict.broken_at) << verdict.problem;
  EXPECT_EQ(verdict.checked, 2500);
  EXPECT_EQ(verdict.unchained, 1);
  EXPECT_EQ(verdict.head.position, 2500);
}

TEST_F(Chain, EachMemberOfAnEventIsCovered) {
  const std::vector<std::function<void(Event&)>> alterations{
      [](Event& e) { e.at += Milliseconds(1); }, [](Event& e) { e.kind += "x"; },   [](Event& e) { e.actor += "x"; },  [](Event& e) { e.sub += "x"; },
      [](Event& e) { e.client_id += "x"; },      [](Event& e) { e.sid += "x"; },    [](Event& e) { e.object += "x"; }, [](Event& e) { e.source += "x"; },
      [](Event& e) { e.before += "x"; },         [](Event& e) { e.after += "x"; },  [](Event& e) { e.event_id += 1000; },
      [](Event& e) { e.kind.pop_back(); e.actor.insert(e.actor.begin(), 'd'); }};
  write(10);
  for (std::size_t i = 0; i < alterations.size(); ++i) {
    const Event before = store.events[4];
    alterations[i](store.events[4]);
    EXPECT_EQ(verify(store).broken_at, 5) << i;
    store.events[4] = before;
  }
  EXPECT_FALSE(verify(store).broken_at);
}

TEST_F(Chain, WhatIsMissingIsNamed) {
  write(10);
  auto all = store.events;
  store.events.erase(store.events.begin() + 6);
  EXPECT_EQ(verify(store).broken_at, 7);
  store.events = all;
  store.events.erase(store.events.begin());
  EXPECT_EQ(verify(store).broken_at, 1);
  store.events = all;
  store.events.resize(8);
  EXPECT_EQ(verify(store).broken_at, 9) << "the end was cut off";
}

TEST_F(Chain, ExchangedEventsAreFound) {
  write(10);
  std::swap(store.events[2].sub, store.events[3].sub);
  EXPECT_EQ(verify(store).broken_at, 3);
}

TEST_F(Chain, ThatWasMadeAnewIsFoundByAnAnchor) {
  write(10);
  const Head head = store.head();
  const Anchor anchor{5, store.events[4].hash};
  EXPECT_FALSE(verify(store, anchor).broken_at);
  EXPECT_FALSE(verify(store, Anchor{head.position, head.hash}).broken_at);
  testing::FakeEventStore forged;
  for (Event event : store.events) {
    event.position = 0;
    if (event.event_id == 3) event.sub = "somebody else";
    forged.note(event);
  }
  (void)forged.chain(100);
  EXPECT_FALSE(verify(forged).broken_at) << "by itself it is whole";
  EXPECT_EQ(verify(forged, anchor).broken_at, 5);
  EXPECT_EQ(verify(store, Anchor{11, "hash"}).broken_at, 11) << "shorter than it was";
}

TEST(Anchors, AreAPositionAndAHash) {
  EXPECT_EQ(parse_anchor("12:abc")->position, 12);
  EXPECT_EQ(parse_anchor("12:abc")->hash, "abc");
  for (const char* text : {"", ":", "12", "12:", ":abc", "0:abc", "x:abc", "-1:abc"}) EXPECT_FALSE(parse_anchor(text)) << text;
}

}  // namespace
}  // namespace signet::audit
