// Forms: a repeat cannot hide, neither in an escape nor between query and body [R-AZ-7] [S-H3].
#include "fuzz/property.h"
#include "protocol/form.h"
#include "web/url.h"

namespace {

using signet::fuzz::demand;
using signet::protocol::Form;

signet::web::Pairs pairs_of(const Form& form) {
  signet::web::Pairs pairs(form.all().begin(), form.all().end());
  for (const auto& resource : form.resources()) pairs.emplace_back("resource", resource);
  return pairs;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = signet::fuzz::text_of(data, size);
  const auto form = Form::parse(text);
  if (form) {
    const auto again = Form::parse(signet::web::to_form(pairs_of(*form)));
    demand(again.has_value() && pairs_of(*again) == pairs_of(*form),
           "what was read can be written and read again");
    const auto lenient = Form::parse_lenient(text);
    demand(!lenient.malformed && lenient.repeated.empty(), "what is strictly right is leniently right");
  }
  for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const auto halves = Form::parse(text.substr(0, at), text.substr(at + 1));
    demand(halves.has_value() == form.has_value(), "query and body are judged together");
  }
  demand(signet::web::form_decode(signet::web::form_encode(text)) == text,
         "what was encoded decodes to the input");
  return 0;
}
