// A value that must not be seen: it cannot be printed, copied by accident or compared with ==, and wipes itself.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace signet {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view value);
  ~Secret();
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  // The bytes themselves, valid as long as this object. Named so that a reader notices every use.
  [[nodiscard]] std::string_view reveal() const { return {bytes_.get(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Secret clone() const { return Secret(reveal()); }

  bool operator==(const Secret&) const = delete;

 private:
  void wipe() noexcept;

  // Not a std::string: its small buffer would leave the bytes behind in whatever it was moved from.
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

}  // namespace signet
