#include "authorization/pushed_requests.h"

#include "authorization/transaction.h"
#include "base/json.h"
#include "crypto/digest.h"

namespace signet::authorization {
namespace {

using protocol::fail;
using protocol::Reason;

constexpr std::string_view kUrn = "urn:ietf:params:oauth:request_uri:";

// How many may be alive [R-DOS-6]. In a public client's name anybody can push.
constexpr int kMostOfConfidentialClient = 100'000;
constexpr int kMostOfPublicClient = 10'000;

}  // namespace

PushedRequests::PushedRequests(PushedRequestStore& store, const crypto::MasterKeys& keys, Random& random)
    : store_(store), sealer_(keys, "pushed request"), random_(random) {}

std::optional<std::string> PushedRequests::push(const Request& request, const clients::Client& client, Time now) const {
  const std::string id = random_id(random_);
  const std::string digest = crypto::sha256_base64url(id);
  const std::string sealed = sealer_.seal(json_text(to_json(request)), digest, random_);
  const int most = client.is_public() ? kMostOfPublicClient : kMostOfConfidentialClient;
  if (!store_.push({digest, client.client_id, sealed, now + kPushedRequestLifetime}, most, now)) {
    return std::nullopt;
  }
  return std::string(kUrn) + id;
}

bool PushedRequests::is_named_in(const protocol::Form& parameters) {
  return parameters.get_or_empty("request_uri").starts_with(kUrn);
}

protocol::Result<PushedRequests::Visited> PushedRequests::visit(const protocol::Form::Lenient& parameters, Time now) const {
  if (parameters.repeats("client_id") || parameters.repeats("request_uri")) {
    return fail(Reason::repeated_parameter, "client_id or request_uri");
  }
  const std::string client_id(parameters.form.get_or_empty("client_id"));
  if (client_id.empty()) {
    return fail(Reason::client_id_missing);
  }
  std::string id(parameters.form.get_or_empty("request_uri").substr(kUrn.size()));
  const std::string digest = crypto::sha256_base64url(id);
  auto request = open(store_.visit(digest, client_id, now + kTransactionLifetime, now), digest);
  if (!request) {
    return fail(Reason::request_uri_unknown, "client_id " + client_id.substr(0, 128));
  }
  return Visited{std::move(id), *std::move(request)};
}

std::optional<Request> PushedRequests::resume(const std::string& id, const std::string& client_id, Time now) const {
  const std::string digest = crypto::sha256_base64url(id);
  return open(store_.find(digest, client_id, now), digest);
}

bool PushedRequests::complete(const std::string& id, Time now) const { return store_.complete(crypto::sha256_base64url(id), now); }

std::optional<Request> PushedRequests::open(const std::optional<std::string>& sealed, const std::string& id_digest) const {
  const auto plain = sealed ? sealer_.open(*sealed, id_digest) : std::nullopt;
  const auto json = plain ? parse_own_json_object(*plain) : std::nullopt;
  return json ? request_from_json(*json) : std::nullopt;
}

}  // namespace signet::authorization
