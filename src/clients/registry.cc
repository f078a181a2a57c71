#include "clients/registry.h"

#include <algorithm>
#include <exception>
#include <map>
#include <set>

#include "base/log.h"
#include "clients/metadata_members.h"
#include "clients/sector.h"
#include "crypto/digest.h"
#include "protocol/subject.h"

namespace signet::clients {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

struct Registry::Snapshot {
  std::int64_t version = 0;
  std::map<std::string, std::shared_ptr<const Client>, std::less<>> clients;
  std::set<std::string, std::less<>> origins;  // of all clients that are enabled
  std::map<std::string, std::shared_ptr<const Client>, std::less<>> first_parties;  // by web_origin; null: of several
};

namespace {

constexpr std::size_t kClientIdBytes =
    24;  // another length than a sub has, so no client is ever called like a person
constexpr std::size_t kSecretBytes = 32;        // [R-CA-3]
constexpr std::size_t kSealedSecretBytes = 48;  // 64 characters: as long as the longest hash that it keys [S-J8]
constexpr std::size_t kLongestClientId = 128;

// Unreserved characters only: the same text in a URL, a form, and HTTP Basic, however a client library
// encodes it.
bool is_acceptable_client_id(std::string_view text) {
  return !text.empty() && text.size() <= kLongestClientId && !protocol::is_shaped_like_subject(text) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '.' || c == '_' || c == '~';
         });
}

// Whether the client holds a secret that works with `method`.
bool has_live_secret(const Client& client, AuthMethod method, Time now) {
  return std::any_of(client.secrets.begin(), client.secrets.end(), [&](const StoredSecret& secret) {
    return (!secret.expires_at || *secret.expires_at > now) && secret.sealed.has_value() == needs_sealed_secret(method);
  });
}

// Of metadata that validate_metadata() let through.
AuthMethod method_of(const Json& metadata) {
  return auth_method_from(metadata["token_endpoint_auth_method"].get_ref<const std::string&>()).value();
}

bool same_member(const Json& a, const Json& b, const char* name) { return a.value(name, Json()) == b.value(name, Json()); }

// With the marks that only we set.
std::string to_stored(Json metadata, bool operator_made, bool invited) {
  if (operator_made) {
    metadata[kOperatorMade] = true;
  }
  if (invited) {
    metadata[kInvited] = true;
  }
  return metadata.dump();
}

tl::unexpected<protocol::Error> no_such_client() { return fail(Reason::client_unknown); }

}  // namespace

struct Registry::FreshSecret {
  Secret clear;
  StoredSecret stored;
};

Registry::Registry(ClientStore& store, Random& random, MetadataPolicy policy, RegistryMeans means)
    : store_(store), random_(random), policy_(std::move(policy)), means_(std::move(means)) {
  reload();
}

Registry::~Registry() = default;

void Registry::reload() {
  const std::scoped_lock one_at_a_time(reloading_);  // or an older load could overtake a newer one
  const ClientStore::Snapshot stored = store_.load();
  auto fresh = std::make_shared<Snapshot>();
  fresh->version = stored.version;
  for (const StoredClient& row : stored.clients) {
    try {
      fresh->clients.emplace(row.client_id, std::make_shared<const Client>(client_from(row, policy_)));
    } catch (const std::exception&) {
      log::error("client_unreadable", {{"client_id", row.client_id}});
    }
  }
  for (const auto& [client_id, client] : fresh->clients) {
    if (!client->disabled) {
      fresh->origins.insert(client->origins.begin(), client->origins.end());
      for (const std::string& origin : client->first_party ? client->web_origins : std::vector<std::string>()) {
        const auto [entry, first] = fresh->first_parties.try_emplace(origin, client);
        if (!first) {
          entry->second = nullptr;
        }
      }
    }
  }
  std::shared_ptr<const Snapshot> swapped = std::move(fresh);
  const std::scoped_lock lock(swapping_);
  snapshot_.swap(swapped);
}

std::shared_ptr<const Registry::Snapshot> Registry::snapshot() const {
  const std::scoped_lock lock(swapping_);
  return snapshot_;
}

