// What must fit together, in each mode.
#include "config/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/issuer.h"
#include "config/sources.h"

namespace signet::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> keys_of(const std::vector<Complaint>& complaints) {
  std::vector<std::string> keys;
  for (const Complaint& complaint : complaints) {
    keys.push_back(complaint.key);
  }
  return keys;
}

Loaded serve_with(std::map<std::string, std::string> changes, Mode mode = Mode::serve, int cores = 1) {
  auto environment = enough();
  for (auto& [variable, value] : changes) {
    environment[variable] = value;
  }
  Sources from = sources(environment);
  from.cores = cores;
  return examine(from, mode);
}

TEST(Issuer, IsTakenLetterForLetter) {
  for (const char* good : {"https://id.example.com", "https://id.example.com/",
                           "https://id.example.com:8443/auth", "https://192.0.2.1", "https://[2001:db8::1]",
                           "http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost:8080/x"}) {
    EXPECT_EQ(issuer_problem(good), std::nullopt) << good;
  }
}

TEST(Issuer, HasOneSpelling) {
  for (const char* bad : {"",
                          "id.example.com",
                          "//id.example.com",
                          "https://",
                          "https:///path",
                          "ftp://id.example.com",
                          "HTTPS://id.example.com",
                          "http://id.example.com",
                          "http://127.0.0.2.example.com",
                          "http://localhost.example.com",
                          "http://0.0.0.0",
                          "https://id.example.com?",
                          "https://id.example.com/?a=b",
                          "https://id.example.com#",
                          "https://u@id.example.com",
                          "https://ID.example.com",
                          "https://id.example.com:443",
                          "http://localhost:80",
                          "https://id.example.com//a",
                          "https://id.example.com/a/../b",
                          "https://id.example.com/.",
                          "https://id.example.com/%61",
                          "https://id.example.com/a;b",
                          "https://id.example.com/a b",
                          "https://id.example.com:0",
                          "https://id.example.com:99999"}) {
    EXPECT_NE(issuer_problem(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(issuer_problem("https://x.example/" + std::string(237, 'a')), std::nullopt);
  EXPECT_NE(issuer_problem("https://x.example/" + std::string(238, 'a')), std::nullopt);
}

TEST(Rules, PlainHttpIsForLoopbackOnlyAndWarnedOfOnce) {
  const auto allowed = serve_with({{"SIGNET_ISSUER", "http://127.0.0.1:8080"}});
  EXPECT_THAT(allowed.complaints, IsEmpty());
  EXPECT_THAT(keys_of(allowed.warnings), ElementsAre("issuer"));
  EXPECT_THAT(
      keys_of(serve_with({{"SIGNET_ISSUER", "http://localhost:8080"}, {"SIGNET_LISTEN", "0.0.0.0:8080"}})
                  .complaints),
      ElementsAre("listen"));
}

TEST(Rules, BehindAProxyAnyAddressMayListen) {
  const auto loaded = serve_with({{"SIGNET_LISTEN", "0.0.0.0:8080"}});
  EXPECT_THAT(loaded.complaints, IsEmpty());
  EXPECT_THAT(loaded.warnings, IsEmpty());
}

TEST(Rules, OnlyServeNeedsIssuerAndMasterKey) {
  EXPECT_THAT(keys_of(examine(sources({}), Mode::serve).complaints), ElementsAre("issuer", "master_key"));
  EXPECT_THAT(examine(sources({}), Mode::dev).complaints, IsEmpty());
  EXPECT_THAT(examine(sources({}), Mode::tool).complaints, IsEmpty());
}

TEST(Rules, AMasterKeyHas32Bytes) {
  for (const char* bad : {"AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ","}) {
    EXPECT_THAT(keys_of(serve_with({{"SIGNET_MASTER_KEY", bad}}).complaints), ElementsAre("master_key"))
        << bad;
    EXPECT_THAT(keys_of(serve_with({{"SIGNET_MASTER_KEY", bad}}, Mode::tool).complaints),
                ElementsAre("master_key"))
        << bad;
  }
  EXPECT_THAT(serve_with({{"SIGNET_MASTER_KEY", std::string(kMasterKey) + "," + kMasterKey}}).complaints,
              IsEmpty());
}

TEST(Rules, DevListensOnLoopbackOnly) {
  EXPECT_THAT(
      keys_of(serve_with({{"SIGNET_LISTEN", "0.0.0.0:8080"}, {"SIGNET_MANAGEMENT_LISTEN", "10.0.0.1:9080"}},
                         Mode::dev)
                  .complaints),
      ElementsAre("listen", "management_listen"));
}

TEST(Rules, WhatIsNotThereYetIsNotIgnored) {
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_TLS__CERT_FILE", "a"}, {"SIGNET_TLS__KEY_FILE", "b"}}).complaints),
              ElementsAre("tls.cert_file", "tls.key_file"));
}

TEST(Rules, WhatContradictsIsRefused) {
  struct Case {
    std::map<std::string, std::string> changes;
    const char* key;
  };
  for (const Case& c : {
           Case{{{"SIGNET_MANAGEMENT_LISTEN", "127.0.0.1:8080"}}, "management_listen"},
           Case{{{"SIGNET_TRUSTED_PROXIES", "10.0.0.0/8,0.0.0.0/0"}}, "trusted_proxies"},
           Case{{{"SIGNET_TRUSTED_PROXIES", "10.0.0.0"}}, "trusted_proxies"},
           Case{{{"SIGNET_HTTP__MAX_CONNECTIONS", "63"}}, "http.max_connections"},
           Case{{{"SIGNET_TOKENS__REFRESH_IDLE", "91d"}}, "tokens.refresh_idle"},
           Case{{{"SIGNET_TOKENS__ACCESS_TOKEN_LIFETIME", "61m"}}, "tokens.access_token_lifetime"},
           Case{{{"SIGNET_SESSIONS__IDLE", "25h"}}, "sessions.idle"},
           Case{{{"SIGNET_KEYS__ALGS", "ES256"}, {"SIGNET_TOKENS__ACCESS_TOKEN_ALG", "ES256"}}, "keys.algs"},
           Case{{{"SIGNET_KEYS__ALGS", "RS256,HS256"}}, "keys.algs"},
           Case{{{"SIGNET_KEYS__ENCRYPTION_ALGS", "RSA1_5"}}, "keys.encryption_algs"},
           Case{{{"SIGNET_TOKENS__ACCESS_TOKEN_ALG", "ES384"}}, "tokens.access_token_alg"},
           Case{{{"SIGNET_PASSWORDS__MINIMUM_LENGTH", "7"}}, "passwords.minimum_length"},
           Case{{{"SIGNET_PASSWORDS__ARGON2_ITERATIONS", "1"}}, "passwords.argon2_memory"},
           Case{{{"SIGNET_DATABASE_URL", "mysql://db"}}, "database_url"},
           Case{{{"SIGNET_DATABASE_URL", "sqlite:"}}, "database_url"},
       }) {
    EXPECT_THAT(keys_of(serve_with(c.changes).complaints), ElementsAre(c.key));
  }
}

TEST(Rules, TheBoundsThemselvesAreAllowed) {
  EXPECT_THAT(serve_with({{"SIGNET_TOKENS__ACCESS_TOKEN_LIFETIME", "60m"},
                          {"SIGNET_TOKENS__REFRESH_IDLE", "90d"},
                          {"SIGNET_SESSIONS__IDLE", "24h"},
                          {"SIGNET_HTTP__MAX_CONNECTIONS", "64"},
                          {"SIGNET_PASSWORDS__ARGON2_MEMORY", "7168"},
                          {"SIGNET_PASSWORDS__ARGON2_ITERATIONS", "5"}})
                  .complaints,
              IsEmpty());
}

TEST(Rules, PasswordHashesTogetherStayBelowTheirLimit) {  // [R-DOS-2]
  const std::map<std::string, std::string> limit{
      {"SIGNET_PASSWORDS__MEMORY_LIMIT", "57"}};  // three hashes of 19 MiB
  EXPECT_THAT(serve_with(limit, Mode::serve, 4).complaints, IsEmpty());
  EXPECT_THAT(keys_of(serve_with(limit, Mode::serve, 5).complaints), ElementsAre("passwords.memory_limit"));
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_PASSWORDS__THREADS", "128"}}).complaints),
              ElementsAre("passwords.memory_limit"));
}

TEST(Rules, PoliciesOfTheGatewayHaveNamesOfTheirOwn) {
  EXPECT_THAT(serve_with({{"SIGNET_GATEWAY__POLICIES", "readers?scope=a, clerks?scope=a&role=clerk"}}).complaints, IsEmpty());
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_GATEWAY__POLICIES", "readers?scope=a, readers?scope=b"}}).complaints), ElementsAre("gateway.policies"));
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_GATEWAY__POLICIES", "readers?scopes=a"}}).complaints), ElementsAre("gateway.policies"));
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_GATEWAY__POLICY_HEADER", "X-Policy"}}).complaints), ElementsAre("gateway.policy_header"));
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_GATEWAY__POLICY_HEADER", "X Policy:"}, {"SIGNET_GATEWAY__POLICIES", "a"}}).complaints),
              ElementsAre("gateway.policy_header"));
  EXPECT_THAT(serve_with({{"SIGNET_GATEWAY__POLICY_HEADER", "X-Policy"}, {"SIGNET_GATEWAY__POLICIES", "a"}}).complaints, IsEmpty());
}

TEST(Rules, WhatIsUnwiseIsWarnedOf) {
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_ISSUER", "https://id.example.com/"},
                                  {"SIGNET_MANAGEMENT_LISTEN", "0.0.0.0:9080"},
                                  {"SIGNET_LIMITS__LOGIN", "off"},
                                  {"SIGNET_LIMITS__REQUESTS", "off"},
                                  {"SIGNET_LIMITS__DEVICE_REQUESTS", "off"},
                                  {"SIGNET_LIMITS__DEVICE_CODES", "off"},
                                  {"SIGNET_LIMITS__CONNECTIONS_PER_ADDRESS", "off"},
                                  {"SIGNET_LIMITS__PUSHED_REQUESTS", "off"},
                                  {"SIGNET_PASSWORDS__MINIMUM_LENGTH", "14"}})
                          .warnings),
              ElementsAre("issuer", "management_listen", "limits.login", "limits.requests", "limits.device_requests",
                          "limits.device_codes", "limits.connections_per_address", "limits.pushed_requests",
                          "passwords.minimum_length"));
}

