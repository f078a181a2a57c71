#include "cli/registry.h"

#include <optional>

#include "app/metadata_policy.h"
#include "app/outside.h"
#include "clients/secret_box.h"
#include "crypto/master_keys.h"
#include "outbound/http_client.h"

namespace signet::cli {
namespace {

Expected<std::optional<clients::SecretBox>, Failure> secret_box(const config::Settings& settings) {
  if (settings.master_key.empty()) {
    return std::optional<clients::SecretBox>();
  }
  const auto master_keys = crypto::MasterKeys::parse(settings.master_key.reveal());
  if (!master_keys) {
    return fail(master_keys.error());
  }
  return std::optional(clients::SecretBox(*master_keys));
}

}  // namespace

Done with_registry(Context& context, const std::function<Done(const config::Settings&, clients::Registry&)>& use) {
  return context.with_database([&](const config::Settings& settings, storage::Database& database) -> Done {
    clients::MetadataPolicy policy = app::metadata_policy(settings);
    policy.operator_ = true;
    const auto box = secret_box(settings);
    if (!box) {
      return unexpected(box.error());
    }
    outbound::HttpClient http(app::outbound_settings(settings));
    clients::Registry registry(database.clients(), context.random(), std::move(policy),
                               {*box ? &**box : nullptr, app::outside_over(http).sector});
    return use(settings, registry);
  });
}

}  // namespace signet::cli
