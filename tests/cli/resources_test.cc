// `signet resource`: which APIs tokens may be meant for. [RFC8707 §2]
#include <gmock/gmock.h>

#include "cli/shell.h"

namespace signet::cli {
namespace {

using testing::HasSubstr;

class ResourceVerbs : public Shell {
 protected:
  Json add(const std::string& uri, std::vector<std::string> flags = {}) {
    flags.insert(flags.begin(), {"resource", "add", uri, "--scopes", "read write"});
    return signet_json(flags);
  }
};

TEST_F(ResourceVerbs, AResourceHasExactlyTheseMembers) {
  const std::string client_id = signet_json({"client", "create", "--redirect-uri", "https://a.example/cb"}).at("client_id");
  const Json api = add("https://api.example.com/", {"--client", client_id});
  EXPECT_EQ(api, Json({{"resource", "https://api.example.com/"},
                       {"scopes_supported", {"read", "write"}},
                       {"client_id", client_id},
                       {"created_at", 1'800'000'000}}));
  const Json urn = add("urn:example:printer");
  EXPECT_FALSE(urn.contains("client_id"));
  EXPECT_EQ(signet_json({"resource", "list"}), Json::array({api, urn}));
  EXPECT_THAT(signet({"resource", "list"}).out, HasSubstr("urn:example:printer       read write"));
}

TEST_F(ResourceVerbs, ListIsAlwaysAnArray) { EXPECT_EQ(signet_json({"resource", "list"}), Json::array()); }

TEST_F(ResourceVerbs, ARemovedResourceIsGoneAndMayComeBack) {
  add("https://api.example.com/");
  EXPECT_EQ(signet_json({"resource", "remove", "https://api.example.com/"}),
            Json({{"resource", "https://api.example.com/"}, {"deleted", true}}));
  EXPECT_EQ(signet_json({"resource", "list"}), Json::array());
  add("https://api.example.com/");
}

TEST_F(ResourceVerbs, WhatIsRefusedSaysWhyAndChangesNothing) {
  add("https://api.example.com/");
  const std::string spa =
      signet_json({"client", "create", "--public", "--redirect-uri", "https://a.example/cb"}).at("client_id");
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"resource", "add", "https://api.example.com/", "--scopes", "read"},
           {"resource", "add", "/relative", "--scopes", "read"},
           {"resource", "add", "https://api.example.com/#part", "--scopes", "read"},
           {"resource", "add", "https://user@api.example.com/", "--scopes", "read"},
           {"resource", "add", "https://api.example.com/" + std::string(512, 'x'), "--scopes", "read"},
           {"resource", "add", "https://b.example.com/", "--scopes", "read \"x\""},
           {"resource", "add", "https://b.example.com/", "--scopes", "read openid"},
           {"resource", "add", "https://b.example.com/", "--scopes", "read", "--client", "nobody"},
           {"resource", "add", "https://b.example.com/", "--scopes", "read", "--client", spa},
           {"resource", "remove", "https://b.example.com/"},
       }) {
    const Result result = signet(arguments);
    EXPECT_EQ(result.status, 1) << ::testing::PrintToString(arguments);
    EXPECT_TRUE(result.err.starts_with("signet: ")) << result.err;
    EXPECT_EQ(result.out, "");
  }
  EXPECT_EQ(signet({"resource", "add", "https://b.example.com/"}).status, 2);
  EXPECT_EQ(signet_json({"resource", "list"}).size(), 1U);
}

}  // namespace
}  // namespace signet::cli
