#include "jose/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cctype>

#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/openssl_ptr.h"
#include "jose/jwk.h"

namespace signet::jose {
namespace {

using Bio = std::unique_ptr<BIO, crypto::Freer<BIO_free_all>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, crypto::Freer<X509_STORE_CTX_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, crypto::Freer<GENERAL_NAMES_free>>;
using Octets = std::unique_ptr<ASN1_OCTET_STRING, crypto::Freer<ASN1_OCTET_STRING_free>>;

constexpr int kSecurityLevel = 2;  // OpenSSL's: 112 bits, so neither SHA-1 nor short keys anywhere in the chain

std::string bytes_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

// "CN=app, o=Example" as "CN=app,O=Example": what may differ between two ways to write one name.
std::string normalised_dn(std::string_view text) {
  std::string normalised;
  bool in_type = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      normalised += c;
      normalised += text[++i];
    } else if (c == ',' || c == '+') {
      normalised += c;
      in_type = true;
      while (i + 1 < text.size() && text[i + 1] == ' ') ++i;
    } else {
      in_type = in_type && c != '=';
      normalised += in_type ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    }
  }
  return normalised;
}

std::string subject_of(X509* certificate) {
  const Bio out(BIO_new(BIO_s_mem()));
  crypto::require(out != nullptr, "BIO_new");
  X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

bool is_name(const GENERAL_NAME& name, const CertificateName& wanted) {
  using Kind = CertificateName::Kind;
  switch (name.type) {
    case GEN_DNS: return wanted.kind == Kind::san_dns && ascii_iequals(bytes_of(name.d.dNSName), wanted.value);
    case GEN_URI: return wanted.kind == Kind::san_uri && bytes_of(name.d.uniformResourceIdentifier) == wanted.value;
    case GEN_EMAIL: return wanted.kind == Kind::san_email && bytes_of(name.d.rfc822Name) == wanted.value;
    case GEN_IPADD: {
      const Octets address(wanted.kind == Kind::san_ip ? a2i_IPADDRESS(wanted.value.c_str()) : nullptr);
      return address != nullptr && bytes_of(address.get()) == bytes_of(name.d.iPAddress);
    }
    default: return false;
  }
}

}  // namespace

Expected<std::shared_ptr<const TrustAnchors>, std::string> TrustAnchors::load(const std::string& pem) {
  const crypto::ErrorQueueGuard guard;
  std::shared_ptr<TrustAnchors> anchors(new TrustAnchors());
  anchors->store_ = std::shared_ptr<X509_STORE>(X509_STORE_new(), X509_STORE_free);
  const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  crypto::require(anchors->store_ != nullptr && in != nullptr, "X509_STORE_new");
  int count = 0;
  while (X509* certificate = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)) {
    const bool added = X509_STORE_add_cert(anchors->store_.get(), certificate) == 1;
    X509_free(certificate);
    crypto::require(added, "X509_STORE_add_cert");
    ++count;
  }
  if (count == 0) {
    return unexpected(std::string("holds no certificate in PEM"));
  }
  return std::shared_ptr<const TrustAnchors>(std::move(anchors));
}

std::optional<Certificate> Certificate::parse(std::string_view der) {
  const crypto::ErrorQueueGuard guard;
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = at + der.size();
  std::shared_ptr<X509> parsed(d2i_X509(nullptr, &at, static_cast<long>(der.size())), X509_free);
  if (parsed == nullptr || at != end) {
    return std::nullopt;
  }
  Certificate certificate;
  certificate.certificate_ = std::move(parsed);
  certificate.thumbprint_ = crypto::sha256_base64url(der);
  return certificate;
}

std::string Certificate::key_thumbprint() const {
  const crypto::ErrorQueueGuard guard;
  EVP_PKEY* key = X509_get0_pubkey(certificate_.get());
  const Json members = key == nullptr ? Json() : public_members(key);
  return members.is_null() ? "" : thumbprint_of(members);
}

bool Certificate::has(const CertificateName& name) const {
  const crypto::ErrorQueueGuard guard;
  if (name.kind == CertificateName::Kind::subject_dn) {
    return normalised_dn(subject_of(certificate_.get())) == normalised_dn(name.value);
  }
  const Names names(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate_.get(), NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    if (is_name(*sk_GENERAL_NAME_value(names.get(), i), name)) {
      return true;
    }
  }
  return false;
}

bool Certificate::is_vouched_for(const TrustAnchors& anchors, Time now) const {
  const crypto::ErrorQueueGuard guard;
  const StoreContext context(X509_STORE_CTX_new());
  crypto::require(context != nullptr && X509_STORE_CTX_init(context.get(), anchors.store_.get(), certificate_.get(), nullptr) == 1,
                  "X509_STORE_CTX_init");
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_CLIENT);
  X509_VERIFY_PARAM* terms = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(terms, static_cast<time_t>(epoch_seconds(now)));
  X509_VERIFY_PARAM_set_auth_level(terms, kSecurityLevel);
  return X509_verify_cert(context.get()) == 1;
}

}  // namespace signet::jose
