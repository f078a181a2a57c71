// A client's certificate as the proxy that spoke TLS with it passes it on, in a header.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace signet::http {

// The DER inside `text`: ":base64:" as RFC 9440 writes it, bare base64 (Caddy), or PEM, percent-encoded (nginx) or with spaces for its line breaks
// (Apache). Empty for an empty text: the client showed none. nullopt for anything else.
[[nodiscard]] std::optional<std::string> certificate_in_header(std::string_view text);

}  // namespace signet::http
