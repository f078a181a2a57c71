#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <map>
#include <stdexcept>

#include "pages/display.h"
#include "pages/printer.h"

namespace signet::pages {
namespace {

constexpr std::size_t kLongestSentence = 200;  // characters
constexpr Seconds kMomentForFrames{2};          // long enough to load a small page in each

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

void show_wait(View& view, Seconds retry_after) {
  const auto seconds = std::max<std::int64_t>(retry_after.count(), 1);
  const bool in_minutes = seconds > 90;
  view.text("wait_seconds", in_minutes ? "" : std::to_string(seconds));
  view.text("wait_minutes", in_minutes ? std::to_string((seconds + 59) / 60) : "");
}

// Why a new password cannot be taken.
void show_refusal(View& view, std::optional<PasswordFailure> failure) {
  view.flag("too_short", failure == PasswordFailure::too_short).flag("common", failure == PasswordFailure::common);
  view.flag("own_name", failure == PasswordFailure::own_name).flag("unusable", failure == PasswordFailure::unusable);
}

// Why an address cannot be written to.
void show_refusal(View& view, std::optional<AddressFailure> failure, Seconds retry_after) {
  view.flag("malformed", failure == AddressFailure::malformed).flag("domain", failure == AddressFailure::domain);
  if (failure == AddressFailure::too_many) {
    show_wait(view, retry_after);
  }
}

// A form that hands an answer to the client.
void show_form(View& view, const FormPostPage& page) {
  if (!is_form_target(page.action)) {
    throw std::invalid_argument("a form must not be posted to this redirect_uri");
  }
  view.text("action", page.action);
  std::vector<View> fields;
  for (const auto& [name, value] : page.fields) {
    fields.push_back(View().text("name", name).text("value", value));
  }
  view.list("fields", fields);
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
    case ErrorKind::logout_request:
      return {Message::logout_request_title, Message::logout_request_advice};
    case ErrorKind::link:
      return {Message::link_title, Message::link_advice};
    case ErrorKind::other_account:
      return {Message::other_account_title, Message::other_account_advice};
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

// What an app asks for, or was given.
std::vector<View> scope_views(const std::vector<AskedScope>& scopes, const Language& language) {
  const bool some_known = std::any_of(scopes.begin(), scopes.end(), [](const AskedScope& s) { return !s.is_new; });
  std::vector<View> views;
  for (const AskedScope& scope : scopes) {
    const auto sentence = sentence_of(scope.name);
    const std::string description =
        one_line(sentence ? language.text(*sentence) : scope.description, kLongestSentence);
    views.push_back(View()
                        .text("sentence", description)
                        .text("scope", description.empty() ? one_line(scope.name) : "")
                        .flag("lasting", scope.name == "offline_access")
                        .flag("new", scope.is_new && some_known));
  }
  return views;
}

struct MailTexts {
  Message subject;
  Message lead;
  bool can_be_ignored = false;
};

MailTexts texts_of(MailKind kind) {
  switch (kind) {
    case MailKind::signup: return {Message::mail_signup_subject, Message::mail_signup_lead, true};
    case MailKind::known: return {Message::mail_known_subject, Message::mail_known_lead, true};
    case MailKind::invitation: return {Message::mail_invitation_subject, Message::mail_invitation_lead, true};
    case MailKind::reset: return {Message::mail_reset_subject, Message::mail_reset_lead, true};
    case MailKind::email: return {Message::mail_signup_subject, Message::mail_email_lead, true};
    case MailKind::email_changed: return {Message::mail_email_changed_subject, Message::mail_email_changed_lead};
    case MailKind::decision: return {Message::mail_decision_subject, Message::mail_decision_lead, true};
    case MailKind::password_changed: break;
  }
  return {Message::mail_password_changed_subject, Message::mail_password_changed_lead};
}

// Eight digits are easier to carry over in two groups.
std::string grouped(const std::string& code) { return code.size() == 8 ? code.substr(0, 4) + " " + code.substr(4) : code; }

// The same in every language, and never ambiguous.
std::string iso_date(Time time) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

}  // namespace

Renderer::Renderer(Settings settings) : printer_(std::make_unique<const Printer>(settings)) {}
Renderer::~Renderer() = default;

const std::vector<Renderer::Asset>& Renderer::assets() const { return printer_->assets(); }

web::Response Renderer::login(const LoginPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, Message::login_title, page.client, page.transaction, page.csrf);
  view.text("username", page.username).flag("for_account", page.for_account);
  view.flag("signup", page.offers_signup).flag("reset", page.offers_reset).flag("links", page.offers_signup || page.offers_reset);
  view.flag("failure", page.failure.has_value()).flag("wrong", page.failure == LoginFailure::wrong);
  if (page.failure == LoginFailure::too_many) {
    show_wait(view, page.retry_after);
  }
  view.text("reference", page.failure ? one_line(page.reference) : "");
  return printer_->print("login", language, view, page.for_account ? PageKind::form : PageKind::journey);
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
  view.list("scopes", scope_views(page.scopes, language));
  return printer_->print("consent", language, view, PageKind::journey);
}

web::Response Renderer::own_account(const OwnAccountPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::own_account_title));
  show_account(view, page.account, page.name);
  std::vector<View> apps;
  for (const OwnAccountPage::App& app : page.apps) {
    const std::string name = shown_name(app.name, language);
    apps.push_back(View()
                       .text("client_id", app.client_id)
                       .text("name", name)
                       .text("mark", initial(name))
                       .text("logo", own_path(app.logo_path))
                       .text("since", iso_date(app.since)));
  }
  view.list("apps", apps).flag("mail", page.offers_email);
  return printer_->print("own_account", language, view, PageKind::notice);
}

