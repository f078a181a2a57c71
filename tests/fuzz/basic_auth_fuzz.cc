// HTTP Basic: what is read can be written again by an ordinary client, and is clean text [R-CA-2].
#include "base/base64url.h"
#include "base/text.h"
#include "clients/basic_auth.h"
#include "fuzz/property.h"
#include "web/url.h"

namespace {

using signet::clients::parse_basic;
using signet::fuzz::demand;

void check(std::string_view authorization) {
  const auto basic = parse_basic(authorization);
  if (!basic) {
    return;
  }
  demand(!basic->client_id.empty(), "somebody is named");
  demand(signet::is_clean_text(basic->client_id) && signet::is_clean_text(basic->client_secret),
         "both are clean text");
  const auto again =
      parse_basic("Basic " + signet::base64_encode(signet::web::form_encode(basic->client_id) + ":" +
                                                   signet::web::form_encode(basic->client_secret)));
  demand(again && again->client_id == basic->client_id && again->client_secret == basic->client_secret,
         "what was read can be written and read again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = signet::fuzz::text_of(data, size);
  check(text);
  check("Basic " + signet::base64_encode(text));  // a fuzzer would hardly find valid base64 by itself
  return 0;
}
