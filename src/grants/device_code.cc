#include "grants/device_code.h"

namespace signet::grants {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

const DeviceCodeGrant::Kind DeviceCodeGrant::kDevice{
    protocol::kDeviceCodeGrant,  "device_code",               tokens::device_code_digest,  Reason::device_code_missing,
    Reason::device_code_invalid, Reason::device_code_expired, Reason::device_code_replayed};
const DeviceCodeGrant::Kind DeviceCodeGrant::kCiba{
    protocol::kCibaGrant,        "auth_req_id",               tokens::auth_req_id_digest,  Reason::auth_req_id_missing,
    Reason::auth_req_id_invalid, Reason::auth_req_id_expired, Reason::auth_req_id_replayed};

Result<TokenResponse> DeviceCodeGrant::redeem(const GrantRequest& request) const {
  const auto code = request.form.get(kind_.parameter);
  if (!code) {
    return fail(kind_.missing);
  }
  const std::string digest = kind_.digest(*code);
  using Poll = tokens::DeviceCodeStore::Poll;
  const auto polled = device_codes_.poll(digest, request.client->client_id, request.now);
  switch (polled.outcome) {
    case Poll::unknown:
      return fail(kind_.invalid);
    case Poll::expired:
      return fail(kind_.expired);
    case Poll::too_soon:
      return fail(Reason::device_polls_too_fast);
    case Poll::pending:
      return fail(Reason::device_pending);
    case Poll::denied:
      return fail(Reason::device_declined);
    case Poll::approved:
      break;
  }
  return spend(request, digest, *polled.authorization, polled.expires_at);
}

Result<TokenResponse> DeviceCodeGrant::spend(const GrantRequest& request, const std::string& digest,
                                             const tokens::Authorization& authorization, Time expires_at) const {
  const Time now = request.now;
  // No session bounds it: the device has none, and signing out of a browser does not sign out the television.
  const auto begun =
      family_tokens_.begin(request, authorization, now + family_tokens_.lifetimes().refresh_absolute);
  const auto redeemed = families_.redeem_code(digest, expires_at, begun.family, now);
  switch (redeemed.outcome) {
    case tokens::FamilyStore::Redemption::redeemed:
      break;
    case tokens::FamilyStore::Redemption::replayed:
      if (!redeemed.revoked_family.empty()) {
        revocations_.add({redeemed.revoked_family, now + tokens::kLongestAccessToken});
      }
      return fail(kind_.replayed, "family " + redeemed.revoked_family);
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
