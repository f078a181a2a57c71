#include "cli/account_invite.h"

#include "accounts/address_proofs.h"
#include "accounts/email.h"
#include "base/text.h"
#include "crypto/master_keys.h"

namespace signet::cli {
namespace {

struct Flags {
  std::string email;
  std::string languages;
  bool link = false;
};

Done invite(Context& context, const Flags& flags) {
  const std::string email(trim(flags.email));
  if (!accounts::is_email_address(email)) {
    return fail("that is no e-mail address: " + email, kUsage);
  }
  return context.with_database([&](const config::Settings& settings, storage::Database& database) -> Done {
    if (settings.issuer.empty()) {
      return fail("issuer (SIGNET_ISSUER) is not set, and the link leads there");
    }
    const auto keys = crypto::MasterKeys::parse(settings.master_key.reveal());
    if (!keys) {
      return fail("master_key (SIGNET_MASTER_KEY_FILE) is needed: " + keys.error());
    }
    if (!flags.link && settings.mail.server.empty()) {
      return fail("mail.server is not set, so no mail is sent; with --link the invitation is printed instead");
    }
    if (database.accounts().find_by_email(accounts::canonical_email(email))) {
      return fail("there is an account with this e-mail address");
    }
    accounts::AddressProofs proofs({database.mails(), database.accounts(), *keys, context.random(), settings.issuer, settings.mail.per_hour, {}});
    const std::string proof_id = proofs.invite(email, !flags.link, flags.languages, context.now());
    const std::string link = proofs.link(accounts::AddressProof::Purpose::invitation, proof_id);
    Json json{{"email", email}, {"expires_in", accounts::kInvitationLifetime.count()}};
    if (flags.link) {
      json["link"] = link;
    }
    context.print(json, flags.link ? link + "\n" : "a running server mails the invitation to " + email + "; it is good for seven days\n");
    return {};
  });
}

}  // namespace

void add_account_invite(CLI::App& account, Parsed& parsed) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* added = add_verb(account, parsed, "invite", "Lets somebody choose a password for a new account, within seven days",
                             [flags](Context& context) { return invite(context, *flags); });
  added->add_option("EMAIL", flags->email, "Whom")->type_name("EMAIL")->required();
  added->add_option("--languages", flags->languages, "Of the message, in order of preference, such as 'de en'")->type_name("TAGS");
  added->add_flag("--link", flags->link, "Print the link instead of mailing it: whoever has it makes the account");
}

}  // namespace signet::cli
