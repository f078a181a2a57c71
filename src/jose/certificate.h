// A client's X.509 certificate [RFC8705]: its thumbprint, its key, its names, and whether an authority stands behind it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

struct x509_st;        // OpenSSL's X509 and X509_STORE, which stay inside this room
struct x509_store_st;

namespace signet::jose {

// The one name by which a client registered to be known [RFC8705 §2.1.2].
struct CertificateName {
  enum class Kind { subject_dn, san_dns, san_uri, san_ip, san_email };
  Kind kind = Kind::subject_dn;
  std::string value;
};

// Certificates of authorities that may vouch for clients. Immutable; any number of threads may ask at once.
class TrustAnchors {
 public:
  // From PEM text; the error is a sentence for the operator.
  [[nodiscard]] static Expected<std::shared_ptr<const TrustAnchors>, std::string> load(const std::string& pem);

 private:
  friend class Certificate;
  TrustAnchors() = default;
  std::shared_ptr<x509_store_st> store_;
};

class Certificate {
 public:
  // nullopt for anything that is not one whole certificate.
  [[nodiscard]] static std::optional<Certificate> parse(std::string_view der);

  // base64url of SHA-256 over the certificate: x5t#S256 [RFC8705 §3.1].
  [[nodiscard]] const std::string& thumbprint() const { return thumbprint_; }
  // RFC 7638 thumbprint of its public key; empty for keys that JWKs cannot hold.
  [[nodiscard]] std::string key_thumbprint() const;

  // Whether it has exactly this name: a distinguished name as RFC 4514 writes it, attribute types in any case and spaces after commas aside; hosts
  // in any case and without wildcards; the rest letter for letter, addresses by value.
  [[nodiscard]] bool has(const CertificateName& name) const;

  // Whether one of the authorities vouches for it as a TLS client at `now`: signatures, dates and purpose. Revocation lists are not asked.
  [[nodiscard]] bool is_vouched_for(const TrustAnchors& anchors, Time now) const;

 private:
  Certificate() = default;
  std::shared_ptr<x509_st> certificate_;
  std::string thumbprint_;
};

}  // namespace signet::jose
