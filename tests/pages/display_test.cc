#include "pages/display.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace signet::pages {
namespace {

TEST(EscapeHtml, LeavesNothingThatMeansSomething) {  // [R-XS-1]
  EXPECT_EQ(escape_html("<a href=\"x\" id='y'>&amp;\r\n"),
            "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&#13;\n");
}

TEST(OneLine, CannotDeceiveTheEye) {  // [R-RG-6]
  const std::vector<std::pair<std::string, std::string>> cases{
      {"Example Photos", "Example Photos"},
      {"  Example \t\n  Photos\u00A0\u3000 ", "Example Photos"},
      {"Bank\u202Egnp.exe", "Bankgnp.exe"},      // right-to-left override
      {"\u2066Bank\u2069", "Bank"},              // isolates
      {"Ban\u200Bk\u200D\u2060\uFEFF", "Bank"},  // zero width
      {"Ba\u00ADnk\u034F", "Bank"},              // soft hyphen, grapheme joiner
      {"Bank\u3164\u115F\u2800\uFFA0", "Bank"},  // letters that are drawn as nothing
      {"Bank\U000E0041\U000E007F", "Bank"},      // tag characters
      {"a\x01\x1B[31mb\x7F\u0085"
       "c",
       "a[31mbc"},  // controls
      {"Zo\u0308\u0301\u0301\u0301e",
       "Zo\u0308\u0301"
       "e"},                                         // piled-up accents
      {"\u05D1\u05E0\u05E7", "\u05D1\u05E0\u05E7"},  // honest Hebrew stays
      {"\U0001F600", "\U0001F600"},
      {std::string("a\0b", 3), "ab"},
      {"a\xFF\xC0\xAF"
       "b",
       "a\uFFFD\uFFFD\uFFFD"
       "b"},                                     // malformed, overlong
      {"a\xED\xA0\x80", "a\uFFFD\uFFFD\uFFFD"},  // a surrogate
      {"a\xE2\x82", "a\uFFFD\uFFFD"},            // cut short
      {"\u200B \u202E", ""},
      {"", ""},
  };
  for (const auto& [shown, expected] : cases) {
    EXPECT_EQ(one_line(shown), expected) << escape_html(shown);
  }
}

TEST(OneLine, IsCutAtItsLength) {
  EXPECT_EQ(one_line(std::string(80, 'x')), std::string(80, 'x'));
  EXPECT_EQ(one_line(std::string(81, 'x')), std::string(80, 'x') + "\u2026");
  EXPECT_EQ(one_line("a b", 2), "a\u2026");
  EXPECT_EQ(one_line("a b  ", 3), "a b");
  EXPECT_EQ(one_line("\u00E4\u00F6\u00FC", 2), "\u00E4\u00F6\u2026");
}

TEST(WebLink, IsHttpOrHttpsOrNothing) {  // [R-RG-4]
  for (const char* good :
       {"https://example.org", "http://example.org:8080/a?b=c#d", "HTTPS://example.org/"}) {
    EXPECT_EQ(web_link(good), good);
  }
  for (const char* bad :
       {"", "/terms", "//example.org", "javascript:alert(1)", "JavaScript://example.org/%0Aalert(1)",
        "data:text/html,x", "vbscript:x", " https://example.org", "https://user@example.org/", "https://",
        "https:///x", "ftp://example.org/", "https://example.org/\"onclick=\"x", "java\tscript:alert(1)",
        "com.example.app:/x"}) {
    EXPECT_EQ(web_link(bad), "") << bad;
  }
}

TEST(OwnPath, NeverLeavesOurOrigin) {
  EXPECT_EQ(own_path("/clients/x/logo?v=2"), "/clients/x/logo?v=2");
  for (const char* bad : {"", "logo", "//evil.example", "/\\evil.example", "/a\\b", "https://evil.example/",
                          "/a b", "/\t/x", "/\u00E4"}) {
    EXPECT_EQ(own_path(bad), "") << bad;
  }
}

TEST(IsFormTarget, AdmitsWhatANativeAppOwnsAndNoScript) {
  for (const char* good : {"https://a.example/cb", "http://127.0.0.1:5000/cb", "com.example.app:/cb"}) {
    EXPECT_TRUE(is_form_target(good)) << good;
  }
  for (const char* bad :
       {"", "javascript:alert(1)", "data:text/html,x", "blob:x", "https:/x", "/cb", "mailto:a@b.example"}) {
    EXPECT_FALSE(is_form_target(bad)) << bad;
  }
}

TEST(HostOf, IsWhatPeopleKnowAUrlBy) {
  EXPECT_EQ(host_of("https://Photos.Example.org/cb?x"), "photos.example.org");
  EXPECT_EQ(host_of("http://127.0.0.1:5000/cb"), "127.0.0.1:5000");
  EXPECT_EQ(host_of("https://bank.example@evil.example/"), "evil.example");
  EXPECT_EQ(host_of("com.example.app:/cb"), "com.example.app");
  EXPECT_EQ(host_of("no url"), "");
}

}  // namespace
}  // namespace signet::pages
