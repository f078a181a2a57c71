#include "endpoints/jwks.h"

#include "endpoints/discovery.h"

namespace signet::endpoints {

web::Response JwksEndpoint::operator()(const web::Request& request) const {
  const auto ring = keys_.ring();
  // [R-KY-1] A new key is published at least this long before it signs; stale copies may bridge an outage of ours.
  return public_document(request, "application/json", ring->jwks_json(), ring->jwks_etag(),
                         "public, max-age=900, stale-while-revalidate=900, stale-if-error=86400");
}

}  // namespace signet::endpoints
