// libcurl's own beginning: once, and only in programs that ever use it.
#pragma once

namespace signet::outbound {

// Before the first handle. Any thread, any number of times.
void start_curl();

}  // namespace signet::outbound
