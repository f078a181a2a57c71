// Mail and the proofs that travel in it, in memory.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "accounts/mail_store.h"
#include "base/text.h"
#include "support/fake_links.h"

namespace signet::testing {

class FakeMailStore final : public FakeStore, public accounts::MailStore {
 public:
  explicit FakeMailStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  [[nodiscard]] bool ask(const accounts::AddressProof& proof, const accounts::Mail& mail, int per_hour) override {
    const auto guard = lock();
    const auto recent = std::count_if(mails_.begin(), mails_.end(), [&](const Sent& sent) {
      return ascii_iequals(sent.mail.address, mail.address) && sent.mail.created_at > mail.created_at - std::chrono::hours(1);
    });
    if (recent >= per_hour) {
      return false;
    }
    std::erase_if(proofs_, [&](const auto& row) {
      const accounts::AddressProof& older = row.second.proof;
      return older.purpose == proof.purpose && older.sub == proof.sub && (!proof.sub.empty() || ascii_iequals(older.email, proof.email));
    });
    mails_.push_back({mail, mail.wanted});
    proofs_[proof.proof_id] = {proof, 0};
    return true;
  }

  void notify(const accounts::Mail& mail) override {
    const auto guard = lock();
    mails_.push_back({mail, mail.wanted});
  }

  [[nodiscard]] std::optional<accounts::AddressProof> find(const std::string& proof_id, Time now) override {
    const auto guard = lock();
    const Tried* row = alive(proof_id, now);
    return row != nullptr ? std::optional(row->proof) : std::nullopt;
  }

  [[nodiscard]] bool try_code(const std::string& proof_id, int most, Time now) override {
    const auto guard = lock();
    Tried* row = alive(proof_id, now);
    return row != nullptr && row->codes++ < most;
  }

  [[nodiscard]] bool use(const std::string& proof_id, Time now) override {
    const auto guard = lock();
    return alive(proof_id, now) != nullptr && proofs_.erase(proof_id) == 1;
  }

  [[nodiscard]] std::optional<Time> next_due() override {
    const auto guard = lock();
    std::optional<Time> next;
    for (const Sent& sent : mails_) {
      if (sent.pending && (!next || sent.mail.next_attempt_at < *next)) {
        next = sent.mail.next_attempt_at;
      }
    }
    return next;
  }

  [[nodiscard]] std::vector<accounts::Mail> take_due(Time now, Time lease_end, int limit) override {
    const auto guard = lock();
    std::vector<Sent*> due;
    for (Sent& sent : mails_) {
      if (sent.pending && sent.mail.next_attempt_at <= now) {
        due.push_back(&sent);
      }
    }
    std::stable_sort(due.begin(), due.end(), [](const Sent* a, const Sent* b) { return a->mail.next_attempt_at < b->mail.next_attempt_at; });
    due.resize(std::min(due.size(), static_cast<std::size_t>(limit)));
    std::vector<accounts::Mail> taken;
    for (Sent* sent : due) {
      sent->mail.next_attempt_at = lease_end;
      taken.push_back(sent->mail);
    }
    return taken;
  }

  void settle(const std::string& mail_id, Outcome outcome, Time next_attempt_at) override {
    const auto guard = lock();
    for (Sent& sent : mails_) {
      if (sent.mail.mail_id == mail_id && sent.pending) {
        ++sent.mail.attempts;
        sent.mail.next_attempt_at = next_attempt_at;
        sent.pending = outcome == Outcome::put_off;
      }
    }
  }

  void end_proofs(const std::string& sub) {
    std::erase_if(proofs_, [&](const auto& row) { return row.second.proof.sub == sub; });
  }

 private:
  struct Sent {
    accounts::Mail mail;
    bool pending;
  };
  struct Tried {
    accounts::AddressProof proof;
    int codes;
  };

  Tried* alive(const std::string& proof_id, Time now) {
    const auto row = proofs_.find(proof_id);
    return row != proofs_.end() && row->second.proof.expires_at > now ? &row->second : nullptr;
  }

  std::vector<Sent> mails_;
  std::map<std::string, Tried> proofs_;
};

}  // namespace signet::testing
