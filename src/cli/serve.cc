#include <algorithm>

#include <CLI/CLI.hpp>

#include "app/dev.h"
#include "app/server.h"
#include "cli/verbs.h"

namespace signet::cli {
namespace {

struct DevFlags {
  std::string listen;
  bool ephemeral = false;
};

// What keeps a server from running is in the log already.
Done ended_with(int status) { return status == kDone ? Done() : Done(unexpected(Failure{{}, status})); }

bool was_set(const config::Loaded& loaded, std::string_view key) {
  return std::any_of(loaded.values.begin(), loaded.values.end(), [&](const config::Provenance& value) {
    return value.key == key && value.origin != "default";
  });
}

Done serve(Context& context) {
  const auto loaded = context.settings(config::Mode::serve);
  if (!loaded) {
    return unexpected(loaded.error());
  }
  return ended_with(app::serve(loaded->settings));
}

Done dev(Context& context, const DevFlags& flags) {
  std::vector<config::Sources::Flag> overrides;
  if (!flags.listen.empty()) {
    overrides.push_back({"--listen", "listen", flags.listen});
  }
  auto loaded = context.settings(config::Mode::dev, std::move(overrides));
  if (!loaded) {
    return unexpected(loaded.error());
  }
  if (!was_set(*loaded, "signup.mode")) {
    loaded->settings.signup.mode = config::SignupMode::open;
  }
  if (!was_set(*loaded, "ciba.enabled")) {
    loaded->settings.ciba.enabled = true;
  }
  if (!was_set(*loaded, "signup.reveal_existing")) {
    loaded->settings.signup.reveal_existing = true;
  }
  app::DevOptions options;
  options.ephemeral = flags.ephemeral;
  options.json = context.json();
  options.issuer_given = was_set(*loaded, "issuer");
  options.management_given = was_set(*loaded, "management_listen");
  return ended_with(app::dev(std::move(loaded->settings), options, context.world().out, context.world().err));
}

}  // namespace

void add_serve(CLI::App& app, Parsed& parsed) {
  add_verb(app, parsed, "serve", "Runs the production server", serve);
  const auto flags = std::make_shared<DevFlags>();
  CLI::App* verb = add_verb(app, parsed, "dev",
                            "Runs everything on a laptop: plain http on loopback, two people, a demo client",
                            [flags](Context& context) { return dev(context, *flags); });
  verb->add_option("--listen", flags->listen, "Address to listen on; loopback only")->type_name("ADDR:PORT");
  verb->add_flag("--ephemeral", flags->ephemeral, "Keep everything in memory, write nothing");
}

}  // namespace signet::cli
