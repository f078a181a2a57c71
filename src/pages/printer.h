// The templates of every language, each parsed once, and what all pages have in common.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pages/headers.h"
#include "pages/messages.h"
#include "pages/pages.h"
#include "pages/template.h"
#include "pages/theme.h"

namespace signet::pages {

class Renderer::Printer {
 public:
  // Throws as the Renderer does.
  explicit Printer(const Settings& settings);

  // A view with what the layout shows.
  [[nodiscard]] View view(const Language& language, std::string_view title) const;

  // The same for a page about a client, with the hidden inputs of its form.
  [[nodiscard]] View view(const Language& language, Message title, const ClientOnPage& client, const std::string& transaction,
                          const std::string& csrf) const;

  [[nodiscard]] web::Response print(std::string_view page, const Language& language, const View& view, PageKind kind,
                                    int status = 200, const std::vector<std::string>& frame_origins = {}) const;

  // The OP iframe, which needs no words.
  [[nodiscard]] web::Response check_session(std::string_view cookie) const;

  // The HTML of a message, which refers to nothing of ours: it is read elsewhere.
  [[nodiscard]] std::string mail(const View& view) const { return mail_.render(view); }
  [[nodiscard]] const std::string& host() const { return host_; }

  [[nodiscard]] const std::vector<Asset>& assets() const { return assets_; }

 private:
  // Parsed when it is first shown: a parsed page takes 60 kB, and most servers show two or three languages.
  struct Page {
    std::once_flag once;
    std::optional<Template> parsed;
  };

  [[nodiscard]] const Template& page(std::string_view name, const Language& language) const;

  std::string service_;
  std::string base_path_;
  std::string host_;
  Theme theme_;
  std::vector<Asset> assets_;
  Template check_session_;
  Template mail_;
  mutable std::map<std::pair<std::string_view, std::string_view>, Page> pages_;  // by language and name
};

// A client's name as people read it; words in place of one that shows nothing [R-RG-6].
[[nodiscard]] std::string shown_name(const std::string& client_name, const Language& language);

}  // namespace signet::pages
