#include "protocol/error.h"

#include <array>

namespace signet::protocol {
namespace {

struct Row {
  std::string_view name;
  std::string_view code;
  std::string_view sentence;
  std::string_view section;
};

constexpr auto kRows = std::to_array<Row>({
#define REASON(name, code, sentence, section) {#name, #code, sentence, section},
#include "protocol/reasons.def"
#undef REASON
});

// [RFC6749 §5.2] [GE-03] The characters that error_description may hold.
constexpr bool is_wire_sentence(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7E || c == '"' || c == '\\') {
      return false;
    }
  }
  return !text.empty();
}

constexpr bool all_sentences_fit() {
  for (const Row& row : kRows) {
    if (!is_wire_sentence(row.sentence) || !is_wire_sentence(row.section)) {
      return false;
    }
  }
  return true;
}
static_assert(all_sentences_fit(), "a sentence in reasons.def cannot be sent as error_description");

const Row& row(Reason reason) { return kRows[static_cast<std::size_t>(reason)]; }

}  // namespace

std::string_view name_of(Reason reason) { return row(reason).name; }
std::string_view wire_code(Reason reason) { return row(reason).code; }
std::string_view sentence_of(Reason reason) { return row(reason).sentence; }
std::string_view section_of(Reason reason) { return row(reason).section; }

}  // namespace signet::protocol
