// What each page shows, as plain values. All of them may come from strangers: the renderer escapes and
// tidies.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"

namespace signet::pages {

// The app that asks, as people see it.
struct ClientOnPage {
  std::string name;
  std::string
      logo_path;  // where our own origin serves its logo, such as "/clients/x/logo"; never elsewhere [R-RG-4]
  std::string policy_uri;  // shown only if http or https, like the next
  std::string tos_uri;
  std::string redirect_host;     // where the person goes afterwards; also taken from a whole URI
  bool self_registered = false;  // nobody vouches for it [R-RG-6]
};

enum class LoginFailure { wrong, too_many };

struct LoginPage {
  ClientOnPage client;
  std::string transaction;  // the hidden input `t`
  std::string csrf;
  std::string username;  // typed before, or hinted [PG-03]
  std::optional<LoginFailure> failure;
  Seconds retry_after{0};  // for too_many
  std::string reference;   // shown with a failure
  bool for_account = false;  // no app asks, the person wants to see their own account: no client, and no transaction
  bool offers_signup = false;  // links to the page for whoever has no account
  bool offers_reset = false;   // and to the one for whoever forgot their password
};

// Somebody is signed in, and the client asks which account it shall be.
struct AccountPage {
  ClientOnPage client;
  std::string account;  // e-mail address
  std::string name;     // of the person, where known
  std::string transaction;
  std::string csrf;
};

struct AskedScope {
  std::string name;
  bool is_new = false;      // not allowed before; marked where others were
  std::string description;  // what it allows, for scopes of the operator's own; otherwise from the catalogue
};

struct ConsentPage {
  ClientOnPage client;
  std::string account;
  std::string name;
  std::vector<AskedScope> scopes;
  std::string transaction;
  std::string csrf;
};

// Which apps can reach something of the person's account [R-CO-3].
struct OwnAccountPage {
  struct App {
    std::string client_id;
    std::string name;
    std::string logo_path;
    Time since;
  };
  std::string account;
  std::string name;
  std::vector<App> apps;
  bool offers_email = false;  // links to the page where the address is changed
};

// One of them: what it may do, and the way to end that.
struct OwnAppPage {
  ClientOnPage client;
  std::string client_id;
  std::vector<AskedScope> scopes;  // empty: it never had to ask
  Time since;
  std::string csrf;
};

// A new password for the person who is signed in [R-PW-5].
enum class PasswordFailure { wrong, too_many, too_short, common, own_name, unusable };

struct PasswordPage {
  std::string account;
  std::size_t least = 0;  // characters that a new one needs
  std::string csrf;
  std::optional<PasswordFailure> failure;
  Seconds retry_after{0};  // for too_many
  std::string reference;   // shown with a failure
};

// The first step of a sign-up, or of somebody who forgot their password: which address?
enum class AddressFailure { malformed, domain, too_many };

struct AddressPage {
  bool for_signup = false;
  std::string email;        // typed before
  std::string transaction;  // of the app that they came from; may be empty
  std::string csrf;
  std::optional<AddressFailure> failure;
  Seconds retry_after{0};  // for too_many
  std::string reference;   // shown with a failure
};

// The second: a message is on its way, and the code that it holds is typed here.
struct SentPage {
  std::string path;         // of the form: "/signup"
  std::string again;        // the page for another address
  std::string address;
  std::string asked;        // the id of what is to be proven
  std::string transaction;  // may be empty
  std::string csrf;
  bool wrong = false;       // that code is not right
  std::string reference;    // shown with a failure
};

// The third: the password of a new account, or the new one of an old.
struct ChoosePasswordPage {
  std::string path;
  std::string address;
  std::string proof;        // of the link; it stands in the page's URL, too
  std::string transaction;  // may be empty
  std::size_t least = 0;    // characters that it needs
  std::string csrf;
  std::optional<PasswordFailure> failure;
  std::string reference;  // shown with a failure
};

// The address of whoever is signed in, and how to change it.
struct EmailPage {
  std::string account;
  bool verified = false;
  std::string email;  // typed before
  std::string csrf;
  std::optional<AddressFailure> failure;
  bool wrong_password = false;
  Seconds retry_after{0};
  std::string reference;
};

struct EmailConfirmPage {
  std::string address;
  std::string proof;
  std::string csrf;
};

// A message that people get.
enum class MailKind { signup, known, invitation, reset, email, email_changed, password_changed, decision };

struct MailPage {
  MailKind kind = MailKind::signup;
  std::string link;  // a page of ours; may be empty
  std::string code;  // may be empty
};

struct MailText {
  std::string subject;  // one line of UTF-8
  std::string text;     // lines end with LF
  std::string html;
  std::string link;     // as given
};

// Messages that nobody sends, for whoever tries this out.
struct OutboxPage {
  struct Message {
    std::string to;
    std::string subject;
    std::string text;
    std::string link;
  };
  std::vector<Message> messages;
};

struct LogoutPage {
  std::string client_name;  // of the app that sent the person here; may be empty
  std::string account;
  std::string transaction;
  std::string csrf;
};

struct LoggedOutPage {
  std::vector<std::string> told;    // names of the apps that are told of it
  std::vector<std::string> frames;  // front-channel logout URIs, complete, each loaded in a hidden frame
  std::string client_name;          // of the app that sent the person here
  std::string continue_to;          // post_logout_redirect_uri with its parameters; empty: the journey ends here
};

// /device, first half: the person types what their device shows [RFC8628 §3.3].
struct DevicePage {
  std::string user_code;   // typed before, or from the link
  bool failed = false;     // that code is not known, or no longer
  Seconds retry_after{0};  // too many wrong codes: wait so long
  std::string csrf;
  std::string reference;  // shown with a failure
};

// Second half: what is about to be signed in, so that nobody does it for a stranger by accident [RFC8628 §5.4].
struct DeviceConfirmPage {
  ClientOnPage client;
  std::string user_code;  // as the device shows it; the person compares
  bool backchannel = false;     // no device: the app itself asks for the person, and shows
  std::string binding_message;  // this, if anything
  std::string transaction;
  std::string csrf;
};

struct DeviceDonePage {
  std::string client_name;
  bool allowed = false;
  bool backchannel = false;
};

// Who can do something about an error, and what. Gives the page its title and its advice.
enum class ErrorKind {
  client_request,  // the app asked wrongly: its makers
  expired,         // start again
  not_ours,        // a form that did not come from our page: start again
  not_found,       // check the address
  busy,            // wait
  logout_request,  // the app asked wrongly to sign the person out: they can do so without it
  link,            // the link of a message is over: ask for another
  other_account,   // the link of a message is for somebody who is not signed in here
  internal,        // us
};

struct ErrorPage {
  int status = 400;
  ErrorKind kind = ErrorKind::client_request;
  std::string code;           // "invalid_request"
  std::string what_happened;  // our fixed sentence, such as "redirect_uri is not registered for this client."
  std::string reference;      // the request id, which stands in the log line too
  std::string detail;         // for developers; empty except in `signet dev`
  std::string restart_path;   // a page of ours where the person can start again; empty: no such link
};

// Hands the answer to the client as a form that the browser posts [OAuth.FormPost].
struct FormPostPage {
  std::string action;  // the redirect URI
  std::vector<std::pair<std::string, std::string>> fields;
};

// A refusal that would send a person to the address of an app that anybody may have registered: first they are told
// where they would go [R-AZ-15].
struct DeparturePage {
  ClientOnPage client;
  std::string what_happened;  // our fixed sentence
  std::string reference;
  std::string location;   // where the answer goes by redirect; or else
  FormPostPage form_post;
};

struct DemoHomePage {
  std::string issuer;
  std::string client_id;
  std::string sign_in_path = "/demo/sign-in";
  std::string failure;  // what the last attempt ended with
};

struct DemoResultPage {
  std::string account;
  std::string name;
  std::vector<std::string> checks;  // what was verified, a line each
  std::string id_token_header;      // indented JSON, like the next; what is empty is left out
  std::string id_token_claims;
  std::string access_token_header;
  std::string access_token_claims;
  std::string userinfo;
  std::string csrf;
  std::string refresh_path = "/demo/refresh";  // empty: there is no refresh token
  std::string sign_out_path = "/demo/sign-out";
};

}  // namespace signet::pages
