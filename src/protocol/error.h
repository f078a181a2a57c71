// What the standards name is a value: a refusal with an identity, and detail for operators.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::protocol {

enum class Reason {
#define REASON(name, code, sentence, section) name,
#include "protocol/reasons.def"
#undef REASON
};

[[nodiscard]] std::string_view name_of(Reason reason);      // "code_replayed"
[[nodiscard]] std::string_view wire_code(Reason reason);    // "invalid_grant"
[[nodiscard]] std::string_view sentence_of(Reason reason);  // error_description
[[nodiscard]] std::string_view section_of(Reason reason);   // "RFC6749 s4.1.2"

struct Error {
  Reason reason;
  std::string detail;  // goes to the log only; never a secret
};

template <typename T>
using Result = Expected<T, Error>;

// `return fail(Reason::code_replayed, "family " + id);`
[[nodiscard]] inline tl::unexpected<Error> fail(Reason reason, std::string detail = {}) {
  return tl::unexpected<Error>(Error{reason, std::move(detail)});
}

}  // namespace signet::protocol
