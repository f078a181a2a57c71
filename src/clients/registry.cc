#include "clients/registry.h"

#include <algorithm>
#include <exception>
#include <map>

#include "base/log.h"
#include "clients/metadata_members.h"
#include "crypto/digest.h"
#include "protocol/subject.h"

namespace signet::clients {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

struct Registry::Snapshot {
  std::int64_t version = 0;
  std::map<std::string, std::shared_ptr<const Client>, std::less<>> clients;
};

namespace {

constexpr std::size_t kClientIdBytes =
    24;  // another length than a sub has, so no client is ever called like a person
constexpr std::size_t kSecretBytes = 32;  // [R-CA-3]
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

struct FreshSecret {
  Secret clear;
  StoredSecret stored;
};

FreshSecret make_secret(Random& random, Time now) {
  Secret clear(random_id(random, kSecretBytes));
  StoredSecret stored{crypto::sha256_base64url(clear.reveal()), now, std::nullopt};
  return {std::move(clear), std::move(stored)};
}

bool has_live_secret(const Client& client, Time now) {
  return std::any_of(client.secrets.begin(), client.secrets.end(), [&](const StoredSecret& secret) {
    return !secret.expires_at || *secret.expires_at > now;
  });
}

bool needs_secret(const Json& metadata) {
  const auto method = auth_method_from(metadata["token_endpoint_auth_method"].get_ref<const std::string&>());
  return method && uses_secret(*method);
}

std::string to_stored(Json metadata, bool operator_made) {
  if (operator_made) {
    metadata[kOperatorMade] = true;
  }
  return metadata.dump();
}

tl::unexpected<protocol::Error> no_such_client() { return fail(Reason::client_unknown); }

}  // namespace

Registry::Registry(ClientStore& store, Random& random, MetadataPolicy policy)
    : store_(store), random_(random), policy_(std::move(policy)) {
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

std::int64_t Registry::version() const { return snapshot()->version; }

Result<Registered> Registry::create(const Json& metadata, std::optional<std::string> client_id, Time now) {
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
  StoredClient row{.client_id = client_id ? *client_id : random_id(random_, kClientIdBytes),
                   .metadata = to_stored(*valid, policy_.operator_),
                   .disabled = false,
                   .created_at = now,
                   .updated_at = now,
                   .secrets = {}};
  std::optional<Secret> clear;
  if (needs_secret(*valid)) {
    FreshSecret fresh = make_secret(random_, now);
    clear = std::move(fresh.clear);
    row.secrets.push_back(std::move(fresh.stored));
  }
  if (!store_.create(row)) {
    return fail(Reason::metadata_value, "client_id: it is taken, or was once");
  }
  return registered(row.client_id, std::move(clear));
}

Result<Registered> Registry::update(std::string_view client_id, const Json& metadata, Time now) {
  const auto current = find(client_id);
  if (current == nullptr) {
    return no_such_client();
  }
  const auto valid = validate_metadata(metadata, policy_);
  if (!valid) {
    return unexpected(valid.error());
  }
  if (!store_.update(current->client_id, to_stored(*valid, current->operator_made), current->disabled, now)) {
    return no_such_client();
  }
  std::optional<Secret> clear;
  if (needs_secret(*valid) && !has_live_secret(*current, now)) {
    FreshSecret fresh = make_secret(random_, now);
    if (!store_.rotate_secret(current->client_id, fresh.stored, now)) {
      return no_such_client();
    }
    clear = std::move(fresh.clear);
  }
  return registered(current->client_id, std::move(clear));
}

Result<Registered> Registry::set_disabled(std::string_view client_id, bool disabled, Time now) {
  const auto current = find(client_id);
  if (current == nullptr ||
      !store_.update(current->client_id, to_stored(current->metadata, current->operator_made), disabled,
                     now)) {
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
  FreshSecret fresh = make_secret(random_, now);
  if (!store_.rotate_secret(current->client_id, fresh.stored, now + std::max(overlap, Seconds(0)))) {
    return no_such_client();
  }
  return registered(current->client_id, std::move(fresh.clear));
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
