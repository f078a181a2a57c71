// Every store that the provider needs, as ports: the roof hangs on these, not on a database.
#pragma once

#include "accounts/account_store.h"
#include "accounts/mail_store.h"
#include "audit/event_store.h"
#include "authorization/logout_store.h"
#include "authorization/pushed_request_store.h"
#include "authorization/session_store.h"
#include "clients/client_store.h"
#include "clients/registration_store.h"
#include "clients/resource_store.h"
#include "keys/key_store.h"
#include "keys/server_secret.h"
#include "tokens/device_code_store.h"
#include "tokens/family_store.h"

namespace signet::app {

struct Stores {
  keys::KeyStore& keys;
  keys::ServerSecretStore& server_secrets;
  clients::ClientStore& clients;
  clients::AssertionStore& assertions;
  clients::RegistrationStore& registrations;
  accounts::AccountStore& accounts;
  accounts::FailureStore& failures;
  tokens::FamilyStore& families;
  tokens::RevocationStore& revocations;
  authorization::SessionStore& sessions;
  authorization::ConsentStore& consents;
  tokens::DeviceCodeStore& device_codes;
  authorization::LogoutStore& logouts;
  authorization::PushedRequestStore& pushed_requests;
  clients::ResourceStore& resources;
  accounts::MailStore& mails;
  audit::EventStore& audit;
};

// From anything with accessors of these names: the database, or the fake that flows are tested over.
template <typename Database>
[[nodiscard]] Stores stores_of(Database& database) {
  return {database.keys(),          database.server_secrets(), database.clients(),  database.assertions(),
          database.registrations(), database.accounts(),       database.failures(), database.families(),
          database.revocations(),   database.sessions(),       database.consents(), database.device_codes(),
          database.logouts(),       database.pushed_requests(), database.resources(),
          database.mails(),         database.audit()};
}

}  // namespace signet::app
