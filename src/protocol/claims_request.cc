#include "protocol/claims_request.h"

#include <algorithm>
#include <stdexcept>

#include "base/json.h"

namespace signet::protocol {
namespace {

constexpr std::size_t kLongest = 4096;
constexpr std::size_t kMostClaims = 64;

// A claim is asked for by null, or by an object whose known members have their types.
bool is_well_formed(const Json& asked) {
  if (asked.is_null()) {
    return true;
  }
  if (!asked.is_object()) {
    return false;
  }
  const auto essential = asked.find("essential");
  const auto values = asked.find("values");
  return (essential == asked.end() || essential->is_boolean()) && (values == asked.end() || values->is_array());
}

// The texts of value and values together.
std::vector<std::string> values_of(const Json& asked) {
  std::vector<std::string> values;
  if (!asked.is_object()) {
    return values;
  }
  if (auto one = string_member(asked, "value")) {
    values.push_back(*std::move(one));
  }
  if (const auto several = asked.find("values"); several != asked.end()) {
    for (const Json& value : *several) {
      if (value.is_string()) {
        values.push_back(value.get<std::string>());
      }
    }
  }
  return values;
}

bool read_place(const Json& claims, const char* place, std::vector<std::string>& names, ClaimsRequest& request) {
  const auto found = claims.find(place);
  if (found == claims.end() || found->is_null()) {
    return true;
  }
  if (!found->is_object() || found->size() > kMostClaims) {
    return false;
  }
  for (const auto& [name, asked] : found->items()) {
    if (!is_well_formed(asked)) {
      return false;
    }
    const bool essential = asked.is_object() && asked.value("essential", false);
    if (name == "sub") {
      const auto values = values_of(asked);
      if (values.size() > 1 || (request.sub && !values.empty() && *request.sub != values.front())) {
        return false;  // nobody is two people
      }
      if (!values.empty()) {
        request.sub = values.front();
      }
    } else if (name == "acr") {
      if (essential) {
        const auto values = values_of(asked);
        request.essential_acr.insert(request.essential_acr.end(), values.begin(), values.end());
      }
    } else if (name == "auth_time") {
      request.auth_time = request.auth_time || essential;
    } else {
      names.push_back(name);
    }
  }
  return true;
}

}  // namespace

std::optional<ClaimsRequest> ClaimsRequest::parse(std::string_view text) {
  const auto claims = text.size() <= kLongest ? parse_json_object(text) : std::nullopt;
  ClaimsRequest request;
  if (!claims || !read_place(*claims, "userinfo", request.userinfo, request) ||
      !read_place(*claims, "id_token", request.id_token, request)) {
    return std::nullopt;
  }
  return request;
}

std::string to_text(const ClaimsRequest& request) {
  if (request.empty()) {
    return "";
  }
  Json json = Json::object();
  if (!request.userinfo.empty()) json["userinfo"] = request.userinfo;
  if (!request.id_token.empty()) json["id_token"] = request.id_token;
  return json.dump();
}

ClaimsRequest claims_request_from_text(std::string_view text) {
  ClaimsRequest request;
  if (text.empty()) {
    return request;
  }
  const auto json = parse_json_object(text);
  if (!json) {
    throw std::runtime_error("a claims request of ours is not readable");
  }
  request.userinfo = strings_member(*json, "userinfo").value_or(std::vector<std::string>());
  request.id_token = strings_member(*json, "id_token").value_or(std::vector<std::string>());
  return request;
}

}  // namespace signet::protocol
