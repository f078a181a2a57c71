// Moving a token family on by one refresh token, whoever brings it.
#pragma once

#include "protocol/error.h"
#include "tokens/family_store.h"
#include "tokens/lifetimes.h"
#include "tokens/refresh_token.h"
#include "tokens/revocations.h"

namespace signet::grants {

// The family as it is after the step that `token` stands for: taken now, or a moment ago by the same token (a retry). Refusals:
// refresh_token_reused, whereupon the whole family has ended [R-RT-4]; refresh_token_ended.
[[nodiscard]] protocol::Result<tokens::FamilyStore::Rotated> rotate(tokens::FamilyStore& families, tokens::Revocations& revocations,
                                                                    const tokens::Lifetimes& lifetimes, const tokens::RefreshToken& token,
                                                                    const std::string& client_id, Time now);

}  // namespace signet::grants
