// In which language to speak to somebody: what the client asked for, then what their browser asks for.
#pragma once

#include <string>
#include <string_view>

#include "web/request.h"

namespace signet::pages {

// Language tags in order of preference, separated by spaces, as the Renderer takes them: those of `ui_locales`
// [OIDC.Core §3.1.2.1], then those of Accept-Language by their weights, without the ones of weight 0 and without "*",
// which any default satisfies [RFC9110 §12.5.4] [RFC4647 §3.4]. What is no language tag is left out, and of each list no
// more is read than people write.
[[nodiscard]] std::string preferred_languages(std::string_view ui_locales, std::string_view accept_language);

// The same for the browser that sent `request`. `ui_locales` are those of the pending authorization request.
[[nodiscard]] std::string languages_of(const web::Request& request, std::string_view ui_locales = {});

}  // namespace signet::pages
