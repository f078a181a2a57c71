#include "flows/world.h"

#include <stdexcept>

#include "app/mail_courier.h"
#include "app/metadata_policy.h"
#include "base/base64url.h"

namespace signet::testing {

config::Settings World::default_settings() {
  config::Settings settings;
  settings.issuer = kIssuer;
  settings.passwords.argon2_memory = 64;  // KiB: these tests are not about hashing
  settings.passwords.argon2_iterations = 1;
  settings.keys.encryption_algs = {"ECDH-ES"};  // nor about making RSA keys
  return settings;
}

World::World(config::Settings with)
    : settings(std::move(with)),
      master_keys(crypto::MasterKeys::parse(base64url_encode(std::string(32, 'k'))).value()),
      stores(app::stores_of(database)),
      now(from_epoch_seconds(1'800'000'000)) {
  provider = std::make_unique<app::Provider>(settings, master_keys, stores, outside(), random, now);
  routes = route_table(*provider);
}

World::World(config::Settings with, app::Stores others, Time at)
    : settings(std::move(with)),
      master_keys(crypto::MasterKeys::parse(base64url_encode(std::string(32, 'k'))).value()),
      stores(others),
      now(at) {
  provider = std::make_unique<app::Provider>(settings, master_keys, stores, outside(), random, now);
  routes = route_table(*provider);
}

app::Outside World::outside() {
  const clients::Fetch fetch = [this](const std::string& url) -> std::optional<std::string> {
    const std::lock_guard lock(documents_mutex_);
    fetched.push_back(url);
    const auto found = documents.find(url);
    return found == documents.end() ? std::nullopt : std::optional(found->second);
  };
  return {.keys = fetch, .sector = fetch, .request_objects = fetch, .logos = {}, .mail = true};
}

std::vector<World::Letter> World::letters() {
  std::vector<Letter> letters;
  for (const accounts::Mail& mail : stores.mails.take_due(now, now + std::chrono::hours(1), 100)) {
    const auto text = app::mail_text(mail, provider->address_proofs(), provider->pages(), kIssuer);
    stores.mails.settle(mail.mail_id, accounts::MailStore::Outcome::sent, now);
    Letter& letter = letters.emplace_back(Letter{mail.kind, mail.address, text.subject, text.text, "", ""});
    if (!text.link.empty()) letter.link = text.link.substr(std::string_view(kIssuer).size());
    if (text.text.find(": ") != std::string::npos && letter.link.find("proof=") != std::string::npos) {
      letter.code = provider->address_proofs().code(mail.proof_id);
    }
  }
  return letters;
}

std::unique_ptr<web::RouteTable> World::route_table(app::Provider& from) {
  return std::make_unique<web::RouteTable>(from.routes(),
                                           [&from](int status, const web::Request& r) { return from.error(status, r); },
                                           from.headers_of_every_response(), from.origin_rule());
}

std::unique_ptr<web::RouteTable> World::replica_routes() {
  replicas_.push_back(std::make_unique<app::Provider>(settings, master_keys, stores, outside(), random, now));
  return route_table(*replicas_.back());
}

web::Response World::send(web::Request request) {
  request.now = now;
  request.request_id = "request-" + std::to_string(++requests_);
  if (request.remote_address.empty()) {
    request.remote_address = "192.0.2.1";
  }
  return routes->dispatch(request);
}

web::Response World::get(const std::string& target, web::Headers headers) {
  web::Request request;
  const std::string local = target.starts_with(kIssuer) ? target.substr(std::string_view(kIssuer).size()) : target;
  const std::size_t mark = local.find('?');
  request.path = local.substr(0, mark);
  request.query = mark == std::string::npos ? "" : local.substr(mark + 1);
  request.headers = std::move(headers);
  return send(std::move(request));
}

web::Response World::post(const std::string& path, const web::Pairs& form, web::Headers headers) {
  web::Request request;
  request.method = web::Method::post;
  request.path = path;
  request.headers = std::move(headers);
  request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  request.body = web::to_form(form);
  return send(std::move(request));
}

web::Response World::post_as(const Credentials& client, const std::string& path, const web::Pairs& form) {
  return post(path, form, {{"Authorization", "Basic " + base64_encode(client.client_id + ":" + client.client_secret)}});
}

Credentials World::client(const Json& changes) {
  Json metadata = {{"client_name", "Example App"},
                   {"redirect_uris", {kCallback}},
                   {"grant_types", {"authorization_code", "refresh_token"}}};
  metadata.update(changes);
  const auto registered = enrol(metadata);
  return {registered.client->client_id, registered.secret ? std::string(registered.secret->reveal()) : ""};
}

clients::Registered World::enrol(const Json& metadata, std::optional<std::string> client_id) {
  clients::MetadataPolicy policy = app::metadata_policy(settings);
  policy.operator_ = true;
  const clients::SecretBox box(master_keys);
  clients::Registry registry(stores.clients, random, policy, {&box, outside().sector});
  auto registered = registry.create(metadata, std::move(client_id), now);
  if (!registered) {
    throw std::runtime_error(registered.error().detail);
  }
  refresh();
  return *std::move(registered);
}

std::string World::account(const std::string& email) {
  accounts::People people(stores.accounts, random, {64, 1, 1});
  accounts::NewAccount fresh;
  fresh.email = email;
  fresh.email_verified = true;
  fresh.password = Secret(kPassword);
  fresh.claims = {{"name", "Alice Example"},
                  {"family_name", "Example"},
                  {"given_name", "Alice"},
                  {"middle_name", "M"},
                  {"nickname", "al"},
                  {"preferred_username", "alice"},
                  {"profile", "https://example.test/alice"},
                  {"picture", "https://example.test/alice.png"},
                  {"website", "https://alice.example.test/"},
                  {"gender", "female"},
                  {"birthdate", "1990-01-31"},
                  {"zoneinfo", "Europe/Berlin"},
                  {"locale", "en-GB"},
                  {"address", {{"street_address", "1 Main Street"}, {"locality", "Springfield"}, {"country", "GB"}}},
                  {"phone_number", "+441632960961"},
                  {"phone_number_verified", true}};
  const auto created = people.create(std::move(fresh), now);
  if (!created) {
    throw std::runtime_error(created.error());
  }
  return created->sub;
}

Json body_of(const web::Response& response) { return Json::parse(response.body, nullptr, false); }

std::string location_of(const web::Response& response) {
  return std::string(web::only(response.headers, "Location").value_or(""));
}

std::optional<std::string> parameter(const std::string& url, const std::string& name) {
  const std::size_t mark = url.find('#') != std::string::npos ? url.find('#') : url.find('?');
  const auto pairs = web::parse_form(mark == std::string::npos ? "" : std::string_view(url).substr(mark + 1));
  for (const auto& [key, value] : pairs.value_or(web::Pairs())) {
    if (key == name) {
      return value;
    }
  }
  return std::nullopt;
}

Json claims_of(const std::string& token) {
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  return Json::parse(base64url_decode(token.substr(first + 1, second - first - 1)).value_or(""), nullptr, false);
}

}  // namespace signet::testing
