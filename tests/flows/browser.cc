#include "flows/browser.h"

#include <algorithm>

#include "base/text.h"

namespace signet::testing {
namespace {

std::string unescape(std::string text) {
  const std::pair<std::string_view, std::string_view> entities[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&#x27;", "'"}, {"&amp;", "&"}};
  for (const auto& [entity, character] : entities) {
    for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1)) {
      text.replace(at, entity.size(), character);
    }
  }
  return text;
}

std::string attribute(const std::string& tag, const std::string& name) {
  const std::size_t at = tag.find(" " + name + "=\"");
  if (at == std::string::npos) {
    return "";
  }
  const std::size_t begin = at + name.size() + 3;
  return unescape(tag.substr(begin, tag.find('"', begin) - begin));
}

template <typename Visit>
void each_tag(const std::string& html, const std::string& name, Visit visit) {
  for (std::size_t at = html.find("<" + name); at != std::string::npos; at = html.find("<" + name, at + 1)) {
    visit(html.substr(at, html.find('>', at) - at));
  }
}

}  // namespace

std::string Stop::input(const std::string& wanted) const {
  std::string value;
  each_tag(body, "input", [&](const std::string& tag) {
    if (attribute(tag, "name") == wanted) {
      value = attribute(tag, "value");
    }
  });
  return value;
}

web::Headers Browser::own_headers() const {
  std::string value;
  for (const auto& [name, content] : cookies) {
    value += (value.empty() ? "" : "; ") + name + "=" + content;
  }
  web::Headers headers;
  if (!value.empty()) {
    headers.push_back({"Cookie", value});
  }
  if (!accept_language.empty()) {
    headers.push_back({"Accept-Language", accept_language});
  }
  return headers;
}

Stop Browser::follow(const std::string& url, web::Response response) {
  std::string at = url;
  for (int hops = 0; hops < 10; ++hops) {
    for (const web::Header& header : response.headers) {
      if (header.name == "Set-Cookie") {
        const std::size_t equals = header.value.find('=');
        const std::size_t end = header.value.find(';');
        const std::string name = header.value.substr(0, equals);
        if (header.value.find("Max-Age=0") != std::string::npos) {
          cookies.erase(name);
        } else {
          cookies[name] = header.value.substr(equals + 1, end - equals - 1);
        }
      }
    }
    const std::string location = location_of(response);
    if (location.empty()) {
      return {response.status, at, response.body, response.headers, false};
    }
    if (!location.starts_with(kIssuer)) {
      return {response.status, location, "", response.headers, true};
    }
    at = location;
    response = world_.get(location, own_headers());
  }
  return {0, at, "redirect loop", {}, false};
}

Stop Browser::open(const std::string& url) { return follow(url, world_.get(url, own_headers())); }

Stop Browser::submit(const Stop& page, web::Pairs fields, const std::string& button, web::Headers headers) {
  std::string action;
  each_tag(page.body, "form", [&](const std::string& tag) { action = attribute(tag, "action"); });
  each_tag(page.body, "input", [&](const std::string& tag) {
    if (attribute(tag, "type") == "hidden") {
      fields.emplace_back(attribute(tag, "name"), attribute(tag, "value"));
    }
  });
  each_tag(page.body, "button", [&](const std::string& tag) {
    if (attribute(tag, "id") == button) {
      fields.emplace_back(attribute(tag, "name"), attribute(tag, "value"));
    }
  });
  const std::string path = action.starts_with(kIssuer) ? action.substr(std::string_view(kIssuer).size()) : action;
  for (web::Header& header : own_headers()) {
    headers.push_back(std::move(header));
  }
  return follow(kIssuer + path, world_.post(path, fields, std::move(headers)));
}

Stop Browser::sign_in(const Stop& login_page, const std::string& email, const std::string& password) {
  return submit(login_page, {{"username", email}, {"password", password}}, "login-submit");
}

std::string authorize_url(const std::string& client_id, const std::map<std::string, std::string>& changes) {
  std::map<std::string, std::string> parameters = {{"client_id", client_id},
                                                   {"redirect_uri", kCallback},
                                                   {"response_type", "code"},
                                                   {"scope", "openid profile email"},
                                                   {"state", "the-state"},
                                                   {"nonce", "the-nonce"},
                                                   {"code_challenge", kChallenge},
                                                   {"code_challenge_method", "S256"}};
  for (const auto& [name, value] : changes) {
    parameters[name] = value;
  }
  web::Pairs pairs;
  for (const auto& [name, value] : parameters) {
    if (!value.empty()) {
      pairs.emplace_back(name, value);
    }
  }
  return std::string(kIssuer) + "/oauth2/authorize?" + web::to_form(pairs);
}

std::string code_for(World& world, const Credentials& client, const std::map<std::string, std::string>& changes) {
  Browser browser(world);
  Stop stop = browser.open(authorize_url(client.client_id, changes));
  if (stop.is_login()) {
    stop = browser.sign_in(stop);
  }
  if (stop.is_consent()) {
    stop = browser.allow(stop);
  }
  return parameter(stop.url, "code").value_or("no code: " + stop.url + stop.body);
}

web::Response redeem(World& world, const Credentials& client, const std::string& code, const web::Pairs& changes) {
  web::Pairs form = {{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", kCallback}, {"code_verifier", kVerifier}};
  for (const auto& [name, value] : changes) {
    std::erase_if(form, [&](const auto& pair) { return pair.first == name; });
    form.emplace_back(name, value);
  }
  if (client.client_secret.empty()) {
    form.emplace_back("client_id", client.client_id);
    return world.post("/oauth2/token", form);
  }
  return world.post_as(client, "/oauth2/token", form);
}

web::Response refresh(World& world, const Credentials& client, const std::string& refresh_token, const web::Pairs& more) {
  web::Pairs form = {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}};
  form.insert(form.end(), more.begin(), more.end());
  if (client.client_secret.empty()) {
    form.emplace_back("client_id", client.client_id);
    return world.post("/oauth2/token", form);
  }
  return world.post_as(client, "/oauth2/token", form);
}

}  // namespace signet::testing
