#include "app/logo_fetch.h"

namespace signet::app {

clients::Logos::Fetch logo_fetch(outbound::HttpClient& outbound) {
  return [&outbound](const std::string& url) -> std::optional<std::string> {
    outbound::FetchLimits limits;
    limits.body = clients::kLargestLogo;
    auto answer = outbound.fetch({.method = web::Method::get, .url = url, .headers = {{"Accept", "image/png, image/jpeg, image/webp"}}, .body = ""},
                                 limits);
    if (!answer || answer->status != 200) {
      return std::nullopt;
    }
    return std::move(answer->body);
  };
}

}  // namespace signet::app
