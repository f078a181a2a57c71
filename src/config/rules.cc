#include "config/rules.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>

#include "base/text.h"
#include "config/issuer.h"
#include "crypto/master_keys.h"
#include "gateway/policy.h"
#include "outbound/smtp_server.h"
#include "web/url.h"

namespace signet::config {
namespace {

// OWASP's weakest recommendation for argon2id is 7 MiB and 5 passes; less work than that is not a password
// hash.
constexpr std::int64_t kLeastHashWork = 7168 * 5;

class Rules {
 public:
  Rules(Loaded& loaded, const std::map<std::string, std::string>& origins, Mode mode)
      : loaded_(loaded), settings_(loaded.settings), origins_(origins), mode_(mode) {}

  void issuer() {
    if (!origins_.contains("issuer")) {
      if (mode_ == Mode::serve) {
        complain("issuer",
                 "is not set; give the https URL under which browsers and clients reach this server");
      }
      return;
    }
    if (const auto wrong = issuer_problem(settings_.issuer)) {
      complain("issuer", *wrong);
      return;
    }
    if (mode_ == Mode::tool) {
      return;
    }
    if (settings_.issuer.starts_with("http:")) {
      if (!settings_.listen.is_loopback()) {
        complain("listen",
                 "must be loopback (127.0.0.1, [::1]) while the issuer is http; or make the issuer https and "
                 "put a proxy in front");
      } else {
        warn("issuer", "is plain http: for this machine only");
      }
    }
    if (settings_.issuer.ends_with('/')) {
      warn("issuer", "ends in a slash; every client must then write that slash too");
    }
  }

  void master_key() {
    if (!origins_.contains("master_key")) {
      if (mode_ == Mode::serve) {
        complain("master_key",
                 "is not set; make one with `signet keys generate-master` and name its file in "
                 "SIGNET_MASTER_KEY_FILE");
      }
    } else if (!complained_about("master_key")) {
      if (const auto keys = crypto::MasterKeys::parse(settings_.master_key.reveal()); !keys) {
        complain("master_key", keys.error());
      }
    }
  }

  // A setting that would silently do nothing is worse than none.
  void mtls() {
    const auto& mtls = settings_.mtls;
    if (!mtls.enabled) {
      for (const char* key : {"mtls.url", "mtls.ca_file", "mtls.certificate_header"}) {
        if (origins_.contains(key)) {
          complain(key, "does nothing without mtls.enabled; set that, or leave this out");
        }
      }
      return;
    }
    const auto url = web::parse_url(mtls.url);
    if (!mtls.url.empty() && (!url || url->scheme != "https" || url->origin() != mtls.url)) {
      complain("mtls.url", "is not an https origin such as https://mtls.example.com, without a path and a slash at its end");
    }
    if (!mtls.ca_file.empty() && !std::ifstream(mtls.ca_file)) {
      complain("mtls.ca_file", "cannot be read; check the path, and that this user may read it");
    }
    if (mtls.certificate_header.empty() && settings_.tls.cert_file.empty() && mode_ != Mode::tool) {
      complain("mtls.enabled", "asks nobody: give tls.cert_file, or mtls.certificate_header where a proxy speaks TLS");
    }
    if (!mtls.certificate_header.empty() && settings_.trusted_proxies.empty()) {
      complain("mtls.certificate_header", "is believed from trusted_proxies only; name the proxy there");
    }
  }