web::Response Renderer::own_app(const OwnAppPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, Message::own_app_title, page.client, "", page.csrf);
  view.text("client_id", page.client_id).text("since", iso_date(page.since));
  view.list("scopes", scope_views(page.scopes, language));
  return printer_->print("own_app", language, view, PageKind::form);
}

web::Response Renderer::password(const PasswordPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::password_title));
  show_account(view, page.account, "");
  view.text("least", std::to_string(page.least)).text("csrf", page.csrf);
  const bool of_current = page.failure == PasswordFailure::wrong || page.failure == PasswordFailure::too_many;
  view.flag("failure", page.failure.has_value()).flag("wrong", page.failure == PasswordFailure::wrong);
  view.flag("of_current", of_current).flag("of_new", page.failure && !of_current);
  show_refusal(view, page.failure);
  if (page.failure == PasswordFailure::too_many) {
    show_wait(view, page.retry_after);
  }
  view.text("reference", page.failure ? one_line(page.reference) : "");
  return printer_->print("password", language, view, PageKind::form);
}

web::Response Renderer::password_done(std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  const View view = printer_->view(language, language.text(Message::password_done_title));
  return printer_->print("password_done", language, view, PageKind::notice);
}

web::Response Renderer::address(const AddressPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(page.for_signup ? Message::signup_title : Message::reset_title));
  view.text("lead", language.text(page.for_signup ? Message::signup_lead : Message::reset_lead));
  view.text("path", page.for_signup ? "/signup" : "/password").flag("for_signup", page.for_signup);
  view.text("email", page.email).text("transaction", page.transaction).text("csrf", page.csrf);
  view.flag("failure", page.failure.has_value()).text("reference", page.failure ? one_line(page.reference) : "");
  show_refusal(view, page.failure, page.retry_after);
  return printer_->print("address", language, view, PageKind::form);
}

web::Response Renderer::sent(const SentPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::sent_title));
  view.text("path", own_path(page.path)).text("again", own_path(page.again)).text("address", one_line(page.address, kLongestSentence));
  view.text("asked", page.asked).text("transaction", page.transaction).text("csrf", page.csrf);
  view.flag("wrong", page.wrong).text("reference", page.wrong ? one_line(page.reference) : "");
  return printer_->print("sent", language, view, PageKind::form);
}

web::Response Renderer::choose_password(const ChoosePasswordPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::choose_title));
  view.text("path", own_path(page.path)).text("address", one_line(page.address, kLongestSentence)).text("proof", page.proof);
  view.text("transaction", page.transaction).text("least", std::to_string(page.least)).text("csrf", page.csrf);
  view.flag("failure", page.failure.has_value()).text("reference", page.failure ? one_line(page.reference) : "");
  show_refusal(view, page.failure);
  return printer_->print("choose_password", language, view, PageKind::link);
}

web::Response Renderer::email(const EmailPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::email_title));
  show_account(view, page.account, "");
  const bool of_address = page.failure && page.failure != AddressFailure::too_many;
  const bool failed = page.failure || page.wrong_password;
  view.flag("verified", page.verified).text("email", page.email).text("csrf", page.csrf);
  view.flag("failure", failed).flag("wrong", page.wrong_password).text("reference", failed ? one_line(page.reference) : "");
  view.flag("of_address", of_address).flag("of_password", page.wrong_password);
  show_refusal(view, page.failure, page.retry_after);
  return printer_->print("email", language, view, PageKind::form);
}

web::Response Renderer::email_confirm(const EmailConfirmPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::email_confirm_title));
  view.text("address", one_line(page.address, kLongestSentence)).text("proof", page.proof).text("csrf", page.csrf);
  return printer_->print("email_confirm", language, view, PageKind::link);
}

