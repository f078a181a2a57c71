// Remembers the connection that libpq made last on this thread, because SOCI forgets it when its own first command
// on it fails: a server that goes away in that moment would cost a descriptor each time.
#pragma once

namespace signet::storage {

// Closes what PQconnectdb returned last on this thread, if SOCI has thrown since; otherwise it is SOCI's to close.
void close_forgotten_connection();

}  // namespace signet::storage
