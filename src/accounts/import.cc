#include "accounts/import.h"

#include <algorithm>
#include <array>

#include "accounts/claims.h"
#include "accounts/email.h"
#include "accounts/people.h"
#include "base/text.h"
#include "crypto/password_hash.h"
#include "protocol/subject.h"

namespace signet::accounts {
namespace {

constexpr std::size_t kLongestRow = 64 * 1024;
constexpr std::size_t kDeepest = 4;
constexpr std::array<std::string_view, 5> kColumns{"email", "email_verified", "disabled", "password_hash", "roles"};

tl::unexpected<std::string> refuse(std::string sentence) { return unexpected(std::move(sentence)); }

bool is_one_of_ours(std::string_view name) { return std::find(kColumns.begin(), kColumns.end(), name) != kColumns.end(); }

bool is_claim_column(std::string_view name) { return name != "email" && name != "address" && !scope_of_claim(name).empty(); }

bool is_flag(std::string_view name) { return name.ends_with("_verified") || name == "disabled"; }

// What a field of CSV says as JSON; nullopt where it cannot be said in that column.
std::optional<Json> value_of(std::string_view column, const std::string& text) {
  if (is_flag(column)) {
    const std::string word = ascii_lower(text);
    const bool yes = word == "true" || word == "1";
    return yes || word == "false" || word == "0" ? std::optional<Json>(yes) : std::nullopt;
  }
  if (column == "updated_at") {
    const auto seconds = parse_digits(text);
    return seconds ? std::optional<Json>(*seconds) : std::nullopt;
  }
  if (column == "roles") {
    Json roles = Json::array();
    for (const std::string_view role : split(text, ' ')) {
      roles.push_back(role);
    }
    return roles;
  }
  return Json(text);
}

// Takes the member out of `row`; false where it is not true or false.
bool take_flag(Json& row, const char* name, bool& flag) {
  const auto found = row.find(name);
  if (found == row.end()) {
    return true;
  }
  if (!found->is_boolean()) {
    return false;
  }
  flag = found->get<bool>();
  row.erase(found);
  return true;
}

}  // namespace

Expected<ImportReader, std::string> ImportReader::open(std::istream& in, Random& random, Time now) {
  ImportReader reader(in, random, now);
  while (in.peek() == '\n' || in.peek() == '\r') {
    reader.line_ += in.get() == '\n' ? 1 : 0;
  }
  if (in.peek() == '{') {
    return reader;
  }
  std::string first;
  if (!reader.line(first)) {
    return refuse("There is nothing in it.");
  }
  if (first.starts_with("\xEF\xBB\xBF")) {  // as spreadsheets begin a file
    first.erase(0, 3);
  }
  auto columns = reader.record(std::move(first));
  if (!columns) {
    return refuse("The first line leaves a quote open.");
  }
  for (std::string& column : *columns) {
    column = std::string(trim(column));
    if (!is_one_of_ours(column) && !is_claim_column(column)) {
      return refuse("The column '" + column + "' is not known here: email, email_verified, disabled, password_hash, roles, or a standard claim such as name.");
    }
    if (std::count(columns->begin(), columns->end(), column) > 1) {
      return refuse("The column '" + column + "' occurs twice.");
    }
  }
  if (std::find(columns->begin(), columns->end(), "email") == columns->end()) {
    return refuse("There is no column 'email'.");
  }
  reader.columns_ = *std::move(columns);
  return reader;
}

bool ImportReader::line(std::string& text) {
  if (!std::getline(*in_, text)) {
    return false;
  }
  ++line_;
  if (text.ends_with('\r')) {
    text.pop_back();
  }
  return true;
}

std::optional<std::vector<std::string>> ImportReader::record(std::string text) {
  std::vector<std::string> fields;
  std::size_t at = 0;
  while (true) {
    std::string field;
    if (at < text.size() && text[at] == '"') {
      for (++at;; ++at) {
        if (at >= text.size()) {  // the field goes on in the next line
          std::string more;
          if (field.size() > kLongestRow || !line(more)) {
            return std::nullopt;
          }
          field += '\n';
          text = std::move(more);
          at = static_cast<std::size_t>(-1);
        } else if (text[at] != '"') {
          field += text[at];
        } else if (at + 1 < text.size() && text[at + 1] == '"') {
          field += text[++at];
        } else {
          break;
        }
      }
      ++at;
      if (at < text.size() && text[at] != ',') {
        return std::nullopt;
      }
    } else {
      const std::size_t end = std::min(text.find(',', at), text.size());
      field = text.substr(at, end - at);
      at = end;
    }
    fields.push_back(std::move(field));
    if (at >= text.size()) {
      return fields;
    }
    ++at;
  }
}

Expected<Json, std::string> ImportReader::object_of(std::string text) {
  if (columns_.empty()) {
    auto object = text.size() <= kLongestRow ? parse_json_object(text, kDeepest) : std::nullopt;
    return object ? Expected<Json, std::string>(*std::move(object)) : refuse("The line is not one JSON object, with each member once.");
  }
  const auto fields = record(std::move(text));
  if (!fields) {
    return refuse("A quote is misplaced or left open.");
  }
  if (fields->size() != columns_.size()) {
    return refuse("The row has " + std::to_string(fields->size()) + " fields, and the first line " + std::to_string(columns_.size()) + " columns.");
  }
  Json row = Json::object();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if ((*fields)[i].empty()) {
      continue;
    }
    auto value = value_of(columns_[i], (*fields)[i]);
    if (!value) {
      return refuse(columns_[i] + (is_flag(columns_[i]) ? " must be true or false." : " must be a number."));
    }
    (is_one_of_ours(columns_[i]) ? row : row["claims"])[columns_[i]] = *std::move(value);
  }
  return row;
}

