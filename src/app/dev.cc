#include "app/dev.h"

#include <filesystem>

#include "app/dev_decision.h"
#include "app/dev_household.h"
#include "app/outbox.h"
#include "app/process.h"
#include "app/server.h"
#include "base/base64url.h"
#include "base/log.h"
#include "base/unavailable.h"
#include "crypto/random.h"
#include "demo/demo.h"
#include "http/free_port.h"
#include "outbound/http_client.h"

namespace signet::app {
namespace {

// What `--config var/dev.toml` gives to every other verb.
std::string dev_toml(const config::Settings& settings, const std::string& management_url, const std::filesystem::path& master_key_file) {
  return "# Written by `signet dev` at every start. `signet client list --config var/dev.toml` works on the same database.\n"
         "issuer = \"" + settings.issuer + "\"\n"
         "listen = \"" + settings.listen.text() + "\"\n"
         "management_listen = \"" + management_url.substr(management_url.find("//") + 2) + "\"\n"
         "database_url = \"" + std::string(settings.database_url.value.reveal()) + "\"\n"
         "master_key_file = \"" + std::filesystem::absolute(master_key_file).string() + "\"\n" +
         "\n[ciba]\nenabled = " + (settings.ciba.enabled ? "true" : "false") + "\n";
}

// A relative SQLite path in the file would depend on where the other verb is called from.
void make_database_path_absolute(config::Settings& settings) {
  const std::string url(settings.database_url.value.reveal());
  constexpr std::string_view kScheme = "sqlite:";
  if (url.starts_with(kScheme) && url != "sqlite::memory:") {
    const auto path = std::filesystem::absolute(url.substr(kScheme.size()));
    std::filesystem::create_directories(path.parent_path());
    settings.database_url.value = Secret(std::string(kScheme) + path.string());
  }
}

void print(const Household& household, const config::Settings& settings, const Server& server, std::ostream& out) {
  out << "\n  Signet is ready.\n\n"
      << "  Try it       " << settings.issuer << "/demo\n"
      << "  Mail         " << settings.issuer << "/dev/mail\n"
      << "  Issuer       " << settings.issuer << "\n"
      << "  Discovery    " << settings.issuer << "/.well-known/openid-configuration\n"
      << "  Management   " << server.management_url() << "/readyz\n\n";
  for (const Household::Person& person : household.people) {
    out << "  Account      " << person.email << "   password  " << person.password << "\n";
  }
  out << "  Demo client  " << household.client_id << "   secret  " << household.client_secret << "\n"
      << "  Own client   " << household.own_client_id << "   for POST " << settings.issuer << "/api/auth/login\n\n"
      << "  Everything else works on the same database: signet client list --config var/dev.toml\n"
      << "  Ctrl-C ends it.\n\n"
      << std::flush;
}

int run(config::Settings& settings, const DevOptions& options, std::ostream& out) {
  crypto::SystemRandom random;
  SystemClock clock;
  const std::filesystem::path directory = options.directory;
  const std::filesystem::path dev_json = directory / "dev.json";
  const std::filesystem::path key_file = directory / "dev.key";
  if (options.ephemeral) {
    settings.database_url.value = Secret("sqlite::memory:");
  } else {
    std::filesystem::create_directories(directory);
    make_database_path_absolute(settings);
  }
  if (settings.listen.port == 0) {
    settings.listen.port = http::free_port(settings.listen.host);
    if (!options.management_given) {
      settings.management_listen.port = 0;  // several of them may run at once
    }
  }
  if (!options.issuer_given) {
    settings.issuer = "http://" + settings.listen.text();
  }
  if (settings.master_key.empty()) {
    settings.master_key =
        Secret(options.ephemeral ? base64url_encode(random_bytes(random, 32)) : master_key_in(key_file, random));
  } else if (!options.ephemeral) {
    write_privately(key_file, std::string(settings.master_key.reveal()) + "\n");
  }
  const auto master_keys = crypto::MasterKeys::parse(settings.master_key.reveal());
  if (!master_keys) {
    throw std::runtime_error(master_keys.error());
  }

  const auto database = open_database(settings, random);
  database->migrate(clock.now());
  const Household household =
      keep_house(stores_of(*database), settings, options.ephemeral ? Household() : remembered_household(dev_json), random, clock.now());

  outbound::HttpClient loopback({.ca_file = settings.outbound.ca_file, .allow_private = {}, .allow_http_to_loopback = true});
  std::unique_ptr<demo::Demo> demo;
  Outbox outbox;
  Extras extras;
  extras.explain_errors = true;
  extras.send_mail = outbox.send();
  extras.routes = [&](Provider& provider) {
    demo = std::make_unique<demo::Demo>(
        demo::Settings{settings.issuer, household.client_id, Secret(household.client_secret), "http://" + settings.listen.text()},
        [&loopback](const outbound::FetchRequest& request) { return loopback.fetch(request); }, *master_keys, random, provider.pages());
    std::vector<web::Route> routes = demo->routes();
    routes.push_back(outbox.route(provider.pages(), "/dev/mail"));
    if (settings.ciba.enabled) {
      routes.push_back(dev_decision_route(provider, "/dev/ciba"));
    }
    return routes;
  };
  if (settings.api.default_client_id.empty()) {
    settings.api.default_client_id = household.own_client_id;
  }
  Server server(settings, *master_keys, *database, clock, random, extras);

  const std::string line = to_json(household, settings.issuer, server.management_url()).dump() + "\n";
  if (!options.ephemeral) {
    write_privately(directory / "dev.toml", dev_toml(settings, server.management_url(), key_file));
    write_privately(dev_json, line);
  }
  if (options.json) {
    out << line << std::flush;
  } else {
    print(household, settings, server, out);
  }
  server.run_until_signal();
  return 0;
}

}  // namespace

int dev(config::Settings settings, const DevOptions& options, std::ostream& out, std::ostream& errors) {
  if (!settings.listen.is_loopback() || !settings.management_listen.is_loopback()) {
    errors << "signet dev listens on loopback only: it prints passwords and explains its errors. Use `signet serve` for "
           << settings.listen.text() << ".\n";
    return 2;
  }
  prepare_process();
  log::start(settings.log.format, settings.log.level);
  int status = 1;
  try {
    status = run(settings, options, out);
  } catch (const Unavailable&) {
    errors << "signet dev cannot start: " << kDatabaseAway << "\n";
  } catch (const std::exception& thrown) {
    errors << "signet dev cannot start: " << thrown.what() << "\n";
  }
  log::stop();
  return status;
}

}  // namespace signet::app
