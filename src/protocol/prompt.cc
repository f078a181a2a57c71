#include "protocol/prompt.h"

#include <vector>

#include "base/text.h"

namespace signet::protocol {

std::optional<Prompt> Prompt::parse(std::string_view text) {
  Prompt prompt;
  for (const std::string_view value : split(text, ' ')) {
    if (value == "none") {
      prompt.none = true;
    } else if (value == "login") {
      prompt.login = true;
    } else if (value == "consent") {
      prompt.consent = true;
    } else if (value == "select_account") {
      prompt.select_account = true;
    } else {
      return std::nullopt;
    }
  }
  if (prompt.none && (prompt.login || prompt.consent || prompt.select_account)) {
    return std::nullopt;
  }
  return prompt;
}

std::string Prompt::text() const {
  std::vector<std::string> values;
  if (none) values.emplace_back("none");
  if (login) values.emplace_back("login");
  if (consent) values.emplace_back("consent");
  if (select_account) values.emplace_back("select_account");
  return join(values, " ");
}

}  // namespace signet::protocol
