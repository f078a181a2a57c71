#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <stdexcept>

#include "base/text.h"
#include "pages/display.h"
#include "pages/headers.h"
#include "pages/pages.h"
#include "pages/template.h"
#include "pages/theme.h"
#include "web/url.h"

namespace signet::pages {
namespace {

constexpr std::size_t kLongestSentence = 200;  // characters

constexpr std::array<const char*, 9> kPages{"login", "account",   "consent",   "logout",     "logged_out",
                                            "error", "form_post", "demo_home", "demo_result"};

// Names a version of a file. Not a matter of security: FNV-1a.
std::string fingerprint(std::string_view content) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : content) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4) {
    digits += "0123456789abcdef"[hash >> shift & 0xF];
  }
  return digits;
}

std::string path_of(const std::string& issuer) {
  const auto url = web::parse_url(issuer);
  if (!url) {
    throw std::invalid_argument("the issuer is not a URL: " + issuer);
  }
  return url->path.substr(0, url->path.find_last_not_of('/') + 1);
}

// The letter in the circle beside an account.
std::string initial(const std::string& line) {
  std::size_t end = line.empty() ? 0 : 1;
  while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) {
    ++end;
  }
  const std::string first = line.substr(0, end);
  return first.size() == 1 && first[0] >= 'a' && first[0] <= 'z'
             ? std::string(1, static_cast<char>(first[0] - 32))
             : first;
}

void show_account(View& view, const std::string& email, const std::string& name) {
  const std::string account = one_line(email);
  const std::string person = one_line(name);
  view.text("account", account);
  view.text("person", person);
  view.text("initial", initial(person.empty() ? account : person));
}

struct ErrorTexts {
  Message title;
  Message advice;
};

ErrorTexts texts_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::client_request:
      return {Message::client_request_title, Message::client_request_advice};
    case ErrorKind::expired:
      return {Message::expired_title, Message::expired_advice};
    case ErrorKind::not_ours:
      return {Message::not_ours_title, Message::not_ours_advice};
    case ErrorKind::not_found:
      return {Message::not_found_title, Message::not_found_advice};
    case ErrorKind::busy:
      return {Message::busy_title, Message::busy_advice};
    case ErrorKind::internal:
      break;
  }
  return {Message::internal_title, Message::internal_advice};
}

// What a scope allows, in a sentence of ours; nullopt for scopes that no standard names [OIDC.Core §5.4].
std::optional<Message> sentence_of(std::string_view scope) {
  static const std::map<std::string_view, Message> kSentences{
      {"openid", Message::scope_openid}, {"profile", Message::scope_profile},
      {"email", Message::scope_email},   {"address", Message::scope_address},
      {"phone", Message::scope_phone},   {"offline_access", Message::scope_offline_access},
  };
  const auto found = kSentences.find(scope);
  return found == kSentences.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

// The templates of every language, parsed once, and what all pages have in common.
class Renderer::Printer {
 public:
  explicit Printer(const Settings& settings)
      : service_(settings.service), base_path_(path_of(settings.issuer)) {
    const Theme theme(settings.directory);
    host_ = host_of(settings.issuer);
    assets_.push_back(asset("signet", "css", "text/css; charset=utf-8", theme.file("style.css")));
    assets_.push_back(asset("seal", "svg", "image/svg+xml; charset=utf-8", theme.file("seal.svg")));
    for (const Language& language : languages()) {
      for (const char* page : kPages) {
        templates_.emplace(std::pair(language.tag, std::string_view(page)), theme.page(page, language));
      }
    }
  }

  // A view with what the layout shows.
  [[nodiscard]] View view(const Language& language, std::string_view title) const {
    View view;
    view.text("language", language.tag).text("direction", language.direction);
    view.text("title", title).text("service", service_).text("host", host_).text("base", base_path_);
    view.text("stylesheet", base_path_ + assets_[0].path).text("seal", base_path_ + assets_[1].path);
    return view;
  }

  // The same for a page of the journey, with the client that asks and the hidden inputs of its form.
  [[nodiscard]] View view(const Language& language, Message title, const ClientOnPage& client,
                          const std::string& transaction, const std::string& csrf) const {
    View result = view(language, language.text(title));
    const std::string name = one_line(client.name);
    result.text("client_name", name.empty() ? language.text(Message::nameless_client) : name);
    result.text("client_logo", own_path(client.logo_path));
    const std::string policy = web_link(client.policy_uri);
    const std::string terms = web_link(client.tos_uri);
    result.text("client_policy", policy).text("client_tos", terms);
    result.flag("client_links", !policy.empty() || !terms.empty());
    const std::string host = host_of(client.redirect_host);
    result.text("redirect_host", one_line(host.empty() ? client.redirect_host : host));
    result.flag("self_registered", client.self_registered);
    result.text("transaction", transaction).text("csrf", csrf);
    return result;
  }

  [[nodiscard]] web::Response print(std::string_view page, const Language& language, const View& view,
                                    PageKind kind, int status = 200) const {
    return html_page(kind, status, templates_.at({language.tag, page}).render(view));
  }

  [[nodiscard]] const std::vector<Asset>& assets() const { return assets_; }

 private:
  static Asset asset(const std::string& name, const std::string& ending, std::string_view content_type,
                     const std::string& content) {
    return {"/assets/" + name + "." + fingerprint(content) + "." + ending,
            immutable_file(content_type, content)};
  }

  std::string service_;
  std::string base_path_;
  std::string host_;
  std::vector<Asset> assets_;
  std::map<std::pair<std::string_view, std::string_view>, Template> templates_;
};

Renderer::Renderer(Settings settings) : printer_(std::make_unique<const Printer>(settings)) {}
Renderer::~Renderer() = default;

const std::vector<Renderer::Asset>& Renderer::assets() const { return printer_->assets(); }

web::Response Renderer::login(const LoginPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, Message::login_title, page.client, page.transaction, page.csrf);
  const bool wait = page.failure == LoginFailure::too_many;
  const auto seconds = std::max<std::int64_t>(page.retry_after.count(), 1);
  const bool in_minutes = seconds > 90;
  view.text("username", page.username);
  view.flag("failure", page.failure.has_value()).flag("wrong", page.failure == LoginFailure::wrong);
  view.text("wait_seconds", wait && !in_minutes ? std::to_string(seconds) : "");
  view.text("wait_minutes", wait && in_minutes ? std::to_string((seconds + 59) / 60) : "");
  view.text("reference", page.failure ? one_line(page.reference) : "");
  return printer_->print("login", language, view, PageKind::journey);
}

