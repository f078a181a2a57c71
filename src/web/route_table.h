// The one table that says which handler answers which path and method, and how the front door treats it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "web/request.h"
#include "web/response.h"

namespace signet::web {

using Handler = std::function<Response(const Request&)>;

// Where a handler runs. Inline: on the connection's own thread. Password: on the small pool that hashes passwords,
// whose queue is bounded, so that a storm of logins waits there and nowhere else [R-DOS-1].
enum class Lane { inline_, password };

// Who may read the answer from a script of another origin: anybody what is public, clients' own pages what they ask
// for. `nobody` sends no CORS header at all [R-HD-5]. Cookies go along to `first_party` only: there they are what is asked for.
enum class Cors { nobody, anybody, clients, first_party };

// Whether scripts of `origin` may read answers of rows with Cors::clients or Cors::first_party to `client_id`; empty: to
// some client, which is not known yet.
using OriginRule = std::function<bool(Cors cors, std::string_view origin, std::string_view client_id)>;

inline constexpr std::size_t kFormLimit = 64 * 1024;

struct Endpoint {
  Handler handler;
  std::size_t body_limit = 0;  // bytes; 0: a body is refused [R-DOS-3]
  Lane lane = Lane::inline_;
};

struct Route {
  std::string name;  // for the log and the metrics; bounded vocabulary
  std::string path;  // matched exactly and undecoded; a trailing "/*" matches everything below
  std::map<Method, Endpoint> methods;
  Cors cors = Cors::nobody;
};

class RouteTable {
 public:
  // What answers requests that no handler sees: 404, 405, 500. Receives the status; the request is for rendering.
  using ErrorPage = std::function<Response(int status, const Request&)>;

  // `always` is added to every response, whoever makes it. `origins` judges for the rows that it says; empty: nobody.
  RouteTable(std::vector<Route> routes, ErrorPage error_page, Headers always = {}, OriginRule origins = {});
  RouteTable(const RouteTable&) = delete;  // the index points into the rows
  RouteTable& operator=(const RouteTable&) = delete;

  // The endpoint that would answer, or nullptr (then dispatch() answers 404, 405, OPTIONS by itself). HEAD is
  // answered by GET's endpoint. The front door asks before it reads a body: limits and lane come from here.
  [[nodiscard]] const Endpoint* find(Method method, std::string_view path) const;

  // The answer, whatever happens: 404, 405 with Allow, OPTIONS with Allow (and CORS where the row grants it), and a
  // bare 500 for anything thrown, whose text goes to the log only [R-HT-7]; 503 for Unavailable. Fills trail.route.
  [[nodiscard]] Response dispatch(const Request& request) const;

  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }
  // The same for requests that the front door itself refuses.
  [[nodiscard]] Response error(int status, const Request& request) const;

 private:
  [[nodiscard]] const Route* route(std::string_view path) const;
  [[nodiscard]] Response answer(const Request& request) const;
  [[nodiscard]] Response preflight(const Route& route, const Request& request) const;
  // The value of Access-Control-Allow-Origin; empty: none.
  [[nodiscard]] std::string readable_by(const Route& route, const Request& request, std::string_view client_id) const;

  std::vector<Route> routes_;
  std::unordered_map<std::string_view, const Route*> exact_;
  ErrorPage error_page_;
  Headers always_;
  OriginRule origins_;
};

}  // namespace signet::web
