#include "storage/sql.h"

#include <atomic>
#include <charconv>
#include <utility>

#include "storage/errors.h"

namespace signet::storage {
namespace {

thread_local std::uint64_t statement_count = 0;
std::atomic<std::uint64_t> statements_in_all{0};
thread_local std::uint64_t write_count = 0;

}  // namespace

Row::Row(const char* statement, std::vector<std::optional<std::string>> cells)
    : statement_(statement), cells_(std::move(cells)) {}

std::optional<std::string>& Row::next() {
  if (at_ == cells_.size()) {
    throw Error(Trouble::defect, "too few columns", statement_);
  }
  return cells_[at_++];
}

std::int64_t Row::parse(const std::string& cell) const {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size()) {
    throw Error(Trouble::defect, "not a number", statement_);
  }
  return value;
}

std::string Row::text() {
  auto& cell = next();
  if (!cell) {
    throw Error(Trouble::defect, "unexpected null", statement_);
  }
  return std::move(*cell);
}

std::optional<std::string> Row::optional_text() { return std::move(next()); }

std::int64_t Row::number() { return parse(text()); }

std::optional<Time> Row::optional_time() {
  const auto& cell = next();
  return cell ? std::optional(from_epoch_ms(parse(*cell))) : std::nullopt;
}

std::optional<Row> Executor::row(const Sql& sql, Arguments arguments) {
  auto all = rows(sql, arguments);
  return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

std::uint64_t statements_of_this_thread() { return statement_count; }

void count_statements(std::uint64_t more) { statement_count += more; }

std::uint64_t statements_of_all() { return statements_in_all.load(std::memory_order_relaxed); }

void count_statement() {
  ++statement_count;
  statements_in_all.fetch_add(1, std::memory_order_relaxed);
}

std::uint64_t writes_of_this_thread() { return write_count; }

void count_write() { ++write_count; }

}  // namespace signet::storage