web::Response Renderer::account(const AccountPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, Message::account_title, page.client, page.transaction, page.csrf);
  show_account(view, page.account, page.name);
  return printer_->print("account", language, view, PageKind::journey);
}

web::Response Renderer::consent(const ConsentPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, Message::consent_title, page.client, page.transaction, page.csrf);
  show_account(view, page.account, page.name);
  const bool some_known =
      std::any_of(page.scopes.begin(), page.scopes.end(), [](const AskedScope& s) { return !s.is_new; });
  std::vector<View> scopes;
  for (const AskedScope& scope : page.scopes) {
    const auto sentence = sentence_of(scope.name);
    const std::string description =
        one_line(sentence ? language.text(*sentence) : scope.description, kLongestSentence);
    scopes.push_back(View()
                         .text("sentence", description)
                         .text("scope", description.empty() ? one_line(scope.name) : "")
                         .flag("lasting", scope.name == "offline_access")
                         .flag("new", scope.is_new && some_known));
  }
  view.list("scopes", scopes);
  return printer_->print("consent", language, view, PageKind::journey);
}

web::Response Renderer::logout(const LogoutPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::logout_title));
  show_account(view, page.account, "");
  view.text("transaction", page.transaction).text("csrf", page.csrf);
  return printer_->print("logout", language, view, PageKind::sign_out);
}

web::Response Renderer::logged_out(const LoggedOutPage&, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  const View view = printer_->view(language, language.text(Message::logged_out_title));
  return printer_->print("logged_out", language, view, PageKind::notice);
}

web::Response Renderer::error(const ErrorPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  const ErrorTexts texts = texts_of(page.kind);
  View view = printer_->view(language, language.text(texts.title));
  view.text("advice", language.text(texts.advice));
  view.text("what_happened", page.what_happened).text("code", one_line(page.code));
  view.text("reference", one_line(page.reference)).text("detail", page.detail);
  view.text("restart", own_path(page.restart_path));
  return printer_->print("error", language, view, PageKind::error, page.status);
}

web::Response Renderer::form_post(const FormPostPage& page, std::string_view ui_locales) const {
  if (!is_form_target(page.action)) {
    throw std::invalid_argument("a form must not be posted to this redirect_uri");
  }
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::form_post_title));
  view.text("action", page.action).text("redirect_host", host_of(page.action));
  std::vector<View> fields;
  for (const auto& [name, value] : page.fields) {
    fields.push_back(View().text("name", name).text("value", value));
  }
  view.list("fields", fields);
  return printer_->print("form_post", language, view, PageKind::hand_over);
}

web::Response Renderer::demo_home(const DemoHomePage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::demo_title));
  view.flag("wide", true).text("issuer", web_link(page.issuer)).text("client_id", one_line(page.client_id));
  view.text("sign_in", own_path(page.sign_in_path)).text("failure", one_line(page.failure, kLongestSentence));
  return printer_->print("demo_home", language, view, PageKind::notice);
}

web::Response Renderer::demo_result(const DemoResultPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::demo_result_title));
  show_account(view, page.account, page.name);
  std::vector<View> checks;
  for (const std::string& check : page.checks) {
    checks.push_back(View().text("check", one_line(check)));
  }
  view.flag("wide", true).list("checks", checks).flag("checked", !checks.empty());
  view.text("id_token_header", page.id_token_header).text("id_token_claims", page.id_token_claims);
  view.text("access_token_header", page.access_token_header)
      .text("access_token_claims", page.access_token_claims);
  view.text("userinfo", page.userinfo).text("csrf", page.csrf);
  view.text("refresh", own_path(page.refresh_path)).text("sign_out", own_path(page.sign_out_path));
  return printer_->print("demo_result", language, view, PageKind::form);
}

}  // namespace signet::pages
