#include "web/response.h"

#include <algorithm>

#include "base/text.h"

namespace signet::web {

Response& Response::set(std::string_view name, std::string_view value) {
  headers.erase(std::remove_if(headers.begin(), headers.end(), [&](const Header& h) { return ascii_iequals(h.name, name); }),
                headers.end());
  return add(name, value);
}

}  // namespace signet::web
