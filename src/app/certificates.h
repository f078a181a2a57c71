// The certificates of a running server, which are renewed while it runs.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/swapped.h"
#include "tls/context.h"

namespace signet::app {

// Whoever renews a certificate only has to replace its files: whichever connection comes a second later finds the new one. While chain and key
// do not fit each other, as between two copies, or cannot be read, the old ones stay in use.
class Certificates {
 public:
  // Throws std::runtime_error, with a sentence for the operator, where they cannot be used.
  explicit Certificates(std::vector<tls::CertificateFiles> files, tls::ClientCertificates client_certificates = {});

  // Any thread. Looks at the files at most once a second.
  [[nodiscard]] std::shared_ptr<const tls::Context> current() const;

 private:
  [[nodiscard]] std::string stamp() const;  // of all files: differs where one was replaced
  void look() const;

  const std::vector<tls::CertificateFiles> files_;
  const tls::ClientCertificates client_certificates_;
  mutable Swapped<tls::Context> context_;
  mutable std::atomic<std::chrono::steady_clock::rep> next_look_{0};
  mutable std::mutex mutex_;
  mutable std::string stamp_;    // of what is in use; guarded by mutex_, like the next
  mutable std::string refused_;  // of what was tried and complained about
};

}  // namespace signet::app
