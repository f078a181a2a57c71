#include "storage/scope.h"

#include "storage/errors.h"

namespace signet::storage {

protocol::ScopeSet scope_of(const std::string& text, const char* statement) {
  auto scope = protocol::ScopeSet::parse(text);
  if (!scope) {
    throw Error(Trouble::defect, "no scope", statement);
  }
  return *std::move(scope);
}

}  // namespace signet::storage
