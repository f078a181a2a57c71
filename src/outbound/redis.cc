#include "outbound/redis.h"

#include <algorithm>
#include <charconv>

#include <hiredis/hiredis.h>

#include "web/url.h"

namespace signet::outbound {
namespace {

constexpr timeval kPatience{1, 0};
constexpr std::size_t kBatch = 500;

struct FreeReply {
  void operator()(void* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;

// As in a URL, where '+' is a plus.
std::optional<std::string> decoded(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    escaped += c == '+' ? "%2B" : std::string(1, c);
  }
  return web::form_decode(escaped);
}

void append(redisContext* context, const std::vector<std::string_view>& words) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const std::string_view word : words) {
    texts.push_back(word.data());
    sizes.push_back(word.size());
  }
  redisAppendCommandArgv(context, static_cast<int>(words.size()), texts.data(), sizes.data());
}

// What Redis answers to a wrong password or command holds nothing that was sent.
std::optional<std::string> take_reply(redisContext* context) {
  void* raw = nullptr;
  if (redisGetReply(context, &raw) != REDIS_OK) {
    return context->errstr[0] != '\0' ? std::string(context->errstr) : "the connection was lost";
  }
  const Reply reply(static_cast<redisReply*>(raw));
  return reply->type == REDIS_REPLY_ERROR ? std::optional(std::string(reply->str, reply->len)) : std::nullopt;
}

}  // namespace

struct Redis::Connection {
  explicit Connection(redisContext* opened) : context(opened) {}
  ~Connection() {
    if (context != nullptr) {
      redisFree(context);
    }
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  redisContext* context;
};

Expected<RedisTarget, std::string> parse_redis_url(std::string_view text) {
  const auto url = web::parse_url(text);
  if (!url || url->scheme != "redis" || url->host.empty() || url->query || url->fragment) {
    return unexpected(std::string("is not redis://[user:password@]host[:port][/number]"));
  }
  RedisTarget target;
  target.host = url->host.starts_with('[') ? url->host.substr(1, url->host.size() - 2) : url->host;
  target.port = url->port.value_or(target.port);
  if (url->userinfo) {
    const std::string_view userinfo = *url->userinfo;
    const std::size_t colon = userinfo.find(':');
    const auto user = decoded(userinfo.substr(0, colon));
    const auto password = decoded(colon == std::string_view::npos ? std::string_view() : userinfo.substr(colon + 1));
    if (!user || !password || password->empty()) {
      return unexpected(std::string("names a user without a password"));
    }
    target.user = *user;
    target.password = Secret(*password);
  }
  const std::string_view path = std::string_view(url->path).substr(url->path.empty() ? 0 : 1);
  if (!path.empty()) {
    const auto [end, failed] = std::from_chars(path.data(), path.data() + path.size(), target.database);
    if (failed != std::errc() || end != path.data() + path.size() || target.database < 0) {
      return unexpected(std::string("has a path that is not the number of a database"));
    }
  }
  return target;
}

Redis::Redis(RedisTarget target) : target_(std::move(target)) {}
Redis::~Redis() = default;

std::optional<std::string> Redis::connect() {
  connection_ = std::make_unique<Connection>(redisConnectWithTimeout(target_.host.c_str(), target_.port, kPatience));
  redisContext* context = connection_->context;
  if (context == nullptr) {
    return "no memory";
  }
  if (context->err != 0) {
    return std::string(context->errstr);
  }
  redisSetTimeout(context, kPatience);
  if (!target_.password.empty()) {
    if (target_.user.empty()) {
      append(context, {"AUTH", target_.password.reveal()});
    } else {
      append(context, {"AUTH", target_.user, target_.password.reveal()});
    }
    if (auto problem = take_reply(context)) {
      return problem;
    }
  }
  if (target_.database != 0) {
    append(context, {"SELECT", std::to_string(target_.database)});
    return take_reply(context);
  }
  return std::nullopt;
}

std::optional<std::string> Redis::set(const std::vector<Entry>& entries) {
  std::optional<std::string> problem = connection_ ? std::nullopt : connect();
  for (std::size_t begin = 0; !problem && begin < std::max<std::size_t>(entries.size(), 1); begin += kBatch) {
    const std::size_t end = std::min(begin + kBatch, entries.size());
    redisContext* context = connection_->context;
    for (std::size_t i = begin; i < end; ++i) {
      append(context, {"SET", entries[i].key, "1", "PX", std::to_string(entries[i].lives.count())});
    }
    if (entries.empty()) {
      append(context, {"PING"});
    }
    for (std::size_t i = 0; !problem && i < std::max<std::size_t>(end - begin, 1); ++i) {
      problem = take_reply(context);
    }
  }
  if (problem) {
    connection_.reset();  // replies that are still on their way belong to nobody
  }
  return problem;
}

}  // namespace signet::outbound
