// Mail is handed to a server that may say no, say nothing, or listen in: where it ended is told, and nothing slips through.
#include "outbound/smtp.h"

#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "outbound/mail_message.h"
#include "support/counting_random.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <thread>

namespace signet::outbound {
namespace {

// Speaks SMTP to one client, with answers of its own to the verbs that a test names.
class ScriptedSmtp {
 public:
  explicit ScriptedSmtp(std::map<std::string, std::string> answers = {}) : answers_(std::move(answers)), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, any, size) != 0 || listen(listener_, 4) != 0 || getsockname(listener_, any, &size) != 0) throw std::runtime_error("no port");
    port = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~ScriptedSmtp() { stop(); }

  void stop() {
    if (!thread_.joinable()) return;
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

  int port = 0;
  std::vector<std::string> heard;  // lines; read it after stop()
  std::string message;

 private:
  std::string answer_to(const std::string& verb) const {
    static const std::map<std::string, std::string> kUsual{
        {"greeting", "220 ready"}, {"EHLO", "250 here"}, {"MAIL", "250 ok"}, {"RCPT", "250 ok"}, {"DATA", "354 go on"}, {".", "250 taken"}, {"QUIT", "221 bye"}};
    const auto own = answers_.find(verb);
    if (own != answers_.end()) return own->second;
    const auto usual = kUsual.find(verb);
    return usual == kUsual.end() ? "500 what" : usual->second;
  }

  void serve() {
    const int connection = accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    say(connection, answer_to("greeting"));
    std::string buffer;
    bool in_message = false;
    char piece[4096];
    for (;;) {
      const ssize_t n = recv(connection, piece, sizeof piece, 0);
      if (n <= 0) break;
      buffer.append(piece, static_cast<std::size_t>(n));
      for (auto end = buffer.find("\r\n"); end != std::string::npos; end = buffer.find("\r\n")) {
        const std::string line = buffer.substr(0, end);
        buffer.erase(0, end + 2);
        if (in_message && line != ".") {
          message += line + "\n";
          continue;
        }
        const std::string verb = in_message ? "." : line.substr(0, line.find(' '));
        heard.push_back(line);
        in_message = verb == "DATA" && answer_to("DATA").starts_with('3');
        say(connection, answer_to(verb));
      }
    }
    close(connection);
  }

  static void say(int connection, const std::string& answer) {
    if (!answer.empty()) (void)send(connection, (answer + "\r\n").data(), answer.size() + 2, MSG_NOSIGNAL);
  }

  std::map<std::string, std::string> answers_;
  int listener_;
  std::thread thread_;
};

SmtpSettings settings_for(int port, const std::string& scheme = "smtp") {
  SmtpSettings settings;
  settings.server = {scheme, "127.0.0.1", port};
  settings.patience = Milliseconds(3000);
  return settings;
}

Expected<void, SmtpFailure> send_to(const ScriptedSmtp& server, const std::string& to = "alice@example.test") {
  return send_mail(settings_for(server.port), "signet@example.com", to, "Subject: x\r\n\r\nHello\r\n.\r\nafter a dot\r\n");
}

TEST(Smtp, AMessageArrivesWhole) {
  ScriptedSmtp server;
  const auto sent = send_to(server);
  ASSERT_TRUE(sent) << sent.error().words;
  server.stop();
  EXPECT_EQ(server.message, "Subject: x\n\nHello\n..\nafter a dot\n") << "[RFC5321 s4.5.2]";
  ASSERT_GE(server.heard.size(), 3U);
  EXPECT_TRUE(server.heard[1].starts_with("MAIL FROM:<signet@example.com>"));
  EXPECT_TRUE(server.heard[2].starts_with("RCPT TO:<alice@example.test>"));
}

TEST(Smtp, TheStageWhereItEndedIsTold) {
  struct Case {
    std::map<std::string, std::string> answers;
    SmtpStage stage;
    bool final;
  };
  const std::vector<Case> cases{
      {{{"greeting", "554 go away"}}, SmtpStage::greeting, true},
      {{{"MAIL", "550 5.7.1 not from you"}}, SmtpStage::sender, true},
      {{{"RCPT", "550 5.1.1 nobody of that name"}}, SmtpStage::recipient, true},
      {{{"RCPT", "451 4.7.1 come back later"}}, SmtpStage::recipient, false},
      {{{"DATA", "554 no"}}, SmtpStage::message, true},
      {{{".", "552 too ugly"}}, SmtpStage::message, true},
  };
  for (const Case& one : cases) {
    ScriptedSmtp server(one.answers);
    const auto sent = send_to(server);
    ASSERT_FALSE(sent) << one.answers.begin()->second;
    EXPECT_EQ(name_of(sent.error().stage), name_of(one.stage)) << one.answers.begin()->second << ": " << sent.error().words;
    EXPECT_EQ(sent.error().final, one.final) << one.answers.begin()->second;
    EXPECT_EQ(sent.error().words, one.answers.begin()->second);
  }
}

TEST(Smtp, AServerThatIsNotThereOrSaysNothingCostsItsPatienceAtMost) {
  const auto nobody = send_mail(settings_for(1), "a@example.com", "b@example.com", "\r\n");
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().stage, SmtpStage::connect);
  EXPECT_FALSE(nobody.error().final);
  ScriptedSmtp silent(std::map<std::string, std::string>{{"greeting", ""}});
  SmtpSettings settings = settings_for(silent.port);
  settings.patience = Milliseconds(200);
  const auto waited = send_mail(settings, "a@example.com", "b@example.com", "\r\n");
  ASSERT_FALSE(waited);
  EXPECT_FALSE(waited.error().final);
}

