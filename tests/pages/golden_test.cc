// The English pages, letter for letter. SIGNET_UPDATE_GOLDEN=1 writes them anew: look at the difference
// before it is committed.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "pages/samples.h"

namespace signet::pages {
namespace {

TEST(Golden, PagesChangeOnlyOnPurpose) {
  for (const Sample& sample : samples()) {
    std::string body = sample.render(renderer()).body;
    // The stylesheet and the seal may change without the pages.
    for (const Renderer::Asset& asset : renderer().assets()) {
      ASSERT_NE(body.find(asset.path), std::string::npos) << sample.name;
      for (auto at = body.find(asset.path); at != std::string::npos; at = body.find(asset.path)) {
        body.replace(at, asset.path.size(), asset.path.substr(0, asset.path.find('.')));
      }
    }
    const std::string path = SIGNET_SOURCE_DIR "/tests/golden/pages/" + sample.name + ".html";
    if (std::getenv("SIGNET_UPDATE_GOLDEN") != nullptr) {
      std::ofstream(path, std::ios::binary) << body;
    }
    std::ifstream in(path, std::ios::binary);
    EXPECT_EQ(body, std::string(std::istreambuf_iterator<char>(in), {})) << path;
  }
}

}  // namespace
}  // namespace signet::pages
