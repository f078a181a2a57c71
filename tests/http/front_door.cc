#include "http/front_door.h"

#include <algorithm>
#include <new>
#include <stdexcept>

namespace signet::http::testing {
namespace {

web::Response text(std::string body) {
  web::Response response;
  response.add("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(body);
  return response;
}

web::Route route(std::string path, web::Method method, web::Handler handler, std::size_t body_limit = 0,
                 web::Lane lane = web::Lane::inline_) {
  web::Route made;
  made.name = path.substr(1);
  made.path = std::move(path);
  made.methods[method] = {std::move(handler), body_limit, lane};
  return made;
}

web::Response shown(const web::Request& request) {
  std::string body = request.path + "?" + request.query + "\n";
  for (const web::Header& header : request.headers) {
    body += header.name + "=" + header.value + "\n";
  }
  return text(body);
}

}  // namespace

FrontDoor::FrontDoor(Settings settings, std::vector<web::Route> more)
    : table_(routes(std::move(more)), [this](int status, const web::Request& request) {
        if (errors_throw) {
          throw std::runtime_error("SELECT secret FROM error_page");
        }
        web::Response response = text("error " + std::to_string(status) + " " + request.request_id + "\n");
        response.status = status;
        return response;
      }) {
  server = std::make_unique<Server>(
      table_, clock, random, std::move(settings),
      [this](const web::Request& request, const web::Response& response, auto) {
        const std::lock_guard lock(mutex_);
        observed_.push_back({request.path, request.request_id, request.remote_address, response.status,
                             response.trail.detail});
      });
  server->start();
}

bool FrontDoor::handled(std::string_view path) const {
  const std::lock_guard lock(mutex_);
  return std::find(handled_.begin(), handled_.end(), path) != handled_.end();
}

std::vector<web::Route> FrontDoor::routes(std::vector<web::Route> more) {
  using web::Method;
  std::vector<web::Route> all = std::move(more);
  all.push_back(route("/hello", Method::get, [](const auto&) { return text("hello"); }));
  all.push_back(route("/show", Method::get, shown));
  all.push_back(route("/show/*", Method::get, shown));
  all.push_back(route(
      "/echo", Method::post, [](const auto& r) { return text(r.body); }, web::kFormLimit));
  all.push_back(route(
      "/ten", Method::post, [](const auto& r) { return text(r.body); }, 10));
  all.push_back(route("/no-body", Method::post, [](const auto&) { return text("none"); }));
  all.push_back(route("/smuggled", Method::get, [](const auto&) { return text("smuggled"); }));
  all.push_back(route("/certificate", Method::get, [](const auto& r) { return text(r.client_certificate); }));
  all.push_back(route("/who", Method::get, [](const auto& r) { return text(r.remote_address); }));
  all.push_back(route("/id", Method::get, [](const auto& r) { return text(r.request_id); }));
  all.push_back(route("/60k", Method::get, [](const auto&) { return text(std::string(60'000, 'x')); }));
  all.push_back(
      route("/too-large", Method::get, [](const auto&) { return text(std::string(200'000, 'x')); }));
  all.push_back(route("/gate", Method::get, [this](const auto&) {
    gate.pass();
    return text("passed");
  }));
  all.push_back(route(
      "/login", Method::post,
      [this](const auto& r) {
        gate.pass();
        return text(r.body);
      },
      web::kFormLimit, web::Lane::password));
  all.push_back(route(
      "/quick-login", Method::post, [](const auto& r) { return text(r.body); }, web::kFormLimit,
      web::Lane::password));
  all.push_back(route("/throw/std", Method::get, [](const auto&) -> web::Response {
    throw std::runtime_error("SELECT secret <script>alert(1)</script>");
  }));
  all.push_back(route("/throw/int", Method::get, [](const auto&) -> web::Response { throw 42; }));
  all.push_back(
      route("/throw/memory", Method::get, [](const auto&) -> web::Response { throw std::bad_alloc(); }));
  all.push_back(route(
      "/throw/lane", Method::get, [](const auto&) -> web::Response { throw 42; }, 0, web::Lane::password));
  all.push_back(route("/split", Method::get, [](const auto& r) {
    web::Response response = text("body");
    const bool nul = r.query == "nul";
    response.add("Location", nul ? std::string("x\0y", 3) : std::string("x\r\nSet-Cookie: pwn=1"));
    return response;
  }));
  all.push_back(route("/cookies", Method::get, [](const auto&) {
    web::Response response = text("two");
    response.add("Set-Cookie", "a=1")
        .add("Set-Cookie", "b=2")
        .add("Content-Length", "1")
        .add("Connection", "close");
    return response;
  }));
  all.push_back(route("/nothing", Method::get, [](const auto&) {
    web::Response response;
    response.status = 204;
    return response;
  }));
  for (web::Route& each : all) {
    for (auto& [method, endpoint] : each.methods) {
      endpoint.handler = [this, inner = endpoint.handler](const web::Request& request) {
        {
          const std::lock_guard lock(mutex_);
          handled_.push_back(request.path);
        }
        return inner(request);
      };
    }
  }
  return all;
}

}  // namespace signet::http::testing
