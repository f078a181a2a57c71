// URLs: the parts put together again are the input, so no part was dropped or invented.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "fuzz/property.h"
#include "web/url.h"

namespace {

using signet::fuzz::demand;

// What stands between host and path: nothing, a bare colon, or the port's digits, where zeros may lead.
bool is_port(std::string_view text, std::optional<int> port) {
  if (!port) return text.empty() || text == ":";
  if (!text.starts_with(':')) return false;
  text.remove_prefix(std::min(text.find_first_not_of('0', 1), text.size()));
  return text == std::to_string(*port);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = signet::fuzz::text_of(data, size);
  const auto url = signet::web::parse_url(text);
  if (!url) return 0;
  demand(std::none_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c == '\\' || c == '"'; }),
         "no control, space, backslash or quote is accepted");

  // Behind the scheme, which alone is changed (to lower case).
  const auto rest = text.substr(url->scheme.size() + 1);
  std::string before = rest.starts_with("//") ? "//" : "";
  if (url->userinfo) before += *url->userinfo + "@";
  before += url->host;
  std::string after = url->path;
  if (url->query) after += "?" + *url->query;
  if (url->fragment) after += "#" + *url->fragment;
  demand(rest.starts_with(before) && rest.ends_with(after) && rest.size() >= before.size() + after.size() &&
             is_port(rest.substr(before.size(), rest.size() - before.size() - after.size()), url->port),
         "the parts are the whole");
  demand(!url->port || (*url->port >= 1 && *url->port <= 65535), "a port is a port");
  return 0;
}
