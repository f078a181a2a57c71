// TLS as bytes: which versions and ciphers, in pieces of any size, with a beginning and an end, and nothing for whoever speaks something else.
#include "tls/session.h"

#include <gtest/gtest.h>

#include "tls/pair.h"

namespace signet::tls {
namespace {

class Tls : public ::testing::Test {
 protected:
  static std::shared_ptr<const Context> context_of(const std::vector<CertificateFiles>& files) {
    auto context = Context::load(files);
    EXPECT_TRUE(context) << context.error();
    return context ? *context : nullptr;
  }
  // Lets both speak until neither has anything to say. False where the server has ended it.
  static bool talk(Client& client, Session& server, std::string* plain = nullptr) {
    client.receive("");
    for (std::string said = client.take_output(); !said.empty(); said = client.take_output()) {
      const Session::Step step = server.receive(said);
      if (plain != nullptr) *plain += step.plain;
      client.receive(step.to_send);
      if (step.failed) return false;
    }
    return true;
  }
  bool connects(const Client::Wishes& wishes) {
    Client client(wishes);
    Session server(context);
    return talk(client, server) && client.is_connected();
  }

  Files files;
  const CertificateFiles certificate = files.certificate("server", "login.example.test");
  std::shared_ptr<const Context> context = context_of({certificate});
};

TEST_F(Tls, CarriesWhatIsSaidInBothDirections) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Client client({.lowest = version, .highest = version});
    Session server(context);
    EXPECT_EQ(server.seal("too early"), "");
    ASSERT_TRUE(talk(client, server));
    ASSERT_TRUE(client.is_connected());
    ASSERT_TRUE(client.say("GET / HTTP/1.1\r\n"));
    std::string heard;
    ASSERT_TRUE(talk(client, server, &heard));
    EXPECT_EQ(heard, "GET / HTTP/1.1\r\n");
    const std::string large(200'000, 'x');
    const std::string sealed = server.seal(large);
    EXPECT_GT(sealed.size(), large.size());
    EXPECT_LT(sealed.size(), large.size() + large.size() / 100) << "what the send buffer has to hold";
    client.receive(sealed);
    EXPECT_EQ(client.heard, large);
    const std::string farewell = server.close();
    EXPECT_NE(farewell, "");
    client.receive(farewell);
    EXPECT_TRUE(client.ended) << "close_notify";
    EXPECT_EQ(server.seal("after the end"), "");
    EXPECT_EQ(server.close(), "");
  }
}

TEST_F(Tls, AClientMayShowACertificateWhereItIsAskedForOne) {  // [RS-03] [R-CA-7]
  const CertificateFiles own = files.certificate("client", "app.example.test");
  const CertificateFiles further = files.certificate("further", "mtls.example.test");
  const auto shown = [&](const ClientCertificates& wanted, const Client::Wishes& wishes) {
    const auto asking = Context::load({certificate, further}, wanted).value();
    Client client(wishes);
    Session server(asking);
    EXPECT_EQ(server.client_certificate(), "") << "nothing before the handshake is done";
    EXPECT_TRUE(talk(client, server) && client.is_connected());
    return server.client_certificate();
  };
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const Client::Wishes with{.lowest = version, .highest = version, .certificate = own};
    const Client::Wishes without{.lowest = version, .highest = version};
    const std::string der = shown({true, ""}, with);
    EXPECT_EQ(der.substr(0, 1), "\x30");
    EXPECT_EQ(shown({true, ""}, without), "") << "nobody has to";
    EXPECT_EQ(shown({}, with), "") << "nobody was asked";
    Client::Wishes there = with;
    there.host = "MTLS.example.test";
    EXPECT_EQ(shown({true, "mtls.example.test"}, there), der);
    there.host = "login.example.test";
    EXPECT_EQ(shown({true, "mtls.example.test"}, there), "") << "browsers come here";
    EXPECT_EQ(shown({true, "mtls.example.test"}, with), "") << "nor by no name";
  }
}

TEST_F(Tls, ComesInPiecesOfAnySize) {
  Client client({});
  Session server(context);
  std::string heard;
  const auto drip = [&] {
    client.receive("");
    for (std::string said = client.take_output(); !said.empty(); said = client.take_output()) {
      for (const char byte : said) {
        const Session::Step step = server.receive({&byte, 1});
        ASSERT_FALSE(step.failed);
        heard += step.plain;
        client.receive(step.to_send);
      }
    }
  };
  drip();
  ASSERT_TRUE(client.is_connected());
  client.say("hello");
  drip();
  EXPECT_EQ(heard, "hello");
}

TEST_F(Tls, OnlyWhatFapiAllowsIsAgreedUpon) {  // [FAPI2.Security s5.2.1] [RFC9325 s4.2]
  EXPECT_FALSE(connects({.lowest = TLS1_VERSION, .highest = TLS1_1_VERSION}));
  for (const char* weak : {"AES128-SHA", "AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "AECDH-AES128-SHA",
                           "ECDHE-ECDSA-AES128-CCM8", "NULL"}) {
    EXPECT_FALSE(connects({.highest = TLS1_2_VERSION, .ciphers12 = weak})) << weak;
  }
  for (const char* good : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"}) {
    EXPECT_TRUE(connects({.highest = TLS1_2_VERSION, .ciphers12 = good})) << good;
  }
  EXPECT_TRUE(connects({.lowest = TLS1_3_VERSION}));
}

