// The browser's journey as a pure function: from what was asked and what is known, what happens next.
#pragma once

#include <variant>

#include "authorization/request.h"
#include "authorization/session_store.h"
#include "clients/client.h"
#include "protocol/error.h"

namespace signet::authorization {

// What this one transaction has established so far. Each fact names the session in which it happened, so that another
// tab's login, or another person's, cannot satisfy it [R-LG-5].
struct Facts {
  std::string authenticated_sid;  // the session made by a login in this transaction
  std::string chosen_sid;         // the person chose to continue as this session's account
  std::string consented_sid;      // this session's person allowed everything that is asked for
  bool device_confirmed = false;  // somebody said that the device is theirs
};

struct AskWhetherDeviceIsTheirs {};  // [RFC8628 §5.4]
struct AskToSignIn {
  bool known_person = false;  // somebody is signed in, but has to prove it again
};
struct AskWhichAccount {};
struct AskForConsent {
  protocol::ScopeSet newly_asked;  // not remembered yet
};
struct Grant {};                    // issue what was asked for
struct Refuse {
  protocol::Reason reason;
};
using NextStep = std::variant<AskWhetherDeviceIsTheirs, AskToSignIn, AskWhichAccount, AskForConsent, Grant, Refuse>;

// No I/O, no clock, no randomness: the same inputs always give the same step, which is what makes a decision
// explainable and replayable.
[[nodiscard]] NextStep next_step(const Request& request, const Facts& facts, const std::optional<SessionView>& session,
                                 const clients::Client& client, Time now);

// Whether what the person allows is remembered, so that they are not asked again: where no other program can pose as the
// client, and never for a device, because the code may be one that somebody else has sent them [R-CO-2] [RFC8628 §5.4].
[[nodiscard]] bool may_remember_consent(const Request& request, const clients::Client& client);

}  // namespace signet::authorization
