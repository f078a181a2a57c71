// A certificate with its key, ready for clients to connect to: which versions and ciphers, and which of several by name.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace signet::tls {

// PEM files: the server's certificate first, then those that lead to its authority; and its private key.
struct CertificateFiles {
  std::string chain;
  std::string key;

  bool operator==(const CertificateFiles&) const = default;
};

// Who is asked for a certificate. Whoever shows one has proved its key; whose it is, is the caller's to judge [RFC8705 §2].
struct ClientCertificates {
  bool ask = false;
  std::string host;  // only connections to this name; empty: all
};

// TLS 1.3, and 1.2 with the ciphers that FAPI allows: ECDHE with AES-GCM [FAPI2.Security §5.2.1] [RFC9325 §4.2]. No renegotiation, no compression, no
// resumption: a connection is kept, and another one is agreed upon anew, so no key of this process lives longer than a connection
// [RFC9325 §7.4]. Const and thread-safe.
class Context {
 public:
  // The first of `certificates` answers whoever names none of the others' hosts (SNI). The error is a sentence for the operator, with the
  // file that it is about.
  [[nodiscard]] static Expected<std::shared_ptr<const Context>, std::string> load(const std::vector<CertificateFiles>& certificates,
                                                                                   const ClientCertificates& client_certificates = {});

  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  struct Parts;  // for this room

 private:
  friend class Session;
  explicit Context(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::tls
