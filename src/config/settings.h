// Everything that can be set, as plain values; the members are the rows of settings.def.
#pragma once

#include "config/types.h"

namespace signet::config {

// Holds the defaults until load() has filled it. Values are well-formed and within their range; what must fit
// together has been checked for the mode that was loaded for.
struct Settings {
#define TOP(name, Type, initial, check, since, doc) Type name = initial;
#define SECTION(name, Type, doc) struct Type {
#define SETTING(section, name, Type, initial, check, since, doc) Type name = initial;
#define END(name) \
  }               \
  name;
#include "config/settings.def"
};

}  // namespace signet::config
