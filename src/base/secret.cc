#include "base/secret.h"

#include <cstring>
#include <utility>

namespace signet {

Secret::Secret(std::string_view value) : bytes_(new char[value.size()]), size_(value.size()) {
  if (!value.empty()) {
    std::memcpy(bytes_.get(), value.data(), value.size());
  }
}

Secret::~Secret() { wipe(); }

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

void Secret::wipe() noexcept {
  if (bytes_ != nullptr) {
    explicit_bzero(bytes_.get(), size_);
  }
}

}  // namespace signet
