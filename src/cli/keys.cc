#include <CLI/CLI.hpp>

#include "app/metadata_policy.h"
#include "base/base64url.h"
#include "cli/input.h"
#include "cli/layout.h"
#include "cli/policies.h"
#include "cli/verbs.h"
#include "crypto/master_keys.h"
#include "clients/registry.h"
#include "keys/key_manager.h"

namespace signet::cli {
namespace {

using keys::ChangeReport;
using keys::KeyManager;

constexpr std::size_t kMasterKeyBytes = 32;

struct Shown {
  std::string kid;
  std::string alg;
  keys::State state;
  Time created_at;
};

void print(const Context& context, const std::vector<Shown>& keys) {
  Json array = Json::array();
  std::vector<std::vector<std::string>> rows{{"KID", "ALG", "USE", "STATE", "CREATED_AT"}};
  for (const Shown& key : keys) {
    const std::string state(keys::name_of(key.state));
    const std::string use(keys::use_of(key.alg));
    const std::string created_at = timestamp(key.created_at);
    array.push_back(
        {{"kid", key.kid}, {"alg", key.alg}, {"use", use}, {"state", state}, {"created_at", created_at}});
    rows.push_back({key.kid, key.alg, use, state, created_at});
  }
  context.print(array, table(rows));
}

void print(const Context& context, const ChangeReport& report) {
  std::vector<Shown> changed;
  for (const keys::KeyRing::Row& row : report.changed) {
    changed.push_back({row.kid, row.alg, row.state, row.created_at});
  }
  print(context, changed);
}

// Needs no master key, and must make no keys: it only looks.
Done list(Context& context) {
  return context.with_database([&](const config::Settings&, storage::Database& database) -> Done {
    std::vector<Shown> all;
    for (const keys::StoredKey& key : database.keys().load().keys) {
      all.push_back({key.kid, key.alg, key.state, key.created_at});
    }
    print(context, all);
    return {};
  });
}

Done with_manager(Context& context, const std::function<Done(KeyManager&)>& use) {
  return context.with_database([&](const config::Settings& settings, storage::Database& database) -> Done {
    if (settings.master_key.empty()) {
      return fail(
          "this verb needs the master key: name its file in master_key_file (SIGNET_MASTER_KEY_FILE)");
    }
    const auto master_keys = crypto::MasterKeys::parse(settings.master_key.reveal());
    if (!master_keys) {
      return fail(master_keys.error());
    }
    KeyManager manager(database.keys(), *master_keys, key_policy(settings), context.random());
    manager.start(context.now());
    // What clients chose rotates with the rest.
    manager.demand(clients::Registry(database.clients(), context.random(), app::metadata_policy(settings)).signing_algs(), context.now());
    return use(manager);
  });
}

Done rotate(Context& context, bool now) {
  return with_manager(context, [&](KeyManager& manager) -> Done {
    const ChangeReport report = manager.rotate(context.now(), now);
    print(context, report);
    Failure young;
    for (const auto& key : report.too_young) {
      young.lines.push_back("the next " + std::string(keys::name_of(key.purpose)) + " key may sign from " +
                            timestamp(key.may_sign_from) +
                            ", when every client can know it; --now promotes it at once, and clients with an "
                            "older key set will refuse its tokens until they fetch the new one");
    }
    if (!young.lines.empty()) {
      return unexpected(std::move(young));
    }
    if (now) {
      context.world().err
          << "signet: clients that hold an older key set refuse new tokens until they fetch the new one\n";
    }
    return {};
  });
}

Done retire(Context& context, const std::string& kid, bool unpublish) {
  return with_manager(context, [&](KeyManager& manager) -> Done {
    const auto report = manager.retire(kid, context.now(), unpublish);
    if (!report) {
      return fail(report.error());
    }
    print(context, *report);
    return {};
  });
}

struct ImportFlags {
  std::string file;
  std::string alg;
};

Done import(Context& context, const ImportFlags& flags) {
  const auto key = read_secret(context.world(), flags.file);
  if (!key) {
    return unexpected(key.error());
  }
  const auto purpose = keys::purpose_from(flags.alg);
  if (!purpose) {
    return fail("--alg takes one of keys.algs or keys.encryption_algs, such as RS256 or RSA-OAEP-256", kUsage);
  }
  return with_manager(context, [&](KeyManager& manager) -> Done {
    const auto report = manager.import(*purpose, *key, context.now());
    if (!report) {
      return fail(report.error());
    }
    print(context, *report);
    return {};
  });
}

Done generate_master(Context& context) {
  const std::string key = base64url_encode(random_bytes(context.random(), kMasterKeyBytes));
  // As text the key alone, so that it can go into a file; what to do with it is said beside it.
  context.print(Json{{"master_key", key}}, key + "\n");
  context.world().err << "signet: keep this in a file that only the server can read, and name it in "
                         "SIGNET_MASTER_KEY_FILE; without it nothing "
                         "sealed in the database can be read\n";
  return {};
}

}  // namespace

void add_keys(CLI::App& app, Parsed& parsed) {
  CLI::App* group = add_group(app, "keys", "Signing and encryption keys, and the master key that seals them");
  add_verb(*group, parsed, "list", "Lists the keys", list);
  {
    const auto now = std::make_shared<bool>(false);
    add_verb(*group, parsed, "rotate", "Puts the next keys to use; works while servers run",
             [now](Context& context) { return rotate(context, *now); })
        ->add_flag("--now", *now, "Even if not every client can know them yet");
  }
  {
    const auto flags = std::make_shared<ImportFlags>();
    flags->alg = "RS256";
    CLI::App* verb =
        add_verb(*group, parsed, "import", "Makes a private key of yours (PEM or PKCS#8) the next one",
                 [flags](Context& context) { return import(context, *flags); });
    verb->add_option("FILE", flags->file, "The key; - for standard input")->required();
    verb->add_option("--alg", flags->alg, "What it signs or decrypts with (default: RS256)")->type_name("ALG");
  }
  {
    const auto kid = std::make_shared<std::string>();
    const auto unpublish = std::make_shared<bool>(false);
    CLI::App* verb =
        add_verb(*group, parsed, "retire", "Takes a key out of use; its tokens stay valid, and what was encrypted to it is read",
                 [kid, unpublish](Context& context) { return retire(context, *kid, *unpublish); });
    verb->add_option("KID", *kid)->required();
    verb->add_flag("--unpublish", *unpublish, "Emergency: refuse everything that was signed with it or encrypted to it");
  }
  add_verb(*group, parsed, "generate-master", "Prints a new master key; touches nothing", generate_master);
}

}  // namespace signet::cli
