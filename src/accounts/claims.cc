#include "accounts/claims.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>

#include "base/json_members.h"
#include "base/text.h"
#include "web/url.h"

namespace signet::accounts {
namespace {

constexpr std::size_t kLongestClaim = 1000;        // bytes of one text
constexpr std::size_t kLongestClaims = 16 * 1024;  // bytes of all of them as JSON

bool is_text(const Json& value) {
  if (!value.is_string()) {
    return false;
  }
  const auto& text = value.get_ref<const std::string&>();
  return text.size() <= kLongestClaim && is_clean_text(text);
}

bool is_web_url(const Json& value) {
  if (!is_text(value)) {
    return false;
  }
  const auto url = web::parse_url(value.get_ref<const std::string&>());
  return url && (url->scheme == "https" || url->scheme == "http") && !url->host.empty() && !url->userinfo;
}

bool all_of(std::string_view text, bool (*accept)(char)) {
  return std::all_of(text.begin(), text.end(), accept);
}
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

// YYYY-MM-DD; 0000-MM-DD where the year is not told; or YYYY alone [OIDC.Core §5.1].
bool is_birthdate(std::string_view text, Time now) {
  const auto digits = [&](std::size_t at, std::size_t count) { return parse_digits(text.substr(at, count)); };
  if (text.size() != 4 && !(text.size() == 10 && text[4] == '-' && text[7] == '-')) {
    return false;
  }
  const auto year = digits(0, 4);
  if (!year) {
    return false;
  }
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
  const bool plausible = *year >= 1850 && *year <= static_cast<int>(today.year());
  if (text.size() == 4) {
    return plausible;
  }
  const auto month = digits(5, 2);
  const auto day = digits(8, 2);
  if (!month || !day || (!plausible && *year != 0)) {
    return false;
  }
  // The year 0 is a leap year in the proleptic calendar, so a 29 February without a year is fine.
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(*year)),
                                     std::chrono::month(static_cast<unsigned>(*month)),
                                     std::chrono::day(static_cast<unsigned>(*day)))
      .ok();
}

// The form of a BCP 47 language tag [RFC5646 §2.1]: a language of 2 to 8 letters, then subtags of 1 to 8
// characters.
bool is_locale(std::string_view text) {
  const auto subtags = split(text, '-');
  return !subtags.empty() && join({subtags.begin(), subtags.end()}, "-") == text &&
         subtags.front().size() >= 2 && all_of(subtags.front(), is_letter) &&
         std::all_of(subtags.begin(), subtags.end(), [](std::string_view subtag) {
           return subtag.size() <= 8 && all_of(subtag, is_letter_or_digit);
         });
}

// The form of a name in the tz database: "Europe/Berlin", "America/Argentina/Ushuaia", "Etc/GMT+1", "UTC".
bool is_zoneinfo(std::string_view text) {
  const auto parts = split(text, '/');
  return !parts.empty() && parts.size() <= 3 && join({parts.begin(), parts.end()}, "/") == text &&
         text.size() <= 64 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return is_letter(part.front()) && all_of(part, [](char c) {
                    return is_letter_or_digit(c) || c == '_' || c == '-' || c == '+';
                  });
         });
}

// What people and RFC 3966 write: "+1 (604) 555-1234;ext=5678".
bool is_phone_number(std::string_view text) {
  return text.size() <= 64 && text.find_first_of("0123456789") != std::string_view::npos &&
         all_of(text, [](char c) {
           return is_letter_or_digit(c) || std::string_view("+-.() /;=#*").find(c) != std::string_view::npos;
         });
}

bool is_address(const Json& value) {
  constexpr std::array<std::string_view, 6> kMembers{"formatted", "street_address", "locality",
                                                     "region",    "postal_code",    "country"};
  const auto is_line = [](const Json& line) {
    // Line breaks belong in a formatted address [OIDC.Core §5.1.1].
    if (!line.is_string() || line.get_ref<const std::string&>().size() > kLongestClaim) {
      return false;
    }
    std::string text = line.get<std::string>();
    std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
    return is_clean_text(text);
  };
  return value.is_object() &&
         std::all_of(value.items().begin(), value.items().end(), [&](const auto& member) {
           return std::find(kMembers.begin(), kMembers.end(), member.key()) != kMembers.end() &&
                  is_line(member.value());
         });
}

// What is wrong with `value` as the claim `name`; nullopt where nothing is.
std::optional<std::string> fault_of(std::string_view name, const Json& value, Time now) {
  const auto text_that = [&](auto accept) {
    return is_text(value) && accept(value.get_ref<const std::string&>());
  };
  const auto unless = [](bool fine, const char* sentence) {
    return fine ? std::nullopt : std::optional<std::string>(sentence);
  };
  if (name == "birthdate") {
    return unless(text_that([&](const std::string& text) { return is_birthdate(text, now); }),
                  "must be a date as YYYY-MM-DD, 0000-MM-DD or YYYY, from 1850 to this year");
  }
  if (name == "locale") {
    return unless(text_that(is_locale), "must be a language tag such as en-GB");
  }
  if (name == "zoneinfo") {
    return unless(text_that(is_zoneinfo), "must be a time zone name such as Europe/Berlin");
  }
  if (name == "profile" || name == "picture" || name == "website") {
    return unless(is_web_url(value), "must be an absolute http or https URL");
  }
  if (name == "phone_number") {
    return unless(text_that(is_phone_number), "must be a phone number such as +49 30 901820");
  }
  if (name == "phone_number_verified") {
    return unless(value.is_boolean(), "must be true or false");
  }
  if (name == "updated_at") {
    return unless(value.is_number_integer() || value.is_number_float(), "must be a number of seconds");
  }
  if (name == "address") {
    return unless(
        is_address(value),
        "must be an object whose members are texts named formatted, street_address, locality, region, "
        "postal_code or country");
  }
  return unless(is_text(value), "must be text of at most 1000 bytes without control characters");
}

