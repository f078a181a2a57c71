#include "cli/account_import.h"

#include <atomic>
#include <fstream>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "accounts/email.h"
#include "accounts/import.h"
#include "cli/layout.h"
#include "storage/database.h"

namespace signet::cli {
namespace {

using accounts::ImportRow;

constexpr std::size_t kAtOnce = 512;
constexpr std::size_t kWriters = 16;  // SQLite makes one commit of what they bring together; PostgreSQL works on them side by side

struct Flags {
  std::string file;
  bool dry_run = false;
};

class Import {
 public:
  Import(Context& context, accounts::AccountStore& store, bool dry_run) : context_(context), store_(store), dry_run_(dry_run) {}

  void add(ImportRow row) {
    ++rows_;
    if (!row.account) {
      refuse(row, row.account.error());
    } else if (!emails_.insert(accounts::canonical_email(row.account->email)).second) {
      refuse(row, "The file has this e-mail address twice.");
    } else {
      waiting_.push_back(std::move(row));
    }
    if (waiting_.size() >= kAtOnce) {
      flush();
    }
  }

  // Every row that has been waiting is an account afterwards, or known to have been one before.
  void flush() {
    std::atomic<std::size_t> next{0};
    std::atomic<int> created{0};
    std::exception_ptr failure;
    std::mutex failure_mutex;
    const auto write = [&] {
      try {
        for (std::size_t i = next++; i < waiting_.size(); i = next++) {
          const accounts::Account& account = *waiting_[i].account;
          created += dry_run_ ? !store_.find_by_email(accounts::canonical_email(account.email)) : store_.create(account);
        }
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        failure = std::current_exception();
        next = waiting_.size();
      }
    };
    std::vector<std::thread> writers;
    for (std::size_t i = 0; i < std::min(kWriters, waiting_.size()); ++i) {
      writers.emplace_back(write);
    }
    for (std::thread& writer : writers) {
      writer.join();
    }
    imported_ += created;
    if (failure) {
      std::rethrow_exception(failure);
    }
    present_ += static_cast<int>(waiting_.size()) - created;
    waiting_.clear();
    if (context_.world().shows_progress) {
      context_.world().err << "\rsignet: " << rows_ << " rows" << std::flush;
    }
  }

  [[nodiscard]] Done report() {
    if (context_.world().shows_progress) {
      context_.world().err << '\n';
    }
    const std::string total = std::to_string(imported_) + (dry_run_ ? " would be imported, " : " imported, ") + std::to_string(present_) +
                              " there already, " + std::to_string(refused_) + " refused\n";
    context_.print(Json{{"imported", imported_}, {"present", present_}, {"refused", refusals_}, {"dry_run", dry_run_}}, total);
    return refused_ == 0 ? Done() : fail(std::to_string(refused_) + " rows were refused; mend them and import the file again: who is there already is passed over");
  }

 private:
  void refuse(const ImportRow& row, const std::string& why) {
    ++refused_;
    if (context_.json()) {
      refusals_.push_back({{"line", row.line}, {"email", row.email}, {"reason", why}});
    } else {
      context_.world().out << "line " << row.line << ": " << harmless(row.email) << (row.email.empty() ? "" : ": ") << why << '\n';
    }
  }

  Context& context_;
  accounts::AccountStore& store_;
  bool dry_run_;
  std::vector<ImportRow> waiting_;
  std::unordered_set<std::string> emails_;
  std::int64_t rows_ = 0;
  int imported_ = 0;
  int present_ = 0;
  int refused_ = 0;
  Json refusals_ = Json::array();
};

Done import(Context& context, const Flags& flags) {
  std::ifstream file;
  if (flags.file != "-") {
    file.open(flags.file, std::ios::binary);
    if (!file) {
      return fail(flags.file + " cannot be read");
    }
  }
  return context.with_database([&](const config::Settings&, storage::Database& database) -> Done {
    auto reader = accounts::ImportReader::open(flags.file == "-" ? context.world().in : file, context.random(), context.now());
    if (!reader) {
      return fail(flags.file + ": " + reader.error());
    }
    Import everybody(context, database.accounts(), flags.dry_run);
    while (auto row = reader->next()) {
      everybody.add(*std::move(row));
    }
    everybody.flush();
    return everybody.report();
  });
}

}  // namespace

void add_account_import(CLI::App& account, Parsed& parsed) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* verb = add_verb(account, parsed, "import", "Makes accounts of the rows of a file; run again, it goes on where it ended",
                            [flags](Context& context) { return import(context, *flags); });
  verb->add_option("FILE", flags->file, "CSV with a line of column names, or JSON lines; - for standard input")->required();
  verb->add_flag("--dry-run", flags->dry_run, "Read and judge everything, and write nothing");
}

}  // namespace signet::cli
