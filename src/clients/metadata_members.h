// The members of client metadata, one row each: who may set it and what it may hold. For this room.
#pragma once

#include <cstddef>
#include <span>

#include "base/json.h"
#include "clients/metadata.h"
#include "protocol/error.h"
#include "protocol/redirect_uri.h"

namespace signet::clients {

inline constexpr std::size_t kMaxMetadataDepth = 8;

// Stored beside the metadata, never submitted nor shown: the operator made this client.
inline constexpr const char* kOperatorMade = "operator_made";
// The same: it registered itself with an initial access token, which the operator had given to somebody.
inline constexpr const char* kInvited = "invited";

struct MemberContext {
  const MetadataPolicy& policy;
  protocol::ApplicationType application_type;
};

struct Member {
  const char* name;
  // The value as it is stored; or the refusal, whose detail goes on after the member's name (": …", "[3]:
  // …").
  protocol::Result<Json> (*read)(const Json& value, const MemberContext& context);
  bool operator_only = false;
};

// Every member that exists for us. What is not here is never stored [R-RG-2].
[[nodiscard]] std::span<const Member> members();

}  // namespace signet::clients
