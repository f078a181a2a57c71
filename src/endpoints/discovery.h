// /.well-known/openid-configuration [OIDC.Discovery §3] and /.well-known/oauth-authorization-server [RFC8414].
#pragma once

#include <string>
#include <vector>

#include "clients/metadata.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

// What settings decide beside the policy.
struct Offered {
  bool registration = false;  // clients may register themselves
  bool require_par = false;   // nobody may send a request by the browser
  std::string mtls_url = {};  // below which clients with certificates find their endpoints; empty: at the usual place
  std::vector<jose::KeyAlg> request_encryption;  // how request objects may be encrypted for us
};

// The metadata as JSON text: registered names only [DI-03], rendered from protocol/capabilities.h and from what `policy`
// lets clients register: so neither can promise what the other does not keep.
[[nodiscard]] std::string discovery_document(const std::string& issuer, const clients::MetadataPolicy& policy, const Offered& offered);

class DiscoveryEndpoint {
 public:
  DiscoveryEndpoint(const std::string& issuer, const clients::MetadataPolicy& policy, const Offered& offered);
  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  std::string document_;  // rendered once
  std::string etag_;
};

// A public document that may be cached: 200 with ETag, or 304 for If-None-Match.
[[nodiscard]] web::Response public_document(const web::Request& request, std::string_view content_type, const std::string& body,
                                            const std::string& etag, std::string_view cache_control);

}  // namespace signet::endpoints
