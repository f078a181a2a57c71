// Tokens under a signature that holds, so that every check behind the signature meets strange input, too: the
// input is a header, a line feed and a payload, signed as it is [R-JW-1] [R-JW-4] [S-J2] [S-J4] [S-J11]
// [S-J14].
#include <openssl/err.h>

#include "base/base64url.h"
#include "fuzz/property.h"
#include "jose/claims.h"
#include "jose/signing_key.h"
#include "jose/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using signet::base64url_encode;
  using signet::fuzz::demand;
  namespace jose = signet::jose;
  static const auto key = jose::SigningKey::generate(jose::Alg::ES256);

  const auto input = signet::fuzz::text_of(data, size);
  const std::size_t end = std::min(input.find('\n'), input.size());
  const std::string_view header = input.substr(0, end);
  const std::string_view payload = input.substr(std::min(end + 1, input.size()));
  const std::string signed_part = base64url_encode(header) + '.' + base64url_encode(payload);
  const std::string token = signed_part + '.' + base64url_encode(key->sign(signed_part));

  const jose::KeySource source = [](const signet::Json&, const signet::Json&) {
    return std::vector{key->public_key()};
  };
  const auto verified = jose::verify(token, {{jose::Alg::ES256}, {"", "jwt"}}, source);
  demand(ERR_peek_error() == 0, "no entry stays in OpenSSL's queue");
  const auto header_json = signet::parse_json_object(header);
  const auto payload_json = signet::parse_json_object(payload);
  if (!verified) {
    return 0;
  }
  demand(header_json && payload_json, "what is accepted is two strict objects");
  demand(verified->header == *header_json && verified->claims == *payload_json,
         "what is accepted is what was signed");
  demand(header_json->value("alg", "") == "ES256", "the algorithm is the key's");
  demand(!header_json->contains("crit") && !header_json->contains("b64"), "no extension is overlooked");
  demand(token.size() <= jose::kMaxTokenSize, "sizes are limited");

  const auto fault = jose::check_times(verified->claims, signet::from_epoch_seconds(1'700'000'000));
  const auto exp = jose::numeric_date(verified->claims, "exp");
  demand(fault || (exp && *exp > 1'700'000'000 - 60), "without a future exp nothing is in time");
  demand(!jose::audience_contains(verified->claims, "us") || verified->claims.contains("aud"),
         "no audience, no match");
  (void)jose::bounded_claim(verified->claims, "jti");
  return 0;
}
