#include <CLI/CLI.hpp>

#include "app/metadata_policy.h"
#include "cli/layout.h"
#include "cli/verbs.h"
#include "clients/registry.h"
#include "clients/resources.h"

namespace signet::cli {
namespace {

using clients::Resource;
using clients::Resources;

struct ResourceFlags {
  std::string uri;
  std::string scopes;
  std::string client_id;
};

// With the names of RFC 9728 where it has one.
Json resource_json(const Resource& resource) {
  Json json = {{"resource", resource.uri},
               {"scopes_supported", resource.scopes.tokens()},
               {"created_at", epoch_seconds(resource.created_at)}};
  if (!resource.client_id.empty()) {
    json["client_id"] = resource.client_id;
  }
  return json;
}

// Whoever asks about tokens has to prove who it is [RFC7662 §2.1].
Done check_client(Context& context, const config::Settings& settings, storage::Database& database, const std::string& client_id) {
  if (client_id.empty()) {
    return {};
  }
  const auto client = clients::Registry(database.clients(), context.random(), app::metadata_policy(settings)).find(client_id);
  if (client == nullptr) {
    return fail("there is no client " + client_id + "; `signet client list` shows all");
  }
  if (client->is_public()) {
    return fail("the client " + client_id + " has no way to authenticate, so it cannot ask about tokens");
  }
  return {};
}

Done add(Context& context, const ResourceFlags& flags) {
  auto scopes = protocol::ScopeSet::parse(flags.scopes);
  if (!scopes) {
    return fail("--scopes: separate scope tokens by single spaces");
  }
  return context.with_database([&](const config::Settings& settings, storage::Database& database) -> Done {
    if (auto checked = check_client(context, settings, database, flags.client_id); !checked) {
      return checked;
    }
    Resources resources(database.resources(), settings.issuer);
    const auto added = resources.add({flags.uri, *scopes, flags.client_id, context.now()});
    if (!added) {
      return fail(added.error());
    }
    const Json json = resource_json(*added);
    context.print(json, fields(json, {"resource", "scopes_supported"}));
    return {};
  });
}

Done list(Context& context) {
  return context.with_database([&](const config::Settings& settings, storage::Database& database) -> Done {
    Json array = Json::array();
    std::vector<std::vector<std::string>> rows{{"RESOURCE", "SCOPES", "CLIENT_ID"}};
    for (const Resource& resource : Resources(database.resources(), settings.issuer).all()) {
      array.push_back(resource_json(resource));
      rows.push_back({resource.uri, resource.scopes.text(), resource.client_id});
    }
    context.print(array, table(rows));
    return {};
  });
}

Done remove(Context& context, const ResourceFlags& flags) {
  return context.with_database([&](const config::Settings& settings, storage::Database& database) -> Done {
    if (!Resources(database.resources(), settings.issuer).remove(flags.uri, context.now())) {
      return fail("there is no resource " + flags.uri + "; `signet resource list` shows all");
    }
    context.print(Json{{"resource", flags.uri}, {"deleted", true}}, "removed " + harmless(flags.uri) + "\n");
    return {};
  });
}

}  // namespace

void add_resource(CLI::App& app, Parsed& parsed) {
  CLI::App* group = add_group(app, "resource", "Protected resources that tokens may be meant for");
  const auto verb = [&](const char* name, const char* does, Done (*act)(Context&, const ResourceFlags&)) {
    const auto flags = std::make_shared<ResourceFlags>();
    CLI::App* added =
        add_verb(*group, parsed, name, does, [flags, act](Context& context) { return act(context, *flags); });
    added->add_option("URI", flags->uri, "Its identifier, letter for letter")->required();
    return std::pair(added, flags);
  };

  const auto [added, flags] = verb("add", "Registers a resource", add);
  added->add_option("--scopes", flags->scopes, "What may be allowed there")->type_name("\"SCOPE ...\"")->required();
  added->add_option("--client", flags->client_id, "The client that may ask about tokens meant for it")
      ->type_name("CLIENT_ID");
  add_verb(*group, parsed, "list", "Lists all resources", list);
  verb("remove", "Removes a resource; no more tokens are made for it", remove);
}

}  // namespace signet::cli
