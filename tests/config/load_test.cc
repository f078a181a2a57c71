// Reading settings: where from, in which order, and what is said when it goes wrong.
#include "config/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/sources.h"
#include "config/table.h"

namespace signet::config {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::vector<std::string> lines(const std::vector<Complaint>& complaints) {
  std::vector<std::string> texts;
  for (const Complaint& complaint : complaints) {
    texts.push_back(complaint.text());
  }
  return texts;
}

std::vector<std::string> complaints_of(const Sources& from, Mode mode = Mode::serve) {
  return lines(examine(from, mode).complaints);
}

TEST(Load, EnoughIsEnough) {
  const auto settings = load(sources(enough()), Mode::serve);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->issuer, "https://id.example.com");
  EXPECT_EQ(settings->listen.text(), "127.0.0.1:8080");
  EXPECT_EQ(settings->tokens.access_token_lifetime, 10min);
  EXPECT_EQ(settings->database_url.value.reveal(), "sqlite:var/signet.db");
}

TEST(Load, TheFileHoldsEveryKindOfValue) {
  const auto settings = load(sources({}, R"(
      issuer = "https://id.example.com"
      master_key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      listen = "0.0.0.0:80"
      migrate = "auto"
      trusted_proxies = ["10.0.0.0/8", "fd00::/8"]
      [http]
      threads = 32
      idle_timeout = 60
      head_timeout = "5s"
      [database]
      prepared_statements = false
      dialect = "portable"
      [limits]
      login = "off"
      requests = false
      [log]
      format = "json"
  )"),
                             Mode::serve);
  ASSERT_TRUE(settings) << lines(settings.error()).front();
  EXPECT_EQ(settings->migrate, Migrate::automatic);
  EXPECT_EQ(settings->trusted_proxies, (List{"10.0.0.0/8", "fd00::/8"}));
  EXPECT_EQ(settings->http.threads, 32);
  EXPECT_EQ(settings->http.idle_timeout, 60s);
  EXPECT_EQ(settings->http.head_timeout, 5s);
  EXPECT_FALSE(settings->database.prepared_statements);
  EXPECT_EQ(settings->database.dialect, SqlDialect::portable);
  EXPECT_EQ(settings->limits.login, std::nullopt);
  EXPECT_EQ(settings->limits.requests, std::nullopt);
  EXPECT_EQ(settings->log.format, LogFormat::json);
}

TEST(Load, TheEnvironmentOverridesTheFile) {
  auto environment = enough();
  environment["SIGNET_HTTP__THREADS"] = "16";
  environment["SIGNET_DATABASE_URL"] = "postgres://db/signet";
  const auto settings = load(
      sources(environment, "database_url = \"sqlite:a.db\"\n[http]\nthreads = 32\nmax_connections = 100\n"),
      Mode::serve);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->http.threads, 16);
  EXPECT_EQ(settings->http.max_connections, 100);
  EXPECT_EQ(settings->database_url.value.reveal(), "postgres://db/signet");
}

TEST(Load, AFlagOverridesTheEnvironment) {
  Sources from = with("SIGNET_LISTEN", "127.0.0.1:1");
  from.flags.push_back({"--listen", "listen", "127.0.0.1:2"});
  EXPECT_EQ(load(from, Mode::serve)->listen.port, 2);
  from.flags.back().value = "two";
  EXPECT_THAT(complaints_of(from),
              testing::ElementsAre(testing::StartsWith("listen (--listen): 'two' is not accepted")));
}

TEST(Load, AnEmptyVariableCountsAsNotSet) {
  auto environment = enough();
  environment["SIGNET_HTTP__THREADS"] = "";
  EXPECT_EQ(load(sources(environment), Mode::serve)->http.threads, 64);
}

TEST(Load, EveryVariableSetsItsKeyAndNoOther) {
  for (const Row& row : rows()) {
    const auto loaded =
        examine(sources({{row.variable, row.secret ? "sqlite:other" : "no such value \x01"}}), Mode::tool);
    if (row.secret) {
      for (const Provenance& value : loaded.values) {
        EXPECT_EQ(value.origin, value.key == row.key ? row.variable : "default");
      }
    } else {
      EXPECT_THAT(lines(loaded.complaints),
                  Contains(testing::StartsWith(row.key + " (" + row.variable + "): ")))
          << row.key;
    }
  }
}

