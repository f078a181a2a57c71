// response_type and response_mode [OAuth.Responses]: what /authorize answers with, and how the answer travels.
#pragma once

#include <optional>
#include <string_view>

namespace signet::protocol {

// A set of words, whatever their order; none of them set is the response type "none".
struct ResponseType {
  bool code = false;
  bool id_token = false;
  bool token = false;

  // nullopt for words that do not exist, for a repeat, and for none beside another.
  [[nodiscard]] static std::optional<ResponseType> parse(std::string_view text);
  // As capabilities.h and the registration spell it: "code id_token".
  [[nodiscard]] std::string_view text() const;

  // A token leaves the authorization endpoint itself, so it may not stand in a query [R-AZ-11].
  [[nodiscard]] bool has_front_channel_token() const { return id_token || token; }
  // [AZ-09] Everything but `code`, `code token`, `token` and `none`.
  [[nodiscard]] bool needs_nonce() const { return id_token; }

  bool operator==(const ResponseType&) const = default;
};

enum class ResponseMode { query, fragment, form_post };

[[nodiscard]] std::string_view name_of(ResponseMode mode);
[[nodiscard]] std::optional<ResponseMode> response_mode_from(std::string_view name);

// Where nobody says otherwise [OAuth.Responses §2.1, §5].
[[nodiscard]] ResponseMode default_mode(const ResponseType& type);

}  // namespace signet::protocol
