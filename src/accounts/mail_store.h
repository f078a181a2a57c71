// What mail needs kept: messages on their way, and the addresses that are to be proven with them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace signet::accounts {

// Somebody says that `email` is theirs, and will be believed when they show what was mailed there.
struct AddressProof {
  enum class Purpose {
    signup,      // to make an account
    invitation,  // the same, asked by the operator
    reset,       // to give the account `sub` a new password
    email,       // to make it the address of the account `sub`
  };
  std::string proof_id;  // says nothing that opens anything
  Purpose purpose = Purpose::signup;
  std::string email;
  std::string sub;  // empty: there is no account
  Time created_at;
  Time expires_at;
};

// A message by what it says; its text is written when it is sent.
struct Mail {
  enum class Kind {
    signup,            // prove the address to make an account
    known,             // somebody wanted to, but there is an account already
    invitation,
    reset,
    email,             // prove the address of an account
    email_changed,     // told to the old address
    password_changed,
    decision,          // a client asks for the person by the back channel; proof_id names its request
  };
  std::string mail_id;
  Kind kind = Kind::signup;
  std::string address;
  std::string proof_id;   // empty where there is nothing to prove
  std::string languages;  // of the person who caused it, in order of preference
  bool wanted = true;     // false: it is counted, and never sent
  int attempts = 0;
  Time next_attempt_at;
  Time created_at;
  Time expires_at;  // not worth sending any more
};

class MailStore {
 public:
  virtual ~MailStore() = default;

  // Keeps the proof and queues the mail, all or nothing, unless `per_hour` or more were written to this address (any case) in
  // the hour before mail.created_at; false then. Older proofs of the same purpose and address, or account, are over [R-PW-7].
  [[nodiscard]] virtual bool ask(const AddressProof& proof, const Mail& mail, int per_hour) = 0;

  // Queues what needs no proof, however much there was before.
  virtual void notify(const Mail& mail) = 0;

  // nullopt where it is unknown, used, over, or expired.
  [[nodiscard]] virtual std::optional<AddressProof> find(const std::string& proof_id, Time now) = 0;

  // Counts a code as tried, atomically, before it is compared: false where `most` were tried before.
  [[nodiscard]] virtual bool try_code(const std::string& proof_id, int most, Time now) = 0;

  // Uses it up. Of any number of concurrent callers one is told true.
  [[nodiscard]] virtual bool use(const std::string& proof_id, Time now) = 0;

  // When the next mail is due; nullopt where none is pending.
  [[nodiscard]] virtual std::optional<Time> next_due() = 0;

  // Takes up to `limit` mails that are due, oldest first. Of concurrent callers, on any number of replicas, each mail is given
  // to one; it is due again at `lease_end`, unless settled before.
  [[nodiscard]] virtual std::vector<Mail> take_due(Time now, Time lease_end, int limit) = 0;

  // What an attempt ended with. Counts it.
  enum class Outcome { sent, failed, put_off };
  virtual void settle(const std::string& mail_id, Outcome outcome, Time next_attempt_at) = 0;
};

}  // namespace signet::accounts
