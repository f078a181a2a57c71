#include "endpoints/render.h"

#include "dpop/proof.h"

namespace signet::endpoints {
namespace {

void add_api_headers(web::Response& response) {
  response.add("Cache-Control", "no-store");
  response.add("Pragma", "no-cache");
  response.add("X-Content-Type-Options", "nosniff");
  response.add("Referrer-Policy", "no-referrer");
}

std::string dpop_algs() {
  std::string names;
  for (const jose::Alg alg : dpop::kAlgs) {
    names += (names.empty() ? "" : " ") + std::string(jose::name_of(alg));
  }
  return names;
}

Json error_body(const protocol::Error& error, const web::Request& request) {
  return {{"error", protocol::wire_code(error.reason)},
          {"error_description", protocol::sentence_of(error.reason)},
          {"request_id", request.request_id}};
}

}  // namespace

void note(web::Response& response, const protocol::Error& error) {
  response.trail.reason = protocol::name_of(error.reason);
  response.trail.detail = error.detail;
}

web::Response json(int status, const Json& body) { return json_text_response(status, json_text(body)); }

web::Response json_text_response(int status, std::string text) {
  web::Response response;
  response.status = status;
  response.add("Content-Type", "application/json");
  add_api_headers(response);
  response.body = std::move(text);
  return response;
}

web::Response jwt(const std::string& text) {
  web::Response response;
  response.add("Content-Type", "application/jwt");
  add_api_headers(response);
  response.body = text;
  return response;
}

web::Response oauth_error(const protocol::Error& error, const web::Request& request) {
  const std::string_view code = protocol::wire_code(error.reason);
  const bool unreadable = error.reason == protocol::Reason::wrong_content_type || error.reason == protocol::Reason::content_encoding ||
                          error.reason == protocol::Reason::wrong_json_content_type;
  const int status = unreadable                           ? 415
                     : code == "invalid_client"           ? 401
                     : code == "temporarily_unavailable"  ? 503
                     : code == "server_error"             ? 500
                                                          : 400;
  web::Response response = json(status, error_body(error, request));
  if (status == 401) {
    response.add("WWW-Authenticate", "Basic realm=\"signet\", charset=\"UTF-8\"");
  } else if (status == 503) {
    response.add("Retry-After", "1");
  }
  note(response, error);
  return response;
}

web::Response bearer_error(const protocol::Error& error, const web::Request& request, std::string_view scope) {
  using protocol::Reason;
  const std::string_view code = protocol::wire_code(error.reason);
  // [RFC6750 §3.1] A request without any token gets the bare challenge and status 401.
  const bool bare = error.reason == Reason::access_token_missing || error.reason == Reason::registration_token_missing;
  const bool about_proof = code == "invalid_dpop_proof" || code == "use_dpop_nonce" || error.reason == Reason::access_token_bound ||
                           error.reason == Reason::access_token_key_mismatch;
  const int status = bare || about_proof || code == "invalid_token" ? 401 : code == "insufficient_scope" ? 403 : 400;
  std::string challenge = about_proof ? "DPoP realm=\"signet\", algs=\"" + dpop_algs() + '"' : "Bearer realm=\"signet\"";
  if (!bare) {
    challenge += ", error=\"" + std::string(code) + "\", error_description=\"" + std::string(protocol::sentence_of(error.reason)) + "\"";
    if (status == 403 && !scope.empty()) {
      challenge += ", scope=\"" + std::string(scope) + "\"";
    }
  }
  web::Response response = json(status, error_body(error, request));
  response.add("WWW-Authenticate", challenge);
  note(response, error);
  return response;
}

web::Response redirect(const web::Request& request, std::string_view location) {
  web::Response response;
  response.status = request.method == web::Method::post ? 303 : 302;
  response.add("Location", location);
  response.add("Cache-Control", "no-store");
  response.add("Referrer-Policy", "no-referrer");
  response.add("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace signet::endpoints