  void tls() {
    const auto& tls = settings_.tls;
    if (tls.cert_file.empty()) {
      for (const char* key : {"tls.key_file", "tls.more", "tls.redirect_listen"}) {
        if (origins_.contains(key)) {
          complain(key, "does nothing without tls.cert_file; name the certificate, or leave this out");
        }
      }
      return;
    }
    if (mode_ == Mode::dev) {
      complain("tls.cert_file", "is for `serve`: `dev` is plain http on loopback");
    } else if (!settings_.issuer.empty() && !settings_.issuer.starts_with("https:")) {
      complain("tls.cert_file", "does not fit an issuer that is not https; make the issuer https");
    }
    if (tls.key_file.empty()) {
      complain("tls.key_file", "is not set; name the private key of tls.cert_file");
    }
    std::vector<std::pair<const char*, std::string>> files{{"tls.cert_file", tls.cert_file}, {"tls.key_file", tls.key_file}};
    for (const std::string& pair : tls.more) {
      files.emplace_back("tls.more", pair.substr(0, pair.find(':')));
      files.emplace_back("tls.more", pair.substr(pair.find(':') + 1));
    }
    for (const auto& [key, file] : files) {
      if (!file.empty() && !std::ifstream(file)) {
        complain(key, file + " cannot be read");
      }
    }
    const auto redirect = parse_address(tls.redirect_listen);
    if (!tls.redirect_listen.empty() && !redirect) {
      complain("tls.redirect_listen", "is no address to listen on, such as 0.0.0.0:80");
    } else if (redirect && (*redirect == settings_.listen || *redirect == settings_.management_listen) && redirect->port != 0) {
      complain("tls.redirect_listen", "is the address of something else; give it a port of its own");
    }
  }

  void signup() {
    const bool mails = !settings_.mail.server.empty() || complained_about("mail.server");
    if (mode_ == Mode::dev || mails) {
      return;
    }
    if (settings_.signup.mode == SignupMode::open && !settings_.signup.reveal_existing) {
      complain("signup.reveal_existing", "must be true where signup.mode is open and no mail is sent: name a mail.server, or let strangers find out who has an account");
    }
  }

  void ciba() {
    if (settings_.ciba.enabled && mode_ != Mode::dev && settings_.mail.server.empty() && !complained_about("mail.server")) {
      complain("ciba.enabled", "needs mail.server: it is by mail that people are asked");
    }
  }

  void mail() {
    const auto& mail = settings_.mail;
    if (mail.server.empty()) {
      return;
    }
    if (!outbound::is_mail_address(mail.from)) {
      complain("mail.from", "must be an e-mail address where mail.server is set, such as accounts@example.com");
    }
    if (mail.user.empty() != mail.password.empty()) {
      complain(mail.user.empty() ? "mail.user" : "mail.password", "is not set, and the other of the two is; set both or none");
    }
  }

  void files() {
    if (!settings_.passwords.blocklist_file.empty() && !std::ifstream(settings_.passwords.blocklist_file)) {
      complain("passwords.blocklist_file", "cannot be read");
    }
  }

  void sockets() {
    if (settings_.listen == settings_.management_listen && settings_.listen.port != 0) {
      complain("management_listen", "is the same as listen; give it a port of its own");
    }
    if (mode_ == Mode::dev) {
      loopback_only("listen", settings_.listen);
      loopback_only("management_listen", settings_.management_listen);
    } else if (!settings_.management_listen.is_loopback()) {
      warn("management_listen",
           "is reachable from other machines, and asks nobody who they are; keep the port inside your "
           "network");
    }
    for (const std::string& network : settings_.trusted_proxies) {
      if (network.ends_with("/0")) {
        complain("trusted_proxies",
                 network + " lets every client choose its own address; name the proxies' networks");
      }
    }
  }

  void limits() {
    const auto& limits = settings_.limits;
    for (const auto& [key, limit] :
         {std::pair{"limits.login", limits.login}, std::pair{"limits.requests", limits.requests},
          std::pair{"limits.device_requests", limits.device_requests}, std::pair{"limits.device_codes", limits.device_codes},
          std::pair{"limits.connections_per_address", limits.connections_per_address},
          std::pair{"limits.pushed_requests", limits.pushed_requests}}) {
      if (!limit) {
        warn(key, "is off: one client can take what all of them need");
      }
    }
    if (settings_.http.threads > settings_.http.max_connections) {
      complain("http.max_connections",
               "is below http.threads; raise it to at least " + std::to_string(settings_.http.threads));
    }
  }

  void registration() {
    const auto& registration = settings_.registration;
    if (registration.mode == RegistrationMode::open && !registration.per_hour) {
      warn("registration.per_hour", "is off while anybody may register: one client can take every place there is");
    }
  }

