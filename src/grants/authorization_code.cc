#include "grants/authorization_code.h"

#include "crypto/constant_time.h"
#include "crypto/digest.h"
#include "protocol/pkce.h"

namespace signet::grants {
namespace {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

// [R-CD-5] Equal to the one used, if one was sent to /authorize; and if it is sent here, equal in any case.
Result<void> judge_redirect_uri(const protocol::Form& form, const tokens::Code& code) {
  const auto redirect_uri = form.get("redirect_uri");
  if (!redirect_uri) {
    return code.redirect_uri_sent ? Result<void>(fail(Reason::code_redirect_uri_mismatch, "missing")) : Result<void>();
  }
  if (!crypto::equal_in_constant_time(crypto::sha256_base64url(*redirect_uri), code.redirect_uri_hash)) {
    return fail(Reason::code_redirect_uri_mismatch);
  }
  return {};
}

// [R-PK-3] A challenge needs its verifier, and a verifier without a challenge is an attempt to downgrade.
Result<void> judge_verifier(const protocol::Form& form, const tokens::Code& code) {
  const auto verifier = form.get("code_verifier");
  if (code.code_challenge.empty()) {
    return verifier ? Result<void>(fail(Reason::code_verifier_unexpected)) : Result<void>();
  }
  if (!verifier) {
    return fail(Reason::code_verifier_missing);
  }
  if (!protocol::is_code_verifier(*verifier)) {
    return fail(Reason::code_verifier_malformed);
  }
  if (!protocol::verifier_matches(*verifier, code.code_challenge)) {
    return fail(Reason::code_verifier_mismatch);
  }
  return {};
}

}  // namespace

Result<TokenResponse> AuthorizationCodeGrant::redeem(const GrantRequest& request) const {
  const auto text = request.form.get("code");
  if (!text) {
    return fail(Reason::code_missing);
  }
  const auto code = codes_.open(*text);
  if (!code) {
    return fail(Reason::code_invalid);
  }
  if (code->authorization.client_id != request.client->client_id) {
    return fail(Reason::code_of_another_client, "issued to " + code->authorization.client_id);
  }
  if (request.now >= code->expires_at) {
    if (const auto family_id = families_.judge_expired_code(code->code_id, request.now)) {
      remember_revoked(*family_id, request.now);
      return fail(Reason::code_replayed, "expired; family " + *family_id);
    }
    return fail(Reason::code_expired);
  }
  auto judged = judge_redirect_uri(request.form, *code);
  if (judged) {
    judged = judge_verifier(request.form, *code);
  }
  if (judged && !code->dpop_jkt.empty() && code->dpop_jkt != request.confirmation.jkt) {
    judged = fail(Reason::code_key_mismatch, request.confirmation.jkt.empty() ? "no proof" : "");  // [R-DP-4]
  }
  if (!judged) {
    if (const auto family_id = families_.burn_code(code->code_id, code->expires_at, request.now)) {
      remember_revoked(*family_id, request.now);
    }
    return unexpected(std::move(judged.error()));
  }
  const auto aimed = family_tokens_.aimed(request.form, code->authorization);
  if (!aimed) {
    return unexpected(aimed.error());
  }
  return spend(request, *code, *aimed);
}

Result<TokenResponse> AuthorizationCodeGrant::spend(const GrantRequest& request, const tokens::Code& code,
                                                    const tokens::Authorization& aimed) const {
  const Time now = request.now;
  const auto begun = family_tokens_.begin(request, code.authorization, code.session_expires_at);
  const tokens::Family& family = begun.family;

  const auto redeemed = families_.redeem_code(code.code_id, code.expires_at, family, now);
  switch (redeemed.outcome) {
    case tokens::FamilyStore::Redemption::redeemed:
      break;
    case tokens::FamilyStore::Redemption::replayed:
      if (!redeemed.revoked_family.empty()) {
        remember_revoked(redeemed.revoked_family, now);
      }
      return fail(Reason::code_replayed, "family " + redeemed.revoked_family);
    case tokens::FamilyStore::Redemption::refused:
      return fail(Reason::person_gone, "sub " + code.authorization.sub);
  }

  auto response = family_tokens_.issue(request, aimed, aimed.scope, family.family_id, redeemed.roles);
  if (response) {
    response->refresh_token = begun.refresh_token;
  }
  return response;
}

void AuthorizationCodeGrant::remember_revoked(const std::string& family_id, Time now) const {
  revocations_.add({family_id, now + tokens::kLongestAccessToken});
}

}  // namespace signet::grants
