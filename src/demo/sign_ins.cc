#include "demo/sign_ins.h"

#include "base/json.h"

namespace signet::demo {

std::string SignIns::seal(const SignIn& sign_in, std::string_view browser, Random& random, Time now) const {
  const Json json = {
      {"nonce", sign_in.nonce}, {"code_verifier", sign_in.code_verifier}, {"ts", epoch_ms(now)}};
  return sealer_.seal(json.dump(), browser, random);
}

std::optional<SignIn> SignIns::open(std::string_view state, std::string_view browser, Time now) const {
  const auto plain = sealer_.open(state, browser);
  if (!plain) {
    return std::nullopt;
  }
  const Json json = Json::parse(*plain);  // ours, and authentic
  if (now >= from_epoch_ms(json.at("ts").get<std::int64_t>()) + kLifetime) {
    return std::nullopt;
  }
  return SignIn{json.at("nonce").get<std::string>(), json.at("code_verifier").get<std::string>()};
}

}  // namespace signet::demo
