// Sets of names as a row holds them: scopes and roles, separated by single spaces.
#pragma once

#include <string>

#include "protocol/scope.h"

namespace signet::storage {

// Throws Error where the text is none; `statement` is the one that read it.
[[nodiscard]] protocol::ScopeSet scope_of(const std::string& text, const char* statement);

}  // namespace signet::storage
