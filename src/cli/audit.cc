#include <chrono>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "accounts/email.h"
#include "audit/verify.h"
#include "base/text.h"
#include "cli/layout.h"
#include "cli/verbs.h"

namespace signet::cli {
namespace {

using audit::Event;

struct ListFlags {
  std::string account;
  std::string client;
  std::string kind;
  std::string since;
  int limit = 1000;
};

// "2026-11-27", "2026-11-27T10:00:00Z" (UTC), or so long ago: "24h", "7d".
std::optional<Time> since_of(const std::string& text, Time now) {
  if (const auto seconds = parse_duration_seconds(text)) {
    return now - Seconds(*seconds);
  }
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  int end = 0;
  const bool date = std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &end) == 3;
  int rest = 0;
  const bool time = date && std::sscanf(text.c_str() + end, "T%2u:%2u:%2uZ%n", &hour, &minute, &second, &rest) == 3;
  const std::chrono::year_month_day ymd{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date || !ymd.ok() || static_cast<std::size_t>(end + (time ? rest : 0)) != text.size() || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  return Time(std::chrono::sys_days(ymd)) + std::chrono::hours(hour) + std::chrono::minutes(minute) + Seconds(second);
}

// Details as JSON where they are some.
Json details(const std::string& text) {
  auto parsed = parse_json_object(text);
  return parsed ? *std::move(parsed) : text.empty() ? Json() : Json(text);
}

std::string utc(Time at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
  return text;
}

Json event_json(const Event& event) {
  Json json{{"event_id", event.event_id}, {"at", utc(event.at)}, {"kind", event.kind}, {"actor", event.actor}};
  for (const auto& [name, value] : {std::pair{"sub", &event.sub}, {"client_id", &event.client_id}, {"sid", &event.sid}, {"object", &event.object},
                                    {"source", &event.source}, {"hash", &event.hash}}) {
    if (!value->empty()) {
      json[name] = *value;
    }
  }
  if (event.position != 0) {
    json["position"] = event.position;
  }
  for (const auto& [name, value] : {std::pair{"before", &event.before}, {"after", &event.after}}) {
    if (!value->empty()) {
      json[name] = details(*value);
    }
  }
  return json;
}

Done list(Context& context, const ListFlags& flags) {
  audit::Filter filter;
  filter.client_id = flags.client;
  filter.kind = flags.kind;
  filter.limit = flags.limit;
  if (!flags.since.empty()) {
    filter.since = since_of(flags.since, context.now());
    if (!filter.since) {
      return fail("--since is a date (2026-11-27), a time (2026-11-27T10:00:00Z) or how long ago (24h, 7d)", kUsage);
    }
  }
  return context.with_database([&](const config::Settings&, storage::Database& database) -> Done {
    filter.sub = flags.account;
    if (flags.account.find('@') != std::string::npos) {
      const auto account = database.accounts().find_by_email(accounts::canonical_email(flags.account));
      if (!account) {
        return fail("there is no account with this e-mail address; of one that was removed, give the sub");
      }
      filter.sub = account->sub;
    }
    Json array = Json::array();
    std::vector<std::vector<std::string>> rows{{"AT", "KIND", "ACTOR", "SUB", "CLIENT", "ABOUT"}};
    for (const Event& event : database.audit().list(filter)) {
      array.push_back(event_json(event));
      rows.push_back({utc(event.at), event.kind, event.actor, event.sub, event.client_id,
                      !event.object.empty() ? event.object : !event.source.empty() ? event.source + " " + event.after : event.after});
    }
    context.print(array, table(rows));
    return {};
  });
}

Done verify(Context& context, const std::string& anchor) {
  const auto parsed = audit::parse_anchor(anchor);
  if (!anchor.empty() && !parsed) {
    return fail("--anchor is what an earlier verification printed as its head: POSITION:HASH", kUsage);
  }
  return context.with_database([&](const config::Settings&, storage::Database& database) -> Done {
    const audit::Verdict verdict = audit::verify(database.audit(), parsed);
    const std::string head = std::to_string(verdict.head.position) + ":" + verdict.head.hash;
    if (verdict.broken_at) {
      return fail("the audit was tampered with: at position " + std::to_string(*verdict.broken_at) + " " + verdict.problem + " (" +
                  std::to_string(verdict.checked) + " before it are as they were written)");
    }
    context.print(Json{{"checked", verdict.checked}, {"unchained", verdict.unchained}, {"head", head}},
                  std::to_string(verdict.checked) + " events are as they were written; " + std::to_string(verdict.unchained) +
                      " are not chained yet\nhead " + head + "\nKeep the head elsewhere: with --anchor it finds a chain that was made anew.\n");
    return {};
  });
}

}  // namespace

void add_audit(CLI::App& app, Parsed& parsed) {
  CLI::App* group = add_group(app, "audit", "What has happened, and whether that is still what is written");
  {
    const auto flags = std::make_shared<ListFlags>();
    CLI::App* added = add_verb(*group, parsed, "list", "Lists the newest events, in the order in which they were written", [flags](Context& context) { return list(context, *flags); });
    added->add_option("--account", flags->account, "Of one person")->type_name("EMAIL|SUB");
    added->add_option("--client", flags->client, "Of one client")->type_name("CLIENT_ID");
    added->add_option("--kind", flags->kind, "Of one kind, such as password_refused")->type_name("KIND");
    added->add_option("--since", flags->since, "From then on: a date, a time, or how long ago")->type_name("TIME");
    added->add_option("--limit", flags->limit, "At most so many")->type_name("N")->check(CLI::Range(1, 1'000'000));
  }
  {
    const auto anchor = std::make_shared<std::string>();
    CLI::App* added = add_verb(*group, parsed, "verify", "Names the first event that was altered or is missing",
                               [anchor](Context& context) { return verify(context, *anchor); });
    added->add_option("--anchor", *anchor, "The head that an earlier verification printed")->type_name("POSITION:HASH");
  }
}

}  // namespace signet::cli
