#include "tokens/code.h"

#include "base/json.h"

namespace signet::tokens {

std::optional<std::string> Codes::seal(const Code& code, Random& random) const {
  Json json = {{"id", code.code_id},
               {"az", to_json(code.authorization)},
               {"ru", code.redirect_uri_hash},
               {"exp", epoch_ms(code.expires_at)},
               {"sxp", epoch_ms(code.session_expires_at)}};
  if (code.redirect_uri_sent) json["rs"] = true;
  if (!code.code_challenge.empty()) json["cc"] = code.code_challenge;
  if (!code.dpop_jkt.empty()) json["jkt"] = code.dpop_jkt;
  std::string text = sealer_.seal(json_text(json), "", random);
  return text.size() <= kLongestCode ? std::optional(std::move(text)) : std::nullopt;
}

std::optional<Code> Codes::open(std::string_view text) const {
  if (text.size() > kLongestCode) {
    return std::nullopt;
  }
  const auto plain = sealer_.open(text, "");
  const auto json = plain ? parse_own_json_object(*plain) : std::nullopt;
  if (!json) {
    return std::nullopt;
  }
  // From here on we read our own writing: the seal vouches for every member.
  Code code;
  code.code_id = json->at("id").get<std::string>();
  auto authorization = authorization_from_json(json->at("az").get<std::string>());
  if (!authorization) {
    return std::nullopt;
  }
  code.authorization = std::move(*authorization);
  code.redirect_uri_hash = json->at("ru").get<std::string>();
  code.redirect_uri_sent = json->value("rs", false);
  code.code_challenge = json->value("cc", "");
  code.dpop_jkt = json->value("jkt", "");
  code.expires_at = from_epoch_ms(json->at("exp").get<std::int64_t>());
  code.session_expires_at = from_epoch_ms(json->at("sxp").get<std::int64_t>());
  return code;
}

}  // namespace signet::tokens
