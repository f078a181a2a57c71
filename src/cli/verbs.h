// The table of verbs: each group describes its flags to the parser and says what to do.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/context.h"

namespace CLI {
class App;
}

namespace signet::cli {

// What the parser has understood.
struct Parsed {
  Globals globals;
  std::function<Done(Context&)> verb;
};

// `app` is the program; `parsed` must outlive the parsing.
void add_serve(CLI::App& app, Parsed& parsed);  // serve, dev
void add_migrate(CLI::App& app, Parsed& parsed);
void add_client(CLI::App& app, Parsed& parsed);
void add_account(CLI::App& app, Parsed& parsed);
void add_audit(CLI::App& app, Parsed& parsed);
void add_mail(CLI::App& app, Parsed& parsed);
void add_resource(CLI::App& app, Parsed& parsed);
void add_keys(CLI::App& app, Parsed& parsed);
void add_config(CLI::App& app, Parsed& parsed);
void add_healthcheck(CLI::App& app, Parsed& parsed);
void add_selftest(CLI::App& app, Parsed& parsed);
void add_bench(CLI::App& app, Parsed& parsed);
void add_version(CLI::App& app, Parsed& parsed);

// A verb below `parent`, whose flags the caller adds to what is returned.
CLI::App* add_verb(CLI::App& parent, Parsed& parsed, const std::string& name, const std::string& does,
                   std::function<Done(Context&)> verb);

// A verb that only has verbs below it.
CLI::App* add_group(CLI::App& parent, const std::string& name, const std::string& does);

}  // namespace signet::cli
