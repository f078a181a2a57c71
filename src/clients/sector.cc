#include "clients/sector.h"

#include <algorithm>

#include "base/text.h"
#include "web/url.h"

namespace signet::clients {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

namespace {

std::optional<std::string> host_of(const std::string& uri) {
  const auto url = web::parse_url(uri);
  return url && !url->host.empty() ? std::optional(ascii_lower(url->host)) : std::nullopt;
}

}  // namespace

std::optional<std::string> sector_identifier(const Json& metadata) {
  if (const auto uri = string_member(metadata, "sector_identifier_uri")) {
    return host_of(*uri);
  }
  std::optional<std::string> sector;
  for (const std::string& uri : strings_member(metadata, "redirect_uris").value_or(std::vector<std::string>())) {
    const auto host = host_of(uri);
    if (!host || (sector && sector != host)) {
      return std::nullopt;
    }
    sector = host;
  }
  return sector;
}

Result<void> check_sector(const Json& metadata, const Fetch& fetch) {
  const auto uri = string_member(metadata, "sector_identifier_uri");
  if (!uri) {
    return {};
  }
  const auto document = fetch ? fetch(*uri) : std::nullopt;
  const auto listed = document ? parse_json_array(*document) : std::nullopt;
  if (!listed) {
    return fail(Reason::metadata_sector, "sector_identifier_uri: no JSON array of redirect URIs can be fetched from there");
  }
  const Json& own = metadata["redirect_uris"];
  const bool complete = std::all_of(own.begin(), own.end(), [&](const Json& redirect_uri) {
    return std::find(listed->begin(), listed->end(), redirect_uri) != listed->end();
  });
  if (!complete) {
    return fail(Reason::metadata_sector, "sector_identifier_uri: the list there lacks a redirect URI of this client");
  }
  return {};
}

}  // namespace signet::clients
