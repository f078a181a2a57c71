#include "cli/run.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "base/unavailable.h"
#include "cli/context.h"
#include "cli/layout.h"
#include "cli/terminal.h"
#include "cli/verbs.h"

namespace signet::cli {
namespace {

void describe(CLI::App& app, Parsed& parsed) {
  app.require_subcommand(1);
  app.add_option("--config", parsed.globals.config, "Settings file (default: signet.toml, where that exists)")
      ->type_name("FILE");
  app.add_option("-o,--output", parsed.globals.output, "text, or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}));
  add_serve(app, parsed);
  add_migrate(app, parsed);
  add_client(app, parsed);
  add_account(app, parsed);
  add_keys(app, parsed);
  add_config(app, parsed);
  add_healthcheck(app, parsed);
  add_version(app, parsed);
}

// "signet client create" for as far as verbs were understood.
std::string path_of(const CLI::App& app) {
  std::string path = app.get_name();
  for (const CLI::App* verb : app.get_subcommands()) {
    path += " " + path_of(*verb);
  }
  return path;
}

int end(const Failure& failure, World& world) {
  for (const std::string& line : failure.lines) {
    world.err << "signet: " << harmless(line) << "\n";
  }
  return failure.status;
}

int perform(const Parsed& parsed, World& world) {
  try {
    Context context(world, parsed.globals);
    const Done done = parsed.verb(context);
    if (!done) {
      return end(done.error(), world);
    }
  } catch (const Unavailable&) {
    return end({{"the database does not answer; see that it runs, and that database_url "
                 "(SIGNET_DATABASE_URL) names it"}},
               world);
  } catch (const std::exception& thrown) {
    return end({{thrown.what()}}, world);
  }
  world.out.flush();
  if (!world.out) {
    // Something may have been shown once that is now nowhere, such as a secret.
    return end({{"the result could not be written to standard output"}}, world);
  }
  return kDone;
}

}  // namespace

int run(const std::vector<std::string>& arguments, World& world) {
  CLI::App app("OpenID Connect and OAuth 2.0 provider", "signet");
  Parsed parsed;
  describe(app, parsed);
  try {
    std::vector<std::string> backwards(arguments.rbegin(), arguments.rend());  // what CLI11 wants
    app.parse(backwards);
  } catch (const CLI::CallForHelp&) {
    world.out << app.help();
    return kDone;
  } catch (const CLI::ParseError& error) {
    return end({{std::string(error.what()) + "; see `" + path_of(app) + " --help`"}, kUsage}, world);
  }
  return perform(parsed, world);
}

int run(int argc, char** argv) {
  World world = process_world();
  return run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc), world);
}

CLI::App* add_verb(CLI::App& parent, Parsed& parsed, const std::string& name, const std::string& does,
                   std::function<Done(Context&)> verb) {
  CLI::App* added = parent.add_subcommand(name, does);
  added->fallthrough();  // --config and -o may stand anywhere
  added->callback([&parsed, verb = std::move(verb)] { parsed.verb = verb; });
  return added;
}

CLI::App* add_group(CLI::App& parent, const std::string& name, const std::string& does) {
  CLI::App* group = parent.add_subcommand(name, does);
  group->fallthrough();
  group->require_subcommand(1);
  return group;
}

}  // namespace signet::cli
