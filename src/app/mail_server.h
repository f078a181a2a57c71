// The mail server of the settings, for the server and for the command line alike.
#pragma once

#include "accounts/mail_store.h"
#include "app/mail_courier.h"
#include "base/random.h"
#include "config/settings.h"
#include "outbound/smtp.h"

namespace signet::app {

// `settings.mail` must name a server.
[[nodiscard]] outbound::SmtpSettings smtp_settings(const config::Settings& settings);

// Sends by it, and logs at which stage it ended where it did not get there.
[[nodiscard]] MailCourier::Send send_by_server(const config::Settings& settings, const Clock& clock, Random& random);

}  // namespace signet::app
