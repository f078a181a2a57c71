// Client authentication [RFC6749 §2.3, RFC7523 §2.2]: who calls, proven in exactly the way it registered.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "clients/client.h"
#include "clients/client_keys.h"
#include "clients/client_store.h"
#include "clients/registry.h"
#include "clients/secret_box.h"
#include "protocol/error.h"
#include "protocol/form.h"

namespace signet::clients {

// A client that has passed Authenticator::authenticate(); nobody else can make one. For a public client it
// means only that the request named it [RFC6749 §2.1]: client().is_public() tells.
class AuthenticatedClient {
 public:
  [[nodiscard]] const Client& client() const { return *client_; }
  [[nodiscard]] const std::shared_ptr<const Client>& shared() const { return client_; }
  [[nodiscard]] AuthMethod method() const { return method_; }
  const Client* operator->() const { return client_.get(); }

 private:
  friend class Authenticator;
  AuthenticatedClient(std::shared_ptr<const Client> client, AuthMethod method)
      : client_(std::move(client)), method_(method) {}

  std::shared_ptr<const Client> client_;
  AuthMethod method_;
};

// Where a request can carry proof.
struct Credentials {
  std::size_t authorization_headers = 0;          // how many there were
  std::optional<std::string_view> authorization;  // the value, where there was exactly one
  const protocol::Form& form;                     // the body; never the query
  std::string_view certificate = {};              // that the client has shown by TLS, as DER; empty: none
};

// Const and thread-safe. No database, except to spend the jti of a client assertion; nothing is fetched, except keys that
// a known client keeps elsewhere.
class Authenticator {
 public:
  // `issuer` and `endpoints`, where clients authenticate, are the audiences that an assertion may name [R-CA-5]
  // [RFC9126 §2]. `trust_anchors` vouch for the certificates of tls_client_auth; null: nobody does.
  Authenticator(const Registry& registry, AssertionStore& assertions, const ClientKeys& keys,
                const SecretBox& secrets, std::string issuer, std::vector<std::string> endpoints,
                std::shared_ptr<const jose::TrustAnchors> trust_anchors = nullptr);

  // Exactly the registered method is accepted, and only one per request [R-CA-1]. An unknown client and a
  // wrong secret get the same answer after the same work [R-CA-4]; the reason in the log tells them apart.
  [[nodiscard]] protocol::Result<AuthenticatedClient> authenticate(const Credentials& credentials,
                                                                   Time now) const;

 private:
  struct Presented;
  [[nodiscard]] static protocol::Result<Presented> read(const Credentials& credentials);
  [[nodiscard]] protocol::Result<AuthenticatedClient> by_secret(const Presented& presented, Time now) const;
  [[nodiscard]] protocol::Result<AuthenticatedClient> by_assertion(const Presented& presented,
                                                                   Time now) const;
  // The claims of an assertion that `client` has signed, or authenticated with its secret, as it is registered.
  [[nodiscard]] protocol::Result<Json> vouched_claims(const Client& client, std::string_view assertion, Time now) const;
  [[nodiscard]] protocol::Result<AuthenticatedClient> by_name_only(const Presented& presented) const;
  [[nodiscard]] protocol::Result<AuthenticatedClient> by_certificate(std::shared_ptr<const Client> client, std::string_view der, Time now) const;

  const Registry& registry_;
  AssertionStore& assertions_;
  const ClientKeys& keys_;
  const SecretBox& secrets_;
  const std::string issuer_;
  const std::vector<std::string> endpoints_;
  const std::shared_ptr<const jose::TrustAnchors> trust_anchors_;
};

}  // namespace signet::clients
