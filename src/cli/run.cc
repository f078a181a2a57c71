#include "cli/run.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "app/process.h"
#include "app/server.h"
#include "base/unavailable.h"
#include "cli/build_info.h"
#include "cli/context.h"
#include "cli/layout.h"
#include "cli/misunderstanding.h"
#include "cli/terminal.h"
#include "cli/verbs.h"

namespace signet::cli {
namespace {

// The parser's own, in our words and without the flags that each flag excludes: who gives both is told.
class Help : public CLI::Formatter {
 public:
  Help() { label("SUBCOMMAND", "VERB"); }
  std::string make_option_opts(const CLI::Option* option) const override {
    const bool takes_value = option->get_type_size() != 0;
    return (takes_value ? " " + option->get_type_name() : "") + (takes_value && option->get_required() ? " REQUIRED" : "");
  }
};

void describe(CLI::App& app, Parsed& parsed) {
  app.formatter(std::make_shared<Help>());
  app.footer("Every verb takes --config and -o, anywhere; `signet VERB --help` says more about it.");
  app.set_version_flag("--version", std::string("signet ") + build_info().version, "Print the version and exit");
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
  add_mail(app, parsed);
  add_audit(app, parsed);
  add_resource(app, parsed);
  add_keys(app, parsed);
  add_config(app, parsed);
  add_healthcheck(app, parsed);
  add_selftest(app, parsed);
  add_bench(app, parsed);
  add_version(app, parsed);
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
    return end({{app::kDatabaseAway}}, world);
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
  } catch (const CLI::CallForVersion& version) {
    world.out << version.what() << "\n";
    return kDone;
  } catch (const CLI::ParseError& error) {
    return end({{misunderstanding(app, error)}, kUsage}, world);
  }
  return perform(parsed, world);
}

int run(int argc, char** argv) {
  app::forbid_core_dumps();  // every verb may read a secret
  World world = process_world();
  return run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc), world);
}

CLI::App* add_verb(CLI::App& parent, Parsed& parsed, const std::string& name, const std::string& does,
                   std::function<Done(Context&)> verb) {
  CLI::App* added = parent.add_subcommand(name, does)->group("Verbs");
  added->fallthrough();  // --config and -o may stand anywhere
  added->callback([&parsed, verb = std::move(verb)] { parsed.verb = verb; });
  return added;
}

CLI::App* add_group(CLI::App& parent, const std::string& name, const std::string& does) {
  CLI::App* group = parent.add_subcommand(name, does)->group("Verbs");
  group->fallthrough();
  group->require_subcommand(1);
  return group;
}

}  // namespace signet::cli
