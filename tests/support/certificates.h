// Certificates of clients and of those who vouch for them, made on the spot.
#pragma once

#include <memory>
#include <string>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/time.h"
#include "crypto/openssl_ptr.h"

namespace signet::testing {

struct TestCertificate {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> x509;
  std::string der;
  std::string pem;
};

struct CertificateWishes {
  std::string name = "app";             // CN; O is always Example
  std::string san = {};                 // as OpenSSL's configuration writes it: "DNS:app.example.test"
  const TestCertificate* by = nullptr;  // who signs it; null: it signs itself
  bool is_authority = false;
  std::string usage = {};               // extendedKeyUsage
  const EVP_MD* digest = EVP_sha256();
  Time from{};                          // good for a day from an hour before
};

inline TestCertificate make_certificate(const CertificateWishes& wishes) {
  TestCertificate made;
  made.key = std::shared_ptr<EVP_PKEY>(EVP_EC_gen("P-256"), EVP_PKEY_free);
  made.x509 = std::shared_ptr<X509>(X509_new(), X509_free);
  X509* x509 = made.x509.get();
  static long serial = 0;
  ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
  X509_set_version(x509, 2);
  ASN1_TIME_set(X509_getm_notBefore(x509), static_cast<time_t>(epoch_seconds(wishes.from)) - 3600);
  ASN1_TIME_set(X509_getm_notAfter(x509), static_cast<time_t>(epoch_seconds(wishes.from)) + 86400);
  X509_set_pubkey(x509, made.key.get());
  const auto add_name = [&](const char* field, const std::string& value) {
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value.c_str()), -1, -1, 0);
  };
  add_name("O", "Example, Inc.");
  add_name("CN", wishes.name);
  const auto extend = [&](int nid, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
  };
  if (wishes.is_authority) extend(NID_basic_constraints, "critical,CA:TRUE");
  if (!wishes.san.empty()) extend(NID_subject_alt_name, wishes.san);
  if (!wishes.usage.empty()) extend(NID_ext_key_usage, wishes.usage);
  X509_set_issuer_name(x509, X509_get_subject_name(wishes.by == nullptr ? x509 : wishes.by->x509.get()));
  X509_sign(x509, wishes.by == nullptr ? made.key.get() : wishes.by->key.get(), wishes.digest);
  unsigned char* der = nullptr;
  const int size = i2d_X509(x509, &der);
  made.der.assign(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  BIO* pem = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(pem, x509);
  char* text = nullptr;
  const long length = BIO_get_mem_data(pem, &text);
  made.pem.assign(text, static_cast<std::size_t>(length));
  BIO_free(pem);
  return made;
}

}  // namespace signet::testing