// sub, email and email_verified belong to the account.
bool is_known(std::string_view name) {
  return !name.starts_with("email") && std::any_of(kScopeClaims.begin(), kScopeClaims.end(),
                                                   [&](const ScopeClaim& row) { return row.claim == name; });
}

bool is_nothing(const Json& value) {
  return value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty()) ||
         (value.is_object() && value.empty());
}

// An object without members that are null or empty.
Json without_nothings(const Json& object) {
  Json result = Json::object();
  for (const auto& [name, value] : object.items()) {
    if (!is_nothing(value)) {
      result[name] = value;
    }
  }
  return result;
}

}  // namespace

Expected<Json, std::string> validate_claims(const Json& submitted, Time now) {
  if (!submitted.is_object()) {
    return unexpected(std::string("The claims are not a JSON object."));
  }
  Json claims = Json::object();
  for (const auto& [name, submitted_value] : submitted.items()) {
    if (!is_known(name)) {
      return unexpected("\"" + (is_printable_ascii(name) ? name.substr(0, 64) : std::string("(not ASCII)")) +
                        "\" is not a standard claim that this server keeps.");
    }
    const Json value = name == "address" && submitted_value.is_object() ? without_nothings(submitted_value)
                                                                        : submitted_value;
    if (is_nothing(value)) {
      continue;
    }
    if (const auto fault = fault_of(name, value, now)) {
      return unexpected(name + " " + *fault + ".");
    }
    if (name != "updated_at") {
      claims[name] = value;
    }
  }
  if (claims.dump().size() > kLongestClaims) {
    return unexpected(std::string("The claims are longer than 16 KiB."));
  }
  return claims;
}

namespace {

const ScopeClaim* row_of(std::string_view name) {
  const auto row = std::find_if(kScopeClaims.begin(), kScopeClaims.end(), [&](const ScopeClaim& one) { return one.claim == name; });
  return row == kScopeClaims.end() ? nullptr : &*row;
}

bool is_nothing(std::string_view value) { return value == "null" || value == "\"\"" || value == "{}"; }

// The person's claims for which `is_asked` holds of their row, one `"name":value` after the other, each with a comma before it. Text that was
// stored as JSON is told as it stands: reading and writing it anew was a quarter of what UserInfo costs [measured].
template <typename IsAsked>
void append_claims(std::string& text, const Account& account, IsAsked is_asked) {
  if (std::none_of(kScopeClaims.begin(), kScopeClaims.end(), is_asked)) {
    return;
  }
  const auto members = own_json_members(account.claims);
  if (!members) {
    throw std::runtime_error("the claims of an account are not a JSON object");
  }
  const auto tell = [&](std::string_view name, std::string_view value) {
    if (const ScopeClaim* row = row_of(name); row != nullptr && is_asked(*row) && !is_nothing(value)) {
      text.append(",\"").append(name).append("\":").append(value);
    }
  };
  bool has_phone_number = false;
  std::string_view phone_number_verified = "false";
  for (const auto& [name, value] : *members) {
    if (name == "phone_number_verified") {
      phone_number_verified = value;
    } else if (!name.starts_with("email") && name != "updated_at") {  // these are the account's
      has_phone_number = has_phone_number || name == "phone_number";
      tell(name, value);
    }
  }
  if (has_phone_number) {
    tell("phone_number_verified", phone_number_verified);
  }
  std::string email;
  append_json_string(email, account.email);
  tell("email", email);
  tell("email_verified", account.email_verified ? "true" : "false");
  tell("updated_at", std::to_string(epoch_seconds(account.updated_at)));
}

template <typename IsAsked>
Json told_claims(const Account& account, IsAsked is_asked) {
  std::string members;
  append_claims(members, account, is_asked);
  return members.empty() ? Json::object() : parse_own_json_object("{" + members.substr(1) + "}").value();
}

auto asked_by(const protocol::ScopeSet& scope) {
  return [&](const ScopeClaim& row) { return scope.contains(row.scope); };
}

auto asked_by(const std::vector<std::string>& names) {
  return [&](const ScopeClaim& row) { return std::find(names.begin(), names.end(), row.claim) != names.end(); };
}

}  // namespace

std::string userinfo_text(const Account& account, std::string_view sub, const protocol::ScopeSet& scope,
                          const std::vector<std::string>& names) {
  std::string text;
  text.reserve(account.claims.size() + 256);
  text += R"({"sub":)";
  append_json_string(text, sub);
  append_claims(text, account, [&](const ScopeClaim& row) { return asked_by(scope)(row) || asked_by(names)(row); });
  text += '}';
  return text;
}

Json userinfo_claims(const Account& account, const protocol::ScopeSet& scope) { return told_claims(account, asked_by(scope)); }

Json named_claims(const Account& account, const std::vector<std::string>& names) { return told_claims(account, asked_by(names)); }

std::string_view scope_of_claim(std::string_view name) {
  const ScopeClaim* row = row_of(name);
  return row == nullptr ? std::string_view() : row->scope;
}

}  // namespace signet::accounts
