#include <CLI/CLI.hpp>

#include "accounts/email.h"
#include "app/mail_server.h"
#include "cli/verbs.h"
#include "outbound/mail_message.h"
#include "outbound/smtp.h"

namespace signet::cli {
namespace {

// What to look at, where it ended there.
const char* advice_for(outbound::SmtpStage stage) {
  using Stage = outbound::SmtpStage;
  switch (stage) {
    case Stage::resolve: return "the name of mail.server is not known; check it, and the machine's DNS";
    case Stage::connect: return "nobody answers there in time; check the port (587, or 465 for smtps://), and what stands in between";
    case Stage::tls: return "TLS was not agreed upon; check smtp:// or smtps://, the name in the certificate, and outbound.ca_file for a CA of your own";
    case Stage::greeting: return "the server does not talk to this machine";
    case Stage::login: return "mail.user and mail.password were not accepted";
    case Stage::sender: return "mail.from may not send there";
    case Stage::recipient: return "the server does not take mail for that address";
    case Stage::message: break;
  }
  return "the server did not take the message itself";
}

Done test(Context& context, const std::string& address) {
  const auto loaded = context.settings(config::Mode::tool);
  if (!loaded) {
    return unexpected(loaded.error());
  }
  const config::Settings& settings = loaded->settings;
  if (settings.mail.server.empty()) {
    return fail("mail.server (SIGNET_MAIL__SERVER) is not set, so no mail is sent");
  }
  if (!outbound::is_mail_address(settings.mail.from)) {
    return fail("mail.from (SIGNET_MAIL__FROM) must be an e-mail address");
  }
  if (!accounts::is_email_address(address)) {
    return fail("that is no e-mail address: " + address, kUsage);
  }
  const auto smtp = app::smtp_settings(settings);
  const std::string text = "This is a test by `signet mail test`. Whoever reads it knows that messages of " + settings.issuer + " arrive.\n";
  const outbound::MailContent content{"Signet can send mail", text, "<!doctype html><html lang=\"en\"><title>Test</title><p>It works: messages arrive.</p></html>"};
  const auto sent = outbound::send_mail(smtp, settings.mail.from, address,
                                        outbound::mail_message(settings.mail.from, address, content, context.now(), context.random()));
  if (!sent) {
    const auto& failure = sent.error();
    return fail("mail failed at the stage '" + std::string(outbound::name_of(failure.stage)) + "' (" + smtp.server.text() + "): " + failure.words + "\n" +
                advice_for(failure.stage));
  }
  context.print(Json{{"accepted", true}, {"server", smtp.server.text()}},
                smtp.server.text() + " has accepted it. If nothing arrives, look among the spam, and at the SPF and DKIM records of the domain of mail.from.\n");
  return {};
}

}  // namespace

void add_mail(CLI::App& app, Parsed& parsed) {
  CLI::App* group = add_group(app, "mail", "Messages to people");
  const auto address = std::make_shared<std::string>();
  CLI::App* added = add_verb(*group, parsed, "test", "Sends a message by the server of the settings, and says at which stage it fails",
                             [address](Context& context) { return test(context, *address); });
  added->add_option("ADDRESS", *address, "Where to")->type_name("EMAIL")->required();
}

}  // namespace signet::cli
