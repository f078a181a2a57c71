// The world is briefly not there (a database restarting, a pool exhausted): nothing was decided, try again.
// Answered as 503 with Retry-After, never as a refusal that would tell a healthy client to drop its grant.
#pragma once

#include <stdexcept>

namespace signet {

class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace signet
