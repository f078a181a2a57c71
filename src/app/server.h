// A provider with its sockets: database, housekeeping, public and management port, from settings until a signal.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/mail_courier.h"
#include "app/provider.h"
#include "base/clock.h"
#include "base/random.h"
#include "config/settings.h"
#include "crypto/master_keys.h"
#include "storage/database.h"

namespace signet::app {

// What `signet dev` adds.
struct Extras {
  std::function<std::vector<web::Route>(Provider&)> routes;  // the demo's
  bool explain_errors = false;
  MailCourier::Send send_mail;  // in place of the settings' mail server
};

class Server {
 public:
  // Everything is ready when the constructor returns: both ports answer. Throws where something cannot be had (an
  // address in use, a database away, a master key that does not fit), with a sentence for the operator.
  Server(const config::Settings& settings, const crypto::MasterKeys& master_keys, storage::Database& database, SystemClock& clock,
         Random& random, Extras extras = {});
  ~Server();

  [[nodiscard]] std::string url() const;             // http(s)://host:port as bound
  [[nodiscard]] std::string management_url() const;

  // Returns after SIGTERM or SIGINT (which prepare_process() has blocked), when requests in flight have been answered or ten seconds have passed.
  void run_until_signal();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// What to say to an operator whose database throws Unavailable.
inline constexpr const char* kDatabaseAway =
    "the database does not answer; see that it runs (SQLite: that its file can be read and written), and that database_url "
    "(SIGNET_DATABASE_URL) names it";

// The settings' database, opened as they say. The audit names `actor` as who did what is done with it.
[[nodiscard]] std::unique_ptr<storage::Database> open_database(const config::Settings& settings, Random& random,
                                                               const std::string& actor = "server");

// `signet serve`: returns the exit status; what keeps it from starting is logged.
[[nodiscard]] int serve(const config::Settings& settings);

}  // namespace signet::app
