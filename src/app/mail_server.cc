#include "app/mail_server.h"

#include <memory>

#include "base/log.h"
#include "outbound/mail_message.h"

namespace signet::app {
namespace {

constexpr Milliseconds kPatience{10'000};

}  // namespace

outbound::SmtpSettings smtp_settings(const config::Settings& settings) {
  outbound::SmtpSettings smtp;
  smtp.server = outbound::parse_smtp_url(settings.mail.server).value();  // the settings admit nothing else
  smtp.user = settings.mail.user;
  smtp.password = settings.mail.password.clone();
  smtp.ca_file = settings.outbound.ca_file;
  smtp.patience = kPatience;
  return smtp;
}

MailCourier::Send send_by_server(const config::Settings& settings, const Clock& clock, Random& random) {
  const auto smtp = std::make_shared<const outbound::SmtpSettings>(smtp_settings(settings));
  return [smtp, from = settings.mail.from, &clock, &random](const accounts::Mail& mail, const pages::MailText& text) {
    const auto sent = outbound::send_mail(*smtp, from, mail.address,
                                          outbound::mail_message(from, mail.address, {text.subject, text.text, text.html}, clock.now(), random));
    if (sent) {
      return MailCourier::Result::sent;
    }
    log::warn("mail_server", {{"stage", outbound::name_of(sent.error().stage)}, {"final", sent.error().final},
                              {"hint", "signet mail test ADDRESS shows what it says"}});
    // What is wrong with login or sender is the operator's to mend, and then worth another try, whatever the server says.
    const bool about_this_one = sent.error().stage == outbound::SmtpStage::recipient || sent.error().stage == outbound::SmtpStage::message;
    return sent.error().final && about_this_one ? MailCourier::Result::never : MailCourier::Result::later;
  };
}

}  // namespace signet::app
