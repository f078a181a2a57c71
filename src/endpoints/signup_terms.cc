#include "endpoints/signup_terms.h"

#include <algorithm>

#include "accounts/email.h"

namespace signet::endpoints {

bool SignupTerms::admits(std::string_view email) const {
  const std::string canonical = accounts::canonical_email(email);
  const std::string_view host = std::string_view(canonical).substr(canonical.find('@') + 1);
  return domains.empty() || std::any_of(domains.begin(), domains.end(), [&](const std::string& domain) {
           return domain.starts_with('.') ? host.ends_with(domain) : host == domain;
         });
}

}  // namespace signet::endpoints
