// The message catalogue: each sentence on a page has an id, and each language says it once.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace signet::pages {

enum class Message {
#define MESSAGE(id, text) id,
#include "pages/messages.def"
#undef MESSAGE
};

inline constexpr std::size_t kMessageCount = 0
#define MESSAGE(id, text) +1
#include "pages/messages.def"
#undef MESSAGE
    ;

struct Language {
  std::string_view tag;        // [RFC5646]
  std::string_view direction;  // "ltr" or "rtl", as HTML's attribute dir
  std::array<std::string_view, kMessageCount> texts;

  // In this language, or in English where it has no words for it yet.
  [[nodiscard]] std::string_view text(Message message) const;
};

// All languages that we speak. The first is English, which has every message.
[[nodiscard]] std::span<const Language> languages();

// The first of `ui_locales` (space-separated tags in order of preference [OIDC.Core §3.1.2.1]) that is
// spoken, where "de-CH" is also satisfied by "de" [RFC4647 §3.4], and "zh-CN" by "zh-Hans"; the first of `spoken` where none is.
[[nodiscard]] const Language& best_language(std::string_view ui_locales,
                                            std::span<const Language> spoken = languages());

// The message that templates call `id`.
[[nodiscard]] std::optional<Message> message_named(std::string_view id);

}  // namespace signet::pages
