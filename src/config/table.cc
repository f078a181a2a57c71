#include "config/table.h"

#include <type_traits>

#include "base/text.h"
#include "config/check.h"
#include "config/value.h"
#include "gateway/policy.h"

namespace signet::config {
namespace {

constexpr std::size_t kLongestQuotation = 60;

std::string variable_name(std::string_view section, std::string_view name) {
  std::string variable = "SIGNET_";
  if (!section.empty()) {
    variable += std::string(section) + "__";
  }
  variable += name;
  for (char& c : variable) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return variable;
}

std::string quoted(std::string_view text) {
  return text.size() <= kLongestQuotation ? "'" + std::string(text) + "'"
                                          : "'" + std::string(text.substr(0, kLongestQuotation)) + "...'";
}

template <typename T, typename Check>
Row make_row(const char* section, const char* name, T& (*member)(Settings&), Check check, const char* since,
             const char* doc) {
  Row row;
  row.section = section;
  row.key = row.section.empty() ? name : row.section + "." + name;
  row.variable = variable_name(section, name);
  row.values = check.says(name_of(static_cast<const T*>(nullptr)));
  row.since = since;
  row.doc = doc;
  row.secret = std::is_same_v<T, Secret> || std::is_same_v<T, SecretUrl>;
  row.exclusive = std::is_same_v<T, Secret>;
  row.list = std::is_same_v<T, List>;
  row.flag = std::is_same_v<T, bool> || std::is_same_v<T, Limit>;
  row.number = std::is_same_v<T, int> || std::is_same_v<T, Seconds> || std::is_same_v<T, Limit>;

  Settings defaults;
  row.initial = show(member(defaults));
  row.show = [member](const Settings& settings) {
    return show(
        member(const_cast<Settings&>(settings)));  // the accessor serves set() too; nothing is written here
  };
  row.set = [member, check, values = row.values, secret = row.secret](
                Settings& settings, std::string_view text) -> std::optional<std::string> {
    T candidate{};
    if constexpr (std::is_same_v<T, Limit>) {
      candidate = member(settings);  // what "on" leaves as it is
    }
    if (read(text, candidate) && check.admits(candidate)) {
      member(settings) = std::move(candidate);
      return std::nullopt;
    }
    return (secret ? std::string("the value") : quoted(text)) + " is not accepted; give " + values;
  };
  return row;
}

std::vector<Row> make_rows() {
  std::vector<Row> made;
#define TOP(name, Type, initial, check, since, doc) \
  made.push_back(make_row<Type>(                    \
      "", #name, [](Settings& s) -> Type& { return s.name; }, check, since, doc));
#define SECTION(name, Type, doc)
#define SETTING(section, name, Type, initial, check, since, doc) \
  made.push_back(make_row<Type>(                                 \
      #section, #name, [](Settings& s) -> Type& { return s.section.name; }, check, since, doc));
#define END(name)
#include "config/settings.def"
  return made;
}

std::vector<Section> make_sections() {
  std::vector<Section> made;
#define TOP(name, Type, initial, check, since, doc)
#define SECTION(name, Type, doc) made.push_back({#name, doc});
#define SETTING(section, name, Type, initial, check, since, doc)
#define END(name)
#include "config/settings.def"
  return made;
}

}  // namespace

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = make_rows();
  return kRows;
}

const std::vector<Section>& sections() {
  static const std::vector<Section> kSections = make_sections();
  return kSections;
}

}  // namespace signet::config
