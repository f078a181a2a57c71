// Whether a provider's discovery document tells the truth: everything that it advertises is tried from outside, and for
// each kind of value one that it does not advertise, which has to be refused.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/time.h"
#include "clients/registry.h"
#include "jose/signing_key.h"
#include "web/request.h"
#include "web/response.h"
#include "web/url.h"

namespace signet::selftest {

// A value that is not as the document says.
struct Mismatch {
  std::string member;  // "grant_types_supported"
  std::string value;   // "password"
  std::string what;    // a sentence: what happened instead
};

struct Report {
  int checks = 0;
  std::vector<Mismatch> mismatches;
};

// How the provider is reached. `ask` sends one request and follows no redirect; it throws std::runtime_error with a
// sentence where nothing answers. `enrol` registers a client; throws std::runtime_error with the refusal's detail.
// `await` returns when the provider knows the client; throws std::runtime_error with a sentence where it never does. `now` is the
// time that the provider has, give or take the usual skew; a run may take minutes.
struct Reach {
  std::function<web::Response(web::Method method, const std::string& url, const web::Headers& headers, const std::string& body)> ask;
  std::function<clients::Registered(const Json& metadata)> enrol;
  std::function<void(const std::string& client_id)> await;
  std::function<Time()> now;
};

class Selftest {
 public:
  Selftest(std::string issuer, Reach reach, Random& random);

  // Asks nobody to sign in, and leaves nothing behind but the clients that `enrol` made.
  [[nodiscard]] Report run();

 private:
  // One attempt: `passed` says whether the provider did as advertised.
  void check(const std::string& member, const std::string& value, bool passed, const std::string& what);
  [[nodiscard]] std::vector<std::string> advertised(const char* member) const;

  // A proof by a key of `alg` for this request [RFC9449 §4.2].
  [[nodiscard]] std::string proof(const jose::SigningKey& key, const std::string& url) const;

  void proofs();
  void backchannel();
  void endpoints();
  void documents_agree();
  void keys();
  void response_types();
  void response_modes();
  void prompts_and_hints();
  void scopes();
  void code_challenges();
  void grants();
  void authentication();
  void signing_algorithms();
  void encryption();
  void request_objects();
  void locales();

  // The error code that an authorization request without a session ends with; empty where it leads to a page of the
  // provider's instead. "page" for an error page.
  [[nodiscard]] std::string authorize(const clients::Registered& client, web::Pairs changes);
  [[nodiscard]] std::string token_error(const clients::Registered& client, const std::string& endpoint, web::Pairs form);
  [[nodiscard]] web::Response authenticated_post(const clients::Registered& client, const std::string& url, web::Pairs form);
  void await(const clients::Registered& client);
  [[nodiscard]] bool can_enrol(const Json& changes);
  void check_enrols(const std::string& member, const std::string& value, const Json& changes);
  [[nodiscard]] clients::Registered enrol(const Json& changes);
  [[nodiscard]] std::string assertion(const clients::Registered& client) const;

  std::string issuer_;
  Reach reach_;
  Random& random_;
  Json document_;
  Report report_;
  std::shared_ptr<const jose::SigningKey> key_;  // of the clients that sign
  std::set<std::string> known_;                  // client_ids that the provider knows by now
};

}  // namespace signet::selftest
