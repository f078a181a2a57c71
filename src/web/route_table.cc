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

void grant_cors(const Route& route, Response& response) {
  if (route.cors == Cors::anybody) {
    response.set("Access-Control-Allow-Origin", "*");
  }
}

}  // namespace

RouteTable::RouteTable(std::vector<Route> routes, ErrorPage error_page, Headers always)
    : routes_(std::move(routes)), error_page_(std::move(error_page)), always_(std::move(always)) {
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
    response.status = 204;
    response.add("Allow", allow(*found));
    if (found->cors == Cors::anybody) {
      response.add("Access-Control-Allow-Methods", allow(*found));
      response.add("Access-Control-Allow-Headers", "*");
      response.add("Access-Control-Max-Age", "3600");
    }
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
  grant_cors(*found, response);
  response.trail.route = found->name;
  return response;
}

}  // namespace signet::web
