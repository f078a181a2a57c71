#include "clients/sector.h"

#include <gtest/gtest.h>

#include "clients/metadata.h"

namespace signet::clients {
namespace {

using protocol::Reason;

Json pairwise(Json redirect_uris, const char* sector_identifier_uri = nullptr) {
  Json metadata{{"redirect_uris", std::move(redirect_uris)}, {"subject_type", "pairwise"}};
  if (sector_identifier_uri != nullptr) {
    metadata["sector_identifier_uri"] = sector_identifier_uri;
  }
  return metadata;
}

TEST(Sector, IsTheOneHostOfAllRedirectUris) {  // [OIDC.Core §8.1]
  EXPECT_EQ(sector_identifier(pairwise({"https://App.example/a", "https://app.example:8443/b"})), "app.example");
  EXPECT_EQ(sector_identifier(pairwise({"https://a.example/", "https://b.example/"})), std::nullopt);
  EXPECT_EQ(sector_identifier(pairwise(Json::array())), std::nullopt);
  EXPECT_EQ(sector_identifier(pairwise({"com.example.app:/callback"})), std::nullopt) << "no host";
}

TEST(Sector, IsTheHostOfItsUriWhereThereIsOne) {  // [OIDC.Core §8.1]
  EXPECT_EQ(sector_identifier(pairwise({"https://a.example/", "https://b.example/"}, "https://Sector.example/list.json")),
            "sector.example");
}

TEST(Sector, PairwiseClientsOfSeveralHostsNeedTheUri) {  // [OIDC.Registration §5] [DR-07]
  const auto refused = validate_metadata(pairwise({"https://a.example/", "https://b.example/"}), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::metadata_sector);
  EXPECT_EQ(wire_code(Reason::metadata_sector), "invalid_client_metadata");
  EXPECT_TRUE(validate_metadata(pairwise({"https://a.example/", "https://b.example/"}, "https://s.example/"), {}));
  EXPECT_TRUE(validate_metadata(pairwise({"https://a.example/", "https://a.example/b"}), {}));
  EXPECT_TRUE(validate_metadata({{"redirect_uris", {"https://a.example/", "https://b.example/"}}}, {})) << "public";
}

TEST(Sector, ItsDocumentMustListEveryRedirectUri) {  // [OIDC.Registration §5] [DR-07]
  const Json metadata = pairwise({"https://a.example/cb", "https://b.example/cb"}, "https://s.example/list");
  const auto accepted = [&](std::optional<std::string> document) {
    std::string asked;
    const bool fits = check_sector(metadata, [&](const std::string& url) {
                        asked = url;
                        return document;
                      }).has_value();
    EXPECT_EQ(asked, "https://s.example/list");
    return fits;
  };
  EXPECT_TRUE(accepted(R"(["https://a.example/cb","https://b.example/cb"])"));
  EXPECT_TRUE(accepted(R"(["https://c.example/", "https://b.example/cb" , "https://a.example/cb"])"));
  EXPECT_FALSE(accepted(R"(["https://a.example/cb"])"));
  EXPECT_FALSE(accepted(R"(["https://a.example/cb","https://B.example/cb"])"));
  EXPECT_FALSE(accepted(R"([["https://a.example/cb","https://b.example/cb"]])"));
  EXPECT_FALSE(accepted(R"({"redirect_uris":["https://a.example/cb","https://b.example/cb"]})"));
  EXPECT_FALSE(accepted("[]"));
  EXPECT_FALSE(accepted("<html>"));
  EXPECT_FALSE(accepted(std::nullopt));
}

TEST(Sector, NothingIsFetchedWithoutAUriAndNothingAcceptedUnseen) {
  EXPECT_TRUE(check_sector(pairwise({"https://a.example/"}), Fetch()));
  const auto unseen = check_sector(pairwise({"https://a.example/"}, "https://s.example/"), Fetch());
  ASSERT_FALSE(unseen);
  EXPECT_EQ(unseen.error().reason, Reason::metadata_sector);
}

TEST(Sector, AClientKnowsItsOwn) {
  StoredClient row{"app", validate_metadata(pairwise({"https://App.example/"}), {})->dump(), false, Time(), Time(), {}};
  EXPECT_EQ(client_from(row).sector_identifier, "app.example");
  row.metadata = validate_metadata({{"redirect_uris", {"https://app.example/"}}}, {})->dump();
  EXPECT_EQ(client_from(row).sector_identifier, "") << "public";
}

}  // namespace
}  // namespace signet::clients
