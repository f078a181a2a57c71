// response_type and response_mode [OAuth.Responses] [OAuth.JARM]: what /authorize answers with, and how the answer travels.
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

// The last three carry one parameter, a JWT that holds all others [OAuth.JARM §2.3].
enum class ResponseMode { query, fragment, form_post, query_jwt, fragment_jwt, form_post_jwt };

[[nodiscard]] std::string_view name_of(ResponseMode mode);
// As requests spell it: "jwt" is the signed form of what is the default for `type` [OAuth.JARM §2.3.4].
[[nodiscard]] std::optional<ResponseMode> response_mode_from(std::string_view name, const ResponseType& type);
// As name_of() spells it.
[[nodiscard]] std::optional<ResponseMode> response_mode_from(std::string_view name);

[[nodiscard]] bool is_signed(ResponseMode mode);
// Where it stands: the same mode without the signature.
[[nodiscard]] ResponseMode place_of(ResponseMode mode);

// Where nobody says otherwise [OAuth.Responses §2.1, §5].
[[nodiscard]] ResponseMode default_mode(const ResponseType& type);

}  // namespace signet::protocol
