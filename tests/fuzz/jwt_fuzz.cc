// Tokens from strangers: nothing is accepted without a signature, and nothing in them throws [R-JW-1] [S-J2]
// [S-J4].
#include <algorithm>

#include "fuzz/property.h"
#include "jose/claims.h"
#include "jose/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using signet::fuzz::demand;
  namespace jose = signet::jose;
  const auto token = signet::fuzz::text_of(data, size);

  const jose::VerifyRules rules{{jose::Alg::RS256, jose::Alg::ES256}, {"", "jwt"}};
  const jose::KeySource nobody = [](const signet::Json& header, const signet::Json& claims) {
    demand(header.is_object() && claims.is_object(), "keys are looked for with objects only");
    const auto alg = header.find("alg");
    demand(alg != header.end() && (*alg == "RS256" || *alg == "ES256"),
           "keys are looked for with allowed algorithms");
    demand(!header.contains("crit"), "a critical header ends before keys are looked for");
    return std::vector<std::shared_ptr<const jose::PublicKey>>{};
  };
  demand(!jose::verify(token, rules, nobody).has_value(), "without a key no token verifies");

  if (const auto claims = jose::peek_claims(token)) {
    demand(std::count(token.begin(), token.end(), '.') == 2, "a token has three parts");
    for (const auto& [name, value] : claims->items()) {
      const auto date = jose::numeric_date(*claims, name.c_str());
      demand(!date || *date >= 0, "no time is negative");
      (void)jose::bounded_claim(*claims, name.c_str());
    }
    (void)jose::audiences(*claims);
    (void)jose::check_times(*claims, signet::Time{});
  }
  return 0;
}
