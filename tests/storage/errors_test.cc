// Which failures pass by themselves, which are run again, and which are ours. [R-DB-2] [I-8]
#include "storage/errors.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace signet::storage {
namespace {

TEST(Trouble, OfPostgresFollowsTheSqlstate) {
  const std::map<std::string, Trouble> table{
      {"08000", Trouble::lost},        {"08006", Trouble::lost},        {"57P01", Trouble::lost},
      {"57P02", Trouble::lost},        {"57P03", Trouble::lost},        {"25P03", Trouble::lost},
      {"40001", Trouble::retryable},   {"40P01", Trouble::retryable},   {"57014", Trouble::unavailable},
      {"55P03", Trouble::unavailable}, {"53100", Trouble::unavailable}, {"53300", Trouble::unavailable},
      {"58030", Trouble::unavailable}, {"25006", Trouble::unavailable}, {"23505", Trouble::conflict},
      {"23503", Trouble::conflict},    {"42P01", Trouble::defect},      {"22021", Trouble::defect},
      {"", Trouble::defect},
  };
  for (const auto& [sqlstate, trouble] : table) EXPECT_EQ(trouble_of_sqlstate(sqlstate), trouble) << sqlstate;
}

TEST(Trouble, OfSqliteFollowsThePrimaryResultCode) {
  const std::map<int, Trouble> table{
      {5, Trouble::unavailable},  {517, Trouble::unavailable}, {6, Trouble::unavailable},
      {8, Trouble::unavailable},  {10, Trouble::unavailable},  {778, Trouble::unavailable},
      {13, Trouble::unavailable}, {14, Trouble::unavailable},  {19, Trouble::conflict},
      {2067, Trouble::conflict},  {787, Trouble::conflict},    {1, Trouble::defect},
      {11, Trouble::defect},      {26, Trouble::defect},
  };
  for (const auto& [code, trouble] : table) EXPECT_EQ(trouble_of_sqlite(code), trouble) << code;
}

TEST(Trouble, ThatPassesLeavesAsUnavailable) {
  for (const Trouble trouble : {Trouble::lost, Trouble::retryable, Trouble::unavailable}) {
    try {
      rethrow_outwards(Error(trouble, "57014", "families.rotate"));
    } catch (const signet::Unavailable& unavailable) {
      EXPECT_STREQ(unavailable.what(), "storage unavailable: 57014 in families.rotate");
    }
  }
  EXPECT_THROW(rethrow_outwards(Error(Trouble::conflict, "23505", "x")), Error);
  EXPECT_THROW(rethrow_outwards(Error(Trouble::defect, "42601", "x")), Error);
}

}  // namespace
}  // namespace signet::storage