TEST(Load, EveryDefaultIsWhatItsRowWouldAccept) {
  for (const Row& row : rows()) {
    Settings settings;
    EXPECT_EQ(row.show(settings), row.initial);
    if (!row.initial.empty()) {
      EXPECT_EQ(row.set(settings, row.initial), std::nullopt) << row.key;
    }
  }
}

TEST(Load, ASecretComesFromAFileWithoutItsLastLineBreak) {
  auto environment = enough();
  environment.erase("SIGNET_MASTER_KEY");
  environment["SIGNET_MASTER_KEY_FILE"] = "/run/secrets/master_key";
  const auto loaded = examine(
      sources(environment, std::nullopt, {{"/run/secrets/master_key", std::string(kMasterKey) + "\r\n"}}),
      Mode::serve);
  EXPECT_TRUE(loaded.complaints.empty());
  EXPECT_EQ(loaded.settings.master_key.reveal(), kMasterKey);
  EXPECT_THAT(loaded.values, Contains(testing::Field(&Provenance::origin,
                                                     "SIGNET_MASTER_KEY_FILE (/run/secrets/master_key)")));

  const auto from_toml = load(
      sources({{"SIGNET_ISSUER", "https://id.example.com"}}, "master_key_file = \"k\"", {{"k", kMasterKey}}),
      Mode::serve);
  ASSERT_TRUE(from_toml);
  EXPECT_EQ(from_toml->master_key.reveal(), kMasterKey);
}

TEST(Load, AnUnreadableSecretIsOneComplaint) {
  EXPECT_THAT(complaints_of(sources(
                  {{"SIGNET_ISSUER", "https://id.example.com"}, {"SIGNET_MASTER_KEY_FILE", "/none"}})),
              testing::ElementsAre("master_key (SIGNET_MASTER_KEY_FILE (/none)): cannot read /none"));
}

TEST(Load, TwoSourcesForOneSecretAreRefused) {
  const std::map<std::string, std::string> files{{"k", kMasterKey}};
  auto environment = enough();
  EXPECT_THAT(
      complaints_of(sources(environment, "master_key_file = \"k\"", files)),
      testing::ElementsAre(
          "master_key (SIGNET_MASTER_KEY): is set here and by signet.toml, line 1 (k); keep one of them"));
  environment["SIGNET_MASTER_KEY_FILE"] = "k";
  EXPECT_THAT(
      complaints_of(sources(environment, std::nullopt, files)),
      testing::ElementsAre(
          "master_key (SIGNET_MASTER_KEY_FILE): is set here and by SIGNET_MASTER_KEY; keep one of them"));
}

TEST(Load, TheDatabaseMayBeOverriddenButNotNamedTwiceInOnePlace) {
  auto environment = enough();
  environment["SIGNET_DATABASE_URL"] = "sqlite:b";
  environment["SIGNET_DATABASE_URL_FILE"] = "u";
  EXPECT_THAT(complaints_of(sources(environment, "database_url = \"sqlite:a\"", {{"u", "sqlite:c"}})),
              testing::ElementsAre(HasSubstr("keep one of them")));
}

TEST(Load, AnUnknownNameIsRefusedWithTheOneThatWasMeant) {
  EXPECT_THAT(complaints_of(sources(enough(), "[http]\nthread = 3\n")),
              testing::ElementsAre(
                  "http.thread (signet.toml, line 2): there is no such setting; did you mean http.threads?"));
  EXPECT_THAT(complaints_of(with("SIGNET_HTTP_THREADS", "3")),
              testing::ElementsAre(
                  "SIGNET_HTTP_THREADS: there is no such setting; did you mean SIGNET_HTTP__THREADS?"));
  EXPECT_THAT(complaints_of(with("SIGNET_MASTERKEY_FILE", "k")),
              testing::ElementsAre(HasSubstr("did you mean SIGNET_MASTER_KEY_FILE?")));
  EXPECT_THAT(complaints_of(sources(enough(), "colour = 3")),
              testing::ElementsAre(HasSubstr("docs/configuration.md lists all")));
  EXPECT_THAT(complaints_of(sources(enough(), "[http.threads]\nmost = 3")),
              testing::ElementsAre(HasSubstr("http.threads.most")));
}

