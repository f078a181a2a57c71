#include "outbound/curl_start.h"

#include <mutex>

#include <curl/curl.h>

namespace signet::outbound {

void start_curl() {
  static std::once_flag initialised;  // here rather than in main(): a server that never connects out does not pay
  std::call_once(initialised, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

}  // namespace signet::outbound
