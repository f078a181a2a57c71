// How proxies write the certificate of their client [RFC9440].
#include "http/client_certificate.h"

#include <gtest/gtest.h>

#include "http/front_door.h"

namespace signet::http {
namespace {

using testing::FrontDoor;
using testing::get;

const std::string kDer = "\x30\x03\x01\x01\xff" "a?b";
const std::string kBase64 = "MAMBAf9hP2I=";

TEST(CertificateInHeader, IsReadAsEachProxyWritesIt) {  // [R-CA-7]
  for (const std::string& text :
       {":" + kBase64 + ":", kBase64, "  " + kBase64 + " ",
        std::string("-----BEGIN%20CERTIFICATE-----%0AMAMBAf9h%0AP2I%3D%0A-----END%20CERTIFICATE-----%0A"),
        std::string("-----BEGIN CERTIFICATE----- MAMBAf9h P2I= -----END CERTIFICATE-----")}) {
    EXPECT_EQ(certificate_in_header(text), kDer) << text;
  }
}

TEST(CertificateInHeader, IsBelievedFromTrustedProxiesOnly) {  // [R-CA-7]
  const std::string header = "Client-Cert: :" + kBase64 + ":\r\n";
  Settings settings = FrontDoor::small();
  settings.certificate_header = "Client-Cert";
  FrontDoor stranger(settings);
  EXPECT_EQ(stranger.ask(get("/certificate", header))->body, "") << "anybody can write that";
  settings.trusted_proxies = {"127.0.0.1"};
  FrontDoor door(settings);
  EXPECT_EQ(door.ask(get("/certificate", header))->body, kDer);
  EXPECT_EQ(door.ask(get("/certificate"))->body, "");
  EXPECT_EQ(door.ask(get("/certificate", header + header))->status, 400) << "one of them may be the client's own";
  EXPECT_EQ(door.ask(get("/certificate", "Client-Cert: CN=app\r\n"))->status, 400);
  settings.certificate_header.clear();
  FrontDoor deaf(settings);
  EXPECT_EQ(deaf.ask(get("/certificate", header))->body, "");
}

TEST(CertificateInHeader, MayBeMissing) {
  for (const char* text : {"", " ", "::", "(null)", ":{http.request.tls.client.certificate_der_base64}:"}) {
    EXPECT_EQ(certificate_in_header(text), "") << text;
  }
}

TEST(CertificateInHeader, IsNothingElse) {
  for (const std::string& text :
       {"::" + kBase64, ":" + kBase64, kBase64 + "\x01", std::string("MAMBAf9hP2I"), std::string("%ZZ"), std::string("%4"), std::string("CN=app"),
        std::string("-----BEGIN CERTIFICATE-----MAMB"), std::string("-----BEGIN CERTIFICATE----- MAMB -----END CERTIFICATE----- -----BEGIN CERTIFICATE-----"),
        std::string(":")}) {
    EXPECT_FALSE(certificate_in_header(text)) << text;
  }
}

}  // namespace
}  // namespace signet::http
