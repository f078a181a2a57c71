#include "grants/device_code.h"

namespace signet::grants {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

Result<TokenResponse> DeviceCodeGrant::redeem(const GrantRequest& request) const {
  const auto device_code = request.form.get("device_code");
  if (!device_code) {
    return fail(Reason::device_code_missing);
  }
  using Poll = tokens::DeviceCodeStore::Poll;
  const auto polled = device_codes_.poll(*device_code, request.client->client_id, request.now);
  switch (polled.outcome) {
    case Poll::unknown:
      return fail(Reason::device_code_invalid);
    case Poll::expired:
      return fail(Reason::device_code_expired);
    case Poll::too_soon:
      return fail(Reason::device_polls_too_fast);
    case Poll::pending:
      return fail(Reason::device_pending);
    case Poll::denied:
      return fail(Reason::device_declined);
    case Poll::approved:
      break;
  }
  return spend(request, *device_code, *polled.authorization, polled.expires_at);
}

Result<TokenResponse> DeviceCodeGrant::spend(const GrantRequest& request, std::string_view device_code,
                                             const tokens::Authorization& authorization, Time expires_at) const {
  const Time now = request.now;
  // No session bounds it: the device has none, and signing out of a browser does not sign out the television.
  const auto begun =
      family_tokens_.begin(request, authorization, now + family_tokens_.lifetimes().refresh_absolute);
  const auto redeemed = families_.redeem_code(tokens::device_code_digest(device_code), expires_at, begun.family, now);
  switch (redeemed.outcome) {
    case tokens::FamilyStore::Redemption::redeemed:
      break;
    case tokens::FamilyStore::Redemption::replayed:
      if (!redeemed.revoked_family.empty()) {
        revocations_.add({redeemed.revoked_family, now + tokens::kLongestAccessToken});
      }
      return fail(Reason::device_code_replayed, "family " + redeemed.revoked_family);
    case tokens::FamilyStore::Redemption::refused:
      return fail(Reason::person_gone, "sub " + authorization.sub);  // [R-CD-6]
  }
  auto response =
      family_tokens_.issue(request, authorization, authorization.scope, begun.family.family_id, redeemed.roles);
  if (response) {
    response->refresh_token = begun.refresh_token;
  }
  return response;
}

}  // namespace signet::grants
