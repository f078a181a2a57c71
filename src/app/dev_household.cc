#include "app/dev_household.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "accounts/people.h"
#include "app/metadata_policy.h"
#include "base/base64url.h"
#include "clients/registry.h"
#include "crypto/digest.h"
#include "protocol/issuer.h"

namespace signet::app {
namespace {

constexpr std::string_view kDemoClient = "demo";
constexpr std::string_view kOwnClient = "own-app";

std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

// Four groups of four from letters and digits that nobody confuses: 80 random bits, easily typed.
std::string draw_password(Random& random) {
  constexpr std::string_view kAlphabet = "abcdefghijkmnpqrstuvwxyz23456789";
  const std::string bytes = random_bytes(random, 16);
  std::string password;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    password += i > 0 && i % 4 == 0 ? "-" : "";
    password += kAlphabet[static_cast<unsigned char>(bytes[i]) % kAlphabet.size()];
  }
  return password;
}

// Every standard claim, so that whatever an app asks for can be seen [CF-06].
Json claims_of(const std::string& given_name, const std::string& family_name) {
  const std::string handle = given_name == "Alice" ? "alice" : "bob";
  return {{"name", given_name + " " + family_name},
          {"given_name", given_name},
          {"family_name", family_name},
          {"middle_name", "Quinn"},
          {"nickname", handle},
          {"preferred_username", handle},
          {"profile", "https://example.test/" + handle},
          {"picture", "https://example.test/" + handle + ".png"},
          {"website", "https://" + handle + ".example.test/"},
          {"gender", "unspecified"},
          {"birthdate", "1990-01-31"},
          {"zoneinfo", "Europe/Berlin"},
          {"locale", "en-GB"},
          {"address", {{"formatted", "1 Main Street\nSpringfield"}, {"street_address", "1 Main Street"}, {"locality", "Springfield"},
                       {"region", "Example"}, {"postal_code", "12345"}, {"country", "Example"}}},
          {"phone_number", "+441632960961"},
          {"phone_number_verified", true}};
}

Household::Person keep_person(accounts::People& people, const std::string& email, const Json& claims, const Household& remembered,
                              Random& random, Time now) {
  const auto must = [](auto result) {
    if (!result) {
      throw std::runtime_error(result.error());
    }
    return *std::move(result);
  };
  const auto known = people.find(email);
  for (const Household::Person& person : remembered.people) {
    if (known && person.email == email && person.sub == known->sub) {
      return person;
    }
  }
  Household::Person person{email, draw_password(random), ""};
  if (known) {
    person.sub = must(people.set_password(known->sub, Secret(person.password), now)).sub;
  } else {
    accounts::NewAccount fresh;
    fresh.email = email;
    fresh.email_verified = true;
    fresh.password = Secret(person.password);
    fresh.claims = claims;
    person.sub = must(people.create(std::move(fresh), now)).sub;
  }
  return person;
}

bool secret_still_works(const clients::Client& client, const std::string& secret) {
  for (const clients::StoredSecret& stored : client.secrets) {
    if (!stored.expires_at && stored.digest == crypto::sha256_base64url(secret)) {
      return true;
    }
  }
  return false;
}

void keep_demo_client(Household& household, Stores stores, const config::Settings& settings, const Household& remembered, Random& random,
                      Time now) {
  const Json metadata = {
      {"client_name", "Demo app"},
      {"redirect_uris", {protocol::url_below(settings.issuer, "/demo/callback")}},
      {"grant_types", {"authorization_code", "refresh_token", "client_credentials"}},
      {"scope", "openid profile email address phone offline_access demo"},
  };
  clients::MetadataPolicy policy = metadata_policy(settings);
  policy.operator_ = true;
  clients::Registry registry(stores.clients, random, policy);
  household.client_id = kDemoClient;
  const bool exists = registry.find(kDemoClient) != nullptr;
  auto registered = exists ? registry.update(kDemoClient, metadata, now) : registry.create(metadata, std::string(kDemoClient), now);
  if (registered && exists) {
    if (secret_still_works(*registered->client, remembered.client_secret)) {
      household.client_secret = remembered.client_secret;
      return;
    }
    registered = registry.rotate_secret(kDemoClient, Seconds(0), now);
  }
  if (!registered) {
    throw std::runtime_error("the demo client cannot be registered: " + registered.error().detail);
  }
  household.client_secret = registered->secret.value().reveal();
}

// An app of the operator's own, that signs people in by /api/auth. Made once: whoever changes it keeps the change.
void keep_own_client(Household& household, Stores stores, const config::Settings& settings, Random& random, Time now) {
  household.own_client_id = kOwnClient;
  const Json metadata = {
      {"client_name", "Own app"},
      {"application_type", "native"},
      {"redirect_uris", {"http://127.0.0.1/callback"}},
      {"token_endpoint_auth_method", "none"},
      {"grant_types", {"authorization_code", "refresh_token"}},
      {"scope", "openid profile email address phone"},
      {"first_party", true},
      {"web_origins", {"http://localhost:3000", "http://localhost:5173", "http://localhost:8000"}},
  };
  clients::MetadataPolicy policy = metadata_policy(settings);
  policy.operator_ = true;
  clients::Registry registry(stores.clients, random, policy);
  if (registry.find(kOwnClient) == nullptr) {
    if (const auto registered = registry.create(metadata, std::string(kOwnClient), now); !registered) {
      throw std::runtime_error("the client for /api/auth cannot be registered: " + registered.error().detail);
    }
  }
}

}  // namespace

