#include "bench/scenarios.h"

#include "base/base64url.h"
#include "base/json.h"
#include "web/url.h"

namespace signet::bench {
namespace {

constexpr const char* kForm = "application/x-www-form-urlencoded";
// RFC 7636 Appendix B.
constexpr const char* kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr const char* kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

[[noreturn]] void unexpected_answer(const Answer& answer) {
  throw std::runtime_error("answered " + std::to_string(answer.status) + " " + std::string(answer.body.substr(0, 200)));
}

const Answer& expect(const Answer& answer, int status) {
  if (answer.status != status) {
    unexpected_answer(answer);
  }
  return answer;
}

// What stands between `before` and the next `end`; throws where that is nowhere. Faster than a parser, and the form is our own.
std::string between(const Answer& answer, std::string_view text, std::string_view before, char end) {
  const std::size_t at = text.find(before);
  if (at == std::string_view::npos) {
    unexpected_answer(answer);
  }
  const std::size_t from = at + before.size();
  return std::string(text.substr(from, text.find(end, from) - from));
}

// The same request, and the same status, every time.
class Same final : public Flow {
 public:
  Same(std::string request, int status) : request_(std::move(request)), status_(status) {}
  void once(Channel& channel) override { (void)expect(channel.exchange(request_), status_); }

 private:
  std::string request_;
  int status_;
};

// How this guise asks; one for each connection.
class Asking {
 public:
  Asking(const Target& target, const Guise& guise) : target_(target), guise_(guise) {
    path_ = guise.issuer.substr(web::parse_url(guise.issuer).value().origin().size());
    authorization_ = basic(guise.client_id, guise.client_secret);
  }
  [[nodiscard]] std::string path(std::string_view below) const { return path_ + std::string(below); }
  [[nodiscard]] std::string post(std::string_view below, const web::Pairs& form) const {
    return post_request(target_, path(below), kForm, web::to_form(form), authorization_);
  }
  [[nodiscard]] static std::string basic(const std::string& id, const std::string& secret) {
    return "Authorization: Basic " + base64_encode(web::form_encode(id) + ':' + web::form_encode(secret)) + "\r\n";
  }
  [[nodiscard]] std::string get(std::string_view below, std::string_view headers = "") const { return get_request(target_, path(below), headers); }
  [[nodiscard]] std::string authorize() const {
    return get("/oauth2/authorize?" + web::to_form({{"response_type", "code"},
                                                    {"scope", "openid"},
                                                    {"state", "s"},
                                                    {"nonce", "n"},
                                                    {"client_id", guise_.client_id},
                                                    {"redirect_uri", guise_.redirect_uri},
                                                    {"code_challenge_method", "S256"},
                                                    {"code_challenge", kChallenge}}),
               guise_.cookie.empty() ? "" : "Cookie: " + guise_.cookie + "\r\n");
  }
  [[nodiscard]] std::string redeem(std::string code) const {
    return post("/oauth2/token", {{"grant_type", "authorization_code"},
                                  {"redirect_uri", guise_.redirect_uri},
                                  {"code_verifier", kVerifier},
                                  {"code", std::move(code)}});
  }

 private:
  const Target& target_;
  const Guise& guise_;
  std::string path_;
  std::string authorization_;
};

// A person who is signed in already, and whose consent is not asked, comes to an app: authorize, then token.
class CodeFlow : public Flow {
 public:
  CodeFlow(const Target& target, const Guise& guise) : asking_(target, guise), authorize_(asking_.authorize()) {}
  void once(Channel& channel) override { (void)tokens(channel); }

 protected:
  [[nodiscard]] Answer tokens(Channel& channel) {
    const Answer sent_back = channel.exchange(authorize_);
    const std::string code = between(sent_back, sent_back.header("location"), "?code=", '&');
    return expect(channel.exchange(asking_.redeem(code)), 200);
  }
  const Asking asking_;

 private:
  const std::string authorize_;
};

// One chain of refresh tokens; the code flow that begins it is counted once.
class Refreshes final : public CodeFlow {
 public:
  using CodeFlow::CodeFlow;
  void once(Channel& channel) override {
    const Answer answer =
        token_.empty() ? tokens(channel)
                       : expect(channel.exchange(asking_.post("/oauth2/token", {{"grant_type", "refresh_token"}, {"refresh_token", token_}})), 200);
    token_ = between(answer, answer.body, "\"refresh_token\":\"", '"');
  }

 private:
  std::string token_;
};

// Whoever has a token of its own, and asks with it again and again.
class WithToken final : public Flow {
 public:
  // `request` makes the bytes of a token.
  WithToken(const Asking& asking, std::string fetch, std::string_view field, std::function<std::string(const Asking&, const std::string&)> request)
      : asking_(asking), fetch_(std::move(fetch)), field_(field), request_(std::move(request)) {}
  void once(Channel& channel) override {
    if (bytes_.empty()) {
      const Answer answer = expect(channel.exchange(fetch_), 200);
      bytes_ = request_(asking_, between(answer, answer.body, field_, '"'));
    }
    (void)expect(channel.exchange(bytes_), 200);
  }