std::shared_ptr<const Client> Registry::find(std::string_view client_id) const {
  const auto now = snapshot();
  const auto found = now->clients.find(client_id);
  return found == now->clients.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const Client>> Registry::all() const {
  std::vector<std::shared_ptr<const Client>> clients;
  for (const auto& [client_id, client] : snapshot()->clients) {
    clients.push_back(client);
  }
  return clients;
}

bool Registry::allows_origin(std::string_view origin, std::string_view client_id) const {
  const auto now = snapshot();
  if (client_id.empty()) {
    return now->origins.contains(origin);
  }
  const auto found = now->clients.find(client_id);
  return found != now->clients.end() && found->second->has_origin(origin);
}

std::shared_ptr<const Client> Registry::first_party_of(std::string_view origin) const {
  const auto now = snapshot();
  const auto found = now->first_parties.find(origin);
  return found == now->first_parties.end() ? nullptr : found->second;
}

bool Registry::has_first_party_origin(std::string_view origin) const { return snapshot()->first_parties.contains(origin); }

std::vector<jose::Alg> Registry::signing_algs() const {
  std::set<jose::Alg> algs;
  for (const auto& [client_id, client] : snapshot()->clients) {
    algs.insert({client->id_token_signed_response_alg, client->access_token_signed_response_alg});
    if (client->metadata.contains("authorization_signed_response_alg")) {
      algs.insert(client->authorization_signed_response_alg);
    }
    if (client->userinfo_signed_response_alg) {
      algs.insert(*client->userinfo_signed_response_alg);
    }
  }
  return {algs.begin(), algs.end()};
}

std::int64_t Registry::version() const { return snapshot()->version; }

Result<Registered> Registry::create(const Json& metadata, std::optional<std::string> client_id, Time now, const Entrance& how) {
  if (client_id && (!policy_.operator_ || !is_acceptable_client_id(*client_id))) {
    return fail(
        Reason::metadata_value,
        "client_id: only the operator may choose it, as 1 to 128 letters, digits, '-', '.', '_' or '~' "
        "that do not look like a sub");
  }
  const auto valid = validate_metadata(metadata, policy_);
  if (!valid) {
    return unexpected(valid.error());
  }
  if (auto fits = check_sector(*valid, means_.fetch_sector); !fits) {
    return unexpected(fits.error());
  }
  StoredClient row{.client_id = client_id ? *client_id : random_id(random_, kClientIdBytes),
                   .metadata = to_stored(*valid, policy_.operator_, how.invited),
                   .disabled = false,
                   .created_at = now,
                   .updated_at = now,
                   .secrets = {}};
  std::optional<Secret> clear;
  if (const AuthMethod method = method_of(*valid); uses_secret(method)) {
    auto fresh = make_secret(row.client_id, method, now);
    if (!fresh) {
      return unexpected(fresh.error());
    }
    clear = std::move(fresh->clear);
    row.secrets.push_back(std::move(fresh->stored));
  }
  if (how.enter) {
    if (auto entered = how.enter(row); !entered) {
      return unexpected(std::move(entered.error()));
    }
  } else if (!store_.create(row)) {
    return fail(Reason::metadata_value, "client_id: it is taken, or was once");
  }
  return registered(row.client_id, std::move(clear));
}

Result<Registered> Registry::update(std::string_view client_id, const Json& metadata, Time now, const Write& write) {
  const auto current = find(client_id);
  if (current == nullptr) {
    return no_such_client();
  }
  const auto valid = validate_metadata(metadata, policy_);
  if (!valid) {
    return unexpected(valid.error());
  }
  const AuthMethod method = method_of(*valid);
  const AuthMethod former = current->token_endpoint_auth_method;
  if (uses_secret(method) && uses_secret(former) && needs_sealed_secret(method) != needs_sealed_secret(former)) {
    return fail(Reason::metadata_inconsistent,
                "token_endpoint_auth_method: client_secret_jwt needs a secret of its own kind; register a new client for it");
  }
  // What was checked and has not changed is not fetched again: an update does not depend on that host being up.
  if (!same_member(*valid, current->metadata, "sector_identifier_uri") || !same_member(*valid, current->metadata, "redirect_uris")) {
    if (auto fits = check_sector(*valid, means_.fetch_sector); !fits) {
      return unexpected(fits.error());
    }
  }
  std::optional<FreshSecret> fresh;
  if (uses_secret(method) && !has_live_secret(*current, method, now)) {
    auto made = make_secret(current->client_id, method, now);
    if (!made) {
      return unexpected(made.error());
    }
    fresh = std::move(*made);
  }
  const std::string text = to_stored(*valid, current->operator_made, current->invited);
  if (!(write ? write(text) : store_.update(current->client_id, text, current->disabled, now))) {
    return no_such_client();
  }
  std::optional<Secret> clear;
  if (fresh) {
    if (!store_.rotate_secret(current->client_id, fresh->stored, now)) {
      return no_such_client();
    }
    clear = std::move(fresh->clear);
  }
  return registered(current->client_id, std::move(clear));
}

Result<Registered> Registry::set_disabled(std::string_view client_id, bool disabled, Time now) {
  const auto current = find(client_id);
  if (current == nullptr ||
      !store_.update(current->client_id, to_stored(current->metadata, current->operator_made, current->invited), disabled, now)) {
    return no_such_client();
  }
  return registered(current->client_id, std::nullopt);
}

Result<void> Registry::remove(std::string_view client_id, Time now) {
  if (!store_.remove(std::string(client_id), now)) {
    return no_such_client();
  }
  reload();
  return {};
}

Result<Registered> Registry::rotate_secret(std::string_view client_id, Seconds overlap, Time now) {
  const auto current = find(client_id);
  if (current == nullptr) {
    return no_such_client();
  }
  if (!uses_secret(current->token_endpoint_auth_method)) {
    return fail(Reason::metadata_inconsistent,
                "token_endpoint_auth_method: this client has no secret to rotate");
  }
  auto fresh = make_secret(current->client_id, current->token_endpoint_auth_method, now);
  if (!fresh) {
    return unexpected(fresh.error());
  }
  if (!store_.rotate_secret(current->client_id, fresh->stored, now + std::max(overlap, Seconds(0)))) {
    return no_such_client();
  }
  return registered(current->client_id, std::move(fresh->clear));
}

void Registry::reseal() {
  if (means_.secrets == nullptr) {
    return;
  }
  for (const auto& [client_id, client] : snapshot()->clients) {
    for (const StoredSecret& secret : client->secrets) {
      if (!secret.sealed || !means_.secrets->outdated(*secret.sealed)) {
        continue;
      }
      const auto clear = means_.secrets->open(*secret.sealed, client_id);
      if (!clear) {
        log::error("client_secret_unreadable", {{"client_id", client_id}});
      } else {
        // False where it has been rotated away in between: nothing is left to seal.
        static_cast<void>(store_.reseal_secret(client_id, secret.digest, means_.secrets->seal(*clear, client_id, random_)));
      }
    }
  }
}

Result<Registry::FreshSecret> Registry::make_secret(const std::string& client_id, AuthMethod method, Time now) const {
  const bool sealed = needs_sealed_secret(method);
  if (sealed && means_.secrets == nullptr) {
    return fail(Reason::metadata_value, "token_endpoint_auth_method: client_secret_jwt needs the master key, which seals its secret");
  }
  Secret clear(random_id(random_, sealed ? kSealedSecretBytes : kSecretBytes));
  StoredSecret stored{crypto::sha256_base64url(clear.reveal()), now, std::nullopt};
  if (sealed) {
    stored.sealed = means_.secrets->seal(clear, client_id, random_);
  }
  return FreshSecret{std::move(clear), std::move(stored)};
}

Result<Registered> Registry::registered(std::string_view client_id, std::optional<Secret> secret) {
  reload();
  auto client = find(client_id);
  if (client == nullptr) {
    return no_such_client();  // somebody removed it in between
  }
  return Registered{std::move(client), std::move(secret)};
}

Json registration_json(const Client& client, const Secret* secret) {
  Json json = client.metadata;
  json["client_id"] = client.client_id;
  json["client_id_issued_at"] = epoch_seconds(client.created_at);
  json["access_token_format"] = name_of(client.access_token_format);
  json["access_token_signed_response_alg"] = jose::name_of(client.access_token_signed_response_alg);
  if (secret != nullptr) {
    json["client_secret"] = secret->reveal();
    json["client_secret_expires_at"] = 0;  // never [RFC7591 §3.2.1]
  }
  if (client.disabled) {
    json["disabled"] = true;
  }
  return json;
}

}  // namespace signet::clients
