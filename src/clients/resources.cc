#include "clients/resources.h"

#include <algorithm>
#include <map>

#include "protocol/capabilities.h"
#include "web/url.h"

namespace signet::clients {

using protocol::fail;
using protocol::Reason;
using protocol::Result;
using protocol::ScopeSet;

struct Resources::Snapshot {
  std::int64_t version = 0;
  std::map<std::string, Resource, std::less<>> resources;  // the issuer's among them

  [[nodiscard]] const Resource* find(std::string_view uri) const {
    const auto found = resources.find(uri);
    return found == resources.end() ? nullptr : &found->second;
  }
};

namespace {

constexpr std::size_t kLongestUri = 512;  // it travels in codes

bool is_resource_uri(std::string_view text) {
  const auto url = text.size() <= kLongestUri ? web::parse_url(text) : std::nullopt;
  return url && !url->fragment && !url->userinfo && !(url->host.empty() && url->path.empty());
}

ScopeSet openid_scopes() {
  ScopeSet scopes;
  for (const std::string_view token : protocol::kScopes) {
    scopes.insert(token);
  }
  return scopes;
}

bool holds(const std::vector<std::string>& list, std::string_view text) { return std::find(list.begin(), list.end(), text) != list.end(); }

}  // namespace

Resources::Resources(ResourceStore& store, std::string issuer) : store_(store), issuer_(std::move(issuer)) { reload(); }

Resources::~Resources() = default;

void Resources::reload() {
  const std::scoped_lock one_at_a_time(reloading_);  // or an older load could overtake a newer one
  ResourceStore::Snapshot stored = store_.load();
  auto fresh = std::make_shared<Snapshot>();
  fresh->version = stored.version;
  fresh->resources.emplace(issuer_, Resource{issuer_, openid_scopes(), "", Time()});
  for (Resource& resource : stored.resources) {
    fresh->resources.emplace(resource.uri, resource);
  }
  snapshot_.exchange(std::move(fresh));
}

std::int64_t Resources::version() const { return snapshot_.load()->version; }

std::vector<Resource> Resources::all() const {
  std::vector<Resource> all;
  for (const auto& [uri, resource] : snapshot_.load()->resources) {
    if (uri != issuer_) {
      all.push_back(resource);
    }
  }
  return all;
}

Expected<Resource, std::string> Resources::add(Resource resource) {
  if (!is_resource_uri(resource.uri)) {
    return unexpected<std::string>("the resource must be an absolute URI of at most 512 characters, without userinfo and fragment");
  }
  if (resource.scopes.empty() || !resource.scopes.intersection(openid_scopes()).empty()) {
    return unexpected<std::string>("a resource has one scope or more, and none of " + openid_scopes().text());
  }
  if (resource.uri == issuer_ || !store_.add(resource)) {
    return unexpected<std::string>("the resource is registered already; `signet resource list` shows all");
  }
  reload();
  return resource;
}

bool Resources::remove(const std::string& uri, Time now) {
  const bool removed = store_.remove(uri, now);
  reload();
  return removed;
}

Result<std::vector<std::string>> Resources::judge(const std::vector<std::string>& asked) const {
  const auto now = snapshot_.load();
  std::vector<std::string> known;
  for (const std::string& uri : asked) {
    if (now->find(uri) == nullptr) {
      return fail(is_resource_uri(uri) ? Reason::resource_unknown : Reason::resource_malformed, uri.substr(0, 256));
    }
    if (!holds(known, uri)) {
      known.push_back(uri);
    }
  }
  return known;
}

Result<std::vector<std::string>> Resources::narrow(const std::vector<std::string>& asked,
                                                   const std::vector<std::string>& authorized) const {
  if (asked.empty()) {
    const auto now = snapshot_.load();
    std::vector<std::string> left;
    std::copy_if(authorized.begin(), authorized.end(), std::back_inserter(left),
                 [&](const std::string& uri) { return now->find(uri) != nullptr; });
    if (left.empty() && !authorized.empty()) {
      return fail(Reason::resource_unknown, "none of those authorized is registered any more");
    }
    return left;
  }
  auto known = judge(asked);
  if (known && !std::all_of(known->begin(), known->end(), [&](const std::string& uri) { return holds(authorized, uri); })) {
    return fail(Reason::resource_exceeded);
  }
  return known;
}

ScopeSet Resources::scope_at(const std::vector<std::string>& resources, const ScopeSet& scope) const {
  if (resources.empty()) {
    return scope;
  }
  const auto now = snapshot_.load();
  ScopeSet meaningful;
  for (const std::string& uri : resources) {
    if (const Resource* resource = now->find(uri)) {
      meaningful = meaningful.union_with(resource->scopes);
    }
  }
  return scope.intersection(meaningful);
}

bool Resources::is_asked_by(std::string_view client_id, const std::vector<std::string>& audience) const {
  const auto now = snapshot_.load();
  return std::any_of(audience.begin(), audience.end(), [&](const std::string& uri) {
    const Resource* resource = now->find(uri);
    return resource != nullptr && !resource->client_id.empty() && resource->client_id == client_id;
  });
}

}  // namespace signet::clients