TEST(Load, VariablesOfTestsScriptsAndKubernetesAreNoSettings) {
  for (const char* variable :
       {"SIGNET_TEST_POSTGRES_URL", "SIGNET_SKIP_INSTALL", "SIGNET_BINARY", "SIGNET_SERVICE_HOST",
        "SIGNET_SERVICE_PORT_HTTP", "SIGNET_PORT", "SIGNET_PORT_8080_TCP_ADDR"}) {
    EXPECT_TRUE(load(with(variable, "x"), Mode::serve)) << variable;
  }
  EXPECT_FALSE(load(with("SIGNET_PORTS", "x"), Mode::serve));
}

TEST(Load, AValueOfTheWrongKindIsRefused) {
  for (const char* toml :
       {"issuer = 5", "listen = true", "trusted_proxies = [1]", "trusted_proxies = [\"10.0.0.0/8,\"]",
        "http = 5", "http.threads = 1.5", "http.threads = []", "http.threads = 1979-05-27",
        "database.prepared_statements = 1", "migrate = \"Auto\"", "master_key_file = [\"a\"]"}) {
    EXPECT_FALSE(load(sources({}, toml), Mode::tool)) << toml;
  }
}

TEST(Load, WhatIsNotTomlIsToldByLineOnly) {
  EXPECT_THAT(complaints_of(sources(enough(), "[http]\nthreads = 3\nthreads = 4\n")),
              testing::ElementsAre(
                  "signet.toml, line 3: this is not TOML; mind quotes around text, and each key only once"));
  EXPECT_THAT(complaints_of(sources(enough(), std::string("\0\xff[[[", 5))), testing::SizeIs(1));
  EXPECT_THAT(complaints_of(sources(enough(), "a = " + std::string(100000, '['))), testing::SizeIs(1));
}

TEST(Load, AllComplaintsComeAtOnce) {
  const auto all =
      complaints_of(sources({{"SIGNET_HTTP__THREADS", "many"}, {"SIGNET_LISTENN", "x"}}, "migrate = 1\n"));
  EXPECT_EQ(all,
            (std::vector<std::string>{
                "migrate (signet.toml, line 1): this kind of value is not accepted; give one of auto, manual",
                "http.threads (SIGNET_HTTP__THREADS): 'many' is not accepted; give a number, from 1 to 250",
                "SIGNET_LISTENN: there is no such setting; did you mean SIGNET_LISTEN?",
                "issuer: is not set; give the https URL under which browsers and clients reach this server",
                "master_key: is not set; make one with `signet keys generate-master` and name its file in "
                "SIGNET_MASTER_KEY_FILE",
            }));
}

TEST(Load, NoSecretAppearsInAnyComplaintOrListing) {  // [R-LK-1]
  const std::string canary = "canary-hunter2";
  for (const auto& [environment, toml] :
       std::vector<std::pair<std::map<std::string, std::string>, std::string>>{
           {{{"SIGNET_MASTER_KEY", canary}}, ""},
           {{{"SIGNET_MASTER_KEY_FILE", "k"}}, ""},
           {{{"SIGNET_DATABASE_URL", "mysql://a:" + canary + "@b"}}, ""},
           {{{"SIGNET_DATABASE_URL", "postgres://a:" + canary + "@b/c"}}, ""},
           {{}, "master_key = \"" + canary + "\""},
           {{}, "master_key = " + canary},
           {{}, "master_key = [\"" + canary + "\"]"},
           {{}, "master_key = \"" + canary},
       }) {
    const auto loaded = examine(sources(environment, toml, {{"k", canary}}), Mode::serve);
    std::string everything;
    for (const auto* list : {&loaded.complaints, &loaded.warnings}) {
      for (const std::string& line : lines(*list)) {
        everything += line;
      }
    }
    for (const Provenance& value : loaded.values) {
      everything += value.value + value.origin;
    }
    EXPECT_THAT(everything, testing::Not(HasSubstr("hunter2"))) << toml;
  }
}

TEST(Load, AComplaintIsOneLineWhateverTheValueHolds) {  // [R-LK-2]
  const auto all =
      complaints_of(with("SIGNET_HTTP__THREADS", "1\n\x1b[31mall is well" + std::string(1000, 'x')));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].find_first_of("\n\x1b"), std::string::npos);
  EXPECT_LT(all[0].size(), 250U);
}

}  // namespace
}  // namespace signet::config
