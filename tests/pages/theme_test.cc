#include "pages/theme.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pages/samples.h"

namespace signet::pages {
namespace {

using testing::HasSubstr;

// A directory of replaced templates that ends with the test.
class ThemeTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "signet-theme.XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  void replace(const std::string& name, const std::string& content) const {
    std::ofstream(directory_ / name) << content;
  }

  [[nodiscard]] std::string complaint() const {
    try {
      const Renderer unused({"https://id.example.com", "Signet", directory_});
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  std::filesystem::path directory_;
};

TEST_F(ThemeTest, ReplacesOneFileAndKeepsTheOthers) {
  replace("logged_out.mustache", "<p id=\"logged-out-page\">Bye, [[logged_out_title]]<a id=\"logged-out-continue\"></a></p>\n");
  const Renderer themed({"https://id.example.com", "Signet", directory_});
  EXPECT_THAT(themed.logged_out({}).body,
              HasSubstr("<p id=\"logged-out-page\">Bye, You are logged out<a id=\"logged-out-continue\"></a></p>\n</main>"));
  EXPECT_EQ(themed.login(sample_login()).body, renderer().login(sample_login()).body);
}

TEST_F(ThemeTest, AChangedStylesheetHasAnotherPath) {
  replace("style.css", "main { color: red }\n");
  const Renderer themed({"https://id.example.com", "Signet", directory_});
  EXPECT_EQ(themed.assets()[0].response.body, "main { color: red }\n");
  EXPECT_NE(themed.assets()[0].path, renderer().assets()[0].path);
  EXPECT_EQ(themed.assets()[1].path, renderer().assets()[1].path);
  EXPECT_THAT(themed.logged_out({}).body, HasSubstr(themed.assets()[0].path));
}

TEST_F(ThemeTest, AFileThatReplacesNothingIsRefused) {
  replace("logon.mustache", "x");
  EXPECT_THAT(complaint(), HasSubstr("logon.mustache replaces no template of ours"));
}

TEST_F(ThemeTest, TheSessionFrameIsNotReplaced) {
  replace("check_session.mustache", "<script>postMessage('unchanged')</script>\n");
  EXPECT_THAT(complaint(), HasSubstr("check_session.mustache cannot be replaced"));
}

TEST_F(ThemeTest, APageWithoutAPublicIdIsRefused) {  // [PG-02]
  replace("login.mustache",
          "<input id=\"username\"><input id=\"password\"><button id=\"login-submit\"></button>\n");
  EXPECT_THAT(complaint(), HasSubstr("login.mustache: lacks id=\"login-cancel\""));
}

TEST_F(ThemeTest, AnUnknownMessageIsRefused) {
  replace("logged_out.mustache", "<p id=\"logged-out-page\">[[goodbye]]<a id=\"logged-out-continue\"></a></p>\n");
  EXPECT_THAT(complaint(), HasSubstr("logged_out.mustache: no message is called goodbye"));
}

TEST_F(ThemeTest, AnUnescapedValueIsRefused) {  // [R-XS-1]
  replace("error.mustache", "<p id=\"error-page\">{{{detail}}}</p>\n");
  EXPECT_THAT(complaint(), HasSubstr("error.mustache: tag not allowed here: {{{detail}}}"));
}

TEST_F(ThemeTest, AnInclusionThatDoesNotEndOrExistIsRefused) {
  replace("person.mustache", "{{> person.mustache}}\n");
  EXPECT_THAT(complaint(), HasSubstr("includes itself"));
  replace("person.mustache", "{{> persons.mustache}}\n");
  EXPECT_THAT(complaint(), HasSubstr("there is no template persons.mustache"));
  replace("person.mustache", "{{> person\n");
  EXPECT_THAT(complaint(), HasSubstr("not closed"));
}

TEST_F(ThemeTest, ADirectoryThatIsNotThereIsRefused) {
  EXPECT_THROW(Theme(directory_ / "missing"), std::runtime_error);
}

TEST(Theme, IsolatesTheNamesWithinASentence) {  // [R-RG-6]
  Language language = languages()[0];
  language.texts[static_cast<std::size_t>(Message::login_lead)] = "<{client_name}> & {redirect_host}";
  const std::string html = Theme("")
                               .page("login", language)
                               .render(View().text("client_name", "A&B").text("redirect_host", "b.example"));
  EXPECT_THAT(html, HasSubstr("<p class=\"lead\">&lt;<bdi>A&amp;B</bdi>&gt; &amp; <bdi>b.example</bdi></p>"));
}

}  // namespace
}  // namespace signet::pages
