// What the process itself needs before it serves: signals, memory, limits.
#pragma once

namespace signet::app {

// Call it before any thread exists: SIGTERM and SIGINT are blocked, so that only run_until_signal() sees them; no core
// dump can hold secrets [R-MEM-1]; what hashing a password takes goes back to the system at once; and whatever
// escapes every catch is named in the log before the process ends for its supervisor to restart [S-H2].
void prepare_process();

}  // namespace signet::app
