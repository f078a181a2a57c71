// Colours that stand on one another differ enough to be read (WCAG 2.2, 1.4.3 and 1.4.11, level AA), in light
// and dark.
#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "pages/samples.h"

namespace signet::pages {
namespace {

using Palette = std::map<std::string, std::string>;

constexpr double kText = 4.5;
constexpr double kShape = 3.0;  // borders of fields, the focus ring

struct Pair {
  const char* front;
  const char* ground;
  double least;
};

const std::vector<Pair> kPairs{
    {"ink", "ground", kText},         {"ink", "paper", kText},         {"ink", "tint", kText},
    {"ink", "field", kText},          {"faded", "ground", kText},      {"faded", "paper", kText},
    {"faded", "tint", kText},         {"wax", "paper", kText},         {"on-deep", "deep", kText},
    {"on-deep", "deep-hover", kText}, {"alert", "alert-tint", kText},  {"caution", "caution-tint", kText},
    {"field-edge", "paper", kShape},  {"field-edge", "field", kShape}, {"alert", "field", kShape},
    {"focus", "paper", kShape},       {"focus", "ground", kShape},
};

// The custom properties of each `:root { ... }`: light first, then dark.
std::vector<Palette> palettes(const std::string& css) {
  std::vector<Palette> palettes;
  const std::regex root(":root \\{([^}]*)\\}");
  const std::regex colour("--([a-z-]+): #([0-9a-f]+);");
  for (std::sregex_iterator block(css.begin(), css.end(), root), none; block != none; ++block) {
    const std::string text = (*block)[1];
    Palette palette;
    for (std::sregex_iterator row(text.begin(), text.end(), colour); row != none; ++row) {
      std::string digits = (*row)[2];
      if (digits.size() == 3) digits = {digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]};
      palette[(*row)[1]] = digits;
    }
    palettes.push_back(palette);
  }
  return palettes;
}

double luminance(const std::string& digits) {
  const auto channel = [&](int i) {
    const double value = std::stoi(digits.substr(2 * i, 2), nullptr, 16) / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2);
}

double contrast(const std::string& a, const std::string& b) {
  const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
  return (lighter + 0.05) / (darker + 0.05);
}

TEST(Contrast, IsThatOfBlackOnWhiteAtMost) { EXPECT_NEAR(contrast("000000", "ffffff"), 21.0, 0.001); }

TEST(Contrast, OfEveryColourOnItsGroundIsEnough) {
  const std::vector<Palette> found = palettes(renderer().assets()[0].response.body);
  ASSERT_EQ(found.size(), 2u);
  for (const Palette& palette : found) {
    for (const Pair& pair : kPairs) {
      EXPECT_GE(contrast(palette.at(pair.front), palette.at(pair.ground)), pair.least)
          << pair.front << " on " << pair.ground << (&palette == &found[0] ? ", light" : ", dark");
    }
  }
}

}  // namespace
}  // namespace signet::pages
