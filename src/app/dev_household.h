// What `signet dev` finds or makes before it serves: master key, people, the demo client; and what it writes down.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/stores.h"
#include "base/json.h"
#include "base/random.h"
#include "base/time.h"
#include "config/settings.h"
#include "crypto/master_keys.h"

namespace signet::app {

// Everything that somebody at a laptop needs to know; printed, and kept in var/dev.json.
struct Household {
  struct Person {
    std::string email;
    std::string password;
    std::string sub;
  };
  std::vector<Person> people;
  std::string client_id;
  std::string client_secret;
  std::string own_client_id;  // first-party, for /api/auth
};

[[nodiscard]] Json to_json(const Household& household, const std::string& issuer, const std::string& management_url);

// What an earlier run kept, as far as it can be read; nothing that is missing is an error.
[[nodiscard]] Household remembered_household(const std::filesystem::path& dev_json);

// Makes what the stores lack. Passwords and the client's secret are those that were remembered where they still belong
// to what is stored; otherwise new ones are drawn and set.
[[nodiscard]] Household keep_house(Stores stores, const config::Settings& settings, const Household& remembered, Random& random,
                                   Time now);

// The master key in `file`, which is made with mode 0600 if it is missing.
[[nodiscard]] std::string master_key_in(const std::filesystem::path& file, Random& random);

// Replaces `file` at once, readable by its owner only.
void write_privately(const std::filesystem::path& file, const std::string& content);

}  // namespace signet::app
