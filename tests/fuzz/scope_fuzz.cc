// Scope: the grammar's tokens, each once [R-AZ-17].
#include <set>

#include "fuzz/property.h"
#include "protocol/scope.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using signet::fuzz::demand;
  using signet::protocol::ScopeSet;
  const auto scope = ScopeSet::parse(signet::fuzz::text_of(data, size));
  if (!scope) return 0;
  const std::set<std::string> distinct(scope->tokens().begin(), scope->tokens().end());
  demand(distinct.size() == scope->tokens().size(), "no token repeats");
  demand(!distinct.contains(""), "no token is empty");
  demand(ScopeSet::parse(scope->text()) == scope, "what was read can be written and read again");
  return 0;
}
