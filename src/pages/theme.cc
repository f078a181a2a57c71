#include "pages/theme.h"

#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>

#include "pages/built_in.h"
#include "pages/display.h"

namespace signet::pages {
namespace {

constexpr std::string_view kFixed = "check_session.mustache";
constexpr int kDeepestInclusion = 64;  // inclusions in one page; more is a file that includes itself

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) {
    throw std::runtime_error("cannot read " + path.string());
  }
  return text;
}

// `text` with every `open`name`close` replaced by what `value` says for the name.
std::string replaced(const std::string& text, std::string_view open, std::string_view close,
                     const std::function<std::string(std::string_view)>& value) {
  std::string result;
  std::size_t at = 0;
  for (auto tag = text.find(open); tag != std::string::npos; tag = text.find(open, at)) {
    const auto end = text.find(close, tag);
    if (end == std::string::npos || text.find('\n', tag) < end) {
      throw std::invalid_argument("not closed: " + text.substr(tag, 24));
    }
    const auto name = tag + open.size();
    result.append(text, at, tag - at);
    result += value(std::string_view(text).substr(name, end - name));
    at = end + close.size();
  }
  return result.append(text, at);
}

// A message as a piece of template: {name} becomes an escaped value, isolated from the sentence around it.
std::string message_markup(std::string_view id, const Language& language) {
  const auto message = message_named(id);
  if (!message) {
    throw std::invalid_argument("no message is called " + std::string(id));
  }
  return replaced(escape_html(language.text(*message)), "{", "}",
                  [](std::string_view name) { return "<bdi>{{" + std::string(name) + "}}</bdi>"; });
}

void require_contract(std::string_view page, const std::string& text) {
  for (const std::string_view id : Theme::contract(page)) {
    if (text.find("id=\"" + std::string(id) + "\"") == std::string::npos) {
      throw std::invalid_argument("lacks id=\"" + std::string(id) + "\", which programs rely on");
    }
  }
}

}  // namespace

Theme::Theme(const std::filesystem::path& directory) {
  for (const EmbeddedFile& file : built_in_templates()) {
    files_.emplace(file.name, file.content);
  }
  if (directory.empty()) {
    return;
  }
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const auto replaced_file = files_.find(entry.path().filename().string());
    if (replaced_file == files_.end()) {
      throw std::runtime_error(entry.path().string() + " replaces no template of ours");
    }
    if (replaced_file->first == kFixed) {
      throw std::runtime_error(entry.path().string() + " cannot be replaced: a policy names its script");
    }
    replaced_file->second = read(entry.path());
  }
}

const std::string& Theme::file(std::string_view name) const {
  const auto found = files_.find(name);
  if (found == files_.end()) {
    throw std::invalid_argument("there is no template " + std::string(name));
  }
  return found->second;
}

Template Theme::page(std::string_view name, const Language& language) const {
  try {
    const std::string text = included(file("layout.mustache"), name);
    require_contract(name, text);
    return Template(
        replaced(text, "[[", "]]", [&](std::string_view id) { return message_markup(id, language); }));
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(std::string(name) + ".mustache: " + error.what());
  }
}

std::string Theme::included(std::string text, std::string_view page) const {
  for (int depth = 0; text.find("{{> ") != std::string::npos; ++depth) {
    if (depth == kDeepestInclusion) {
      throw std::invalid_argument("includes itself");
    }
    text = replaced(text, "{{> ", "}}", [&](std::string_view name) {
      const std::string& content = file(name == "page" ? std::string(page) + ".mustache" : std::string(name));
      return content.substr(0, content.find_last_not_of('\n') + 1);
    });
  }
  return text;
}

const std::vector<std::string_view>& Theme::contract(std::string_view name) {
  static const std::map<std::string_view, std::vector<std::string_view>> kContract{
      {"login",
       {"username", "password", "login-submit", "login-cancel", "client-logo", "client-policy",
        "client-tos"}},
      {"account", {"account-continue", "account-other"}},
      {"own_app", {"account-withdraw"}},
      {"password", {"password", "new-password", "password-submit"}},
      {"password_done", {"password-done"}},
      {"address", {"email", "signup-submit", "reset-submit"}},
      {"sent", {"sent-page", "code", "code-submit"}},
      {"choose_password", {"new-password", "password-submit"}},
      {"email", {"email", "password", "email-submit"}},
      {"email_confirm", {"email-confirm"}},
      {"consent", {"consent-allow", "consent-deny", "client-logo", "client-policy", "client-tos"}},
      {"device", {"user_code", "device-submit"}},
      {"device_confirm", {"device-submit", "device-deny", "client-logo", "client-policy", "client-tos"}},
      {"device_done", {"device-done"}},
      {"logout", {"logout-confirm", "logout-cancel"}},
      {"logged_out", {"logged-out-page", "logged-out-continue"}},
      {"error", {"error-page"}},
      {"form_post", {"form-post-continue"}},
      {"departure", {"departure-continue"}},
  };
  static const std::vector<std::string_view> kNothing;
  const auto found = kContract.find(name);
  return found == kContract.end() ? kNothing : found->second;
}

}  // namespace signet::pages
