#include "base/log.h"

#include <chrono>
#include <ctime>
#include <memory>
#include <string>

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "base/text.h"

namespace signet::log {
namespace {

constexpr std::size_t kLongestValue = 1024;
constexpr std::size_t kQueueLength = 4096;

bool json_lines = false;
std::shared_ptr<spdlog::logger> logger;

// Cut without splitting a character.
std::string_view shortened(std::string_view value) {
  if (value.size() > kLongestValue) {
    std::size_t end = kLongestValue;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) {
      --end;
    }
    value = value.substr(0, end);
  }
  return value;
}

// The inside of a JSON string. Bytes that are no UTF-8, which strangers send, are written as the code points
// of the same number, so that the line stays readable for whoever parses it; C1 controls are escaped too,
// because terminals obey them.
void append_escaped(std::string& line, std::string_view value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  value = shortened(value);
  const bool utf8 = is_utf8(value);
  for (std::size_t i = 0; i < value.size(); ++i) {
    auto byte = static_cast<unsigned char>(value[i]);
    const bool c1 = utf8 && byte == 0xC2 && static_cast<unsigned char>(value[i + 1]) < 0xA0;
    if (c1) {
      byte = static_cast<unsigned char>(value[++i]);
    }
    if (byte == '"' || byte == '\\') {
      line += '\\';
      line += value[i];
    } else if (byte < 0x20 || byte == 0x7F || c1 || (byte >= 0x80 && !utf8)) {
      line += "\\u00";
      line += kHex[byte >> 4];
      line += kHex[byte & 15];
    } else {
      line += value[i];
    }
  }
}

void append_value(std::string& line, const Field& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    line += '"';
    append_escaped(line, *text);
    line += '"';
  } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    line += std::to_string(*number);
  } else if (const auto* real = std::get_if<double>(&field.value)) {
    line += fmt::format("{:.3f}", *real);
  } else {
    line += std::get<bool>(field.value) ? "true" : "false";
  }
}

bool is_empty(const Field& field) {
  const auto* text = std::get_if<std::string_view>(&field.value);
  return text != nullptr && text->empty();
}

std::string_view name_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
  }
  return "info";
}

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

// RFC 3339 in UTC with milliseconds.
std::string timestamp(std::chrono::sys_time<std::chrono::milliseconds> now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm broken_down{};
  gmtime_r(&seconds, &broken_down);
  char text[32];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &broken_down);
  return std::string(text, length) + fmt::format(".{:03d}Z", now.time_since_epoch().count() % 1000);
}

std::shared_ptr<spdlog::logger> current() {
  static const auto fallback = [] {
    auto made = std::make_shared<spdlog::logger>("signet", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    return made;
  }();
  const auto active = std::atomic_load(&logger);
  return active != nullptr ? active : fallback;
}

}  // namespace

void start(Format format, Level threshold) {
  json_lines = format == Format::json || (format == Format::automatic && isatty(STDERR_FILENO) == 0);
  spdlog::init_thread_pool(kQueueLength, 1);
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  auto made = std::make_shared<spdlog::async_logger>("signet", std::move(sink), spdlog::thread_pool(),
                                                     spdlog::async_overflow_policy::overrun_oldest);
  made->set_pattern("%v");
  made->set_level(spdlog_level(threshold));
  std::atomic_store(&logger, std::shared_ptr<spdlog::logger>(std::move(made)));
}

void stop() {
  std::atomic_store(&logger, std::shared_ptr<spdlog::logger>());
  spdlog::shutdown();
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  const auto log = current();
  if (!log->should_log(spdlog_level(level))) {
    return;
  }
  // The one place beside SystemClock that reads the wall clock: a line says when it was written.
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const std::string stamp = timestamp(now);
  std::string line;
  line.reserve(256);
  if (json_lines) {
    line += R"({"ts":")" + stamp + R"(","level":")";
    line += name_of(level);
    line += R"(","event":")";
    append_escaped(line, event);
    line += '"';
    for (const Field& field : fields) {
      if (is_empty(field)) {
        continue;
      }
      line += ",\"";
      append_escaped(line, field.name);
      line += "\":";
      append_value(line, field);
    }
    line += '}';
  } else {
    line += stamp.substr(11) + ' ';
    line += name_of(level);
    line += ' ';
    line += event;
    for (const Field& field : fields) {
      if (is_empty(field)) {
        continue;
      }
      line += ' ';
      line += field.name;
      line += '=';
      append_value(line, field);
    }
  }
  // As an argument, never as the format: a value may hold braces.
  log->log(spdlog_level(level), "{}", line);
}

}  // namespace signet::log
