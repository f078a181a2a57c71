// A certificate is renewed by replacing its files, and never lost by half a copy; plain http only knows the way to https.
#include "app/certificates.h"

#include <thread>

#include <gtest/gtest.h>

#include "app/redirect_door.h"
#include "tls/pair.h"

namespace signet::app {
namespace {

bool soon(const std::function<bool()>& what) {
  for (int i = 0; i < 500; ++i) {
    if (what()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

TEST(CertificatesOfAServer, AreRenewedWhereTheirFilesAre) {
  const tls::Files files;
  const tls::CertificateFiles pair = files.certificate("server", "a.example.test");
  const Certificates certificates({pair});
  const auto first = certificates.current();
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(certificates.current(), first);
  (void)files.certificate("server", "b.example.test");  // the same files
  EXPECT_TRUE(soon([&] { return certificates.current() != first; }));
}

TEST(CertificatesOfAServer, ThatDoNotFitYetLeaveTheOldOnesInUse) {
  const tls::Files files;
  const tls::CertificateFiles pair = files.certificate("server", "a.example.test");
  const Certificates certificates({pair});
  const auto first = certificates.current();
  (void)files.write("server.key", "half a copy");
  std::this_thread::sleep_for(std::chrono::milliseconds(1200));
  EXPECT_EQ(certificates.current(), first);
  (void)files.certificate("server", "b.example.test");
  EXPECT_TRUE(soon([&] { return certificates.current() != first; }));
}

TEST(CertificatesOfAServer, ThatCannotBeUsedAreSaidAtTheStart) {
  const std::vector<tls::CertificateFiles> none{{"/nowhere.pem", "/nowhere.key"}};
  EXPECT_THROW(Certificates{none}, std::runtime_error);
}

TEST(Redirects, LeadBelowTheIssuerWhateverIsAskedFor) {
  const web::RouteTable routes(redirect_routes("https://login.example.test/base"), [](int status, const web::Request&) {
    web::Response response;
    response.status = status;
    return response;
  });
  web::Request request;
  request.path = "/base/login";
  request.query = "a=b%20c";
  request.headers = {{"Host", "evil.example"}};
  const auto answer = routes.dispatch(request);
  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(web::only(answer.headers, "Location"), "https://login.example.test/base/login?a=b%20c");
  request.path = "//evil.example/x";
  EXPECT_EQ(web::only(routes.dispatch(request).headers, "Location"), "https://login.example.test//evil.example/x?a=b%20c");
  request.method = web::Method::post;
  EXPECT_EQ(routes.dispatch(request).status, 405) << "a secret that was sent in the clear is not sent on";
}

}  // namespace
}  // namespace signet::app
