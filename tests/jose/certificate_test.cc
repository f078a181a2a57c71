// What a client's certificate says, and who stands behind it [RFC8705].
#include "jose/certificate.h"

#include <gtest/gtest.h>

#include "crypto/digest.h"
#include "jose/jwk.h"
#include "jose/public_key.h"
#include "support/certificates.h"

namespace signet::jose {
namespace {

using Kind = CertificateName::Kind;
using signet::testing::make_certificate;

const Time kNow = from_epoch_seconds(1'800'000'000);

Certificate parsed(const signet::testing::TestCertificate& made) { return Certificate::parse(made.der).value(); }

TEST(CertificateOfAClient, IsItsOctetsAndItsKey) {  // [RFC8705 §3.1]
  const auto made = make_certificate({.from = kNow});
  const Certificate certificate = parsed(made);
  EXPECT_EQ(certificate.thumbprint(), crypto::sha256_base64url(made.der));
  EXPECT_EQ(certificate.key_thumbprint(), import_public_jwk(public_members(made.key.get())).value()->thumbprint());
}

TEST(CertificateOfAClient, IsWholeOrNothing) {
  const auto made = make_certificate({.from = kNow});
  EXPECT_FALSE(Certificate::parse(""));
  EXPECT_FALSE(Certificate::parse(made.der + "x"));
  EXPECT_FALSE(Certificate::parse(made.der.substr(0, made.der.size() - 1)));
  EXPECT_FALSE(Certificate::parse(made.pem));
}

TEST(CertificateOfAClient, HasTheNamesThatAreInIt) {  // [R-CA-7] [RFC8705 §2.1.2]
  const Certificate certificate =
      parsed(make_certificate({.name = "päy+roll", .san = "DNS:app.example.test,DNS:*.wild.example.test,URI:urn:app:1,IP:192.0.2.1,IP:2001:db8::1,email:Ops@example.test", .from = kNow}));
  const auto has = [&](Kind kind, const std::string& value) { return certificate.has({kind, value}); };
  EXPECT_TRUE(has(Kind::subject_dn, "CN=päy\\+roll,O=Example\\, Inc."));
  EXPECT_TRUE(has(Kind::subject_dn, "cn=päy\\+roll, o=Example\\, Inc."));
  EXPECT_FALSE(has(Kind::subject_dn, "CN=PÄY\\+ROLL,O=Example\\, Inc.")) << "values are letters";
  EXPECT_FALSE(has(Kind::subject_dn, "CN=päy\\+roll")) << "all of it";
  EXPECT_FALSE(has(Kind::subject_dn, "O=Example\\, Inc.,CN=päy\\+roll")) << "in its order";
  EXPECT_TRUE(has(Kind::san_dns, "APP.example.test"));
  EXPECT_FALSE(has(Kind::san_dns, "x.wild.example.test")) << "a certificate for all is not for one";
  EXPECT_FALSE(has(Kind::san_dns, "urn:app:1")) << "another kind of name";
  EXPECT_TRUE(has(Kind::san_uri, "urn:app:1"));
  EXPECT_TRUE(has(Kind::san_ip, "192.0.2.1"));
  EXPECT_TRUE(has(Kind::san_ip, "2001:DB8:0::1"));
  EXPECT_FALSE(has(Kind::san_ip, "192.0.2.2"));
  EXPECT_FALSE(has(Kind::san_ip, "not an address"));
  EXPECT_TRUE(has(Kind::san_email, "Ops@example.test"));
  EXPECT_FALSE(has(Kind::san_email, "ops@example.test"));
  EXPECT_FALSE(parsed(make_certificate({.from = kNow})).has({Kind::san_dns, "app.example.test"})) << "it has none at all";
}

TEST(CertificateOfAClient, IsVouchedForByAnAuthorityAtItsTimeForItsPurpose) {  // [R-CA-7] [RFC8705 §2.1]
  const auto authority = make_certificate({.name = "authority", .is_authority = true, .from = kNow});
  const auto stranger = make_certificate({.name = "authority", .is_authority = true, .from = kNow});
  const auto anchors = TrustAnchors::load(authority.pem).value();
  const auto vouched = [&](const signet::testing::CertificateWishes& wishes, Time now = kNow) {
    return parsed(make_certificate(wishes)).is_vouched_for(*anchors, now);
  };
  EXPECT_TRUE(vouched({.by = &authority, .from = kNow}));
  EXPECT_TRUE(vouched({.by = &authority, .usage = "clientAuth", .from = kNow}));
  EXPECT_FALSE(vouched({.by = &authority, .usage = "serverAuth", .from = kNow}));
  EXPECT_FALSE(vouched({.by = &stranger, .from = kNow})) << "the same name, another key";
  EXPECT_FALSE(vouched({.from = kNow})) << "by itself";
  EXPECT_FALSE(vouched({.by = &authority, .from = kNow}, kNow + Seconds(86401)));
  EXPECT_FALSE(vouched({.by = &authority, .from = kNow}, kNow - Seconds(3601)));
  EXPECT_FALSE(vouched({.by = &authority, .digest = EVP_sha1(), .from = kNow})) << "anybody with money finds a second certificate for a hash like this";
  const auto leaf = make_certificate({.by = &authority, .from = kNow});
  EXPECT_FALSE(vouched({.by = &leaf, .from = kNow})) << "a client is no authority";
}

TEST(TrustAnchorsOfClients, AreCertificatesInPem) {
  EXPECT_FALSE(TrustAnchors::load(""));
  EXPECT_FALSE(TrustAnchors::load("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"));
  EXPECT_TRUE(TrustAnchors::load(make_certificate({.is_authority = true, .from = kNow}).pem + make_certificate({.is_authority = true, .from = kNow}).pem));
}

}  // namespace
}  // namespace signet::jose
