#include "clients/registrations.h"

#include <algorithm>
#include <exception>

#include "base/log.h"
#include "crypto/constant_time.h"
#include "crypto/digest.h"

namespace signet::clients {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

namespace {

constexpr std::size_t kTokenIdBytes = 9;
// As long as anything that was issued to a client may live without a row of its own: who presents it is told that the
// client is gone.
constexpr Seconds kRememberWithdrawn{3600};

// What the server says about a registration, and no client may say for it [RFC7592 §2.2].
constexpr const char* kOurs[] = {"registration_access_token", "registration_client_uri", "client_secret_expires_at",
                                 "client_id_issued_at"};

bool is_secret_of(const Client& client, std::string_view presented, Time now) {
  const std::string digest = crypto::sha256_base64url(presented);
  return std::any_of(client.secrets.begin(), client.secrets.end(), [&](const StoredSecret& secret) {
    return crypto::equal_in_constant_time(digest, secret.digest) && (!secret.expires_at || now < *secret.expires_at);
  });
}

// Whether `submitted` is about this client, and says nothing that is ours to say.
Result<void> check_replacement(const Json& submitted, const Client& client, Time now) {
  if (string_member(submitted, "client_id") != client.client_id) {
    return fail(Reason::metadata_not_its_own, "client_id: must be given, and be that of this client");
  }
  for (const char* name : kOurs) {
    if (submitted.contains(name)) {
      return fail(Reason::metadata_not_its_own, std::string(name) + ": only the server can say it");
    }
  }
  if (submitted.contains("client_secret")) {
    const auto presented = string_member(submitted, "client_secret");
    if (!presented || !is_secret_of(client, *presented, now)) {
      return fail(Reason::metadata_not_its_own, "client_secret: may be repeated, but not chosen");
    }
  }
  return {};
}

}  // namespace

Result<void> Registrations::admit(const std::optional<std::string>& initial_token, Time now) const {
  if (terms_.mode == RegistrationMode::closed) {
    return fail(Reason::registration_closed);
  }
  if (terms_.mode == RegistrationMode::open) {
    return {};
  }
  if (!initial_token) {
    return fail(Reason::registration_token_missing);
  }
  return store_.admits(crypto::sha256_base64url(*initial_token), now) ? Result<void>() : fail(Reason::initial_token_invalid);
}

Result<Enrolled> Registrations::enrol(const Json& metadata, const std::optional<std::string>& initial_token, Time now) {
  if (auto admitted = admit(initial_token, now); !admitted) {
    return unexpected(std::move(admitted.error()));
  }
  Secret access_token(random_id(random_));
  const auto enter = [&](StoredClient& client) -> Result<void> {
    client.registration_digest = crypto::sha256_base64url(access_token.reveal());
    client.forget_at = now + terms_.idle_lifetime;
    RegistrationStore::Terms terms{"", terms_.most_clients};
    if (terms_.mode == RegistrationMode::token) {
      terms.initial_digest = crypto::sha256_base64url(*initial_token);
    }
    switch (store_.enter(client, terms, now)) {
      case RegistrationStore::Entry::entered: return {};
      case RegistrationStore::Entry::token_refused: return fail(Reason::initial_token_invalid, "used up meanwhile");
      case RegistrationStore::Entry::full: break;
    }
    return fail(Reason::registration_full);
  };
  auto made = registry_.create(metadata, std::nullopt, now, {enter, terms_.mode == RegistrationMode::token});
  if (!made) {
    return unexpected(std::move(made.error()));
  }
  return Enrolled{std::move(made->client), std::move(made->secret), std::move(access_token)};
}

Result<std::shared_ptr<const Client>> Registrations::find(std::string_view client_id, std::string_view access_token) const {
  const std::string digest = crypto::sha256_base64url(access_token);
  auto client = registry_.find(client_id);
  // A client of the operator's has no digest, so no token is ever its own.
  if (client == nullptr || client->disabled || !crypto::equal_in_constant_time(digest, client->registration_digest)) {
    return fail(Reason::registration_token_invalid);
  }
  return client;
}

Result<Enrolled> Registrations::replace(std::string_view client_id, std::string_view access_token, const Json& submitted, Time now) {
  const auto client = find(client_id, access_token);
  if (!client) {
    return unexpected(client.error());
  }
  if (auto checked = check_replacement(submitted, **client, now); !checked) {
    return unexpected(std::move(checked.error()));
  }
  Secret next(random_id(random_));
  const auto write = [&](const std::string& metadata) {
    return store_.replace((*client)->client_id, (*client)->registration_digest, crypto::sha256_base64url(next.reveal()), metadata, now);
  };
  auto replaced = registry_.update(client_id, submitted, now, write);
  if (!replaced) {
    const bool lost_a_race = replaced.error().reason == Reason::client_unknown;
    return lost_a_race ? fail(Reason::registration_token_invalid, "used meanwhile") : unexpected(std::move(replaced.error()));
  }
  if (const auto repeated = string_member(submitted, "client_secret"); repeated && !replaced->secret) {
    replaced->secret = Secret(*repeated);  // it knows it already; what it keeps of the answer stays complete
  }
  return Enrolled{std::move(replaced->client), std::move(replaced->secret), std::move(next)};
}

Result<void> Registrations::withdraw(std::string_view client_id, std::string_view access_token, Time now) {
  const auto client = find(client_id, access_token);
  if (!client) {
    return unexpected(client.error());
  }
  if (!store_.withdraw((*client)->client_id, (*client)->registration_digest, now + kRememberWithdrawn, now)) {
    return fail(Reason::registration_token_invalid, "used meanwhile");
  }
  registry_.reload();
  return {};
}

void Registrations::note_use(std::string_view client_id, Time now) noexcept {
  try {
    const auto client = registry_.find(client_id);
    if (client != nullptr && client->forget_at) {
      store_.keep(client->client_id, now);
      registry_.reload();
    }
  } catch (const std::exception& thrown) {
    log::warn("use_not_noted", {{"client_id", client_id}, {"type", typeid(thrown).name()}});  // the next use tries again
  }
}

IssuedInitialToken issue_initial_token(RegistrationStore& store, Random& random, std::string name, std::int64_t uses, Seconds lifetime,
                                       Time now) {
  Secret clear(random_id(random));
  InitialAccessToken token{random_id(random, kTokenIdBytes),
                           crypto::sha256_base64url(clear.reveal()),
                           std::move(name),
                           uses,
                           now,
                           now + lifetime};
  store.add_initial_token(token);
  return {std::move(token), std::move(clear)};
}

}  // namespace signet::clients
