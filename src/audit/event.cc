#include "audit/event.h"

#include "crypto/digest.h"

namespace signet::audit {

std::string hash_after(std::string_view hash_before, const Event& event) {
  std::string bytes;
  const auto add = [&](std::string_view text) { bytes += std::to_string(text.size()) + ":" + std::string(text); };
  add(hash_before);
  add(std::to_string(event.event_id));
  add(std::to_string(epoch_ms(event.at)));
  for (const std::string* text : {&event.kind, &event.actor, &event.sub, &event.client_id, &event.sid, &event.object, &event.source, &event.before,
                                  &event.after}) {
    add(*text);
  }
  return crypto::sha256_base64url(bytes);
}

}  // namespace signet::audit
