#include "app/outbox.h"

#include "base/json.h"
#include "endpoints/render.h"
#include "pages/languages.h"

namespace signet::app {
namespace {

constexpr std::size_t kMostKept = 100;

}  // namespace

MailCourier::Send Outbox::send() {
  return [this](const accounts::Mail& mail, const pages::MailText& text) {
    const std::lock_guard lock(mutex_);
    messages_.push_front({mail.address, text.subject, text.text, text.link});
    if (messages_.size() > kMostKept) {
      messages_.pop_back();
    }
    return MailCourier::Result::sent;
  };
}

web::Route Outbox::route(const pages::Renderer& pages, std::string path) {
  return {"outbox", std::move(path), {{web::Method::get, {[this, &pages](const web::Request& request) { return show(request, pages); }}}}};
}

web::Response Outbox::show(const web::Request& request, const pages::Renderer& pages) {
  const std::lock_guard lock(mutex_);
  if (request.header("Accept").value_or("").find("application/json") == std::string_view::npos) {
    return pages.outbox({{messages_.begin(), messages_.end()}}, pages::languages_of(request));
  }
  Json list = Json::array();
  for (const auto& message : messages_) {
    list.push_back({{"to", message.to}, {"subject", message.subject}, {"text", message.text}});
  }
  return endpoints::json(200, list);
}

}  // namespace signet::app