TEST(Rules, AToolIsNotStoppedByWhatItDoesNotUse) {
  const auto loaded =
      serve_with({{"SIGNET_TLS__CERT_FILE", "a"}, {"SIGNET_LIMITS__LOGIN", "off"}}, Mode::tool);
  EXPECT_THAT(loaded.complaints, IsEmpty());
  EXPECT_THAT(loaded.warnings, IsEmpty());
}

TEST(Rules, OpenRegistrationWithoutAQuotaIsUnwise) {  // [R-RG-1]
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_REGISTRATION__MODE", "open"}, {"SIGNET_REGISTRATION__PER_HOUR", "off"}}).warnings),
              ElementsAre("registration.per_hour"));
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_REGISTRATION__MODE", "open"}}).warnings), IsEmpty());
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_REGISTRATION__PER_HOUR", "off"}}).warnings), IsEmpty());
}

TEST(Rules, RegistrationPoliciesAreWellFormed) {
  for (const auto& [variable, bad] : std::map<std::string, std::vector<std::string>>{
           {"MODE", {"yes"}},
           {"HOSTS", {"https://app.example", "*.example", "app.example/x", "."}},
           {"SCOPES", {"a\"b", "a\\b"}},
           {"GRANT_TYPES", {"password"}}}) {
    for (const std::string& value : bad) {
      EXPECT_FALSE(serve_with({{"SIGNET_REGISTRATION__" + variable, value}}).complaints.empty()) << variable << " " << value;
    }
  }
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_REGISTRATION__HOSTS", "app.example, .example.test, [::1]"}}).complaints), IsEmpty());
}

