// Scope [RFC6749 §3.3]: an ordered set of tokens in which a repeat cannot exist.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signet::protocol {

class ScopeSet {
 public:
  ScopeSet() = default;

  // Space-separated tokens of %x21 / %x23-5B / %x5D-7E; nullopt where the grammar is broken, or for more than 256
  // tokens: sets are compared token by token, and strangers write them. Repeats collapse, order of first occurrence
  // stays. Empty text is the empty set.
  [[nodiscard]] static std::optional<ScopeSet> parse(std::string_view text);

  [[nodiscard]] bool contains(std::string_view token) const;
  [[nodiscard]] bool includes(const ScopeSet& other) const;  // every token of `other`
  [[nodiscard]] bool empty() const { return tokens_.empty(); }
  [[nodiscard]] const std::vector<std::string>& tokens() const { return tokens_; }
  [[nodiscard]] std::string text() const;

  void insert(std::string_view token);
  [[nodiscard]] ScopeSet intersection(const ScopeSet& other) const;  // in the order of *this
  [[nodiscard]] ScopeSet difference(const ScopeSet& other) const;
  [[nodiscard]] ScopeSet union_with(const ScopeSet& other) const;

  bool operator==(const ScopeSet&) const = default;

 private:
  std::vector<std::string> tokens_;
};

// Roles are named in the same syntax.
using RoleSet = ScopeSet;

}  // namespace signet::protocol
