#include "cli/client_tokens.h"

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/layout.h"
#include "clients/registrations.h"

namespace signet::cli {
namespace {

using clients::InitialAccessToken;

constexpr std::size_t kLongestName = 128;

struct Flags {
  std::string name;
  std::int64_t uses = 1;
  std::string lifetime = "7d";
};

Json to_json(const InitialAccessToken& token) {
  return {{"token_id", token.token_id},
          {"name", token.name},
          {"uses_left", token.uses_left},
          {"created_at", timestamp(token.created_at)},
          {"expires_at", timestamp(token.expires_at)}};
}

Done create(Context& context, const Flags& flags) {
  const auto lifetime = parse_duration_seconds(flags.lifetime);
  if (!lifetime || *lifetime <= 0 || *lifetime > 10LL * 365 * 24 * 3600) {
    return fail("--lifetime takes a duration such as 12h or 7d", kUsage);
  }
  if (!is_clean_text(flags.name) || count_code_points(flags.name) > kLongestName) {
    return fail("--name takes up to 128 characters, none of them a control character", kUsage);
  }
  return context.with_database([&](const config::Settings& settings, storage::Database& database) -> Done {
    const auto issued = clients::issue_initial_token(database.registrations(), context.random(), flags.name, flags.uses,
                                                     Seconds(*lifetime), context.now());
    Json json = to_json(issued.stored);
    json["initial_access_token"] = issued.clear.reveal();
    context.print(json, fields(json, {"token_id", "initial_access_token"}));
    if (!context.json()) {
      context.world().err << "signet: the initial_access_token is shown this once; store it now\n";
    }
    if (settings.registration.mode == config::RegistrationMode::closed) {
      context.world().err << "signet: nobody can use it while registration.mode is closed\n";
    }
    return {};
  });
}

Done list(Context& context) {
  return context.with_database([&](const config::Settings&, storage::Database& database) -> Done {
    Json array = Json::array();
    std::vector<std::vector<std::string>> rows{{"TOKEN_ID", "NAME", "USES_LEFT", "EXPIRES_AT"}};
    for (const InitialAccessToken& token : database.registrations().initial_tokens(context.now())) {
      array.push_back(to_json(token));
      rows.push_back({token.token_id, token.name, std::to_string(token.uses_left), timestamp(token.expires_at)});
    }
    context.print(array, table(rows));
    return {};
  });
}

Done revoke(Context& context, const std::string& token_id) {
  return context.with_database([&](const config::Settings&, storage::Database& database) -> Done {
    if (!database.registrations().revoke_initial_token(token_id)) {
      return fail("there is no token " + token_id + "; `signet client token list` shows all");
    }
    context.print(Json{{"token_id", token_id}, {"revoked", true}}, "revoked " + token_id + "\n");
    return {};
  });
}

}  // namespace

void add_client_tokens(CLI::App& client, Parsed& parsed) {
  CLI::App* group = add_group(client, "token", "Initial access tokens: who holds one may register a client");
  {
    const auto flags = std::make_shared<Flags>();
    CLI::App* verb = add_verb(*group, parsed, "create", "Makes a token; it is shown once",
                              [flags](Context& context) { return create(context, *flags); });
    verb->add_option("--uses", flags->uses, "How many clients it may register (default: 1)")
        ->type_name("N")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
    verb->add_option("--lifetime", flags->lifetime, "How long it may be used (default: 7d)")->type_name("DURATION");
    verb->add_option("--name", flags->name, "What or whom it is for")->type_name("TEXT");
  }
  add_verb(*group, parsed, "list", "Lists the tokens that have not expired", list);
  {
    const auto id = std::make_shared<std::string>();
    add_verb(*group, parsed, "revoke", "Ends a token; clients registered with it stay",
             [id](Context& context) { return revoke(context, *id); })
        ->add_option("TOKEN_ID", *id)
        ->required();
  }
}

}  // namespace signet::cli
