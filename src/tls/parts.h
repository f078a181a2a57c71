// What the files of this room share, and nobody else sees: OpenSSL's own types.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <vector>

#include "crypto/openssl_ptr.h"
#include "tls/context.h"

namespace signet::tls {

using SslContext = std::unique_ptr<SSL_CTX, crypto::Freer<SSL_CTX_free>>;

struct Context::Parts {
  ClientCertificates client_certificates;
  std::vector<SslContext> contexts;  // the first begins every connection; by name it may hand over to another
};

}  // namespace signet::tls
