#include "app/certificates.h"

#include <filesystem>
#include <stdexcept>
#include <utility>

#include "base/log.h"

namespace signet::app {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr SteadyClock::duration kLookEvery = std::chrono::seconds(1);

}  // namespace

Certificates::Certificates(std::vector<tls::CertificateFiles> files, tls::ClientCertificates client_certificates)
    : files_(std::move(files)), client_certificates_(std::move(client_certificates)), stamp_(stamp()) {
  auto context = tls::Context::load(files_, client_certificates_);
  if (!context) {
    throw std::runtime_error(context.error());
  }
  context_.exchange(*std::move(context));
  next_look_ = (SteadyClock::now() + kLookEvery).time_since_epoch().count();
}

std::shared_ptr<const tls::Context> Certificates::current() const {
  const auto now = SteadyClock::now();
  auto due = next_look_.load(std::memory_order_relaxed);
  if (due <= now.time_since_epoch().count() &&
      next_look_.compare_exchange_strong(due, (now + kLookEvery).time_since_epoch().count(), std::memory_order_relaxed)) {
    look();
  }
  return context_.load();
}

std::string Certificates::stamp() const {
  std::string text;
  for (const tls::CertificateFiles& pair : files_) {
    for (const std::string& file : {pair.chain, pair.key}) {
      std::error_code error;
      const auto written = std::filesystem::last_write_time(file, error);
      const auto size = std::filesystem::file_size(file, error);
      text += error ? "absent;" : std::to_string(written.time_since_epoch().count()) + "," + std::to_string(size) + ";";
    }
  }
  return text;
}

void Certificates::look() const {
  const std::lock_guard lock(mutex_);
  const std::string now = stamp();
  if (now == stamp_) {
    return;
  }
  auto context = tls::Context::load(files_, client_certificates_);
  if (context) {
    context_.exchange(*std::move(context));
    stamp_ = now;
    log::info("certificates_renewed");
  } else if (now != refused_) {
    refused_ = now;
    log::error("certificates_not_renewed", {{"problem", context.error()}, {"hint", "the old ones stay in use; mend the files"}});
  }
}

}  // namespace signet::app
