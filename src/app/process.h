// What the process itself needs before it works or serves: signals, memory, limits.
#pragma once

namespace signet::app {

// From here on no core dump can hold secrets [R-MEM-1].
void forbid_core_dumps();

// Call it before any thread exists: SIGTERM and SIGINT are blocked, so that only run_until_signal() sees them; what
// hashing a password takes goes back to the system at once; and whatever escapes every catch is named in the log
// before the process ends for its supervisor to restart [S-H2].
void prepare_process();

}  // namespace signet::app