 private:
  const Asking asking_;
  const std::string fetch_;
  const std::string field_;
  const std::function<std::string(const Asking&, const std::string&)> request_;
  std::string bytes_;
};

class UserInfo final : public CodeFlow {
 public:
  using CodeFlow::CodeFlow;
  void once(Channel& channel) override {
    if (bytes_.empty()) {
      const Answer answer = tokens(channel);
      bytes_ = asking_.get("/oauth2/userinfo", "Authorization: Bearer " + between(answer, answer.body, "\"access_token\":\"", '"') + "\r\n");
    }
    (void)expect(channel.exchange(bytes_), 200);
  }

 private:
  std::string bytes_;
};

}  // namespace

std::string sign_in(const Target& target, const Guise& guise) {
  const Asking asking(target, guise);
  Channel browser(target);
  web::Pairs jar;
  const auto keep = [&](const Answer& answer) {
    for (const auto& [name, value] : answer.cookies()) {
      std::erase_if(jar, [&, &set = name](const auto& pair) { return pair.first == set; });
      jar.emplace_back(name, value);
    }
  };
  const auto cookie = [&] {
    std::string text;
    for (const auto& [name, value] : jar) text += (text.empty() ? "" : "; ") + name + '=' + value;
    return text;
  };
  const Answer sent = browser.exchange(asking.authorize());
  keep(sent);
  const std::string origin = web::parse_url(guise.issuer).value().origin();
  const std::string location(sent.header("location"));
  if (!location.starts_with(origin)) {
    unexpected_answer(sent);
  }
  const Answer page = expect(browser.exchange(get_request(target, location.substr(origin.size()), "Cookie: " + cookie() + "\r\n")), 200);
  keep(page);
  const std::string form = web::to_form({{"t", between(page, page.body, "name=\"t\" value=\"", '"')},
                                         {"csrf", between(page, page.body, "name=\"csrf\" value=\"", '"')},
                                         {"username", guise.email},
                                         {"password", guise.password}});
  const Answer done = browser.exchange(
      post_request(target, asking.path("/login"), kForm, form, "Origin: " + origin + "\r\nCookie: " + cookie() + "\r\n"));
  keep(done);
  if (done.status / 100 != 3) {
    throw std::runtime_error("the sign-in as " + guise.email + " was refused; is it the right password?");
  }
  return cookie();
}

bool is_known(const Target& target, const Guise& guise) {
  Channel channel(target);
  for (const std::string& id : {guise.client_id, guise.rs256_client_id, guise.api_client_id}) {
    Guise one = guise;
    one.client_id = id;
    // To the address of a client that it does not know it sends nobody back.
    if (!id.empty() && channel.exchange(Asking(target, one).authorize()).status == 400) {
      return false;
    }
  }
  return true;
}

std::vector<Scenario> scenarios(const Target& target, const Guise& guise) {
  const Asking asking(target, guise);
  const auto same = [](std::string request, int status) {
    return [request = std::move(request), status] { return std::make_unique<Same>(request, status); };
  };
  const std::string tokens = asking.post("/oauth2/token", {{"grant_type", "client_credentials"}});
  const auto with_token = [=](std::function<std::string(const Asking&, const std::string&)> request) {
    return [=] { return std::make_unique<WithToken>(asking, tokens, "\"access_token\":\"", request); };
  };
  const auto bearer = [](const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; };

  std::vector<Scenario> all{
      {"discovery", "discovery documents", same(asking.get("/.well-known/openid-configuration"), 200)},
      {"jwks", "key sets", same(asking.get("/oauth2/jwks"), 200)},
      {"client_credentials_rs256", "tokens (RS256) of a client for itself",
       same(post_request(target, asking.path("/oauth2/token"), kForm, "grant_type=client_credentials",
                         Asking::basic(guise.rs256_client_id, guise.rs256_client_secret)),
            200)},
      {"client_credentials_es256", "tokens (ES256) of a client for itself", same(tokens, 200)},
      {"introspection", "introspections of one token",
       with_token([](const Asking& a, const std::string& token) { return a.post("/oauth2/introspect", {{"token", token}}); })},
  };
  if (guise.gateway) {
    all.push_back({"gateway", "verifications of one token for a reverse proxy",
                   with_token([bearer](const Asking& a, const std::string& token) { return a.get("/gateway/verify", bearer(token)); })});
  }
  if (!guise.cookie.empty()) {
    all.push_back({"code_flow", "sign-ins of a person with a live session", [&] { return std::make_unique<CodeFlow>(target, guise); }});
    all.push_back({"refresh", "refreshes", [&] { return std::make_unique<Refreshes>(target, guise); }});
    all.push_back({"userinfo", "UserInfo answers", [&] { return std::make_unique<UserInfo>(target, guise); }});
  }
  if (!guise.api_client_id.empty()) {
    const Json body = {{"client_id", guise.api_client_id}, {"email", guise.email}, {"password", guise.password}};
    const std::string request = post_request(target, asking.path("/api/auth/login"), "application/json", body.dump());
    all.push_back({"password_login", "sign-ins with a password", same(request, 200)});
  }
  return all;
}

}  // namespace signet::bench
