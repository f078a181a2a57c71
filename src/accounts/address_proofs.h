// Proving an address by mail: who asks gets a message with a link and a code, and either shows that they read it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/account_store.h"
#include "accounts/mail_store.h"
#include "base/random.h"
#include "base/time.h"
#include "crypto/seal.h"

namespace signet::accounts {

inline constexpr Seconds kProofLifetime = std::chrono::minutes(30);  // [R-PW-7]
inline constexpr Seconds kInvitationLifetime = std::chrono::hours(7 * 24);

// Link and code are derived from the id of the proof under a master key; neither stands in the database, in whatever form,
// so what is stolen there opens nothing. Thread-safe.
class AddressProofs {
 public:
  struct Parts {
    MailStore& mails;
    AccountStore& accounts;
    const crypto::MasterKeys& keys;
    Random& random;
    std::string issuer;
    int per_hour = 5;               // messages to one address that somebody asked for
    std::function<void()> queued;   // called when there is a mail to send; may be empty
  };
  explicit AddressProofs(Parts parts);

  // Each queues a mail, and returns the id of what is to be proven; nullopt where that address was written to too often. What
  // they return, and how long they take, says nothing of which accounts there are [R-PW-6]. `languages` in order of preference.
  [[nodiscard]] std::optional<std::string> ask_for_signup(const std::string& email, std::string_view languages, Time now);
  [[nodiscard]] std::optional<std::string> ask_for_reset(const std::string& email, std::string_view languages, Time now);
  [[nodiscard]] std::optional<std::string> ask_for_email(const Account& account, const std::string& email, std::string_view languages, Time now);

  // The same for the operator, whom it tells; with `by_mail` false nothing is sent, and the link is all there is.
  [[nodiscard]] std::string invite(const std::string& email, bool by_mail, std::string_view languages, Time now);

  // Tells the owner of `address` that something has happened.
  void notify(Mail::Kind kind, const std::string& address, std::string_view languages, Time now);

  // Asks them to decide about what a client asked for by the back channel, until `expires_at`.
  void ask_to_decide(const std::string& address, const std::string& request_id, std::string_view languages, Time expires_at, Time now);

  // The page that a message leads to, and what is typed instead: eight digits.
  [[nodiscard]] std::string link(AddressProof::Purpose purpose, const std::string& proof_id) const;
  [[nodiscard]] std::string code(const std::string& proof_id) const;

  // What `token`, from a link, proves. Uses nothing up; nullopt for whatever is forged, used, over or expired.
  [[nodiscard]] std::optional<AddressProof> opened(std::string_view token, Time now) const;
  // The token of the link, for the right code; nullopt otherwise, and from the sixth try on. Blanks in it do not count.
  [[nodiscard]] std::optional<std::string> token_for(const std::string& proof_id, std::string_view code, Time now) const;
  // True for one caller, who then does what the proof is for.
  [[nodiscard]] bool use(const AddressProof& proof, Time now) { return parts_.mails.use(proof.proof_id, now); }

 private:
  void queue(Mail::Kind kind, const std::string& address, const std::string& names, std::string_view languages, Time expires_at, Time now);
  struct Wish {
    AddressProof::Purpose purpose;
    Mail::Kind kind;
    std::string email;
    std::string sub;
    bool wanted = true;
    int per_hour = 0;
    Seconds lifetime = kProofLifetime;
  };
  [[nodiscard]] std::optional<std::string> ask(const Wish& wish, std::string_view languages, Time now);
  [[nodiscard]] std::string token(const std::string& proof_id) const;
  [[nodiscard]] std::string mac(std::string_view what, std::string_view proof_id) const;

  Parts parts_;
  crypto::Authenticator authenticator_;
};

// The path of the page that a proof of this purpose leads to.
[[nodiscard]] std::string_view page_of(AddressProof::Purpose purpose);

}  // namespace signet::accounts
