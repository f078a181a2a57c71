// How many passwords this process hashes at the same time. Whoever hashes does more than that for a login, and mostly waits for the
// database meanwhile: so there are more threads for logins than slots, and no core is without work while somebody waits.
#pragma once

namespace signet::crypto {

// From now on at most so many; without a limit until this is called. At least 1.
void limit_hashes(int at_once);

// Waits until there is one, and holds it.
class HashSlot {
 public:
  HashSlot();
  ~HashSlot();
  HashSlot(const HashSlot&) = delete;
  HashSlot& operator=(const HashSlot&) = delete;
};

}  // namespace signet::crypto
