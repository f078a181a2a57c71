// /dev/mail: the messages of a server for one laptop, which nobody sends.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "app/mail_courier.h"
#include "pages/pages.h"
#include "web/route_table.h"

namespace signet::app {

class Outbox {
 public:
  // Keeps the last hundred.
  [[nodiscard]] MailCourier::Send send();

  // A page; or, where JSON is asked for, [{to, subject, text}]: the newest first.
  [[nodiscard]] web::Route route(const pages::Renderer& pages, std::string path);

 private:
  [[nodiscard]] web::Response show(const web::Request& request, const pages::Renderer& pages);

  std::mutex mutex_;
  std::deque<pages::OutboxPage::Message> messages_;  // the newest first; guarded by mutex_
};

}  // namespace signet::app
