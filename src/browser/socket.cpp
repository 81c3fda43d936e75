#include "browser/socket.hpp"

#include <utility>
#include <vector>

#include "signal/server_message.hpp"

namespace sluice::browser {
namespace {

constexpr int kNeverOpened = 1006;  // RFC 6455 section 7.4.1: no close frame was received

}  // namespace

Socket::Socket(AttemptId attempt, const std::string& url, const val& host, Inbox& inbox)
    : attempt_(attempt), inbox_(inbox), host_(host) {
  const Attempt opened = attempt_new(host, "WebSocket", val::array(std::vector<val>{val(url)}));
  if (opened.threw) {
    inbox_.put(SocketClosed{attempt_, kNeverOpened});
    return;
  }
  socket_ = opened.value;
  const auto on = [this](const char* type, auto handler) {
    listen_to(callbacks_, socket_, type, handler);
  };
  on("open", [this](val) { inbox_.put(SocketOpened{attempt_}); });
  on("message", [this](val event) {
    if (auto text = message_text(event)) inbox_.put(SocketMessage{attempt_, std::move(*text)});
  });
  on("close", [this](val event) { inbox_.put(SocketClosed{attempt_, event["code"].as<int>()}); });
}

Socket::~Socket() {
  callbacks_.clear();
  if (!is_missing(socket_)) socket_.call<void>("close");
}

void Socket::send(const std::string& text) {
  // Throws while it is still connecting, which no machine does.
  (void)sluice::browser::attempt(host_, socket_["send"], socket_,
                                 val::array(std::vector<val>{val(text)}));
}

std::optional<std::string> message_text(const val& event) {
  const val data = event["data"];
  // Counted before it is copied.
  if (!data.isString() || data["length"].as<std::size_t>() > kMaxMessageBytes) return std::nullopt;
  return data.as<std::string>();
}

}  // namespace sluice::browser
