// What this provider supports, stated once, as data: discovery publishes it, validation obeys it, tests walk it.
#pragma once

#include <array>
#include <string_view>

namespace signet::protocol {

// `code` first: it is the one that every client may have. The others need a client that registered for them [R-AZ-10].
inline constexpr std::array<std::string_view, 7> kResponseTypes{"code",          "id_token",   "id_token token",     "code id_token",
                                                                "code token",    "code id_token token", "none"};
inline constexpr std::array<std::string_view, 7> kResponseModes{"query",     "fragment",     "form_post",    "jwt",
                                                                "query.jwt", "fragment.jwt", "form_post.jwt"};
inline constexpr std::string_view kDeviceCodeGrant = "urn:ietf:params:oauth:grant-type:device_code";  // [RFC8628 §3.4]
inline constexpr std::string_view kCibaGrant = "urn:openid:params:grant-type:ciba";  // [OIDC.CIBA §10.1]
inline constexpr std::array<std::string_view, 6> kGrantTypes{"authorization_code", "refresh_token", "client_credentials", "implicit",
                                                             kDeviceCodeGrant,     kCibaGrant};
// How a client learns that the person has decided [OIDC.CIBA §5]. Not push: tokens go to who asks for them and proves who it is.
inline constexpr std::array<std::string_view, 2> kTokenDeliveryModes{"poll", "ping"};
inline constexpr std::array<std::string_view, 1> kCodeChallengeMethods{"S256"};
// Of clients: what FAPI calls its profiles.
inline constexpr std::array<std::string_view, 4> kSecurityProfiles{"oidc", "fapi2", "fapi2-signed", "fapi-ciba"};
inline constexpr std::array<std::string_view, 4> kPromptValues{"none", "login", "consent", "select_account"};
// Every page fits every one of them [OIDC.Core §3.1.2.1].
inline constexpr std::array<std::string_view, 4> kDisplayValues{"page", "popup", "touch", "wap"};
inline constexpr std::array<std::string_view, 2> kSubjectTypes{"public", "pairwise"};
inline constexpr std::array<std::string_view, 1> kAcrValues{"1"};
inline constexpr std::array<std::string_view, 6> kScopes{"openid", "profile", "email", "address", "phone", "offline_access"};
inline constexpr std::array<std::string_view, 10> kUiLocales{"en", "de", "fr", "es", "pt", "it", "pl", "nl", "ja", "zh-Hans"};

}  // namespace signet::protocol