TEST(CertificatesOfClients, NeedSomebodyWhoAsksForThem) {
  const std::map<std::string, std::string> here{{"SIGNET_MTLS__ENABLED", "true"}, {"SIGNET_TLS__CERT_FILE", "/dev/null"}, {"SIGNET_TLS__KEY_FILE", "/dev/null"}};
  const auto with = [&](std::map<std::string, std::string> more) {
    more.insert(here.begin(), here.end());
    return more;
  };
  EXPECT_THAT(serve_with(with({{"SIGNET_MTLS__URL", "https://mtls.example.test"}, {"SIGNET_MTLS__CA_FILE", "/dev/null"}})).complaints, IsEmpty());
  EXPECT_THAT(serve_with({{"SIGNET_MTLS__ENABLED", "true"}, {"SIGNET_MTLS__CERTIFICATE_HEADER", "Client-Cert"}, {"SIGNET_TRUSTED_PROXIES", "10.0.0.0/8"}}).complaints, IsEmpty());
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_MTLS__ENABLED", "true"}}).complaints), ElementsAre("mtls.enabled"));
  EXPECT_THAT(keys_of(serve_with(with({{"SIGNET_MTLS__CERTIFICATE_HEADER", "Client-Cert"}})).complaints), ElementsAre("mtls.certificate_header"));
  EXPECT_THAT(keys_of(serve_with(with({{"SIGNET_MTLS__URL", "https://mtls.example.test/"}})).complaints), ElementsAre("mtls.url"));
  EXPECT_THAT(keys_of(serve_with(with({{"SIGNET_MTLS__URL", "http://mtls.example.test"}})).complaints), ElementsAre("mtls.url"));
  EXPECT_THAT(keys_of(serve_with(with({{"SIGNET_MTLS__CA_FILE", "/nowhere"}})).complaints), ElementsAre("mtls.ca_file"));
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_MTLS__URL", "https://mtls.example.test"}}).complaints), ElementsAre("mtls.url"));
}

