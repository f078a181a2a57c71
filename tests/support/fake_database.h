// Every store in memory, linked as the tables of the real database are: what flows are tested over. Accessors
// bear the names of storage::Database.
#pragma once

#include "support/fake_account_store.h"
#include "support/fake_event_store.h"
#include "support/fake_client_store.h"
#include "support/fake_device_code_store.h"
#include "support/fake_family_store.h"
#include "support/fake_key_store.h"
#include "support/fake_logout_store.h"
#include "support/fake_mail_store.h"
#include "support/fake_pushed_request_store.h"
#include "support/fake_resource_store.h"
#include "support/fake_server_secret_store.h"
#include "support/fake_session_store.h"

namespace signet::testing {

class FakeDatabase {
 public:
  FakeDatabase() {
    links_.account_enabled = [this](const std::string& sub) { return accounts_.enabled(sub); };
    links_.roles = [this](const std::string& sub) { return accounts_.roles(sub).text(); };
    links_.client_enabled = [this](const std::string& client_id) { return clients_.enabled(client_id); };
    links_.session_alive = [this](const std::string& sid, Time now) { return sessions_.alive(sid, now); };
    links_.end_sessions = [this](const std::string& sub, Time now) { sessions_.end_all_of(sub, now); };
    links_.forget_consents = [this](const std::string& sub, const std::string& client) {
      consents_.forget(sub, client);
    };
    links_.end_proofs = [this](const std::string& sub) { mails_.end_proofs(sub); };
    links_.end_families = [this](const FakeFamilyFilter& filter, Time now) {
      return families_.end_families(filter, now);
    };
    links_.clients_of_session = [this](const std::string& sid) { return families_.clients_of_session(sid); };
    links_.clients_of_person = [this](const std::string& sub, Time now) { return families_.clients_of_person(sub, now); };
    links_.hears_logout = [this](const std::string& client_id) { return clients_.hears_logout(client_id); };
    links_.queue_logout = [this](const std::string& client_id, const std::string& sid, const std::string& sub,
                                 Time now) { logouts_.queue(client_id, sid, sub, now); };
  }

  [[nodiscard]] FakeKeyStore& keys() { return keys_; }
  [[nodiscard]] FakeServerSecretStore& server_secrets() { return server_secrets_; }
  [[nodiscard]] FakeClientStore& clients() { return clients_; }
  [[nodiscard]] FakeAssertionStore& assertions() { return assertions_; }
  [[nodiscard]] FakeClientStore& registrations() { return clients_; }
  [[nodiscard]] FakeAccountStore& accounts() { return accounts_; }
  [[nodiscard]] FakeFailureStore& failures() { return failures_; }
  [[nodiscard]] FakeFamilyStore& families() { return families_; }
  [[nodiscard]] FakeFamilyStore& revocations() { return families_; }
  [[nodiscard]] FakeSessionStore& sessions() { return sessions_; }
  [[nodiscard]] FakeConsentStore& consents() { return consents_; }
  [[nodiscard]] FakeDeviceCodeStore& device_codes() { return device_codes_; }
  [[nodiscard]] FakeLogoutStore& logouts() { return logouts_; }
  [[nodiscard]] FakePushedRequestStore& pushed_requests() { return pushed_requests_; }
  [[nodiscard]] FakeResourceStore& resources() { return resources_; }
  [[nodiscard]] FakeMailStore& mails() { return mails_; }
  [[nodiscard]] FakeEventStore& audit() { return audit_; }

 private:
  FakeLinks links_;
  FakeKeyStore keys_{&links_};
  FakeServerSecretStore server_secrets_;
  FakeClientStore clients_{&links_};
  FakeAssertionStore assertions_{&links_};
  FakeAccountStore accounts_{&links_};
  FakeFailureStore failures_{&links_};
  FakeFamilyStore families_{&links_};
  FakeConsentStore consents_{&links_};
  FakeDeviceCodeStore device_codes_{&links_};
  FakeLogoutStore logouts_{&links_};
  FakePushedRequestStore pushed_requests_{&links_};
  FakeResourceStore resources_{&links_};
  FakeMailStore mails_{&links_};
  FakeEventStore audit_{&links_};
  FakeSessionStore sessions_{[this](const std::string& sub) { return accounts_.find(sub); }, &consents_,
                             &links_};
};

}  // namespace signet::testing
