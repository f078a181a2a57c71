#include "web/route_table.h"

#include <exception>

#include "base/log.h"
#include "base/unavailable.h"

namespace signet::web {
namespace {

std::string allow(const Route& route) {
  std::string methods;
  for (const auto& [method, endpoint] : route.methods) {
    methods += std::string(name_of(method)) + ", ";
    if (method == Method::get) {
      methods += "HEAD, ";
    }
  }
  return methods + "OPTIONS";
}

}  // namespace

RouteTable::RouteTable(std::vector<Route> routes, ErrorPage error_page, Headers always, OriginRule origins)
    : routes_(std::move(routes)), error_page_(std::move(error_page)), always_(std::move(always)), origins_(std::move(origins)) {
  for (const Route& route : routes_) {
    if (!route.path.ends_with("/*")) {
      exact_.emplace(route.path, &route);
    }
  }
}

const Route* RouteTable::route(std::string_view path) const {
  if (const auto found = exact_.find(path); found != exact_.end()) {
    return found->second;
  }
  for (const Route& route : routes_) {
    if (route.path.ends_with("/*") && path.starts_with(std::string_view(route.path).substr(0, route.path.size() - 1))) {
      return &route;
    }
  }
  return nullptr;
}

const Endpoint* RouteTable::find(Method method, std::string_view path) const {
  const Route* found = route(path);
  if (found == nullptr) {
    return nullptr;
  }
  const auto endpoint = found->methods.find(method == Method::head ? Method::get : method);
  return endpoint == found->methods.end() ? nullptr : &endpoint->second;
}

Response RouteTable::dispatch(const Request& request) const {
  Response response = answer(request);
  response.headers.insert(response.headers.end(), always_.begin(), always_.end());
  return response;
}

Response RouteTable::error(int status, const Request& request) const {
  Response response = error_page_(status, request);
  response.headers.insert(response.headers.end(), always_.begin(), always_.end());
  return response;
}

std::string RouteTable::readable_by(const Route& route, const Request& request, std::string_view client_id) const {
  if (route.cors == Cors::anybody) {
    return "*";
  }
  const auto origin = request.header("Origin");
  // "null" is what sandboxes and files call themselves: it may be anybody [R-HD-5].
  const bool judged = route.cors == Cors::clients || route.cors == Cors::first_party;
  const bool granted = judged && origin && *origin != "null" && origins_ && origins_(route.cors, *origin, client_id);
  return granted ? std::string(*origin) : std::string();
}

Response RouteTable::preflight(const Route& route, const Request& request) const {
  Response response;
  response.status = 204;
  response.add("Allow", allow(route));
  if (!readable_by(route, request, "").empty()) {
    response.add("Access-Control-Allow-Methods", allow(route));
    // A star would leave Authorization out [Fetch §3.3.5].
    response.add("Access-Control-Allow-Headers", route.cors == Cors::anybody ? "*" : "Authorization, Content-Type, DPoP");
    response.add("Access-Control-Max-Age", "3600");
  }
  return response;
}

Response RouteTable::answer(const Request& request) const {
  const Route* found = route(request.path);
  if (found == nullptr) {
    Response response = error_page_(404, request);
    response.trail.route = "none";
    return response;
  }
  Response response;
  const Endpoint* endpoint = find(request.method, request.path);
  if (request.method == Method::options && endpoint == nullptr) {
    response = preflight(*found, request);
  } else if (endpoint == nullptr) {
    response = error_page_(405, request);
    response.set("Allow", allow(*found));
  } else {
    try {
      response = endpoint->handler(request);
    } catch (const Unavailable& thrown) {
      // what() of this one is ours: a state and a statement's name, never a value.
      log::warn("unavailable", {{"request_id", request.request_id}, {"route", found->name}, {"detail", thrown.what()}});
      response = error_page_(503, request);
      response.trail.reason = "temporarily_unavailable";
    } catch (const std::exception& thrown) {
      // Only the type: what() may hold bound values of a statement [S-D6].
      log::error("handler_threw", {{"request_id", request.request_id}, {"route", found->name}, {"type", typeid(thrown).name()}});
      response = error_page_(500, request);
    } catch (...) {
      log::error("handler_threw", {{"request_id", request.request_id}, {"route", found->name}, {"type", "unknown"}});
      response = error_page_(500, request);
    }
  }
  if (const std::string origin = readable_by(*found, request, response.trail.client_id); !origin.empty()) {
    response.set("Access-Control-Allow-Origin", origin);
    response.set("Access-Control-Expose-Headers", "DPoP-Nonce, Retry-After, WWW-Authenticate, X-Request-Id");
    if (found->cors == Cors::first_party) {
      response.set("Access-Control-Allow-Credentials", "true");
    }
  }
  if (found->cors == Cors::clients || found->cors == Cors::first_party) {
    response.add("Vary", "Origin");
  }
  response.trail.route = found->name;
  return response;
}

}  // namespace signet::web