TEST(TlsHere, NeedsBothFilesAndAnHttpsIssuer) {
  const std::map<std::string, std::string> both{{"SIGNET_TLS__CERT_FILE", "/dev/null"}, {"SIGNET_TLS__KEY_FILE", "/dev/null"}};
  const auto with = [&](std::map<std::string, std::string> more) {
    more.merge(std::map<std::string, std::string>(both));
    return more;
  };
  EXPECT_THAT(serve_with(both).complaints, IsEmpty());
  EXPECT_THAT(serve_with(with({{"SIGNET_TLS__REDIRECT_LISTEN", "127.0.0.1:80"}, {"SIGNET_TLS__MORE", "/dev/null:/dev/null"}})).complaints, IsEmpty());
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_TLS__CERT_FILE", "/dev/null"}}).complaints), ElementsAre("tls.key_file"));
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_TLS__KEY_FILE", "/dev/null"}}).complaints), ElementsAre("tls.key_file"));
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_TLS__REDIRECT_LISTEN", "127.0.0.1:80"}}).complaints), ElementsAre("tls.redirect_listen"));
  EXPECT_THAT(keys_of(serve_with(with({{"SIGNET_TLS__KEY_FILE", "/nowhere"}})).complaints), ElementsAre("tls.key_file"));
  EXPECT_THAT(keys_of(serve_with(with({{"SIGNET_TLS__MORE", "/dev/null:/nowhere"}})).complaints), ElementsAre("tls.more"));
  EXPECT_THAT(keys_of(serve_with(with({{"SIGNET_TLS__MORE", "/dev/null"}})).complaints), ElementsAre("tls.more"));
  EXPECT_THAT(keys_of(serve_with(with({{"SIGNET_TLS__REDIRECT_LISTEN", "port 80"}})).complaints), ElementsAre("tls.redirect_listen"));
  EXPECT_THAT(keys_of(serve_with(with({{"SIGNET_TLS__REDIRECT_LISTEN", "127.0.0.1:8080"}})).complaints), ElementsAre("tls.redirect_listen"));
  EXPECT_THAT(keys_of(serve_with(with({{"SIGNET_ISSUER", "http://127.0.0.1:8080"}})).complaints), ElementsAre("tls.cert_file"));
  EXPECT_THAT(keys_of(serve_with(both, Mode::dev).complaints), ElementsAre("tls.cert_file"));
}

TEST(Signup, ThatIsOpenSaysWhatItReveals) {
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_SIGNUP__MODE", "open"}}).complaints), ElementsAre("signup.reveal_existing"));
  EXPECT_THAT(serve_with({{"SIGNET_SIGNUP__MODE", "open"}, {"SIGNET_SIGNUP__REVEAL_EXISTING", "true"}}).complaints, IsEmpty());
  EXPECT_THAT(serve_with({{"SIGNET_SIGNUP__MODE", "open"}}, Mode::dev).complaints, IsEmpty());
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_SIGNUP__MODE", "sometimes"}}).complaints), ElementsAre("signup.mode"));
}

TEST(Signup, NeedsNothingRevealedWhereMailIsSent) {
  const auto serve_open = [](std::map<std::string, std::string> more) {
    more.merge(std::map<std::string, std::string>{{"SIGNET_SIGNUP__MODE", "open"}, {"SIGNET_MAIL__SERVER", "smtp://mail.example.com"}, {"SIGNET_MAIL__FROM", "a@example.com"}});
    return serve_with(more);
  };
  EXPECT_THAT(serve_open({}).complaints, IsEmpty());
  EXPECT_THAT(keys_of(serve_open({{"SIGNET_MAIL__FROM", ""}}).complaints), ElementsAre("mail.from"));
  EXPECT_THAT(keys_of(serve_open({{"SIGNET_MAIL__FROM", "a b@example.com"}}).complaints), ElementsAre("mail.from"));
  EXPECT_THAT(keys_of(serve_open({{"SIGNET_MAIL__USER", "user"}}).complaints), ElementsAre("mail.password"));
  EXPECT_THAT(keys_of(serve_open({{"SIGNET_MAIL__PASSWORD", "secret"}}).complaints), ElementsAre("mail.user"));
  EXPECT_THAT(keys_of(serve_open({{"SIGNET_MAIL__SERVER", "http://mail.example.com"}}).complaints), ElementsAre("mail.server"));
  EXPECT_THAT(serve_with({{"SIGNET_SIGNUP__MODE", "invitation"}}).complaints, IsEmpty());
}

TEST(Passwords, OfAListThatIsMissingAreComplainedOf) {  // [R-PW-3]
  EXPECT_THAT(keys_of(serve_with({{"SIGNET_PASSWORDS__BLOCKLIST_FILE", "/nowhere/list"}}).complaints), ElementsAre("passwords.blocklist_file"));
  EXPECT_THAT(serve_with({{"SIGNET_PASSWORDS__BLOCKLIST_FILE", "/dev/null"}}).complaints, IsEmpty());
}

}  // namespace
}  // namespace signet::config
