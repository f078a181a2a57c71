#include "pages/display.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "web/url.h"

namespace signet::pages {
namespace {

constexpr int kMostAccents = 2;  // on one letter; Vietnamese needs two
constexpr char32_t kReplacement = 0xFFFD;

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool is_in(char32_t point, const std::array<Range, N>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [=](Range r) { return point >= r.first && point <= r.last; });
}

constexpr std::array<Range, 7> kSpaces{{
    {0x09, 0x0D},
    {0x20, 0x20},
    {0xA0, 0xA0},
    {0x1680, 0x1680},
    {0x2000, 0x200A},
    {0x2028, 0x2029},
    {0x3000, 0x3000},
}};

// Drawn as nothing, or made to rearrange their neighbours.
constexpr std::array<Range, 20> kUnseen{{
    {0x00, 0x1F},        {0x7F, 0x9F},      // controls
    {0xAD, 0xAD},        {0x034F, 0x034F},  // soft hyphen, grapheme joiner
    {0x061C, 0x061C},                       // Arabic letter mark
    {0x115F, 0x1160},    {0x17B4, 0x17B5},  // Hangul and Khmer letters that are blank
    {0x180B, 0x180F},    {0x200B, 0x200F},  // zero width, directional marks
    {0x202A, 0x202F},    {0x205F, 0x206F},  // embeddings, overrides, isolates, invisible operators
    {0x2800, 0x2800},    {0x3164, 0x3164},  // Braille and Hangul blanks
    {0xFE00, 0xFE0F},    {0xFEFF, 0xFEFF},  // variation selectors, byte order mark
    {0xFFA0, 0xFFA0},    {0xFFF0, 0xFFFB},  // Hangul blank, annotations
    {0x1D173, 0x1D17A},  {0xE0000, 0xE0FFF},
    {0xFFFFE, 0x10FFFF},  // musical controls, tags, private use and beyond
}};

constexpr std::array<Range, 5> kAccents{
    {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F}}};

struct Character {
  char32_t point;
  std::string_view bytes;
};

// The character at the front of `text`, which must not be empty. Malformed bytes [RFC3629] count one by one.
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) {
    return {lead, text.substr(0, 1)};
  }
  const Character malformed{kReplacement, text.substr(0, 1)};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
    return malformed;
  }
  char32_t point = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      return malformed;
    }
    point = point << 6 | (byte(i) & 0x3F);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  return overlong || surrogate || point > 0x10FFFF ? malformed : Character{point, text.substr(0, length)};
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      case '\r':
        escaped += "&#13;";
        break;
      default:
        escaped += c;
        break;
    }
  }
  return escaped;
}

std::string one_line(std::string_view utf8, std::size_t longest) {
  std::string line;
  std::size_t characters = 0;
  int accents = 0;
  bool space_before = false;
  while (!utf8.empty()) {
    const Character character = first_character(utf8);
    utf8.remove_prefix(character.bytes.size());
    if (is_in(character.point, kSpaces)) {
      space_before = !line.empty();
      continue;
    }
    accents = is_in(character.point, kAccents) ? accents + 1 : 0;
    if (is_in(character.point, kUnseen) || accents > kMostAccents) {
      continue;
    }
    characters += space_before ? 2 : 1;
    if (characters > longest) {
      return line + "\u2026";
    }
    if (space_before) {
      line += ' ';
      space_before = false;
    }
    line += character.point == kReplacement ? "\uFFFD" : character.bytes;
  }
  return line;
}

std::string web_link(std::string_view url) {
  const auto parsed = web::parse_url(url);
  const bool followable = parsed && (parsed->scheme == "https" || parsed->scheme == "http") &&
                          !parsed->host.empty() && !parsed->userinfo;
  return followable ? std::string(url) : "";
}

std::string own_path(std::string_view path) {
  const bool ours = path.starts_with('/') && !path.starts_with("//") && is_printable_ascii(path) &&
                    path.find_first_of(" \\") == std::string_view::npos;
  return ours ? std::string(path) : "";
}

bool is_form_target(std::string_view url) {
  const auto parsed = web::parse_url(url);
  if (!parsed) {
    return false;
  }
  const bool web = parsed->scheme == "https" || parsed->scheme == "http";
  return web ? !parsed->host.empty() : parsed->scheme.find('.') != std::string::npos;
}

std::string host_of(std::string_view url) {
  const auto parsed = web::parse_url(url);
  if (!parsed) {
    return "";
  }
  if (parsed->host.empty()) {
    return parsed->scheme;
  }
  return ascii_lower(parsed->host) + (parsed->port ? ":" + std::to_string(*parsed->port) : "");
}

}  // namespace signet::pages