Json to_json(const Household& household, const std::string& issuer, const std::string& management_url) {
  Json people = Json::array();
  for (const Household::Person& person : household.people) {
    people.push_back({{"email", person.email}, {"password", person.password}, {"sub", person.sub}});
  }
  return {{"issuer", issuer},
          {"demo_url", protocol::url_below(issuer, "/demo")},
          {"management_url", management_url},
          {"accounts", std::move(people)},
          {"client", {{"client_id", household.client_id}, {"client_secret", household.client_secret}}}};
}

Household remembered_household(const std::filesystem::path& dev_json) {
  Household household;
  const auto json = parse_json_object(read_file(dev_json));
  if (!json) {
    return household;
  }
  for (const Json& person : json->value("accounts", Json::array())) {
    household.people.push_back({person.value("email", ""), person.value("password", ""), person.value("sub", "")});
  }
  const Json client = json->value("client", Json::object());
  household.client_id = client.value("client_id", "");
  household.client_secret = client.value("client_secret", "");
  return household;
}

Household keep_house(Stores stores, const config::Settings& settings, const Household& remembered, Random& random, Time now) {
  Household household;
  accounts::People people(stores.accounts, random);
  household.people.push_back(keep_person(people, "alice@example.test", claims_of("Alice", "Example"), remembered, random, now));
  household.people.push_back(keep_person(people, "bob@example.test", claims_of("Bob", "Sample"), remembered, random, now));
  keep_own_client(household, stores, settings, random, now);
  keep_demo_client(household, stores, settings, remembered, random, now);
  return household;
}

std::string master_key_in(const std::filesystem::path& file, Random& random) {
  if (!std::filesystem::exists(file)) {
    write_privately(file, base64url_encode(random_bytes(random, 32)) + "\n");
  }
  return read_file(file);
}

void write_privately(const std::filesystem::path& file, const std::string& content) {
  const std::string fresh = file.string() + ".new";
  const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = descriptor >= 0 && ::fchmod(descriptor, 0600) == 0 &&
                       ::write(descriptor, content.data(), content.size()) == static_cast<ssize_t>(content.size()) && ::fsync(descriptor) == 0;
  const int failure = errno;
  if (descriptor >= 0) {
    ::close(descriptor);
  }
  if (!written) {
    throw std::system_error(failure, std::generic_category(), "cannot write " + fresh);
  }
  std::filesystem::rename(fresh, file);
}

}  // namespace signet::app
