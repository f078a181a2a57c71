// A value or the reason why there is none: tl::expected under a name of our own.
#pragma once

#include <tl/expected.hpp>

namespace signet {

template <typename T, typename E>
using Expected = tl::expected<T, E>;

template <typename E>
[[nodiscard]] constexpr tl::unexpected<std::decay_t<E>> unexpected(E&& error) {
  return tl::unexpected<std::decay_t<E>>(std::forward<E>(error));
}

}  // namespace signet
