#include "tokens/subjects.h"

#include "base/base64url.h"
#include "crypto/block_permutation.h"
#include "crypto/digest.h"
#include "protocol/subject.h"

namespace signet::tokens {

Secret Subjects::key_of(const clients::Client& client) const {
  return crypto::hkdf_sha256(salt_, "signet pairwise sub\n" + client.sector_identifier);
}

std::string Subjects::for_client(const clients::Client& client, std::string_view sub) const {
  if (client.subject_type == clients::SubjectType::public_) {
    return std::string(sub);
  }
  return base64url_encode(crypto::permute(key_of(client), base64url_decode(sub).value_or("")));
}

std::optional<std::string> Subjects::account_of(const clients::Client& client, std::string_view presented) const {
  if (client.subject_type == clients::SubjectType::public_) {
    return std::string(presented);
  }
  if (!protocol::is_shaped_like_subject(presented)) {
    return std::nullopt;
  }
  return base64url_encode(crypto::permute_back(key_of(client), base64url_decode(presented).value()));
}

}  // namespace signet::tokens
