// The prompt parameter [OIDC.Core §3.1.2.1]: none stands alone, the others combine.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace signet::protocol {

struct Prompt {
  bool none = false;
  bool login = false;
  bool consent = false;
  bool select_account = false;

  // nullopt where a value is unknown, or none is not alone.
  [[nodiscard]] static std::optional<Prompt> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  bool operator==(const Prompt&) const = default;
};

}  // namespace signet::protocol
