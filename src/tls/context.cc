#include "tls/context.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <utility>

#include "base/text.h"
#include "tls/parts.h"

namespace signet::tls {
namespace {

constexpr const char* kCiphers12 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";
constexpr const char* kGroups = "X25519:P-256:P-384";
// [RFC7301] Only what the front door speaks; a client that insists on something else is told so.
constexpr unsigned char kHttp11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

// What OpenSSL noted last, for an operator's own file.
std::string reason() {
  const char* text = ERR_reason_error_string(ERR_peek_last_error());
  return text != nullptr ? text : "not readable";
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered, unsigned int offered_size, void*) {
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, size, kHttp11, sizeof kHttp11, offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// Any certificate will do here, and none.
int accept_any(X509_STORE_CTX*, void*) { return 1; }

}  // namespace

// Which certificate answers, and whether the client is asked for one: by the name that it asks for. Called for every connection, once.
int choose_by_name(SSL* ssl, int*, void* of_context) {
  const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  const auto& parts = *static_cast<const Context::Parts*>(of_context);
  const ClientCertificates& wanted = parts.client_certificates;
  if (wanted.ask && (wanted.host.empty() || (name != nullptr && ascii_iequals(name, wanted.host)))) {
    SSL_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
  }
  for (const SslContext& one : parts.contexts) {
    if (name != nullptr && X509_check_host(SSL_CTX_get0_certificate(one.get()), name, 0, 0, nullptr) == 1) {
      SSL_set_SSL_CTX(ssl, one.get());
      break;
    }
  }
  return SSL_TLSEXT_ERR_OK;
}

namespace {

Expected<SslContext, std::string> load_one(const CertificateFiles& files) {
  const crypto::ErrorQueueGuard guard;
  SslContext context(SSL_CTX_new(TLS_server_method()));
  crypto::require(context != nullptr, "SSL_CTX_new");
  SSL_CTX* ctx = context.get();
  crypto::require(SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 && SSL_CTX_set_cipher_list(ctx, kCiphers12) == 1 &&
                      SSL_CTX_set1_groups_list(ctx, kGroups) == 1 && SSL_CTX_set_num_tickets(ctx, 0) == 1,
                  "TLS settings");
  SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);  // an idle connection keeps no buffers
  SSL_CTX_set_cert_verify_callback(ctx, accept_any, nullptr);  // asked only where choose_by_name() says so
  SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(ctx, files.chain.c_str()) != 1) {
    return unexpected(files.chain + " is no certificate chain in PEM: " + reason());
  }
  if (SSL_CTX_use_PrivateKey_file(ctx, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return unexpected(files.key + " is no private key in PEM for it, or one with a passphrase: " + reason());
  }
  if (SSL_CTX_check_private_key(ctx) != 1) {
    return unexpected(files.key + " is not the key of the first certificate in " + files.chain);
  }
  return context;
}

}  // namespace

Context::Context(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Context::~Context() = default;

Expected<std::shared_ptr<const Context>, std::string> Context::load(const std::vector<CertificateFiles>& certificates,
                                                                     const ClientCertificates& client_certificates) {
  auto parts = std::make_unique<Parts>();
  parts->client_certificates = client_certificates;
  for (const CertificateFiles& files : certificates) {
    auto one = load_one(files);
    if (!one) {
      return unexpected(std::move(one.error()));
    }
    parts->contexts.push_back(*std::move(one));
  }
  if (parts->contexts.empty()) {
    return unexpected(std::string("there is no certificate"));
  }
  // What the macro SSL_CTX_set_tlsext_servername_callback does, without its C cast.
  SSL_CTX_callback_ctrl(parts->contexts.front().get(), SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, reinterpret_cast<void (*)()>(choose_by_name));
  SSL_CTX_set_tlsext_servername_arg(parts->contexts.front().get(), parts.get());
  return std::shared_ptr<const Context>(new Context(std::move(parts)));
}

}  // namespace signet::tls