  void gateway() {
    std::set<std::string> names;
    for (const std::string& text : settings_.gateway.policies) {
      const auto policy = gateway::parse_policy(text);
      if (policy && !names.insert(policy->name).second) {
        complain("gateway.policies", "names " + policy->name + " twice; put all of its demands into one line");
      }
    }
    const std::string& header = settings_.gateway.policy_header;
    if (!std::all_of(header.begin(), header.end(), [](unsigned char c) { return std::isalnum(c) || c == '-'; })) {
      complain("gateway.policy_header", "is no header's name; use letters, digits and '-'");
    } else if (!header.empty() && settings_.gateway.policies.empty()) {
      complain("gateway.policy_header", "has nothing to name: gateway.policies is empty");
    }
  }

  void lifetimes() {
    if (settings_.tokens.refresh_idle > settings_.tokens.refresh_absolute) {
      complain("tokens.refresh_idle",
               "is longer than tokens.refresh_absolute; shorten it, or lengthen the other");
    }
    if (settings_.sessions.idle > settings_.sessions.absolute) {
      complain("sessions.idle", "is longer than sessions.absolute; shorten it, or lengthen the other");
    }
  }

  void keys() {
    const auto& algs = settings_.keys.algs;
    const auto kept = [&](const std::string& alg) {
      return std::find(algs.begin(), algs.end(), alg) != algs.end();
    };
    if (!kept("RS256")) {
      complain("keys.algs", "lacks RS256, which every client may expect of an OpenID provider; add it");
    }
    if (!kept(settings_.tokens.access_token_alg)) {
      complain("tokens.access_token_alg",
               "is not among keys.algs; add " + settings_.tokens.access_token_alg + " there");
    }
  }

  void passwords(int cores) {
    const auto& passwords = settings_.passwords;
    if (passwords.minimum_length < 15) {
      warn("passwords.minimum_length", "is below 15, too short where the password is the only factor");
    }
    if (std::int64_t{passwords.argon2_memory} * passwords.argon2_iterations < kLeastHashWork) {
      complain("passwords.argon2_memory",
               "makes a hash that is too cheap to guess; raise it, or passwords.argon2_iterations, until "
               "their product is at least " +
                   std::to_string(kLeastHashWork));
    }
    const std::int64_t threads = passwords.threads != 0 ? passwords.threads : std::max(1, cores - 1);
    const std::int64_t together = threads * passwords.argon2_memory / 1024;
    if (together > passwords.memory_limit) {  // [R-DOS-2]
      complain("passwords.memory_limit", "is below the " + std::to_string(together) + " MiB that " +
                                             std::to_string(threads) +
                                             " hashes at once take; raise it, or lower passwords.threads");
    }
  }

 private:
  [[nodiscard]] std::string origin(const std::string& key) const {
    const auto found = origins_.find(key);
    return found == origins_.end() ? std::string() : found->second;
  }

  [[nodiscard]] bool complained_about(const std::string& key) const {
    return std::any_of(loaded_.complaints.begin(), loaded_.complaints.end(),
                       [&](const Complaint& c) { return c.key == key; });
  }

  void complain(const std::string& key, const std::string& advice) {
    loaded_.complaints.push_back({key, origin(key), advice});
  }
  void warn(const std::string& key, const std::string& advice) {
    loaded_.warnings.push_back({key, origin(key), advice});
  }

  void loopback_only(const char* key, const Address& address) {
    if (!address.is_loopback()) {
      complain(key, "must be loopback in `dev` (127.0.0.1, [::1]); `serve` is for other machines");
    }
  }

  Loaded& loaded_;
  const Settings& settings_;
  const std::map<std::string, std::string>& origins_;
  Mode mode_;
};

}  // namespace

void check_rules(Loaded& loaded, const std::map<std::string, std::string>& origins, Mode mode, int cores) {
  Rules rules(loaded, origins, mode);
  rules.issuer();
  rules.master_key();
  if (mode == Mode::tool) {
    return;  // a verb that only works on the database must not fail for what it does not use
  }
  rules.tls();
  rules.mtls();
  rules.signup();
  rules.ciba();
  rules.mail();
  rules.files();
  rules.sockets();
  rules.limits();
  rules.registration();
  rules.gateway();
  rules.lifetimes();
  rules.keys();
  rules.passwords(cores);
}

}  // namespace signet::config
