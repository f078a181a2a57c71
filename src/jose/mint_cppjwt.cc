// The only file that speaks to cpp-jwt, and only to its encoders: its decoder must never see a token, because
// claim names with a NUL, bytes above 127, deep nesting and an empty signature crash it or pass its checks
// [S-J1 to S-J17].
#include <array>
#include <stdexcept>
#include <string_view>  // first: jwt.hpp picks its string_view by what has been included before it

#include <jwt/jwt.hpp>

#include "base/base64url.h"
#include "jose/mint.h"

namespace signet::jose {
namespace {

std::string encode_header(const SigningKey& key, std::string_view typ) {
  jwt::jwt_header header;
  header.add_header("alg", Json(name_of(key.alg())), true);
  header.add_header("kid", Json(key.kid()), true);
  if (typ.empty()) {
    header.remove_header("typ");  // the constructor has put "JWT" there
  } else {
    header.add_header("typ", Json(typ), true);
  }
  return header.encode();
}

// One thread mints a handful of (key, typ) pairs all day; their headers never change.
const std::string& header_for(const SigningKey& key, std::string_view typ) {
  struct Entry {
    std::string kid;
    Alg alg;
    std::string typ;
    std::string encoded;
  };
  constexpr std::size_t kMaxEntries = 32;
  thread_local std::vector<Entry> entries;
  for (const Entry& entry : entries) {
    if (entry.kid == key.kid() && entry.alg == key.alg() && entry.typ == typ) {
      return entry.encoded;
    }
  }
  if (entries.size() == kMaxEntries) {
    entries.clear();
  }
  return entries.emplace_back(Entry{key.kid(), key.alg(), std::string(typ), encode_header(key, typ)}).encoded;
}

// Not by cpp-jwt, which copies each claim twice before it writes it.
std::string encode_payload(const Json& claims) {
  for (const auto& [name, value] : claims.items()) {
    if (name.find('\0') != std::string::npos) {
      throw std::invalid_argument("a claim name that no token can carry");
    }
  }
  return base64url_encode(json_text(claims));
}

}  // namespace

std::string mint(const SigningKey& key, std::string_view typ, const Json& claims) {
  if (!claims.is_object()) {
    throw std::invalid_argument("the claims of a token are a JSON object");
  }
  const std::string& header = header_for(key, typ);
  const std::string payload = encode_payload(claims);
  std::string token;
  token.reserve(header.size() + payload.size() + 700);
  token.append(header).append(1, '.').append(payload);
  const std::string signature = key.sign(token);
  token.append(1, '.').append(base64url_encode(signature));
  return token;
}

}  // namespace signet::jose
