#include "protocol/error.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace signet::protocol {
namespace {

const std::vector<Reason> kAll{
#define REASON(name, code, sentence, section) Reason::name,
#include "protocol/reasons.def"
#undef REASON
};

// Where a standard registers the code that goes out.
const std::set<std::string_view> kRegistered{
    // RFC 6749 sections 4.1.2.1 and 5.2
    "invalid_request", "unauthorized_client", "access_denied", "unsupported_response_type", "invalid_scope",
    "server_error", "temporarily_unavailable", "invalid_client", "invalid_grant", "unsupported_grant_type",
    // OpenID Connect Core 3.1.2.6
    "interaction_required", "login_required", "account_selection_required", "consent_required",
    "invalid_request_uri", "invalid_request_object", "request_not_supported", "request_uri_not_supported",
    "registration_not_supported",
    // OpenID Connect Core Error Code unmet_authentication_requirements 1.0
    "unmet_authentication_requirements",
    // RFC 6750, 7591, 8628, 8707, 9396, 9449
    "invalid_token", "insufficient_scope", "invalid_redirect_uri", "invalid_client_metadata",
    "invalid_software_statement", "unapproved_software_statement", "authorization_pending", "slow_down",
    "expired_token", "unknown_user_id", "invalid_binding_message", "invalid_target", "invalid_authorization_details", "invalid_dpop_proof",
    "use_dpop_nonce"};

TEST(Reasons, EveryRowHasARegisteredCodeAndASection) {
  for (const Reason reason : kAll) {
    EXPECT_TRUE(kRegistered.contains(wire_code(reason))) << name_of(reason) << " " << wire_code(reason);
    EXPECT_FALSE(section_of(reason).empty()) << name_of(reason);
    EXPECT_TRUE(sentence_of(reason).ends_with('.')) << name_of(reason);
  }
}

TEST(Reasons, NamesAreUnique) {
  std::set<std::string_view> names;
  for (const Reason reason : kAll) {
    EXPECT_TRUE(names.insert(name_of(reason)).second) << name_of(reason);
  }
}

TEST(Reasons, SentencesFitIntoErrorDescription) {  // [RFC6749 §5.2] [GE-03]
  for (const Reason reason : kAll) {
    for (const char c : sentence_of(reason)) {
      EXPECT_TRUE(c >= 0x20 && c <= 0x7E && c != '"' && c != '\\') << name_of(reason);
    }
  }
}

TEST(Reasons, ARefusalCarriesItsIdentity) {
  const Result<int> result = fail(Reason::code_replayed, "family f");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::code_replayed);
  EXPECT_EQ(result.error().detail, "family f");
  EXPECT_EQ(name_of(Reason::code_replayed), "code_replayed");
  EXPECT_EQ(wire_code(Reason::code_replayed), "invalid_grant");
}

TEST(Reasons, WhyACodeOrARefreshTokenIsBadIsNotToldApart) {
  for (const Reason reason : {Reason::code_expired, Reason::code_of_another_client, Reason::person_gone}) {
    EXPECT_EQ(sentence_of(reason), sentence_of(Reason::code_invalid));
  }
  EXPECT_EQ(sentence_of(Reason::refresh_token_ended), sentence_of(Reason::refresh_token_invalid));
}

}  // namespace
}  // namespace signet::protocol
