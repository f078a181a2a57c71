// The walls between the rooms: who may include whom, and which room speaks to which library.
#include <algorithm>
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "house/tree.h"

namespace signet::house {
namespace {

struct Library {
  const char* name;
  const char* headers;          // regex over an include as it is written
  std::set<std::string> rooms;  // the only rooms that may include them
  bool one_file = false;        // and there in one file only
};

const std::vector<Library> kLibraries{
    {"Pistache", "<pistache/.*", {"http"}},
    {"SOCI", "<soci/.*", {"storage"}},
    {"libpq", "<(postgresql/)?(libpq-fe|libpq/.*|pg_config).*", {"storage"}},
    {"SQLite", "<sqlite3.*", {"storage"}},
    {"libcurl", "<curl/.*", {"outbound"}},
    {"hiredis", "<hiredis/.*", {"outbound"}},
    {"prometheus-cpp", "<prometheus/.*", {"metrics"}},
    {"spdlog", "<(spdlog|fmt)/.*", {"base"}},
    {"cpp-jwt", "<jwt/.*", {"jose"}, true},
    {"toml++", "<toml\\+\\+/.*", {"config"}},
    {"CLI11", "<CLI/.*", {"cli"}},
    {"mustache", "<(kainjow/)?mustache.*", {"pages"}},
    {"OpenSSL", "<openssl/.*", {"crypto", "jose", "tls", "bench"}},
    {"argon2", "<argon2.*", {"crypto"}},
    {"crypt", "<crypt\\.h>", {"crypto"}},
    {"utf8proc", "<utf8proc.*", {"accounts"}},
};

TEST(Walls, EveryFolderOfSrcIsARoomOfTheFloorPlan) {
  const auto plan = floor_plan();
  ASSERT_GT(plan.size(), 15U);
  for (const File& file : files_below("src", {".cc", ".h"})) {
    if (file.path == "src/main.cc") continue;
    EXPECT_TRUE(plan.contains(room_of(file.path))) << file.path << " lies in no room";
  }
}

TEST(Walls, RoomsUseLowerFloorsOnly) {
  const auto plan = floor_plan();
  for (const auto& [name, room] : plan) {
    for (const auto& used : room.uses) {
      ASSERT_TRUE(plan.contains(used)) << name << " uses " << used;
      EXPECT_LT(plan.at(used).floor, room.floor) << name << " uses " << used;
    }
  }
}

TEST(Walls, EachIncludeIsOfARoomThatIsNamed) {
  const auto plan = floor_plan();
  const std::regex of_room(R"("([a-z_]+)/[^"]+")");
  for (const File& file : files_below("src", {".cc", ".h"})) {
    const std::string room = room_of(file.path);
    for (const std::string& include : includes_of(file.text)) {
      if (include.front() != '"') continue;
      std::smatch match;
      if (!std::regex_match(include, match, of_room)) {
        EXPECT_TRUE(include.ends_with(".def\""))
            << file.path << " includes " << include << ", not \"room/file.h\"";
        continue;
      }
      const std::string used = match[1].str();
      const bool named =
          used == room || (file.path == "src/main.cc" ? used == "cli" : plan.at(room).uses.contains(used));
      EXPECT_TRUE(named) << file.path << " includes " << include << ", and its room does not name " << used;
    }
  }
}

TEST(Walls, EachLibraryIsSpokenToByItsRoom) {
  for (const Library& library : kLibraries) {
    const std::regex headers(library.headers);
    std::set<std::string> speakers;
    for (const File& file : files_below("src", {".cc", ".h"})) {
      for (const std::string& include : includes_of(file.text)) {
        if (!std::regex_match(include, headers)) continue;
        EXPECT_TRUE(library.rooms.contains(room_of(file.path))) << file.path << " includes " << include;
        speakers.insert(file.path);
      }
    }
    if (library.one_file) {
      EXPECT_LE(speakers.size(), 1U) << library.name << " is spoken to by "
                                     << testing::PrintToString(speakers);
    }
  }
}

// [R-SSRF-1] All that makes the program connect to others of its own accord. Each is off until the setting (or the
// verb) of its row turns it on; the answers of the database and of whoever connected to us do not count.
struct Outgoing {
  const char* path;
  const char* turned_on_by;
};
const std::vector<Outgoing> kOutgoing{
    {"src/app/dev.cc", "the verb dev: its demo asks its own provider, on loopback only"},
    {"src/app/logo_fetch.h", "a client's logo_uri, unless outbound.logos is off"},
    {"src/app/mail_server.h", "mail, only where mail.server is set"},
    {"src/cli/mail.cc", "the verb mail test: mail.server"},
    {"src/app/outside.h", "a client's jwks_uri, sector_identifier_uri or request_uris: only where it registered one"},
    {"src/app/server.cc", "a client's backchannel_logout_uri or notification endpoint: only where it registered one; Redis: only where redis_url is set"},
    {"src/cli/registry.cc", "the verbs client create and update: the sector_identifier_uri that they are given"},
    {"src/cli/guests.h", "the verbs selftest and bench: they ask the issuer of the settings"},
    {"src/bench/channel.cc", "the verb bench: it loads the issuer of the settings"},
    {"src/cli/probe.cc", "the verb healthcheck: it asks our own management port"},
};

TEST(Walls, EverythingThatConnectsOutwardsIsKnown) {  // [R-SSRF-1]
  const std::regex connects(R"(\b(connect|getaddrinfo|gethostbyname|sendto)\()");
  std::set<std::string> found;
  for (const File& file : files_below("src", {".cc", ".h"})) {
    if (room_of(file.path) == "outbound") continue;  // they are who carries it out
    const auto includes = includes_of(file.text);
    const bool fetches = std::any_of(includes.begin(), includes.end(), [](const std::string& include) {
      return include == "\"outbound/http_client.h\"" || include == "\"outbound/smtp.h\"";
    });
    if (fetches || std::regex_search(code_of(file.text), connects)) found.insert(file.path);
  }
  std::set<std::string> known;
  for (const Outgoing& row : kOutgoing) known.insert(row.path);
  EXPECT_EQ(found, known) << "what connects outwards gets a row, which says what turns it on";
}

TEST(Walls, NoOtherLibraryComesInUnnoticed) {
  // Headers of the language and the system, and the two libraries that are vocabulary everywhere.
  const std::regex known(
      "<([a-z0-9_]+|(sys|netinet|arpa|linux)/[a-z0-9_]+\\.h|nlohmann/.*|tl/expected\\.hpp|"
      "(unistd|fcntl|pwd|signal|poll|netdb|pthread|errno|time|dirent|termios|syslog|sched|strings|stdlib|string|"
      "cxxabi|malloc)\\.h)>");
  for (const File& file : files_below("src", {".cc", ".h"})) {
    for (const std::string& include : includes_of(file.text)) {
      if (include.front() == '"' || std::regex_match(include, known)) continue;
      bool listed = false;
      for (const Library& library : kLibraries)
        listed |= std::regex_match(include, std::regex(library.headers));
      EXPECT_TRUE(listed) << file.path << " includes " << include
                          << ", which belongs to no library of the table";
    }
  }
}

}  // namespace
}  // namespace signet::house