MailText Renderer::mail(const MailPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  const MailTexts texts = texts_of(page.kind);
  const auto filled = [&](Message message) {
    std::string text(language.text(message));
    for (const auto& [name, value] : {std::pair<std::string_view, std::string>{"{host}", printer_->host()}, {"{code}", grouped(page.code)}}) {
      if (const auto at = text.find(name); at != std::string::npos) {
        text.replace(at, name.size(), value);
      }
    }
    return text;
  };
  MailText mail;
  mail.link = page.link;
  mail.subject = filled(texts.subject);
  const std::string lead = filled(texts.lead);
  const std::string code = page.code.empty() ? "" : filled(Message::mail_code);
  const std::string ignore = texts.can_be_ignored ? filled(Message::mail_ignore) : "";
  for (const std::string& paragraph : {lead, page.link, code, ignore, "-- \n" + printer_->host()}) {
    mail.text += paragraph.empty() ? "" : paragraph + (paragraph.starts_with("-- ") ? "\n" : "\n\n");
  }
  View view;
  view.text("language", language.tag).text("direction", language.direction).text("subject", mail.subject).text("lead", lead);
  view.text("link", web_link(page.link)).text("open", language.text(Message::mail_open)).text("code", code).text("ignore", ignore);
  view.text("host", printer_->host());
  mail.html = printer_->mail(view);
  return mail;
}

web::Response Renderer::outbox(const OutboxPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, "Mail");
  std::vector<View> messages;
  for (const OutboxPage::Message& message : page.messages) {
    messages.push_back(View().text("to", message.to).text("subject", message.subject).text("text", message.text).text("link", web_link(message.link)));
  }
  view.flag("wide", true).list("messages", messages);
  return printer_->print("outbox", language, view, PageKind::notice);
}

web::Response Renderer::logout(const LogoutPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::logout_title));
  show_account(view, page.account, "");
  view.text("client_name", one_line(page.client_name));
  view.text("transaction", page.transaction).text("csrf", page.csrf);
  return printer_->print("logout", language, view, PageKind::sign_out);
}

web::Response Renderer::logged_out(const LoggedOutPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::logged_out_title));
  std::vector<View> told;
  for (const std::string& name : page.told) {
    told.push_back(View().text("name", shown_name(name, language)));
  }
  view.list("told", told).flag("some_told", !told.empty());
  std::vector<View> frames;
  std::vector<std::string> origins;
  for (const std::string& frame : page.frames) {
    if (const auto origin = frame_origin(frame)) {
      frames.push_back(View().text("frame", frame));
      origins.push_back(*origin);
    }
  }
  view.list("frames", frames);
  view.text("client_name", shown_name(page.client_name, language));
  if (is_form_target(page.continue_to)) {
    const Seconds moment = frames.empty() ? Seconds(0) : kMomentForFrames;
    view.text("goes_on", std::to_string(moment.count()) + "; url=" + page.continue_to).text("continue_to", page.continue_to);
  }
  return printer_->print("logged_out", language, view, PageKind::notice, 200, origins);
}

web::Response Renderer::still_signed_in(std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  const View view = printer_->view(language, language.text(Message::still_signed_in_title));
  return printer_->print("still_signed_in", language, view, PageKind::notice);
}

web::Response Renderer::device(const DevicePage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::device_title));
  const bool wait = page.retry_after > Seconds(0);
  view.text("user_code", page.user_code).text("csrf", page.csrf);
  view.flag("failure", page.failed || wait).flag("unknown", page.failed && !wait);
  if (wait) {
    show_wait(view, page.retry_after);
  }
  view.text("reference", page.failed || wait ? one_line(page.reference) : "");
  return printer_->print("device", language, view, PageKind::form);
}

web::Response Renderer::device_confirm(const DeviceConfirmPage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  const Message title = page.backchannel ? Message::approve_title : Message::device_confirm_title;
  View view = printer_->view(language, title, page.client, page.transaction, page.csrf);
  view.text("user_code", one_line(page.user_code)).flag("backchannel", page.backchannel);
  view.text("binding_message", one_line(page.binding_message));
  return printer_->print("device_confirm", language, view, PageKind::form);
}

web::Response Renderer::device_done(const DeviceDonePage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  const Message title = page.backchannel ? (page.allowed ? Message::approve_allowed_title : Message::approve_declined_title)
                                         : (page.allowed ? Message::device_allowed_title : Message::device_declined_title);
  View view = printer_->view(language, language.text(title));
  view.text("client_name", shown_name(page.client_name, language)).flag("allowed", page.allowed);
  view.flag("backchannel", page.backchannel);
  return printer_->print("device_done", language, view, PageKind::notice);
}

web::Response Renderer::check_session(std::string_view cookie) const { return printer_->check_session(cookie); }

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
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, language.text(Message::form_post_title));
  view.text("redirect_host", host_of(page.action));
  show_form(view, page);
  return printer_->print("form_post", language, view, PageKind::hand_over);
}

web::Response Renderer::departure(const DeparturePage& page, std::string_view ui_locales) const {
  const Language& language = best_language(ui_locales);
  View view = printer_->view(language, Message::departure_title, page.client, "", "");
  view.text("what_happened", page.what_happened).text("reference", one_line(page.reference));
  if (page.location.empty()) {
    show_form(view, page.form_post);
  } else if (is_form_target(page.location)) {
    view.text("location", page.location);
  } else {
    throw std::invalid_argument("no link must lead to this redirect_uri");
  }
  return printer_->print("departure", language, view, PageKind::journey);
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
