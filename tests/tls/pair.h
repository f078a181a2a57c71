// Certificates made on the spot, and a client that speaks TLS in memory.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "crypto/openssl_ptr.h"
#include "tls/context.h"

namespace signet::tls {

// A directory of one test, gone with it.
class Files {
 public:
  Files() {
    std::string name = (std::filesystem::temp_directory_path() / "signet-tls-XXXXXX").string();
    directory_ = mkdtemp(name.data());
  }
  ~Files() { std::filesystem::remove_all(directory_); }

  std::string write(const std::string& name, const std::string& content) const {
    const auto path = directory_ / name;
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }

  // A self-signed certificate for `host` with a key on P-256.
  CertificateFiles certificate(const std::string& name, const std::string& host) const {
    const crypto::Key key(EVP_EC_gen("P-256"));
    X509* x509 = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_set_version(x509, 2);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
    X509_set_issuer_name(x509, X509_get_subject_name(x509));
    X509_EXTENSION* san = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + host).c_str());
    X509_add_ext(x509, san, -1);
    X509_EXTENSION_free(san);
    X509_sign(x509, key.get(), EVP_sha256());
    BIO* pem = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(pem, x509);
    const std::string chain = drained(pem);
    PEM_write_bio_PrivateKey(pem, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    const std::string secret = drained(pem);
    BIO_free(pem);
    X509_free(x509);
    return {write(name + ".pem", chain), write(name + ".key", secret)};
  }

  static std::string drained(BIO* bio) {
    std::string all;
    char piece[4096];
    for (int n = BIO_read(bio, piece, sizeof piece); n > 0; n = BIO_read(bio, piece, sizeof piece)) all.append(piece, static_cast<std::size_t>(n));
    return all;
  }

 private:
  std::filesystem::path directory_;
};

class Client {
 public:
  struct Wishes {
    int lowest = TLS1_2_VERSION;
    int highest = TLS1_3_VERSION;
    std::string ciphers12 = {};
    std::string host = {};
    std::string protocol = {};  // ALPN
    CertificateFiles certificate = {};  // to show, if it is asked for
  };
  explicit Client(const Wishes& wishes) : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_security_level(context_.get(), 0);  // it may ask for what we must refuse
    SSL_CTX_set_min_proto_version(context_.get(), wishes.lowest);
    SSL_CTX_set_max_proto_version(context_.get(), wishes.highest);
    if (!wishes.ciphers12.empty()) SSL_CTX_set_cipher_list(context_.get(), wishes.ciphers12.c_str());
    if (!wishes.certificate.chain.empty()) {
      SSL_CTX_use_certificate_chain_file(context_.get(), wishes.certificate.chain.c_str());
      SSL_CTX_use_PrivateKey_file(context_.get(), wishes.certificate.key.c_str(), SSL_FILETYPE_PEM);
    }
    ssl_.reset(SSL_new(context_.get()));
    in_ = BIO_new(BIO_s_mem());
    out_ = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_.get(), in_, out_);
    SSL_set_connect_state(ssl_.get());
    if (!wishes.host.empty()) SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(wishes.host.c_str()));
    if (!wishes.protocol.empty()) {
      const std::string list = std::string(1, static_cast<char>(wishes.protocol.size())) + wishes.protocol;
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(list.data()), static_cast<unsigned>(list.size()));
    }
  }

  // Reads what the server sent; what it says in the clear is kept in `heard`.
  void receive(const std::string& bytes) {
    BIO_write(in_, bytes.data(), static_cast<int>(bytes.size()));
    char piece[4096];
    int n = 0;
    while ((n = SSL_read(ssl_.get(), piece, sizeof piece)) > 0) heard.append(piece, static_cast<std::size_t>(n));
    ended = SSL_get_error(ssl_.get(), n) == SSL_ERROR_ZERO_RETURN;
    ERR_clear_error();
  }
  std::string take_output() { return Files::drained(out_); }
  bool say(const std::string& text) { return SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())) > 0; }
  void close() { SSL_shutdown(ssl_.get()); }

  bool is_connected() { return SSL_is_init_finished(ssl_.get()) != 0; }
  std::string version() { return SSL_get_version(ssl_.get()); }
  std::string cipher() { return SSL_CIPHER_get_name(SSL_get_current_cipher(ssl_.get())); }
  std::string server_name() {
    X509* x509 = SSL_get1_peer_certificate(ssl_.get());
    char name[256] = "";
    if (x509 != nullptr) X509_NAME_get_text_by_NID(X509_get_subject_name(x509), NID_commonName, name, sizeof name);
    X509_free(x509);
    return name;
  }
  SSL* ssl() { return ssl_.get(); }

  std::string heard;
  bool ended = false;

 private:
  std::unique_ptr<SSL_CTX, crypto::Freer<SSL_CTX_free>> context_;
  std::unique_ptr<SSL, crypto::Freer<SSL_free>> ssl_;
  BIO* in_ = nullptr;
  BIO* out_ = nullptr;
};

}  // namespace signet::tls
