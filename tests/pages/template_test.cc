#include "pages/template.h"

#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

namespace signet::pages {
namespace {

TEST(Template, EscapesWhatItShows) {  // [R-XS-1]
  const Template page("<p title=\"{{value}}\">{{value}}</p>");
  EXPECT_EQ(page.render(View().text("value", "\"><'&")),
            "<p title=\"&quot;&gt;&lt;&#39;&amp;\">&quot;&gt;&lt;&#39;&amp;</p>");
}

TEST(Template, DoesNotReadAValueAsATemplate) {
  EXPECT_EQ(Template("{{a}}{{b}}").render(View().text("a", "{{b}}").text("b", "{{{a}}}")), "{{b}}{{{a}}}");
}

TEST(Template, ShowsASectionOnlyForSomething) {
  const Template page("{{#a}}[{{a}}]{{/a}}{{^a}}none{{/a}}");
  EXPECT_EQ(page.render(View().text("a", "x")), "[x]");
  EXPECT_EQ(page.render(View().text("a", "")), "none");
  EXPECT_EQ(page.render(View()), "none");
  EXPECT_EQ(Template("{{#a}}yes{{/a}}").render(View().flag("a", true)), "yes");
  EXPECT_EQ(Template("{{#a}}yes{{/a}}").render(View().flag("a", false)), "");
  EXPECT_EQ(Template("{{#l}}{{x}};{{/l}}{{^l}}none{{/l}}")
                .render(View().list("l", {View().text("x", "1"), View().text("x", "2")})),
            "1;2;");
  EXPECT_EQ(Template("{{#l}}{{x}};{{/l}}{{^l}}none{{/l}}").render(View().list("l", {})), "none");
}

TEST(Template, RefusesWhatCouldShowAValueUnescaped) {  // [R-XS-1]
  for (const char* text : {"{{{a}}}", "{{&a}}", "{{ &a}}", "{{\n& a}}", "{{=<% %>=}}<%a%>", "{{> a}}",
                           "{{>a}}", "{{a}} {{ {a} }}"}) {
    EXPECT_THROW(Template{text}, std::invalid_argument) << text;
  }
}

TEST(Template, RefusesWhatIsNoTemplate) {
  for (const char* text : {"{{a", "{{#a}}", "{{/a}}", "{{#a}}{{/b}}"}) {
    EXPECT_THROW(Template{text}, std::invalid_argument) << text;
  }
}

TEST(Template, IsRenderedByManyThreadsAtOnce) {
  const Template page("{{#l}}<b>{{x}}</b>\n{{/l}}{{y}}");
  std::vector<std::thread> threads;
  std::vector<std::string> html(8);
  for (std::size_t i = 0; i < html.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 200; ++round) {
        html[i] = page.render(
            View().list("l", {View().text("x", "1"), View().text("x", "2")}).text("y", std::to_string(i)));
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (std::size_t i = 0; i < html.size(); ++i) {
    EXPECT_EQ(html[i], "<b>1</b>\n<b>2</b>\n" + std::to_string(i));
  }
}

}  // namespace
}  // namespace signet::pages
