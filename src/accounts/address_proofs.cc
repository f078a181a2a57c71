#include "accounts/address_proofs.h"

#include <cstdint>
#include <utility>

#include "accounts/email.h"
#include "base/base64url.h"
#include "crypto/constant_time.h"
#include "protocol/issuer.h"

namespace signet::accounts {
namespace {

using Purpose = AddressProof::Purpose;

constexpr std::size_t kKeyIdSize = 8;  // every key id is as long, so a proof_id can begin with it
constexpr int kMostCodes = 5;
constexpr std::uint64_t kCodes = 100'000'000;
constexpr std::size_t kCodeDigits = 8;
constexpr std::size_t kLongestLanguages = 100;
constexpr int kNoLimit = 1'000'000'000;
constexpr Seconds kNoticeLifetime = std::chrono::hours(48);

std::string some_of(std::string_view languages) {
  if (languages.size() > kLongestLanguages) {
    languages = languages.substr(0, languages.rfind(' ', kLongestLanguages));
  }
  return std::string(languages.substr(0, kLongestLanguages));
}

}  // namespace

std::string_view page_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::signup:
    case Purpose::invitation: return "/signup";
    case Purpose::reset: return "/password";
    case Purpose::email: break;
  }
  return "/email";
}

AddressProofs::AddressProofs(Parts parts) : parts_(std::move(parts)), authenticator_(parts_.keys, "address_proof") {}

std::optional<std::string> AddressProofs::ask_for_signup(const std::string& email, std::string_view languages, Time now) {
  const bool known = parts_.accounts.find_by_email(canonical_email(email)).has_value();
  return ask({Purpose::signup, known ? Mail::Kind::known : Mail::Kind::signup, email, "", true, parts_.per_hour}, languages, now);
}

std::optional<std::string> AddressProofs::ask_for_reset(const std::string& email, std::string_view languages, Time now) {
  const auto account = parts_.accounts.find_by_email(canonical_email(email));
  const bool wanted = account && !account->disabled;
  return ask({Purpose::reset, Mail::Kind::reset, wanted ? account->email : email, wanted ? account->sub : "", wanted, parts_.per_hour}, languages,
             now);
}

std::optional<std::string> AddressProofs::ask_for_email(const Account& account, const std::string& email, std::string_view languages, Time now) {
  const auto owner = parts_.accounts.find_by_email(canonical_email(email));
  const bool wanted = !owner || owner->sub == account.sub;
  return ask({Purpose::email, Mail::Kind::email, email, account.sub, wanted, parts_.per_hour}, languages, now);
}

std::string AddressProofs::invite(const std::string& email, bool by_mail, std::string_view languages, Time now) {
  return *ask({Purpose::invitation, Mail::Kind::invitation, email, "", by_mail, kNoLimit, kInvitationLifetime}, languages, now);
}

std::optional<std::string> AddressProofs::ask(const Wish& wish, std::string_view languages, Time now) {
  AddressProof proof;
  proof.proof_id = authenticator_.authenticate("").key_id + random_id(parts_.random, 16);
  proof.purpose = wish.purpose;
  proof.email = wish.email;
  proof.sub = wish.sub;
  proof.created_at = now;
  proof.expires_at = now + wish.lifetime;
  Mail mail;
  mail.mail_id = random_id(parts_.random, 16);
  mail.kind = wish.kind;
  mail.address = wish.email;
  mail.proof_id = proof.proof_id;
  mail.languages = some_of(languages);
  mail.wanted = wish.wanted;
  mail.next_attempt_at = now;
  mail.created_at = now;
  mail.expires_at = proof.expires_at;
  if (!parts_.mails.ask(proof, mail, wish.per_hour)) {
    return std::nullopt;
  }
  if (parts_.queued) {
    parts_.queued();
  }
  return proof.proof_id;
}

void AddressProofs::notify(Mail::Kind kind, const std::string& address, std::string_view languages, Time now) {
  queue(kind, address, "", languages, now + kNoticeLifetime, now);
}

void AddressProofs::ask_to_decide(const std::string& address, const std::string& request_id, std::string_view languages, Time expires_at, Time now) {
  queue(Mail::Kind::decision, address, request_id, languages, expires_at, now);
}

void AddressProofs::queue(Mail::Kind kind, const std::string& address, const std::string& names, std::string_view languages, Time expires_at,
                          Time now) {
  Mail mail;
  mail.mail_id = random_id(parts_.random, 16);
  mail.kind = kind;
  mail.address = address;
  mail.proof_id = names;
  mail.languages = some_of(languages);
  mail.next_attempt_at = now;
  mail.created_at = now;
  mail.expires_at = expires_at;
  parts_.mails.notify(mail);
  if (parts_.queued) {
    parts_.queued();
  }
}

// Under the key that was the first when the proof was made; empty where that key is gone.
std::string AddressProofs::mac(std::string_view what, std::string_view proof_id) const {
  const std::string bytes = std::string(what) + '\n' + std::string(proof_id);
  return authenticator_.mac_under(proof_id.substr(0, kKeyIdSize), bytes).value_or("");
}

std::string AddressProofs::token(const std::string& proof_id) const { return proof_id + '.' + base64url_encode(mac("link", proof_id)); }

std::string AddressProofs::link(Purpose purpose, const std::string& proof_id) const {
  return protocol::url_below(parts_.issuer, page_of(purpose)) + "?proof=" + token(proof_id);
}

std::string AddressProofs::code(const std::string& proof_id) const {
  std::uint64_t number = 0;
  for (const char byte : mac("code", proof_id).substr(0, sizeof number)) {
    number = number << 8 | static_cast<unsigned char>(byte);
  }
  const std::string digits = std::to_string(number % kCodes);  // of 2^64: no digit is likelier by more than 10^-11
  return std::string(kCodeDigits - digits.size(), '0') + digits;
}

std::optional<AddressProof> AddressProofs::opened(std::string_view token, Time now) const {
  const std::size_t dot = token.find('.');
  const auto shown = dot == std::string_view::npos ? std::nullopt : base64url_decode(token.substr(dot + 1));
  const std::string proof_id(token.substr(0, dot));
  const std::string expected = shown ? mac("link", proof_id) : "";
  if (!shown || expected.empty() || !crypto::equal_in_constant_time(*shown, expected)) {
    return std::nullopt;
  }
  return parts_.mails.find(proof_id, now);
}

std::optional<std::string> AddressProofs::token_for(const std::string& proof_id, std::string_view typed, Time now) const {
  std::string digits;
  for (const char c : typed) {
    if (c != ' ' && c != '-') {
      digits += c;
    }
  }
  const bool counted = parts_.mails.try_code(proof_id, kMostCodes, now);
  const bool right = !mac("code", proof_id).empty() && crypto::equal_in_constant_time(digits, code(proof_id));
  return counted && right ? std::optional(token(proof_id)) : std::nullopt;
}

}  // namespace signet::accounts
