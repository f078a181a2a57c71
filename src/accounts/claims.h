// What a person tells about themselves: the standard claims, their formats, and the scopes that ask for them
// [OIDC.Core §5.1, §5.4].
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/account_store.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "protocol/scope.h"

namespace signet::accounts {

struct ScopeClaim {
  std::string_view scope;
  std::string_view claim;
};

// The one table of [UI-02]: UserInfo follows it, and discovery's claims_supported lists it.
inline constexpr auto kScopeClaims = std::to_array<ScopeClaim>({
    {"profile", "name"},
    {"profile", "family_name"},
    {"profile", "given_name"},
    {"profile", "middle_name"},
    {"profile", "nickname"},
    {"profile", "preferred_username"},
    {"profile", "profile"},
    {"profile", "picture"},
    {"profile", "website"},
    {"profile", "gender"},
    {"profile", "birthdate"},
    {"profile", "zoneinfo"},
    {"profile", "locale"},
    {"profile", "updated_at"},
    {"email", "email"},
    {"email", "email_verified"},
    {"address", "address"},
    {"phone", "phone_number"},
    {"phone", "phone_number_verified"},
});

// `submitted` as it may be stored in Account::claims: standard claims only, each of its type and format
// [UI-03], at most 16 KiB. A claim that is null or an empty string is left out [GE-06]. updated_at is checked
// and left out, too: the account's own is told. The error is a sentence that names the claim. sub, email and
// email_verified are members of the account, not claims here. `now` bounds birthdate.
[[nodiscard]] Expected<Json, std::string> validate_claims(const Json& submitted, Time now);

// What UserInfo tells under `scope`, without sub: claims that the person has, never null or empty [GE-06].
// email_verified always stands beside email, phone_number_verified beside phone_number.
[[nodiscard]] Json userinfo_claims(const Account& account, const protocol::ScopeSet& scope);

// The same for single claims that were asked for by name [OIDC.Core §5.5].
[[nodiscard]] Json named_claims(const Account& account, const std::vector<std::string>& names);

// Both, and `sub`, as the text of a JSON object.
[[nodiscard]] std::string userinfo_text(const Account& account, std::string_view sub, const protocol::ScopeSet& scope,
                                        const std::vector<std::string>& names);

// The scope that releases the claim `name`; empty for a claim that we do not keep.
[[nodiscard]] std::string_view scope_of_claim(std::string_view name);

}  // namespace signet::accounts
