#include <CLI/CLI.hpp>

#include "cli/probe.h"
#include "cli/verbs.h"

namespace signet::cli {
namespace {

constexpr std::chrono::milliseconds kPatience{
    2000};  // below the three seconds that container engines commonly allow
constexpr const char* kPath = "/readyz";
constexpr int kOk = 200;

Done healthcheck(Context& context) {
  const auto loaded = context.examine(config::Mode::tool);
  if (!loaded) {
    return unexpected(loaded.error());
  }
  // Deliberate: complaints about other settings do not matter here; the server that answers has none.
  const config::Address& address = loaded->settings.management_listen;
  if (address.port == 0) {
    return fail("management_listen has port 0, so nobody knows where to ask; give it a port");
  }
  const auto status = probe(address, kPath, kPatience);
  const std::string url = "http://" + address.text() + kPath;
  if (!status) {
    return fail("not ready: " + url + ": " + status.error());
  }
  if (*status != kOk) {
    return fail("not ready: " + url + " answers " + std::to_string(*status) + "; the server's log says why");
  }
  context.print(Json{{"ready", true}}, "ready\n");
  return {};
}

}  // namespace

void add_healthcheck(CLI::App& app, Parsed& parsed) {
  add_verb(app, parsed, "healthcheck", "Asks the running server whether it is ready", healthcheck);
}

}  // namespace signet::cli
