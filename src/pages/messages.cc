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

constexpr std::array<Language, 1> kLanguages{{{"en",
                                               "ltr",
                                               {
#define MESSAGE(id, text) text,
#include "pages/messages.def"
#undef MESSAGE
                                               }}}};

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
