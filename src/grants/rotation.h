// Moving a token family on by one refresh token, whoever brings it.
#pragma once

#include "grants/grant.h"
#include "protocol/error.h"
#include "tokens/family_store.h"
#include "tokens/lifetimes.h"
#include "tokens/refresh_token.h"
#include "tokens/revocations.h"

namespace signet::grants {

// What the refresh tokens of a family are bound to, beyond their client [RFC9449 §5]: for a client that cannot authenticate, the key that
// its request proved; for any other nothing, since nobody else can use them anyway.
[[nodiscard]] protocol::Confirmation refresh_binding(const GrantRequest& request);

// The digest of a family's secret as its row holds it: mixed with what the family is bound to, so that the one statement that compares digests
// compares keys too.
[[nodiscard]] std::string bound_digest(std::string secret_digest, const protocol::Confirmation& binding);

struct RotationTerms {
  const std::string& client_id;
  protocol::Confirmation binding = {};  // what refresh_binding() says
  bool keep = false;                    // the token stays good: its client cannot lose it to anybody who could use it [FAPI2.Security §5.3.2.1]
};

// The family as it is after the step that `token` stands for: taken now, or a moment ago by the same token (a retry). Refusals:
// refresh_token_reused, whereupon the whole family has ended [R-RT-4]; refresh_token_ended; refresh_token_key_mismatch, where
// the family lives but is bound to another key than that of `terms`, and nothing has changed.
[[nodiscard]] protocol::Result<tokens::FamilyStore::Rotated> rotate(tokens::FamilyStore& families, tokens::Revocations& revocations,
                                                                    const tokens::Lifetimes& lifetimes, const tokens::RefreshToken& token,
                                                                    const RotationTerms& terms, Time now);

}  // namespace signet::grants
