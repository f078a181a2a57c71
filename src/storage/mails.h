// Mail and the proofs that travel in it, in SQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/mail_store.h"
#include "storage/engine.h"

namespace signet::storage {

class SqlMailStore final : public accounts::MailStore {
 public:
  explicit SqlMailStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] bool ask(const accounts::AddressProof& proof, const accounts::Mail& mail, int per_hour) override;
  void notify(const accounts::Mail& mail) override;
  [[nodiscard]] std::optional<accounts::AddressProof> find(const std::string& proof_id, Time now) override;
  [[nodiscard]] bool try_code(const std::string& proof_id, int most, Time now) override;
  [[nodiscard]] bool use(const std::string& proof_id, Time now) override;
  [[nodiscard]] std::optional<Time> next_due() override;
  [[nodiscard]] std::vector<accounts::Mail> take_due(Time now, Time lease_end, int limit) override;
  void settle(const std::string& mail_id, Outcome outcome, Time next_attempt_at) override;

 private:
  Engine& engine_;
};

// Part of the transaction that changes an account: what was asked to be proven for it before is over.
void end_proofs_of_person(Executor& db, const std::string& sub);

}  // namespace signet::storage
