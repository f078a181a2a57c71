// Cookie headers: a name that comes twice counts as none, whatever stands between [S-H13].
#include <algorithm>

#include "fuzz/property.h"
#include "web/cookie.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using signet::fuzz::demand;
  signet::web::Request request;
  request.headers.push_back({"Cookie", std::string(signet::fuzz::text_of(data, size))});
  const auto names = signet::web::cookie_names(request, "");
  for (const auto& name : names) {
    const bool single = std::count(names.begin(), names.end(), name) == 1;
    demand(signet::web::cookie(request, name).has_value() == single,
           "exactly a cookie that comes once is found");
  }
  return 0;
}
