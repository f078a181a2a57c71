#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/client_flags.h"
#include "cli/client_tokens.h"
#include "cli/layout.h"
#include "cli/registry.h"
#include "cli/verbs.h"

namespace signet::cli {
namespace {

using clients::Registered;
using clients::Registry;

Done with_registry(Context& context, const std::function<Done(Registry&)>& use) {
  return with_registry(context, [&](const config::Settings&, Registry& registry) { return use(registry); });
}

// What the operator did wrong: the detail where there is one, since it names the member.
tl::unexpected<Failure> refusal(const protocol::Error& error) {
  return fail(error.detail.empty() ? std::string(protocol::sentence_of(error.reason)) : error.detail);
}

tl::unexpected<Failure> no_such_client(const std::string& client_id) {
  return fail("there is no client " + client_id + "; `signet client list` shows all");
}

void print(const Context& context, const Registered& registered) {
  const Json json =
      clients::registration_json(*registered.client, registered.secret ? &*registered.secret : nullptr);
  context.print(json, fields(json, {"client_id", "client_secret", "client_name", "redirect_uris"}));
  if (registered.secret && !context.json()) {
    context.world().err << "signet: the client_secret is shown this once; store it now\n";
  }
}

Done print(const Context& context, const protocol::Result<Registered>& registered) {
  if (!registered) {
    return refusal(registered.error());
  }
  print(context, *registered);
  return {};
}

Done create(Context& context, const ClientFlags& flags, const std::string& client_id) {
  const auto metadata = metadata_from(flags, Json::object(), context.world());
  if (!metadata) {
    return unexpected(metadata.error());
  }
  return with_registry(context, [&](Registry& registry) {
    return print(context,
                 registry.create(*metadata, client_id.empty() ? std::nullopt : std::optional(client_id),
                                 context.now()));
  });
}

Done list(Context& context) {
  return with_registry(context, [&](Registry& registry) -> Done {
    Json array = Json::array();
    std::vector<std::vector<std::string>> rows{{"CLIENT_ID", "NAME", "AUTH", "STATE", "REDIRECT_URIS"}};
    for (const auto& client : registry.all()) {
      array.push_back(clients::registration_json(*client));
      rows.push_back({client->client_id, client->client_name,
                      std::string(clients::name_of(client->token_endpoint_auth_method)),
                      client->disabled ? "disabled" : "active", join(client->redirect_uris, " ")});
    }
    context.print(array, table(rows));
    return {};
  });
}

Done show(Context& context, const std::string& client_id) {
  return with_registry(context, [&](Registry& registry) -> Done {
    const auto client = registry.find(client_id);
    if (client == nullptr) {
      return no_such_client(client_id);
    }
    print(context, Registered{client, std::nullopt});
    return {};
  });
}

struct UpdateFlags {
  bool disable = false;
  bool enable = false;
};

Done update(Context& context, const std::string& client_id, const ClientFlags& flags,
            const UpdateFlags& state) {
  return with_registry(context, [&](Registry& registry) -> Done {
    const auto client = registry.find(client_id);
    if (client == nullptr) {
      return no_such_client(client_id);
    }
    const auto metadata = metadata_from(flags, client->metadata, context.world());
    if (!metadata) {
      return unexpected(metadata.error());
    }
    auto updated = registry.update(client_id, *metadata, context.now());
    if (updated && (state.disable || state.enable)) {
      auto switched = registry.set_disabled(client_id, state.disable, context.now());
      if (!switched) {
        return refusal(switched.error());
      }
      updated->client = switched->client;
    }
    return print(context, updated);
  });
}

Done remove(Context& context, const std::string& client_id) {
  return with_registry(context, [&](Registry& registry) -> Done {
    if (registry.find(client_id) == nullptr) {
      return no_such_client(client_id);
    }
    const auto removed = registry.remove(client_id, context.now());
    if (!removed) {
      return refusal(removed.error());
    }
    context.print(Json{{"client_id", client_id}, {"deleted", true}}, "deleted " + client_id + "\n");
    return {};
  });
}

Done rotate_secret(Context& context, const std::string& client_id, const std::string& overlap) {
  const auto seconds = parse_duration_seconds(overlap);
  if (!seconds) {
    return fail("--overlap takes a duration such as 30m, 12h or 7d", kUsage);
  }
  return with_registry(context, [&](Registry& registry) -> Done {
    if (registry.find(client_id) == nullptr) {
      return no_such_client(client_id);
    }
    return print(context, registry.rotate_secret(client_id, Seconds(*seconds), context.now()));
  });
}

}  // namespace

void add_client(CLI::App& app, Parsed& parsed) {
  CLI::App* group = add_group(app, "client", "Applications that people sign in to, and services");
  // Each verb's own, kept alive by the verb.
  const auto text = [] { return std::make_shared<std::string>(); };
  const auto takes_id = [](CLI::App* verb, const std::shared_ptr<std::string>& id) {
    verb->add_option("CLIENT_ID", *id)->required();
  };

  {
    const auto flags = std::make_shared<ClientFlags>();
    const auto id = text();
    CLI::App* verb = add_verb(*group, parsed, "create", "Registers a client; its secret is shown once",
                              [flags, id](Context& context) { return create(context, *flags, *id); });
    add_client_flags(*verb, flags);
    verb->add_option("--client-id", *id, "Its client_id; otherwise one is drawn")->type_name("ID");
  }
  add_verb(*group, parsed, "list", "Lists all clients", list);
  {
    const auto id = text();
    takes_id(add_verb(*group, parsed, "show", "Shows one client",
                      [id](Context& context) { return show(context, *id); }),
             id);
  }
  {
    const auto flags = std::make_shared<ClientFlags>();
    const auto state = std::make_shared<UpdateFlags>();
    const auto id = text();
    CLI::App* verb =
        add_verb(*group, parsed, "update", "Changes what is given; --metadata replaces everything",
                 [=](Context& context) { return update(context, *id, *flags, *state); });
    add_client_flags(*verb, flags);
    CLI::Option* disable = verb->add_flag("--disable", state->disable, "Refuse it, and end its tokens");
    verb->add_flag("--enable", state->enable, "Take it back")->excludes(disable);
    takes_id(verb, id);
  }
  {
    const auto id = text();
    takes_id(add_verb(*group, parsed, "delete",
                      "Removes a client and ends its tokens; its client_id is never used again",
                      [id](Context& context) { return remove(context, *id); }),
             id);
  }
  {
    const auto id = text();
    const auto overlap = std::make_shared<std::string>("0s");
    CLI::App* verb =
        add_verb(*group, parsed, "rotate-secret", "Makes a new secret",
                 [id, overlap](Context& context) { return rotate_secret(context, *id, *overlap); });
    verb->add_option("--overlap", *overlap, "How long the old one still works (default: not at all)")
        ->type_name("DURATION");
    takes_id(verb, id);
  }
  add_client_tokens(*group, parsed);
}

}  // namespace signet::cli
