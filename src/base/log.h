// The operational log: one line per event, JSON when nobody watches, text on a terminal; never a secret.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace signet::log {

enum class Level { debug, info, warn, error };
enum class Format { automatic, text, json };

struct Field {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, double, bool> value;
};

// Before the first line; lines go to standard error. `automatic`: text on a terminal, JSON otherwise.
void start(Format format = Format::automatic, Level threshold = Level::info);

// Writes what is queued and stops. Lines written later go out unbuffered.
void stop();

// One line; fields with empty text are left out. Values are escaped (control characters too) and cut at 1,024 bytes [R-LK-2]. Never waits for whoever reads
// them: what is too much for the queue is dropped, and a line says how many.
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

inline void info(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::info, event, fields); }
inline void warn(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::warn, event, fields); }
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::error, event, fields); }

}  // namespace signet::log
