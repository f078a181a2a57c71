// Every store that the provider needs, as ports: the roof hangs on these, not on a database.
#pragma once

#include "accounts/account_store.h"
#include "authorization/session_store.h"
#include "clients/client_store.h"
#include "keys/key_store.h"
#include "tokens/family_store.h"

namespace signet::app {

struct Stores {
  keys::KeyStore& keys;
  clients::ClientStore& clients;
  clients::AssertionStore& assertions;
  accounts::AccountStore& accounts;
  accounts::FailureStore& failures;
  tokens::FamilyStore& families;
  tokens::RevocationStore& revocations;
  authorization::SessionStore& sessions;
  authorization::ConsentStore& consents;
};

// From anything with accessors of these names: the database, or the fake that flows are tested over.
template <typename Database>
[[nodiscard]] Stores stores_of(Database& database) {
  return {database.keys(),     database.clients(),     database.assertions(), database.accounts(), database.failures(),
          database.families(), database.revocations(), database.sessions(),   database.consents()};
}

}  // namespace signet::app
