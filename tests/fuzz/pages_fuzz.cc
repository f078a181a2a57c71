// Every value of a page chosen by an attacker: the page has the same elements and attributes as with harmless
// values.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "../support/html.h"
#include "pages/display.h"
#include "pages/pages.h"

namespace {

using namespace signet;
using namespace signet::pages;

constexpr std::size_t kLongest = 8000;
constexpr std::size_t kValues = 12;
using Values = std::array<std::string, kValues>;

// Line by line; the last takes the rest, line ends and all.
Values values_of(std::string_view text) {
  Values values;
  for (std::size_t i = 0; i < kValues; ++i) {
    const auto end = i + 1 == kValues ? std::string_view::npos : text.find('\n');
    values[i] = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return values;
}

// As visible or invisible, linked or not, as the real value; but harmless.
std::string like(const std::string& visible_as) { return visible_as.empty() ? "" : "x"; }

Values harmless(const Values& values) {
  Values same;
  std::transform(values.begin(), values.end(), same.begin(),
                 [](const std::string& value) { return like(value); });
  for (const int line : {0, 1, 2, 3, 4}) same[line] = like(one_line(values[line]));
  same[5] = own_path(values[5]).empty() ? "" : "/x";
  for (const int link : {6, 7}) same[link] = web_link(values[link]).empty() ? "" : "https://x.example/";
  return same;
}

std::string shapes(const Renderer& renderer, const Values& v) {
  const ClientOnPage client{v[0], v[5], v[6], v[7], v[1], true};
  std::string shapes;
  const auto add = [&](const web::Response& response) {
    const html::Document document(response.body);
    for (const html::Element& element : document.elements) {
      const std::string link = element.get("href");
      if (!link.empty() && !link.starts_with("https://") && !link.starts_with("http://") &&
          !link.starts_with("HTTP") && web_link(link).empty() && own_path(link).empty()) {
        std::abort();  // a link that leads neither to the web nor to us
      }
    }
    shapes += document.shape() + "\n";
  };
  add(renderer.login({client, v[8], v[9], v[10], LoginFailure::wrong, Seconds(1), v[2]}));
  add(renderer.account({client, v[2], v[3], v[8], v[9]}));
  add(renderer.consent({client, v[2], v[3], {{v[4], true, v[1]}, {v[4], false, ""}}, v[8], v[9]}));
  add(renderer.logout({v[1], v[2], v[8], v[9]}));
  add(renderer.logged_out({{v[1], v[2]}, {}, v[3], "https://x.example/"}));
  add(renderer.device({v[4], true, Seconds(0), v[9], v[2]}));
  add(renderer.device_confirm({client, v[4], true, v[3], v[8], v[9]}));
  add(renderer.device_done({v[1], true, true}));
  add(renderer.error({400, ErrorKind::busy, v[2], v[8], v[3], v[11], v[5]}));
  add(renderer.form_post({"https://x.example/", {{v[8], v[9]}, {v[10], v[11]}}}));
  add(renderer.demo_home({v[6], v[2], v[5], v[3]}));
  add(renderer.demo_result({v[2], v[3], {v[4]}, v[8], v[9], v[10], v[11], v[11], v[8], v[5], v[5]}));
  return shapes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Renderer kRenderer({"https://id.example.com", "Signet", ""});
  if (size > kLongest) {
    return 0;
  }
  const Values values = values_of(std::string_view(reinterpret_cast<const char*>(data), size));
  if (shapes(kRenderer, values) != shapes(kRenderer, harmless(values))) {
    std::abort();
  }
  return 0;
}
