// grant_type=urn:ietf:params:oauth:grant-type:device_code [RFC8628 §3.4] and urn:openid:params:grant-type:ciba [OIDC.CIBA §10.1]: a
// device, or a client that asked by the back channel, asks whether the person has decided.
#pragma once

#include "grants/family_tokens.h"
#include "grants/grant.h"
#include "protocol/capabilities.h"
#include "tokens/device_codes.h"
#include "tokens/family_store.h"
#include "tokens/revocations.h"

namespace signet::grants {

class DeviceCodeGrant final : public Grant {
 public:
  // In what the two differ.
  struct Kind {
    std::string_view type;
    std::string_view parameter;  // that holds the code
    std::string (*digest)(std::string_view code);
    protocol::Reason missing, invalid, expired, replayed;
  };
  static const Kind kDevice;
  static const Kind kCiba;

  DeviceCodeGrant(const Kind& kind, const tokens::DeviceCodes& device_codes, const FamilyTokens& family_tokens, tokens::FamilyStore& families,
                  tokens::Revocations& revocations)
      : kind_(kind), device_codes_(device_codes), family_tokens_(family_tokens), families_(families), revocations_(revocations) {}

  [[nodiscard]] std::string_view type() const override { return kind_.type; }

  // The errors of [RFC8628 §3.5] [OIDC.CIBA §11]. A code that comes again after it was redeemed ends what it produced, as an
  // authorization code does [R-CD-4]: either its device never got the answer, or somebody else has the code.
  [[nodiscard]] protocol::Result<TokenResponse> redeem(const GrantRequest& request) const override;

 private:
  [[nodiscard]] protocol::Result<TokenResponse> spend(const GrantRequest& request, const std::string& digest,
                                                      const tokens::Authorization& authorization, Time expires_at) const;

  const Kind& kind_;
  const tokens::DeviceCodes& device_codes_;
  const FamilyTokens& family_tokens_;
  tokens::FamilyStore& families_;
  tokens::Revocations& revocations_;
};

}  // namespace signet::grants