TEST_F(Tls, NothingIsResumed) {
  Client client({.highest = TLS1_2_VERSION});
  Session server(context);
  ASSERT_TRUE(talk(client, server));
  SSL_SESSION* session = SSL_get1_session(client.ssl());
  Client again({.highest = TLS1_2_VERSION});
  SSL_set_session(again.ssl(), session);
  SSL_SESSION_free(session);
  Session next(context);
  ASSERT_TRUE(talk(again, next));
  EXPECT_EQ(SSL_session_reused(again.ssl()), 0);
}

TEST_F(Tls, OnlyHttp11IsSpokenInside) {  // [RFC7301]
  EXPECT_TRUE(connects({.protocol = "http/1.1"}));
  EXPECT_FALSE(connects({.protocol = "h2"}));
}

TEST_F(Tls, WhatIsNoTlsEndsIt) {
  for (const std::string& bytes : {std::string("GET / HTTP/1.1\r\n\r\n"), std::string(5000, '\0'), std::string(5000, '\xFF'), std::string("\x16\x03\x01\xFF\xFF\x01")}) {
    Session server(context);
    Session::Step step = server.receive(bytes);
    for (int i = 0; i < 100 && !step.failed; ++i) step = server.receive(bytes);
    EXPECT_TRUE(step.failed);
    EXPECT_EQ(step.plain, "");
    EXPECT_TRUE(server.receive("more").failed);
    EXPECT_EQ(server.seal("x"), "");
  }
}

TEST_F(Tls, WhatOtherWorkLeftInTheErrorQueueIsNoFailureOfOurs) {  // [S-J15]
  Client client({});
  Session server(context);
  client.receive("");
  for (std::string said = client.take_output(); !said.empty(); said = client.take_output()) {
    ERR_raise(ERR_LIB_EVP, ERR_R_INTERNAL_ERROR);
    const Session::Step step = server.receive(said.substr(0, said.size() / 2));
    EXPECT_FALSE(step.failed);
    EXPECT_EQ(ERR_peek_error(), 0U);
    ERR_raise(ERR_LIB_EVP, ERR_R_INTERNAL_ERROR);
    const Session::Step rest = server.receive(said.substr(said.size() / 2));
    EXPECT_FALSE(rest.failed);
    client.receive(step.to_send + rest.to_send);
  }
  ASSERT_TRUE(client.is_connected());
  ERR_raise(ERR_LIB_EVP, ERR_R_INTERNAL_ERROR);
  EXPECT_NE(server.seal("hello"), "");
}

TEST_F(Tls, TheClientsFarewellIsHeardWithWhatCameBefore) {
  Client client({});
  Session server(context);
  ASSERT_TRUE(talk(client, server));
  client.say("last words");
  client.close();
  const Session::Step step = server.receive(client.take_output());
  EXPECT_EQ(step.plain, "last words");
  EXPECT_TRUE(step.ended);
  EXPECT_FALSE(step.failed);
}

TEST_F(Tls, AnAlteredRecordEndsIt) {
  Client client({});
  Session server(context);
  ASSERT_TRUE(talk(client, server));
  client.say("hello");
  std::string record = client.take_output();
  record.back() = static_cast<char>(record.back() ^ 1);
  const Session::Step step = server.receive(record);
  EXPECT_TRUE(step.failed);
  EXPECT_EQ(step.plain, "");
}

TEST_F(Tls, TheCertificateFitsTheNameThatIsAskedFor) {  // SNI [RFC6066 s3]
  context = context_of({certificate, files.certificate("other", "mtls.example.test"), files.certificate("third", "third.example.test")});
  const auto name_for = [&](const std::string& host) {
    Client client({.host = host});
    Session server(context);
    EXPECT_TRUE(talk(client, server));
    return client.server_name();
  };
  EXPECT_EQ(name_for("mtls.example.test"), "mtls.example.test");
  EXPECT_EQ(name_for("MTLS.example.test"), "mtls.example.test");
  EXPECT_EQ(name_for("third.example.test"), "third.example.test");
  EXPECT_EQ(name_for("login.example.test"), "login.example.test");
  EXPECT_EQ(name_for("unknown.example.test"), "login.example.test");
  EXPECT_EQ(name_for(""), "login.example.test");
}

TEST_F(Tls, FilesThatCannotBeUsedAreNamed) {
  const CertificateFiles other = files.certificate("other", "other.example.test");
  const auto complaint = [](const CertificateFiles& pair) {
    const auto loaded = Context::load({pair});
    return loaded ? std::string() : loaded.error();
  };
  EXPECT_NE(complaint({"/nowhere.pem", certificate.key}).find("/nowhere.pem"), std::string::npos);
  EXPECT_NE(complaint({certificate.chain, "/nowhere.key"}).find("/nowhere.key"), std::string::npos);
  EXPECT_NE(complaint({certificate.key, certificate.key}).find("no certificate chain"), std::string::npos);
  EXPECT_NE(complaint({certificate.chain, other.key}).find(other.key), std::string::npos);
  EXPECT_NE(complaint({files.write("empty", ""), certificate.key}), "");
  EXPECT_FALSE(Context::load({}));
}

}  // namespace
}  // namespace signet::tls
