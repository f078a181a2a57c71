#include "protocol/scope.h"

#include <algorithm>

#include "base/text.h"

namespace signet::protocol {
namespace {

constexpr std::size_t kMostTokens = 256;

bool is_scope_character(char c) { return c == 0x21 || (c >= 0x23 && c <= 0x5B) || (c >= 0x5D && c <= 0x7E); }

}  // namespace

std::optional<ScopeSet> ScopeSet::parse(std::string_view text) {
  ScopeSet scope;
  for (const std::string_view token : split(text, ' ')) {
    if (!std::all_of(token.begin(), token.end(), is_scope_character)) {
      return std::nullopt;
    }
    scope.insert(token);
    if (scope.tokens_.size() > kMostTokens) {
      return std::nullopt;
    }
  }
  return scope;
}

bool ScopeSet::contains(std::string_view token) const {
  return std::find(tokens_.begin(), tokens_.end(), token) != tokens_.end();
}

bool ScopeSet::includes(const ScopeSet& other) const {
  return std::all_of(other.tokens_.begin(), other.tokens_.end(), [&](const std::string& token) { return contains(token); });
}

std::string ScopeSet::text() const { return join(tokens_, " "); }

void ScopeSet::insert(std::string_view token) {
  if (!contains(token)) {
    tokens_.emplace_back(token);
  }
}

ScopeSet ScopeSet::intersection(const ScopeSet& other) const {
  ScopeSet result;
  std::copy_if(tokens_.begin(), tokens_.end(), std::back_inserter(result.tokens_),
               [&](const std::string& token) { return other.contains(token); });
  return result;
}

ScopeSet ScopeSet::difference(const ScopeSet& other) const {
  ScopeSet result;
  std::copy_if(tokens_.begin(), tokens_.end(), std::back_inserter(result.tokens_),
               [&](const std::string& token) { return !other.contains(token); });
  return result;
}

ScopeSet ScopeSet::union_with(const ScopeSet& other) const {
  ScopeSet result = *this;
  for (const std::string& token : other.tokens_) {
    result.insert(token);
  }
  return result;
}

}  // namespace signet::protocol
