// What the demo knows about the person who signed in: the tokens, and what was read from them.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace signet::demo {

struct Account {
  std::string access_token;
  std::string id_token;
  std::string refresh_token;  // empty where none was issued
  Json id_token_header;
  Json id_token_claims;  // of a token whose signature and claims were checked
  Json userinfo;
  std::vector<std::string> checks;  // what was verified, a line each
};

}  // namespace signet::demo