TEST(Smtp, ANameThatDoesNotResolveIsToldSo) {
  SmtpSettings settings = settings_for(587);
  settings.server.host = "mail.invalid";
  const auto sent = send_mail(settings, "a@example.com", "b@example.com", "\r\n");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().stage, SmtpStage::resolve);
}

TEST(Smtp, ElsewhereNothingIsSaidWithoutTls) {
  ScriptedSmtp server;
  SmtpSettings settings = settings_for(server.port);
  settings.server.host = "localhost";  // a name, which may be anybody's: not a loopback literal
  settings.user = "user";
  settings.password = Secret("hunter2");
  const auto sent = send_mail(settings, "a@example.com", "b@example.com", "Subject: secret\r\n\r\n");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().stage, SmtpStage::tls);
  server.stop();
  for (const std::string& line : server.heard) {
    EXPECT_FALSE(line.starts_with("AUTH") || line.starts_with("MAIL")) << line;
  }
  EXPECT_EQ(server.message, "");
}

TEST(Smtp, AddressesThatCouldEndTheCommandAreNone) {
  ScriptedSmtp server;
  for (const char* to : {"", "a", "a@b>\r\nRCPT TO:<c@d", "a b@example.com", "a@b@c", "a@", "@b", "ä@example.com", "<a@example.com>"}) {
    const auto sent = send_to(server, to);
    ASSERT_FALSE(sent) << to;
    EXPECT_EQ(sent.error().stage, SmtpStage::recipient);
    EXPECT_TRUE(sent.error().final);
  }
  server.stop();
  EXPECT_TRUE(server.heard.empty());
}

TEST(SmtpUrl, IsAServerAndNothingElse) {
  const auto server = parse_smtp_url("smtp://mail.example.com");
  ASSERT_TRUE(server);
  EXPECT_EQ(server->text(), "smtp://mail.example.com:587");
  EXPECT_EQ(parse_smtp_url("smtps://mail.example.com")->port, 465);
  EXPECT_EQ(parse_smtp_url("smtp://127.0.0.1:25")->port, 25);
  EXPECT_TRUE(parse_smtp_url("smtp://[::1]:25")->is_loopback());
  EXPECT_FALSE(server->is_loopback());
  for (const char* url : {"", "mail.example.com", "http://mail.example.com", "smtp://user:pw@mail.example.com", "smtp://mail.example.com/x",
                          "smtp://mail.example.com?a=b", "smtp://", "smtp:mail"}) {
    EXPECT_FALSE(parse_smtp_url(url)) << url;
  }
}

TEST(MailMessage, HoldsOnlyShortLinesOfAscii) {  // [RFC5322 s2.1.1]
  testing::CountingRandom random;
  const std::string subject = "Bestätigen Sie Ihre E-Mail-Adresse, 確認してください、とても長い件名です\r\nBcc: everybody@example.com";
  const std::string message =
      mail_message("from@example.com", "to@example.test", {subject, std::string(500, 'x') + "\nä\n", "<p>ä</p>"}, from_epoch_seconds(1'800'000'000), random);
  std::size_t at = 0;
  while (at < message.size()) {
    const std::size_t end = message.find("\r\n", at);
    ASSERT_NE(end, std::string::npos) << "a line without CRLF";
    EXPECT_LE(end - at, 78U) << message.substr(at, end - at);
    at = end + 2;
  }
  for (const char c : message) EXPECT_TRUE(c == '\r' || c == '\n' || (c >= 0x20 && c < 0x7F));
  EXPECT_NE(message.find("Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n"), std::string::npos);
  EXPECT_NE(message.find("Auto-Submitted: auto-generated\r\n"), std::string::npos);
  EXPECT_EQ(message.find("\nBcc"), std::string::npos);
  EXPECT_EQ(message.find("\n.\r\n"), std::string::npos);
}

}  // namespace
}  // namespace signet::outbound
