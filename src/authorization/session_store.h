// What the browser's journey needs kept: sessions and remembered consent.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/account_store.h"
#include "base/time.h"
#include "protocol/scope.h"

namespace signet::authorization {

// A person signed in at a browser. The cookie holds 32 random bytes; the row only their digest [R-ST-1].
struct Session {
  std::string cookie_digest;  // base64url SHA-256 of the cookie's value
  std::string sid;            // what tokens call it; says nothing about the cookie
  std::string sub;
  Time auth_time;
  std::string acr;
  std::vector<std::string> amr;
  Time created_at;
  Time last_seen_at;
  Time expires_at;  // absolute end [R-LG-4]
};

// All that /authorize has to know about a browser, in one read.
struct SessionView {
  Session session;
  accounts::Account account;             // enabled; password_hash left empty
  protocol::ScopeSet consented;          // remembered for the client asked about
  std::string consented_fingerprint;     // of the client's identity when it was given [R-CO-2]
};

// A session that this call has ended.
struct EndedSession {
  std::string sid;
  std::string sub;
  std::vector<std::string> families;  // ids of those that ended with it
  std::vector<std::string> clients;   // that have or had tokens from it, in order of client_id
};

class SessionStore {
 public:
  virtual ~SessionStore() = default;

  // Creates `session` and returns the sid that it bears. The one under `replaced_digest` (may be empty) is over in the
  // same transaction [R-LG-2]: if it was the same person's, the new session goes on under its sid, because tokens that
  // are out there name it; otherwise it ends as by end().
  virtual std::string begin(const Session& session, const std::string& replaced_digest, Time now) = 0;

  // The session if it is alive: not ended, before expires_at, seen after `idle_since`, its account enabled.
  // One statement.
  [[nodiscard]] virtual std::optional<SessionView> view(const std::string& cookie_digest, const std::string& client_id, Time now,
                                                        Time idle_since) = 0;

  // Moves last_seen_at forward. Callers do it at most once a minute.
  virtual void touch(const std::string& cookie_digest, Time now) = 0;

  // Ends the session and its token families, except offline ones, and queues what its clients have to be told
  // (LogoutStore), all or nothing. nullopt if it was over.
  virtual std::optional<EndedSession> end(const std::string& cookie_digest, Time now) = 0;
};

// An app that can reach something of a person's: by consent that is remembered, or by tokens that live.
struct AppAccess {
  std::string client_id;
  protocol::ScopeSet scope;  // remembered; empty where the app never had to ask
  Time since;
};

class ConsentStore {
 public:
  virtual ~ConsentStore() = default;

  // Every app with access to something of this person's, the latest first. One statement.
  [[nodiscard]] virtual std::vector<AppAccess> list(const std::string& sub, Time now) = 0;

  // Adds `scope` to what is remembered; what was remembered under another fingerprint is forgotten.
  virtual void remember(const std::string& sub, const std::string& client_id, const protocol::ScopeSet& scope,
                        const std::string& fingerprint, Time now) = 0;

  // Forgets, and ends the token families of this person and client [R-RT-9]. Returns the ids of those.
  virtual std::vector<std::string> withdraw(const std::string& sub, const std::string& client_id, Time now) = 0;
};

}  // namespace signet::authorization