Expected<Account, std::string> ImportReader::account_of(Json row) const {
  Account account;
  account.sub = protocol::new_subject(*random_);
  account.email = std::string(trim(string_member(row, "email").value_or("")));
  account.created_at = account.updated_at = now_;
  if (!is_email_address(account.email)) {
    return refuse("The e-mail address is not one.");
  }
  if (!take_flag(row, "email_verified", account.email_verified) || !take_flag(row, "disabled", account.disabled)) {
    return refuse("email_verified and disabled must be true or false.");
  }
  if (row.contains("password_hash")) {
    account.password_hash = string_member(row, "password_hash").value_or("");
    if (!crypto::is_supported_hash(account.password_hash)) {
      return refuse(std::string(kUnsupportedHash));
    }
  }
  if (row.contains("roles")) {
    const auto roles = strings_member(row, "roles");
    if (!roles || roles->size() > kMostRoles || !std::all_of(roles->begin(), roles->end(), is_role)) {
      return refuse("roles must be a list of words, 32 at most.");
    }
    for (const std::string& role : *roles) {
      account.roles.insert(role);
    }
  }
  if (row.contains("claims")) {
    const auto claims = validate_claims(row["claims"], now_);
    if (!claims) {
      return refuse(claims.error());
    }
    account.claims = claims->dump();
  }
  for (const auto& [name, value] : row.items()) {
    if (name != "email" && name != "password_hash" && name != "roles" && name != "claims") {
      return refuse("The member '" + name + "' is not known here; standard claims belong into claims.");
    }
  }
  return account;
}

std::optional<ImportRow> ImportReader::next() {
  std::string text;
  do {
    if (!line(text)) {
      return std::nullopt;
    }
  } while (trim(text).empty());
  ImportRow row;
  row.line = line_;
  auto object = object_of(std::move(text));
  if (!object) {
    row.account = unexpected(std::move(object.error()));
    return row;
  }
  row.email = string_member(*object, "email").value_or("");
  row.account = account_of(*std::move(object));
  return row;
}

}  // namespace signet::accounts
