// Request objects: the parameters of an authorization request as a JWT that the client signed, by value (request) or by
// reference (request_uri) [OIDC.Core §6] [RFC9101].
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "clients/client_keys.h"
#include "clients/fetch.h"
#include "clients/registry.h"
#include "keys/key_manager.h"
#include "protocol/error.h"
#include "protocol/form.h"

namespace signet::authorization {

class RequestObjects {
 public:
  static constexpr int kMostFetching = 8;

  // `fetch` reads what stands at a request_uri; empty: by value only.
  RequestObjects(std::string issuer, const clients::Registry& registry, const clients::ClientKeys& client_keys,
                 const keys::KeyManager& keys, clients::Fetch fetch);

  // The parameters that count: those of the request object, and of `outer` what the object does not say
  // [OIDC.Core §6.1]. `outer` itself where there is no object, or where client_id names no client (the return address
  // is judged next and says so). An object is the client's if one of its keys signed it; it may be encrypted for us
  // besides. Whoever has to sign and did not is refused; so is, under fapi2-signed, what does not say for whom and how long it is. It may not be a client assertion in disguise, nor hold another request [R-JR-1] [R-JR-2]. A URI must be
  // registered, letter for letter, and a fragment that it has is the hash of what stands there [R-JR-3]. Fetching blocks,
  // and strangers can cause it: while kMostFetching threads do, others are told to come back [R-SSRF-6].
  [[nodiscard]] protocol::Result<protocol::Form::Lenient> resolve(const protocol::Form::Lenient& outer, Time now) const;

  // What a client asks for by the back channel, signed [OIDC.CIBA §7.1.1]; refusal: backchannel_request_invalid.
  [[nodiscard]] protocol::Result<protocol::Form> backchannel_request(std::string object, const clients::Client& client, Time now) const;

 private:
  [[nodiscard]] protocol::Result<std::string> fetched(std::string_view request_uri, const clients::Client& client) const;
  [[nodiscard]] protocol::Result<std::string> decrypted(std::string object, const clients::Client& client) const;
  [[nodiscard]] protocol::Result<Json> verified(std::string_view object, const clients::Client& client, const std::vector<jose::Alg>& algs,
                                               Time now) const;

  std::string issuer_;
  const clients::Registry& registry_;
  const clients::ClientKeys& client_keys_;
  const keys::KeyManager& keys_;
  clients::Fetch fetch_;
  mutable std::atomic<int> fetching_{0};
};

}  // namespace signet::authorization
