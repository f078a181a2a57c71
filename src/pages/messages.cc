#include "pages/messages.h"

#include <algorithm>

#include "base/text.h"

namespace signet::pages {
namespace {

constexpr std::array<std::string_view, kMessageCount> kIds{
#define MESSAGE(id, text) #id,
#include "pages/messages.def"
#undef MESSAGE
};

using Texts = std::array<std::string_view, kMessageCount>;

consteval Texts english() {
  return {
#define MESSAGE(id, text) text,
#include "pages/messages.def"
#undef MESSAGE
  };
}

consteval void say(Texts& texts, Message message, std::string_view text) {
  std::string_view& row = texts[static_cast<std::size_t>(message)];
  if (!row.empty()) {
    throw "a message is said twice";  // which ends the compilation
  }
  row = text;
}

#define MESSAGE(id, text) say(texts, Message::id, text);

consteval Texts german() {
  Texts texts{};
#include "pages/messages_de.def"
  return texts;
}

consteval Texts french() {
  Texts texts{};
#include "pages/messages_fr.def"
  return texts;
}

consteval Texts spanish() {
  Texts texts{};
#include "pages/messages_es.def"
  return texts;
}

consteval Texts portuguese() {
  Texts texts{};
#include "pages/messages_pt.def"
  return texts;
}

consteval Texts italian() {
  Texts texts{};
#include "pages/messages_it.def"
  return texts;
}

consteval Texts polish() {
  Texts texts{};
#include "pages/messages_pl.def"
  return texts;
}

consteval Texts dutch() {
  Texts texts{};
#include "pages/messages_nl.def"
  return texts;
}

consteval Texts japanese() {
  Texts texts{};
#include "pages/messages_ja.def"
  return texts;
}

consteval Texts chinese() {
  Texts texts{};
#include "pages/messages_zh_hans.def"
  return texts;
}

#undef MESSAGE

constexpr std::array<Language, 10> kLanguages{{
    {"en", "ltr", english()},
    {"de", "ltr", german()},
    {"fr", "ltr", french()},
    {"es", "ltr", spanish()},
    {"pt", "ltr", portuguese()},
    {"it", "ltr", italian()},
    {"pl", "ltr", polish()},
    {"nl", "ltr", dutch()},
    {"ja", "ltr", japanese()},
    {"zh-Hans", "ltr", chinese()},
}};

// Chinese is spoken everywhere and written in two ways. Where the tag does not say which, the region does; of the two
// we write the simplified one.
std::string_view with_script(std::string_view tag) {
  constexpr std::array<std::string_view, 3> kSimplified{"zh", "zh-CN", "zh-SG"};
  const bool simplified =
      std::any_of(kSimplified.begin(), kSimplified.end(), [&](std::string_view one) { return ascii_iequals(one, tag); });
  return simplified ? "zh-Hans" : tag;
}

const Language* spoken_as(std::string_view tag, std::span<const Language> spoken) {
  const auto found = std::find_if(spoken.begin(), spoken.end(),
                                  [&](const Language& one) { return ascii_iequals(one.tag, tag); });
  return found == spoken.end() ? nullptr : &*found;
}

}  // namespace

std::string_view Language::text(Message message) const {
  const auto index = static_cast<std::size_t>(message);
  return texts[index].empty() ? kLanguages[0].texts[index] : texts[index];
}

std::span<const Language> languages() { return kLanguages; }

const Language& best_language(std::string_view ui_locales, std::span<const Language> spoken) {
  for (std::string_view tag : split(ui_locales, ' ')) {
    tag = with_script(tag);
    while (!tag.empty()) {
      if (const Language* language = spoken_as(tag, spoken)) {
        return *language;
      }
      const auto shorter = tag.rfind('-');
      tag = shorter == std::string_view::npos ? std::string_view() : tag.substr(0, shorter);
    }
  }
  return spoken.front();
}

std::optional<Message> message_named(std::string_view id) {
  const auto found = std::find(kIds.begin(), kIds.end(), id);
  if (found == kIds.end()) {
    return std::nullopt;
  }
  return static_cast<Message>(found - kIds.begin());
}

}  // namespace signet::pages
