// One filled-in page of every kind, and every value of each replaced at will.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "pages/pages.h"

namespace signet::pages {

inline const Renderer& renderer() {
  static const Renderer kRenderer({"https://id.example.com", "Signet", ""});
  return kRenderer;
}

inline ClientOnPage sample_client() {
  return {"Example Photos",
          "/clients/photos/logo",
          "https://photos.example.org/privacy",
          "https://photos.example.org/terms",
          "https://photos.example.org/callback",
          false};
}

inline LoginPage sample_login() {
  LoginPage page;
  page.client = sample_client();
  page.transaction = "sealed-transaction";
  page.csrf = "csrf-token";
  page.username = "alice@example.test";
  return page;
}

inline LoginPage sample_failed_login(LoginFailure failure = LoginFailure::wrong) {
  LoginPage page = sample_login();
  page.failure = failure;
  page.retry_after = Seconds(45);
  page.reference = "8f0c2b7e61d94a3c";
  return page;
}

inline AccountPage sample_account() {
  return {sample_client(), "alice@example.test", "Alice Example", "sealed-transaction", "csrf-token"};
}

inline ConsentPage sample_consent() {
  ConsentPage page;
  page.client = sample_client();
  page.client.self_registered = true;
  page.account = "alice@example.test";
  page.name = "Alice Example";
  page.scopes = {{"openid", false, ""},
                 {"email", false, ""},
                 {"photos.read", true, ""},
                 {"photos.write", true, "change your photos"},
                 {"offline_access", true, ""}};
  page.transaction = "sealed-transaction";
  page.csrf = "csrf-token";
  return page;
}

inline LoginPage sample_login_for_account() {
  LoginPage page;
  page.for_account = true;
  page.csrf = "csrf-token";
  return page;
}

inline OwnAccountPage sample_own_account() {
  const Time since = from_epoch_seconds(1767225599);  // the last second of 2025
  return {"alice@example.test",
          "Alice Example",
          {{"photos", "Example Photos", "/clients/photos/logo", since}, {"mail", "example mail", "", since + Seconds(1)}}};
}

inline OwnAppPage sample_own_app() {
  OwnAppPage page;
  page.client = sample_client();
  page.client_id = "photos";
  page.scopes = {{"openid", false, ""}, {"photos.read", false, ""}, {"offline_access", false, ""}};
  page.since = from_epoch_seconds(1767225599);
  page.csrf = "csrf-token";
  return page;
}

inline PasswordPage sample_password(std::optional<PasswordFailure> failure = std::nullopt) {
  PasswordPage page;
  page.account = "alice@example.test";
  page.least = 15;
  page.csrf = "csrf-token";
  page.failure = failure;
  page.retry_after = Seconds(45);
  page.reference = "8f0c2b7e61d94a3c";
  return page;
}

inline LogoutPage sample_logout() {
  return {"Example Photos", "alice@example.test", "sealed-transaction", "csrf-token"};
}

inline LoggedOutPage sample_logged_out() {
  return {{"Example Photos", "Example Mail"},
          {"https://photos.example.org/logout?iss=https%3A%2F%2Fid.example.com&sid=s1",
           "https://mail.example.org:8443/logout?iss=https%3A%2F%2Fid.example.com&sid=s1",
           "https://photos.example.org/albums/logout"},
          "Example Photos",
          "https://photos.example.org/bye?state=a&lang=b"};
}

inline DevicePage sample_device() {
  DevicePage page;
  page.csrf = "csrf-token";
  return page;
}

inline DevicePage sample_failed_device(Seconds retry_after = Seconds(0)) {
  DevicePage page = sample_device();
  page.user_code = "bcdf ghjk";
  page.failed = true;
  page.retry_after = retry_after;
  page.reference = "8f0c2b7e61d94a3c";
  return page;
}

inline DeviceConfirmPage sample_device_confirm() {
  return {sample_client(), "BCDF-GHJK", false, "", "sealed-transaction", "csrf-token"};
}

inline DeviceConfirmPage sample_approve() {
  return {sample_client(), "", true, "W4SCT", "sealed-transaction", "csrf-token"};
}

inline ErrorPage sample_error() {
  ErrorPage page;
  page.code = "invalid_request";
  page.what_happened = "redirect_uri is not registered for this client.";
  page.reference = "8f0c2b7e61d94a3c";
  page.detail = "received https://photos.example.org/back";
  page.restart_path = "/demo";
  return page;
}

inline FormPostPage sample_form_post() {
  return {"https://photos.example.org/callback?tenant=7", {{"code", "abc"}, {"state", "a&b=\"c\""}}};
}

inline DeparturePage sample_departure() {
  DeparturePage page;
  page.client.name = "Example Photos";
  page.client.redirect_host = "https://photos.example.org/callback";
  page.client.self_registered = true;
  page.what_happened = "The scope is malformed.";
  page.reference = "8f0c2b7e61d94a3c";
  page.location = "https://photos.example.org/callback?error=invalid_scope&state=s";
  return page;
}

inline DeparturePage sample_departure_by_form() {
  DeparturePage page = sample_departure();
  page.location.clear();
  page.form_post = {"https://photos.example.org/callback", {{"error", "invalid_scope"}, {"state", "s"}}};
  return page;
}

inline DemoHomePage sample_demo_home() {
  DemoHomePage page;
  page.issuer = "https://id.example.com";
  page.client_id = "demo";
  page.failure = "access_denied";
  return page;
}

inline DemoResultPage sample_demo_result() {
  DemoResultPage page;
  page.account = "alice@example.test";
  page.name = "Alice Example";
  page.checks = {"signature", "issuer and audience"};
  page.id_token_header = "{\n  \"alg\": \"RS256\"\n}";
  page.id_token_claims = "{\n  \"sub\": \"4711\"\n}";
  page.access_token_header = "{\n  \"typ\": \"at+jwt\"\n}";
  page.access_token_claims = "{\n  \"scope\": \"openid\"\n}";
  page.userinfo = "{\n  \"email\": \"alice@example.test\"\n}";
  page.csrf = "csrf-token";
  return page;
}

inline LoginPage sample_login_with_links() {
  LoginPage page = sample_login();
  page.offers_signup = true;
  page.offers_reset = true;
  return page;
}

inline AddressPage sample_address(bool for_signup, std::optional<AddressFailure> failure = std::nullopt) {
  AddressPage page;
  page.for_signup = for_signup;
  page.email = failure ? "alice@example" : "";
  page.transaction = for_signup ? "sealed-transaction" : "";
  page.csrf = "csrf-token";
  page.failure = failure;
  page.retry_after = Seconds(3600);
  page.reference = "8f0c2b7e61d94a3c";
  return page;
}

inline SentPage sample_sent(bool wrong = false) {
  return {"/signup", "/signup", "alice@example.test", "id-of-the-proof", "sealed-transaction", "csrf-token", wrong, "8f0c2b7e61d94a3c"};
}

inline ChoosePasswordPage sample_choose_password(std::optional<PasswordFailure> failure = std::nullopt) {
  return {"/signup", "alice@example.test", "proof-of-the-link", "sealed-transaction", 15, "csrf-token", failure, "8f0c2b7e61d94a3c"};
}

inline EmailPage sample_email(bool wrong_password = false) {
  EmailPage page;
  page.account = "alice@example.test";
  page.verified = !wrong_password;
  page.email = "alice@elsewhere.test";
  page.csrf = "csrf-token";
  page.wrong_password = wrong_password;
  page.reference = "8f0c2b7e61d94a3c";
  return page;
}

struct Sample {
  std::string name;
  std::function<web::Response(const Renderer&)> render;
};

inline const std::vector<Sample>& samples() {
  static const std::vector<Sample> kSamples{
      {"login", [](const Renderer& r) { return r.login(sample_login()); }},
      {"login_wrong", [](const Renderer& r) { return r.login(sample_failed_login()); }},
      {"login_too_many",
       [](const Renderer& r) { return r.login(sample_failed_login(LoginFailure::too_many)); }},
      {"account", [](const Renderer& r) { return r.account(sample_account()); }},
      {"login_for_account", [](const Renderer& r) { return r.login(sample_login_for_account()); }},
      {"own_account", [](const Renderer& r) { return r.own_account(sample_own_account()); }},
      {"own_account_without_apps",
       [](const Renderer& r) { return r.own_account({"alice@example.test", "", {}}); }},
      {"own_app", [](const Renderer& r) { return r.own_app(sample_own_app()); }},
      {"password", [](const Renderer& r) { return r.password(sample_password()); }},
      {"password_wrong", [](const Renderer& r) { return r.password(sample_password(PasswordFailure::wrong)); }},
      {"password_guessable", [](const Renderer& r) { return r.password(sample_password(PasswordFailure::common)); }},
      {"password_done", [](const Renderer& r) { return r.password_done(); }},
      {"consent", [](const Renderer& r) { return r.consent(sample_consent()); }},
      {"logout", [](const Renderer& r) { return r.logout(sample_logout()); }},
      {"logged_out", [](const Renderer& r) { return r.logged_out({}); }},
      {"logged_out_going_on", [](const Renderer& r) { return r.logged_out(sample_logged_out()); }},
      {"device", [](const Renderer& r) { return r.device(sample_device()); }},
      {"device_unknown", [](const Renderer& r) { return r.device(sample_failed_device()); }},
      {"still_signed_in", [](const Renderer& r) { return r.still_signed_in(); }},
      {"device_too_many", [](const Renderer& r) { return r.device(sample_failed_device(Seconds(45))); }},
      {"device_confirm", [](const Renderer& r) { return r.device_confirm(sample_device_confirm()); }},
      {"device_allowed", [](const Renderer& r) { return r.device_done({"Example Photos", true, false}); }},
      {"device_declined", [](const Renderer& r) { return r.device_done({"Example Photos", false, false}); }},
      {"approve", [](const Renderer& r) { return r.device_confirm(sample_approve()); }},
      {"approve_allowed", [](const Renderer& r) { return r.device_done({"Example Photos", true, true}); }},
      {"approve_declined", [](const Renderer& r) { return r.device_done({"Example Photos", false, true}); }},
      {"error", [](const Renderer& r) { return r.error(sample_error()); }},
      {"form_post", [](const Renderer& r) { return r.form_post(sample_form_post()); }},
      {"departure", [](const Renderer& r) { return r.departure(sample_departure()); }},
      {"departure_by_form", [](const Renderer& r) { return r.departure(sample_departure_by_form()); }},
      {"login_with_links", [](const Renderer& r) { return r.login(sample_login_with_links()); }},
      {"signup", [](const Renderer& r) { return r.address(sample_address(true)); }},
      {"signup_malformed", [](const Renderer& r) { return r.address(sample_address(true, AddressFailure::malformed)); }},
      {"reset", [](const Renderer& r) { return r.address(sample_address(false)); }},
      {"reset_too_many", [](const Renderer& r) { return r.address(sample_address(false, AddressFailure::too_many)); }},
      {"sent", [](const Renderer& r) { return r.sent(sample_sent()); }},
      {"sent_wrong", [](const Renderer& r) { return r.sent(sample_sent(true)); }},
      {"choose_password", [](const Renderer& r) { return r.choose_password(sample_choose_password()); }},
      {"choose_password_short", [](const Renderer& r) { return r.choose_password(sample_choose_password(PasswordFailure::too_short)); }},
      {"email", [](const Renderer& r) { return r.email(sample_email()); }},
      {"email_wrong", [](const Renderer& r) { return r.email(sample_email(true)); }},
      {"email_confirm", [](const Renderer& r) { return r.email_confirm({"alice@elsewhere.test", "proof-of-the-link", "csrf-token"}); }},
      {"outbox",
       [](const Renderer& r) {
         return r.outbox({{{"alice@example.test", "Set a new password", "Hello\n", "https://id.example.com/password?proof=x"}}});
       }},
      {"demo_home", [](const Renderer& r) { return r.demo_home(sample_demo_home()); }},
      {"demo_result", [](const Renderer& r) { return r.demo_result(sample_demo_result()); }},
  };
  return kSamples;
}

}  // namespace signet::pages
