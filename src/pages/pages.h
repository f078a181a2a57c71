// Everything that people see: a page's values become an HTML response with its protective headers.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pages/models.h"
#include "web/response.h"

namespace signet::pages {

// Const after construction; any number of threads may render at once. Pages need no script, fetch nothing
// from elsewhere, and hold every value escaped [PG-01] [R-XS-1]. `ui_locales` are
// language tags in order of preference, such as languages_of() gives; the first that we speak is taken, and English where none is.
class Renderer {
 public:
  struct Settings {
    std::string issuer;               // its host is shown, and its path is the prefix of every path on a page
    std::string service = "Signet";   // in titles
    std::filesystem::path directory;  // with templates that replace the built-in ones; empty for none
  };

  // Throws std::runtime_error, naming the file, where a replaced template is not usable.
  explicit Renderer(Settings settings);
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  [[nodiscard]] web::Response login(const LoginPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response account(const AccountPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response consent(const ConsentPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response own_account(const OwnAccountPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response own_app(const OwnAppPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response password(const PasswordPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response password_done(std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response address(const AddressPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response sent(const SentPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response choose_password(const ChoosePasswordPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response email(const EmailPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response email_confirm(const EmailConfirmPage& page, std::string_view ui_locales = {}) const;
  // A message: its subject, and the same thing said as text and as HTML.
  [[nodiscard]] MailText mail(const MailPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response outbox(const OutboxPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response logout(const LogoutPage& page, std::string_view ui_locales = {}) const;
  // Loads every frame; after a moment for them, goes on where there is somewhere to go [LO-08].
  [[nodiscard]] web::Response logged_out(const LoggedOutPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response still_signed_in(std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response device(const DevicePage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response device_confirm(const DeviceConfirmPage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response device_done(const DeviceDonePage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response error(const ErrorPage& page, std::string_view ui_locales = {}) const;
  // Throws std::invalid_argument where the browser must not post to the action, such as "javascript:";
  // registration refuses those.
  [[nodiscard]] web::Response form_post(const FormPostPage& page, std::string_view ui_locales = {}) const;
  // Throws as form_post() does.
  [[nodiscard]] web::Response departure(const DeparturePage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response demo_home(const DemoHomePage& page, std::string_view ui_locales = {}) const;
  [[nodiscard]] web::Response demo_result(const DemoResultPage& page, std::string_view ui_locales = {}) const;

  // The OP iframe [OIDC.Session §3.2]: for anybody's frame. To the message "client_id session_state" it answers
  // "unchanged" where session_state is base64url(SHA-256(client_id + " " + origin + " " + state + " " + salt)) + "." + salt,
  // where `origin` sent the message and `state` is the value of the cookie of that name, empty without one; else
  // "changed"; "error" to what is no such message.
  [[nodiscard]] web::Response check_session(std::string_view cookie) const;

  // What the pages refer to: the stylesheet and the seal. To be answered under exactly these paths, which
  // change with the content, so that caches may keep it for good. Paths are without the issuer's own.
  struct Asset {
    std::string path;
    web::Response response;
  };
  [[nodiscard]] const std::vector<Asset>& assets() const;

 private:
  class Printer;
  std::unique_ptr<const Printer> printer_;
};

}  // namespace signet::pages
