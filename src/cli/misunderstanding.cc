#include "cli/misunderstanding.h"

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "config/did_you_mean.h"

namespace signet::cli {
namespace {

// "create" of `signet client create --frobnicate`: the last verb that was understood.
const CLI::App& last_verb(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : last_verb(*chosen.back());
}

std::string path_of(const CLI::App& verb) {
  const CLI::App* parent = verb.get_parent();
  return parent == nullptr ? verb.get_name() : path_of(*parent) + " " + verb.get_name();
}

std::vector<std::string> verbs_below(const CLI::App& verb) {
  std::vector<std::string> names;
  for (const CLI::App* below : verb.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(below->get_name());
  }
  return names;
}

// Those of the verb, and those that may stand anywhere.
std::vector<std::string> flags_of(const CLI::App& verb) {
  std::vector<std::string> flags;
  for (const CLI::App* at = &verb; at != nullptr; at = at->get_parent()) {
    for (const CLI::Option* option : at->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        flags.push_back("--" + name);
      }
    }
  }
  return flags;
}

std::string unknown(const std::string& kind, const std::string& word, const std::vector<std::string>& known) {
  const std::string meant = config::did_you_mean(word, known);
  return "there is no " + kind + " " + word + (meant.empty() ? "" : "; did you mean " + meant + "?");
}

std::string what_is_wrong(const CLI::App& verb, const std::vector<std::string>& left_over, const CLI::ParseError& error) {
  const std::vector<std::string> below = verbs_below(verb);
  if (left_over.empty()) {
    const bool no_verb = !below.empty() && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
    return no_verb ? "a verb is missing: one of " + join(below, ", ") : error.what();
  }
  const std::string& word = left_over.front();
  if (word.starts_with('-')) {
    const std::string complaint = unknown("flag", word.substr(0, word.find('=')), flags_of(verb));
    return complaint.ends_with('?') || word.starts_with("--") ? complaint : complaint + " (an id that begins so goes after --)";
  }
  return below.empty() ? word + " is one argument too many" : unknown("verb", word, below);
}

}  // namespace

std::string misunderstanding(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& verb = last_verb(app);
  const std::string wrong = what_is_wrong(verb, app.remaining(true), error);
  return wrong + (wrong.ends_with('?') ? " see `" : "; see `") + path_of(verb) + " --help`";
}

}  // namespace signet::cli
