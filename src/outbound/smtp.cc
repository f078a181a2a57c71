#include "outbound/smtp.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include <curl/curl.h>

#include "base/text.h"
#include "outbound/curl_start.h"

namespace signet::outbound {
namespace {

struct EasyFreer {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListFreer {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

constexpr std::size_t kLongestWords = 300;

// What was said so far, which tells where it ended: libcurl's codes do not tell a refused sender from a refused message.
struct Talk {
  std::string last_command;
  std::string last_reply;
  bool over = false;  // QUIT was said: what follows is a farewell
};

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, kLongestWords)) {
    line += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  }
  return std::string(trim(line));
}

int overhear(CURL*, curl_infotype type, char* data, std::size_t size, void* into) {
  Talk& talk = *static_cast<Talk*>(into);
  const std::string_view line(data, size);
  if (type == CURLINFO_HEADER_OUT) {
    const std::size_t end = line.find_first_of(" \r\n");
    // Only the verbs of commands: what follows AUTH is the password.
    const std::string verb(line.substr(0, end));
    talk.over = talk.over || verb == "QUIT";
    for (const char* known : {"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA"}) {
      if (verb == known) {
        talk.last_command = verb;
      }
    }
  } else if (type == CURLINFO_HEADER_IN && !talk.over) {
    talk.last_reply = one_line(line);
  }
  return 0;
}

struct Source {
  std::string_view left;
};

std::size_t give(char* into, std::size_t size, std::size_t count, void* from) {
  Source& source = *static_cast<Source*>(from);
  const std::size_t taken = std::min(size * count, source.left.size());
  std::memcpy(into, source.left.data(), taken);
  source.left.remove_prefix(taken);
  return taken;
}

SmtpStage stage_of(CURLcode code, const Talk& talk) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return SmtpStage::resolve;
    case CURLE_COULDNT_CONNECT: return SmtpStage::connect;
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE: return SmtpStage::tls;
    case CURLE_LOGIN_DENIED: return SmtpStage::login;
    default: break;
  }
  const std::string& last = talk.last_command;
  if (last.empty()) {
    return talk.last_reply.empty() ? SmtpStage::connect : SmtpStage::greeting;
  }
  return last == "STARTTLS" ? SmtpStage::tls
         : last == "AUTH"   ? SmtpStage::login
         : last == "MAIL"   ? SmtpStage::sender
         : last == "RCPT"   ? SmtpStage::recipient
         : last == "DATA"   ? SmtpStage::message
                            : SmtpStage::greeting;
}

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  if (curl_easy_setopt(easy, option, value) != CURLE_OK) {
    throw std::bad_alloc();
  }
}

}  // namespace

std::string_view name_of(SmtpStage stage) {
  switch (stage) {
    case SmtpStage::resolve: return "resolve";
    case SmtpStage::connect: return "connect";
    case SmtpStage::tls: return "tls";
    case SmtpStage::greeting: return "greeting";
    case SmtpStage::login: return "login";
    case SmtpStage::sender: return "sender";
    case SmtpStage::recipient: return "recipient";
    case SmtpStage::message: break;
  }
  return "message";
}

Expected<void, SmtpFailure> send_mail(const SmtpSettings& settings, const std::string& from, const std::string& to, const std::string& message) {
  if (!is_mail_address(from)) {
    return unexpected(SmtpFailure{SmtpStage::sender, "no e-mail address", true});
  }
  if (!is_mail_address(to)) {  // or it could end the command and begin another
    return unexpected(SmtpFailure{SmtpStage::recipient, "no e-mail address", true});
  }
  start_curl();
  const std::unique_ptr<CURL, EasyFreer> handle(curl_easy_init());
  if (!handle) {
    throw std::bad_alloc();
  }
  CURL* easy = handle.get();
  Talk talk;
  Source source{message};
  char words[CURL_ERROR_SIZE] = "";
  const std::unique_ptr<curl_slist, ListFreer> recipients(curl_slist_append(nullptr, ("<" + to + ">").c_str()));
  set(easy, CURLOPT_URL, settings.server.text().c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(easy, CURLOPT_PROXY, "");
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.patience.count()));
  // A server elsewhere gets nothing in the clear, not even a name.
  set(easy, CURLOPT_USE_SSL, static_cast<long>(settings.server.is_loopback() ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!settings.ca_file.empty()) {
    set(easy, CURLOPT_CAINFO, settings.ca_file.c_str());
  }
  const std::string password(settings.password.reveal());
  if (!settings.user.empty()) {
    set(easy, CURLOPT_USERNAME, settings.user.c_str());
    set(easy, CURLOPT_PASSWORD, password.c_str());
  }
  set(easy, CURLOPT_MAIL_FROM, ("<" + from + ">").c_str());
  set(easy, CURLOPT_MAIL_RCPT, recipients.get());
  set(easy, CURLOPT_UPLOAD, 1L);
  set(easy, CURLOPT_READFUNCTION, give);
  set(easy, CURLOPT_READDATA, &source);
  set(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
  set(easy, CURLOPT_ERRORBUFFER, words);
  set(easy, CURLOPT_VERBOSE, 1L);  // for overhear(); nothing is printed
  set(easy, CURLOPT_DEBUGFUNCTION, overhear);
  set(easy, CURLOPT_DEBUGDATA, &talk);
  const CURLcode code = curl_easy_perform(easy);
  if (code == CURLE_OK) {
    return {};
  }
  const SmtpStage stage = stage_of(code, talk);
  const bool server_said = stage != SmtpStage::resolve && stage != SmtpStage::connect && stage != SmtpStage::tls && !talk.last_reply.empty();
  const bool final = server_said && talk.last_reply.starts_with('5');
  return unexpected(SmtpFailure{stage, server_said ? talk.last_reply : one_line(words[0] != '\0' ? words : curl_easy_strerror(code)), final});
}

}  // namespace signet::outbound
