// Why a connection's bytes are not a request: the status to answer with, and a reason for the log.
#pragma once

#include <string_view>

namespace signet::http {

struct Refusal {
  int status = 400;
  std::string_view reason;  // a literal; for operators, never sent

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

}  // namespace signet::http
