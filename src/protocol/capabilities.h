// What this provider supports, stated once, as data: discovery publishes it, validation obeys it, tests walk it.
#pragma once

#include <array>
#include <string_view>

namespace signet::protocol {

inline constexpr std::array<std::string_view, 1> kResponseTypes{"code"};
inline constexpr std::array<std::string_view, 1> kResponseModes{"query"};
inline constexpr std::array<std::string_view, 3> kGrantTypes{"authorization_code", "refresh_token", "client_credentials"};
inline constexpr std::array<std::string_view, 4> kTokenEndpointAuthMethods{"client_secret_basic", "client_secret_post", "private_key_jwt",
                                                                           "none"};
// Introspection is for clients that can authenticate [R-IN-1].
inline constexpr std::array<std::string_view, 3> kIntrospectionAuthMethods{"client_secret_basic", "client_secret_post", "private_key_jwt"};
inline constexpr std::array<std::string_view, 1> kCodeChallengeMethods{"S256"};
inline constexpr std::array<std::string_view, 4> kPromptValues{"none", "login", "consent", "select_account"};
inline constexpr std::array<std::string_view, 1> kSubjectTypes{"public"};
inline constexpr std::array<std::string_view, 1> kAcrValues{"1"};
inline constexpr std::array<std::string_view, 6> kScopes{"openid", "profile", "email", "address", "phone", "offline_access"};
inline constexpr std::array<std::string_view, 1> kUiLocales{"en"};

}  // namespace signet::protocol
