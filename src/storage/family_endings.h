// How acts on people, clients, sessions and consents end the token families concerned. Part of a transaction
// whose first statement has locked the person, client or session, so that no family is created past it.
#pragma once

#include <string>
#include <vector>

#include "storage/sql.h"

namespace signet::storage {

// Each marks the families that still lived as revoked at `now` and returns their ids.
std::vector<std::string> end_families_of_person(Executor& db, const std::string& sub, Time now);
std::vector<std::string> end_families_of_consent(Executor& db, const std::string& sub,
                                                 const std::string& client_id, Time now);
std::vector<std::string> end_families_of_session(Executor& db, const std::string& sid,
                                                 Time now);  // not offline ones

// All of a client's: may be very many, so their ids are not returned and the transaction may take its time.
void end_families_of_client(Executor& db, const std::string& client_id, Time now);

}  // namespace signet::storage
