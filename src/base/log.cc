#include "base/log.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <ctime>
#include <memory>
#include <string>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "base/line_writer.h"
#include "base/text.h"

namespace signet::log {
namespace {

constexpr std::size_t kLongestValue = 1024;

bool json_lines = false;
std::shared_ptr<spdlog::logger> logger;

// Hands whole lines to the thread that writes.
class QueueSink final : public spdlog::sinks::sink {
 public:
  QueueSink() : writer_(STDERR_FILENO, [](std::uint64_t count) { return line_about_dropped(count); }) {}

  void log(const spdlog::details::log_msg& message) override { writer_.append({message.payload.data(), message.payload.size()}); }
  void flush() override {}
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

 private:
  static std::string line_about_dropped(std::uint64_t count);

  LineWriter writer_;
};

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
  if (std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; })) {
    line += value;  // nearly always
    return;
  }
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
    char digits[64];
    const auto written = std::to_chars(digits, digits + sizeof digits, *real, std::chars_format::fixed, 3);
    line.append(digits, written.ec == std::errc() ? written.ptr : digits);
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
std::string timestamp() {
  // The one place beside SystemClock that reads the wall clock: a line says when it was written.
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  struct Second {
    std::time_t at = -1;
    char text[32] = "";
  };
  thread_local Second second;  // many lines are written within one
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  if (seconds != second.at) {
    std::tm broken_down{};
    gmtime_r(&seconds, &broken_down);
    std::strftime(second.text, sizeof second.text, "%Y-%m-%dT%H:%M:%S", &broken_down);
    second.at = seconds;
  }
  const auto milliseconds = static_cast<int>(now.time_since_epoch().count() % 1000);
  std::string text(second.text);
  text += '.';
  text += static_cast<char>('0' + milliseconds / 100);
  text += static_cast<char>('0' + milliseconds / 10 % 10);
  text += static_cast<char>('0' + milliseconds % 10);
  text += 'Z';
  return text;
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

std::string line_of(Level level, std::string_view event, std::initializer_list<Field> fields) {
  const std::string stamp = timestamp();
  std::string line;
  line.reserve(512);
  if (json_lines) {
    line.append(R"({"ts":")").append(stamp).append(R"(","level":")").append(name_of(level)).append(R"(","event":")");
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
    line.append(stamp, 11).append(1, ' ').append(name_of(level)).append(1, ' ').append(event);
    for (const Field& field : fields) {
      if (is_empty(field)) {
        continue;
      }
      line.append(1, ' ').append(field.name).append(1, '=');
      append_value(line, field);
    }
  }
  return line;
}

std::string QueueSink::line_about_dropped(std::uint64_t count) {
  return line_of(Level::warn, "log_lines_dropped", {{"count", static_cast<std::int64_t>(count)}, {"hint", "whoever reads standard error is too slow"}});
}

}  // namespace

void start(Format format, Level threshold) {
  json_lines = format == Format::json || (format == Format::automatic && isatty(STDERR_FILENO) == 0);
  auto made = std::make_shared<spdlog::logger>("signet", std::make_shared<QueueSink>());
  made->set_level(spdlog_level(threshold));
  std::atomic_store(&logger, std::move(made));
}

void stop() { std::atomic_store(&logger, std::shared_ptr<spdlog::logger>()); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  const auto log = current();
  if (log->should_log(spdlog_level(level))) {
    const std::string line = line_of(level, event, fields);
    log->log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
  }
}

}  // namespace signet::log
