#include "app/mail_courier.h"

#include <algorithm>
#include <optional>
#include <typeinfo>
#include <utility>

#include "base/log.h"
#include "protocol/issuer.h"

namespace signet::app {
namespace {

using accounts::Mail;
using Kind = Mail::Kind;
using Purpose = accounts::AddressProof::Purpose;

constexpr Milliseconds kLookEvery{1000};
constexpr int kMostTaken = 8;
constexpr Milliseconds kLease{120'000};     // longer than all of them may take
constexpr Milliseconds kFirstPause{15'000};  // doubled after each attempt
constexpr Milliseconds kLongestPause{3'600'000};

struct Said {
  pages::MailKind kind;
  const char* name;
};

Said said_of(Kind kind) {
  switch (kind) {
    case Kind::signup: return {pages::MailKind::signup, "signup"};
    case Kind::known: return {pages::MailKind::known, "known"};
    case Kind::invitation: return {pages::MailKind::invitation, "invitation"};
    case Kind::reset: return {pages::MailKind::reset, "reset"};
    case Kind::email: return {pages::MailKind::email, "email"};
    case Kind::email_changed: return {pages::MailKind::email_changed, "email_changed"};
    case Kind::decision: return {pages::MailKind::decision, "decision"};
    case Kind::password_changed: break;
  }
  return {pages::MailKind::password_changed, "password_changed"};
}

// What the link of this message proves; nullopt where it proves nothing.
std::optional<Purpose> purpose_of(Kind kind) {
  switch (kind) {
    case Kind::signup: return Purpose::signup;
    case Kind::invitation: return Purpose::invitation;
    case Kind::reset: return Purpose::reset;
    case Kind::email: return Purpose::email;
    case Kind::known:
    case Kind::email_changed:
    case Kind::decision:
    case Kind::password_changed: break;
  }
  return std::nullopt;
}

Milliseconds pause_after(int attempts) { return std::min(kFirstPause * (1 << std::min(attempts, 12)), kLongestPause); }

const char* name_of(MailCourier::Result result) {
  switch (result) {
    case MailCourier::Result::sent: return "sent";
    case MailCourier::Result::later: return "put_off";
    case MailCourier::Result::never: break;
  }
  return "failed";
}

}  // namespace

pages::MailText mail_text(const Mail& mail, const accounts::AddressProofs& proofs, const pages::Renderer& pages, const std::string& issuer) {
  pages::MailPage page;
  page.kind = said_of(mail.kind).kind;
  if (const auto purpose = purpose_of(mail.kind)) {
    page.link = proofs.link(*purpose, mail.proof_id);
    // Whoever was invited has asked nowhere, and so has no page to type it into.
    page.code = mail.kind == Kind::invitation ? "" : proofs.code(mail.proof_id);
  } else if (mail.kind == Kind::known) {
    page.link = protocol::url_below(issuer, "/login");
  } else if (mail.kind == Kind::password_changed) {
    page.link = protocol::url_below(issuer, "/password?reset=1");
  } else if (mail.kind == Kind::decision) {
    page.link = protocol::url_below(issuer, "/approve") + "?id=" + mail.proof_id;
  }
  return pages.mail(page, mail.languages);
}

MailCourier::MailCourier(Parts parts) : parts_(std::move(parts)), thread_([this] { run(); }) {}

MailCourier::~MailCourier() {
  stop();
  thread_.join();
}

void MailCourier::stop() {
  stopping_ = true;
  parts_.bell.ring();
}

void MailCourier::run() {
  bool reachable = true;
  while (!stopping_) {
    try {
      deliver_due();
      if (!std::exchange(reachable, true)) {
        log::info("mail_queue_back");
      }
    } catch (const std::exception& thrown) {
      // Only the type: a store's text may quote what was bound [S-D6].
      if (std::exchange(reachable, false)) {
        log::error("mail_queue_away", {{"type", typeid(thrown).name()}});
      }
    }
    parts_.bell.wait(kLookEvery);
  }
}

void MailCourier::deliver_due() {
  for (Time now = parts_.clock.now(); !stopping_; now = parts_.clock.now()) {
    const auto next = parts_.mails.next_due();
    if (!next || *next > now) {
      return;
    }
    bool server_answers = true;
    for (const Mail& mail : parts_.mails.take_due(now, now + kLease, kMostTaken)) {
      // One that is put off says that the server is away; the others need not find that out one by one.
      const Result result = server_answers && !stopping_ ? attempt(mail, parts_.clock.now()) : Result::later;
      server_answers = server_answers && result != Result::later;
      settle(mail, result, parts_.clock.now());
    }
  }
}

MailCourier::Result MailCourier::attempt(const Mail& mail, Time now) {
  return now >= mail.expires_at ? Result::never : parts_.send(mail, mail_text(mail, parts_.proofs, parts_.pages, parts_.issuer));
}

void MailCourier::settle(const Mail& mail, Result result, Time now) {
  using Outcome = accounts::MailStore::Outcome;
  const Time next = now + pause_after(mail.attempts);
  if (result == Result::later && next >= mail.expires_at) {
    result = Result::never;
  }
  parts_.mails.settle(mail.mail_id, result == Result::sent ? Outcome::sent : result == Result::later ? Outcome::put_off : Outcome::failed, next);
  parts_.metrics.mail(name_of(result));
  // Never to whom: the log is no list of who has an account.
  log::write(result == Result::never ? log::Level::warn : log::Level::info, "mail",
             {{"kind", said_of(mail.kind).name}, {"outcome", name_of(result)}, {"attempt", std::int64_t{mail.attempts + 1}}});
}

}  // namespace signet::app
