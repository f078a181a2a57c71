#include <CLI/CLI.hpp>

#include "app/people.h"
#include "accounts/people.h"
#include "cli/account_import.h"
#include "cli/account_invite.h"
#include "cli/input.h"
#include "cli/layout.h"
#include "cli/verbs.h"

namespace signet::cli {
namespace {

using accounts::Account;
using accounts::People;

Done with_people(Context& context, const std::function<Done(People&)>& use) {
  return context.with_database([&](const config::Settings& settings, storage::Database& database) -> Done {
    People everybody = app::people(settings, database.accounts(), context.random());
    return use(everybody);
  });
}

Done print(const Context& context, const Expected<Account, std::string>& account) {
  if (!account) {
    return fail(account.error());
  }
  const Json json = accounts::account_json(*account);
  context.print(json, fields(json, {"sub", "email", "email_verified", "disabled", "roles"}));
  return {};
}

struct AccountFlags {
  std::string who;
  std::string email;
  std::string claims_file;
  std::string hash;
  std::string role;
  bool password_stdin = false;
  bool email_verified = false;
  bool email_unverified = false;
};

Done create(Context& context, const AccountFlags& flags) {
  if (flags.password_stdin && flags.claims_file == "-") {
    return fail("standard input holds either the password or the claims; give the claims in a file", kUsage);
  }
  accounts::NewAccount fresh;
  fresh.email = flags.email;
  fresh.email_verified = flags.email_verified;
  if (flags.password_stdin) {
    auto password = read_password(context.world());
    if (!password) {
      return unexpected(password.error());
    }
    fresh.password = *std::move(password);
  }
  if (!flags.claims_file.empty()) {
    auto claims = read_object(context.world(), flags.claims_file);
    if (!claims) {
      return unexpected(claims.error());
    }
    fresh.claims = *std::move(claims);
  }
  return with_people(context, [&](People& everybody) {
    return print(context, everybody.create(std::move(fresh), context.now()));
  });
}

Done list(Context& context) {
  return with_people(context, [&](People& everybody) -> Done {
    Json array = Json::array();
    std::vector<std::vector<std::string>> rows{{"SUB", "EMAIL", "VERIFIED", "STATE", "NAME"}};
    for (const Account& account : everybody.all()) {
      const Json json = accounts::account_json(account);
      rows.push_back({account.sub, account.email, account.email_verified ? "yes" : "no",
                      account.disabled ? "disabled" : "active",
                      string_member(json.at("claims"), "name").value_or("")});
      array.push_back(json);
    }
    context.print(array, table(rows));
    return {};
  });
}

Done update(Context& context, const AccountFlags& flags) {
  accounts::AccountChange change;
  if (!flags.email.empty()) {
    change.email = flags.email;
  }
  if (flags.email_verified || flags.email_unverified) {
    change.email_verified = flags.email_verified;
  }
  if (!flags.claims_file.empty()) {
    auto claims = read_object(context.world(), flags.claims_file);
    if (!claims) {
      return unexpected(claims.error());
    }
    change.claims = *std::move(claims);
  }
  return with_people(context, [&](People& everybody) {
    return print(context, everybody.update(flags.who, change, context.now()));
  });
}

Done set_password(Context& context, const AccountFlags& flags) {
  if (flags.password_stdin == !flags.hash.empty()) {
    return fail("give either --password-stdin or --hash", kUsage);
  }
  if (!flags.hash.empty()) {
    return with_people(context, [&](People& everybody) {
      return print(context, everybody.import_password_hash(flags.who, flags.hash, context.now()));
    });
  }
  const auto password = read_password(context.world());
  if (!password) {
    return unexpected(password.error());
  }
  return with_people(context, [&](People& everybody) {
    return print(context, everybody.set_password(flags.who, *password, context.now()));
  });
}

Done remove(Context& context, const std::string& who) {
  return with_people(context, [&](People& everybody) -> Done {
    const auto removed = everybody.remove(who, context.now());
    if (!removed) {
      return fail(removed.error());
    }
    context.print(Json{{"sub", removed->sub}, {"deleted", true}}, "deleted " + harmless(removed->sub) + "\n");
    return {};
  });
}

}  // namespace

void add_account(CLI::App& app, Parsed& parsed) {
  CLI::App* group = add_group(app, "account", "People");
  const auto verb = [&](const char* name, const char* does, Done (*act)(Context&, const AccountFlags&)) {
    const auto flags = std::make_shared<AccountFlags>();
    return std::pair(
        add_verb(*group, parsed, name, does, [flags, act](Context& context) { return act(context, *flags); }),
        flags);
  };
  const auto takes_person = [](CLI::App* added, AccountFlags& flags) {
    added->add_option("WHO", flags.who, "E-mail address or sub")->type_name("EMAIL|SUB")->required();
  };
  const auto takes_claims = [](CLI::App* added, AccountFlags& flags) {
    added->add_option("--claims", flags.claims_file, "Standard OIDC claims as JSON; - for standard input")
        ->type_name("FILE");
    return added->add_flag("--email-verified", flags.email_verified,
                           "The e-mail address is known to be theirs");
  };

  {
    const auto [added, flags] = verb("create", "Makes an account", create);
    added->add_option("--email", flags->email, "What the person signs in with")
        ->type_name("EMAIL")
        ->required();
    added->add_flag("--password-stdin", flags->password_stdin, "Read the password from standard input");
    takes_claims(added, *flags);
  }
  add_verb(*group, parsed, "list", "Lists everybody", list);
  add_account_invite(*group, parsed);
  add_account_import(*group, parsed);
  {
    const auto [added, flags] =
        verb("show", "Shows one person", [](Context& context, const AccountFlags& given) -> Done {
          return with_people(context,
                             [&](People& everybody) { return print(context, everybody.find(given.who)); });
        });
    takes_person(added, *flags);
  }
  {
    const auto [added, flags] = verb("update", "Changes what is given; in --claims a null removes", update);
    takes_person(added, *flags);
    added->add_option("--email", flags->email, "A new address, unverified unless said otherwise")
        ->type_name("EMAIL");
    CLI::Option* verified = takes_claims(added, *flags);
    added
        ->add_flag("--email-unverified", flags->email_unverified,
                   "The e-mail address is not known to be theirs")
        ->excludes(verified);
  }
  {
    const auto [added, flags] =
        verb("set-password", "Sets a password, and ends the person's sessions", set_password);
    takes_person(added, *flags);
    added->add_flag("--password-stdin", flags->password_stdin, "Read it from standard input");
    added->add_option("--hash", flags->hash, "Import a hash: argon2, bcrypt, PBKDF2, scrypt or sha512-crypt")->type_name("HASH");
  }
  CLI::App* roles = add_group(*group, "role", "What the operator's own services let a person do");
  for (const bool adds : {true, false}) {
    const auto flags = std::make_shared<AccountFlags>();
    CLI::App* added = add_verb(*roles, parsed, adds ? "add" : "remove",
                               adds ? "Gives a role; first-party clients find it in their next access token"
                                    : "Takes a role away, and ends the person's sessions and tokens",
                               [flags, adds](Context& context) {
                                 return with_people(context, [&](People& everybody) {
                                   return print(context, adds ? everybody.add_role(flags->who, flags->role, context.now())
                                                              : everybody.remove_role(flags->who, flags->role, context.now()));
                                 });
                               });
    takes_person(added, *flags);
    added->add_option("ROLE", flags->role, "Its name: one word")->required();
  }
  for (const bool disabled : {true, false}) {
    const auto flags = std::make_shared<AccountFlags>();
    takes_person(
        add_verb(
            *group, parsed, disabled ? "disable" : "enable",
            disabled ? "Refuses the person, and ends all sessions and tokens" : "Lets the person in again",
            [flags, disabled](Context& context) {
              return with_people(context, [&](People& everybody) {
                return print(context, everybody.set_disabled(flags->who, disabled, context.now()));
              });
            }),
        *flags);
  }
  {
    const auto [added, flags] =
        verb("delete", "Removes a person; the sub is never used again",
             [](Context& context, const AccountFlags& given) { return remove(context, given.who); });
    takes_person(added, *flags);
  }
}

}  // namespace signet::cli
