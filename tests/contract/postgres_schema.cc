#include "contract/postgres_schema.h"

#include <atomic>
#include <thread>
#include <chrono>
#include <stdexcept>

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/random.h"

namespace signet::contract {
namespace {

std::string from_environment(const char* name) {
  const char* value = getenv(name);
  if (value == nullptr) {
    throw std::runtime_error(std::string(name) +
                             " is not set: run this test as tests/support/with_postgres COMMAND");
  }
  return value;
}

std::string with_parameters(const std::string& url, const std::string& parameters) {
  return url + (url.find('?') == std::string::npos ? "?" : "&") + parameters;
}

storage::Settings administrator_of(const std::string& url) {
  storage::Settings settings;
  settings.url = url;
  settings.pool_size = 1;
  settings.lease_timeout = std::chrono::seconds(30);  // what is tested may fail fast; this may not
  return settings;
}

}  // namespace

PostgresSchema::PostgresSchema(bool portable) : portable_(portable) {
  static std::atomic<int> count{0};
  const std::string base = from_environment("SIGNET_TEST_POSTGRES_URL");
  name_ = "test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
  url_ = with_parameters(base, "application_name=" + name_ + "&options=-c%20search_path%3D" + name_);
  administrator_ = std::make_unique<storage::PostgresEngine>(administrator_of(base), test_random());
  script("CREATE SCHEMA " + name_);
}

PostgresSchema::~PostgresSchema() {
  try {
    script("DROP SCHEMA " + name_ + " CASCADE");
  } catch (const std::exception& error) {
    ADD_FAILURE() << "cannot drop the schema: " << error.what();
  }
}

void PostgresSchema::terminate_everybody() {
  (void)ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '" +
            name_ + "'");
}

// On a busy machine a server that is being shaken may not let even its administrator in at once.
std::string PostgresSchema::ask(const std::string& text) {
  for (int attempts_left = 20;; --attempts_left) {
    try {
      return ask_once(text);
    } catch (const storage::Unavailable&) {
      if (attempts_left == 0) {
        throw;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
  }
}

std::string PostgresSchema::ask_once(const std::string& text) {
  // An engine keeps each statement by its address, and this one is gone afterwards; so the engine goes with
  // it.
  storage::PostgresEngine engine(administrator_of(from_environment("SIGNET_TEST_POSTGRES_URL")),
                                 test_random());
  const storage::Sql sql{"ask", 1, text.c_str()};
  return engine.read([&](storage::Executor& db) { return db.row(sql)->text(); });
}

void PostgresSchema::script(const std::string& text) {
  administrator_->transaction([&](storage::Executor& db) { db.script(text); });
}

void control_postgres(const std::string& verb) {
  const std::string program = from_environment("SIGNET_TEST_POSTGRES_CTL");
  const pid_t child = fork();
  if (child == 0) {
    execl(program.c_str(), program.c_str(), verb.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) {
    throw std::runtime_error("cannot " + verb + " PostgreSQL");
  }
}

}  // namespace signet::contract
