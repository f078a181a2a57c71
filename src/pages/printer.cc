#include "pages/printer.h"

#include <array>
#include <cstdint>
#include <stdexcept>

#include "pages/display.h"
#include "web/url.h"

namespace signet::pages {
namespace {

constexpr std::array kPages{"login",           "account", "own_account",    "own_app",     "password",  "password_done", "address",       "sent",
                            "choose_password", "email",   "email_confirm",  "consent",     "logout",    "logged_out",    "still_signed_in", "device",
                            "device_confirm",  "device_done", "error",      "form_post",   "departure", "demo_home",     "demo_result",
                            "outbox"};

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

Renderer::Asset asset(const std::string& name, const std::string& ending, std::string_view content_type, const std::string& content) {
  return {"/assets/" + name + "." + fingerprint(content) + "." + ending, immutable_file(content_type, content)};
}

}  // namespace

Renderer::Printer::Printer(const Settings& settings)
    : service_(settings.service),
      base_path_(path_of(settings.issuer)),
      host_(host_of(settings.issuer)),
      theme_(settings.directory),
      check_session_(theme_.file("check_session.mustache")),
      mail_(theme_.file("mail.mustache")) {
  assets_.push_back(asset("signet", "css", "text/css; charset=utf-8", theme_.file("style.css")));
  assets_.push_back(asset("seal", "svg", "image/svg+xml; charset=utf-8", theme_.file("seal.svg")));
  for (const Language& language : languages()) {
    for (const char* name : kPages) {
      pages_[{language.tag, name}];
    }
  }
  if (!settings.directory.empty()) {
    for (const char* name : kPages) {
      (void)page(name, languages().front());  // what is wrong with an operator's template is said at the start
    }
  }
}

const Template& Renderer::Printer::page(std::string_view name, const Language& language) const {
  Page& page = pages_.at({language.tag, name});
  std::call_once(page.once, [&] { page.parsed.emplace(theme_.page(name, language)); });
  return *page.parsed;
}

View Renderer::Printer::view(const Language& language, std::string_view title) const {
  View view;
  view.text("language", language.tag).text("direction", language.direction);
  view.text("title", title).text("service", service_).text("host", host_).text("base", base_path_);
  view.text("stylesheet", base_path_ + assets_[0].path).text("seal", base_path_ + assets_[1].path);
  return view;
}

View Renderer::Printer::view(const Language& language, Message title, const ClientOnPage& client, const std::string& transaction,
                             const std::string& csrf) const {
  View result = view(language, language.text(title));
  result.text("client_name", shown_name(client.name, language));
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

web::Response Renderer::Printer::print(std::string_view page, const Language& language, const View& view, PageKind kind, int status,
                                       const std::vector<std::string>& frame_origins) const {
  return html_page(kind, status, language.tag, this->page(page, language).render(view), frame_origins);
}

web::Response Renderer::Printer::check_session(std::string_view cookie) const {
  return check_session_page(check_session_.render(View().text("cookie", cookie)));
}

std::string shown_name(const std::string& client_name, const Language& language) {
  const std::string name = one_line(client_name);
  return name.empty() ? std::string(language.text(Message::nameless_client)) : name;
}

}  // namespace signet::pages
