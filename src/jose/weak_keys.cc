#include "jose/weak_keys.h"

#include <algorithm>
#include <array>
#include <string>

namespace signet::jose {
namespace {

using namespace std::string_view_literals;

// y coordinates, little-endian, sign bit cleared; p, p + 1 are the unreduced spellings of 0 and 1.
constexpr std::array kSmallOrder{
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"sv,  // 0, order 4
    "\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"sv,  // 1, order 1
    "\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0"
    "\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05"sv,  // order 8
    "\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f"
    "\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a"sv,  // order 8
    "\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"sv,  // p - 1, order 2
    "\xed\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"sv,  // p
    "\xee\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"sv,  // p + 1
};

// Every modulus of the broken library is a power of 65537 modulo each of these primes; few others are.
constexpr std::array kRocaPrimes{3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,  43,
                                 47,  53,  59,  61,  67,  71,  73,  79,  83,  89,  97,  101, 103,
                                 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};

int remainder(std::string_view big_endian, int divisor) {
  int rest = 0;
  for (const char byte : big_endian) {
    rest = (rest * 256 + static_cast<unsigned char>(byte)) % divisor;
  }
  return rest;
}

bool is_power_of_65537(int residue, int prime) {
  int power = 1;
  do {
    if (power == residue) {
      return true;
    }
    power = power * (65537 % prime) % prime;
  } while (power != 1);
  return false;
}

}  // namespace

bool is_small_order_ed25519(std::string_view point) {
  std::string y(point);
  if (y.size() != 32) {
    return false;
  }
  y.back() = static_cast<char>(y.back() & 0x7f);  // the sign bit of x
  return std::find(kSmallOrder.begin(), kSmallOrder.end(), y) != kSmallOrder.end();
}

bool has_roca_fingerprint(std::string_view modulus) {
  return std::all_of(kRocaPrimes.begin(), kRocaPrimes.end(),
                     [&](int prime) { return is_power_of_65537(remainder(modulus, prime), prime); });
}

}  // namespace signet::jose
