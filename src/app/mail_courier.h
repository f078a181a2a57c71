// Sends the mails that wait in the store, and tries again while they are worth it.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "accounts/address_proofs.h"
#include "accounts/mail_store.h"
#include "base/bell.h"
#include "base/clock.h"
#include "base/random.h"
#include "metrics/metrics.h"
#include "pages/pages.h"

namespace signet::app {

// What a message says to whom it is for, in the language of whoever caused it.
[[nodiscard]] pages::MailText mail_text(const accounts::Mail& mail, const accounts::AddressProofs& proofs, const pages::Renderer& pages,
                                        const std::string& issuer);

// The store's row is the queue, as with logouts: what is lost with this object, or with the server, is due again after its lease,
// here or at another replica. Nobody waits for a mail server: who asked has had their page long before.
class MailCourier {
 public:
  enum class Result { sent, later, never };
  // Within ten seconds. `kind` is for the log.
  using Send = std::function<Result(const accounts::Mail& mail, const pages::MailText& text)>;

  struct Parts {
    const accounts::AddressProofs& proofs;
    const pages::Renderer& pages;
    accounts::MailStore& mails;
    std::string issuer;
    Send send;
    const Clock& clock;
    Random& random;
    metrics::Metrics& metrics;
    Bell& bell;
  };
  explicit MailCourier(Parts parts);
  ~MailCourier();

  // Takes nothing more; what is being sent comes to its end.
  void stop();

 private:
  void run();
  void deliver_due();
  [[nodiscard]] Result attempt(const accounts::Mail& mail, Time now);
  void settle(const accounts::Mail& mail, Result result, Time now);

  Parts parts_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace signet::app
