#include "tls/session.h"

#include <algorithm>
#include <array>
#include <limits>

#include "tls/parts.h"

namespace signet::tls {
namespace {

constexpr std::size_t kRecord = 16 * 1024;

// SSL_get_error() believes whatever entry it finds: none may be there before, left by other work of this thread, or after [S-J15].
struct CleanQueue {
  CleanQueue() { ERR_clear_error(); }
  ~CleanQueue() { ERR_clear_error(); }
  CleanQueue(const CleanQueue&) = delete;
  CleanQueue& operator=(const CleanQueue&) = delete;
};

void free_octets(unsigned char* octets) { OPENSSL_free(octets); }

}  // namespace

struct Session::Parts {
  std::unique_ptr<SSL, crypto::Freer<SSL_free>> ssl;
  BIO* in = nullptr;   // of `ssl`, like the next
  BIO* out = nullptr;
  bool over = false;
};

Session::Session(std::shared_ptr<const Context> context) : context_(std::move(context)), parts_(std::make_unique<Parts>()) {
  parts_->ssl.reset(SSL_new(context_->parts_->contexts.front().get()));
  parts_->in = BIO_new(BIO_s_mem());
  parts_->out = BIO_new(BIO_s_mem());
  if (parts_->ssl == nullptr || parts_->in == nullptr || parts_->out == nullptr) {
    BIO_free(parts_->in);
    BIO_free(parts_->out);
    crypto::require(false, "SSL_new");
  }
  SSL_set_bio(parts_->ssl.get(), parts_->in, parts_->out);
  SSL_set_accept_state(parts_->ssl.get());
}

Session::~Session() = default;

std::string Session::take_output() {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(parts_->out, &bytes);
  std::string output(bytes, static_cast<std::size_t>(std::max(size, 0L)));
  (void)BIO_reset(parts_->out);
  return output;
}

Session::Step Session::receive(std::string_view bytes) {
  const CleanQueue clean;
  Step step;
  if (parts_->over || bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    step.failed = true;
    return step;
  }
  SSL* ssl = parts_->ssl.get();
  if (!bytes.empty() && BIO_write(parts_->in, bytes.data(), static_cast<int>(bytes.size())) != static_cast<int>(bytes.size())) {
    step.failed = true;
    return step;
  }
  std::array<char, kRecord> plain;  // NOLINT(cppcoreguidelines-pro-type-member-init): written before it is read
  for (;;) {
    const int read = SSL_read(ssl, plain.data(), static_cast<int>(plain.size()));  // shakes hands first
    if (read > 0) {
      step.plain.append(plain.data(), static_cast<std::size_t>(read));
      continue;
    }
    const int why = SSL_get_error(ssl, read);
    step.ended = why == SSL_ERROR_ZERO_RETURN;
    step.failed = why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE && !step.ended;
    break;
  }
  parts_->over = step.failed;
  step.to_send = take_output();
  return step;
}

std::string Session::seal(std::string_view plain) {
  const CleanQueue clean;
  SSL* ssl = parts_->ssl.get();
  if (parts_->over || SSL_is_init_finished(ssl) == 0 || plain.empty()) {
    return {};
  }
  while (!plain.empty()) {
    const int size = static_cast<int>(std::min(plain.size(), kRecord));
    const int written = SSL_write(ssl, plain.data(), size);  // into memory, so it never has to wait
    if (written <= 0) {
      parts_->over = true;
      return {};
    }
    plain.remove_prefix(static_cast<std::size_t>(written));
  }
  return take_output();
}

std::string Session::client_certificate() const {
  const CleanQueue clean;
  X509* certificate = SSL_is_init_finished(parts_->ssl.get()) == 0 ? nullptr : SSL_get0_peer_certificate(parts_->ssl.get());
  unsigned char* der = nullptr;
  const int size = certificate == nullptr ? 0 : i2d_X509(certificate, &der);
  const std::unique_ptr<unsigned char, crypto::Freer<free_octets>> owner(der);
  return size > 0 ? std::string(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)) : std::string();
}

std::string Session::close() {
  const CleanQueue clean;
  if (parts_->over || SSL_is_init_finished(parts_->ssl.get()) == 0) {
    return {};
  }
  (void)SSL_shutdown(parts_->ssl.get());
  parts_->over = true;
  return take_output();
}

}  // namespace signet::tls
