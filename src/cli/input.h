// What verbs read besides their flags: JSON and keys from files, passwords from standard input.
#pragma once

#include <string>

#include "base/json.h"
#include "base/secret.h"
#include "cli/failure.h"
#include "cli/world.h"

namespace signet::cli {

// The JSON object in the file `path`, or on standard input where that is "-".
[[nodiscard]] Expected<Json, Failure> read_object(World& world, const std::string& path);

// The bytes of the file, or of standard input, at most 1 MiB.
[[nodiscard]] Expected<Secret, Failure> read_secret(World& world, const std::string& path);

// The first line of standard input, without its line break; the rest is an error, because it would be
// dropped.
[[nodiscard]] Expected<Secret, Failure> read_password(World& world);

}  // namespace signet::cli
