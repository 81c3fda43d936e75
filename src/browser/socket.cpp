#include "browser/socket.hpp"

#include <utility>
#include <vector>

#include "signal/server_message.hpp"

namespace sluice::browser {
namespace {

constexpr int kNeverOpened = 1006;  // RFC 6455 section 7.4.1: no close frame was received

}  // namespace

Socket::Socket(AttemptId attempt, const std::string& url, const val& host,
               std::function<void(Input)> deliver)
    : attempt_(attempt), deliver_(std::move(deliver)), host_(host) {
  const Attempt opened = attempt_new(host, "WebSocket", val::array(std::vector<val>{val(url)}));
  if (opened.threw) {
    this->deliver(SocketClosed{attempt_, kNeverOpened});
    return;
  }
  socket_ = opened.value;
  const auto on = [this](const char* type, Callback handler) {
    socket_.call<void>("addEventListener", val(type), callbacks_.on(std::move(handler)));
  };
  on("open", [this](val) {
    this->deliver(SocketOpened{attempt_});
    return val::undefined();
  });
  on("message", [this](val event) {
    if (auto text = message_text(event)) this->deliver(SocketMessage{attempt_, std::move(*text)});
    return val::undefined();
  });
  on("close", [this](val event) {
    this->deliver(SocketClosed{attempt_, event["code"].as<int>()});
    return val::undefined();
  });
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

// Whoever hears it may destroy this socket, so the function must not live in it.
void Socket::deliver(Input input) {
  const auto target = deliver_;
  target(std::move(input));
}

std::optional<std::string> message_text(const val& event) {
  const val data = event["data"];
  // Counted before it is copied.
  if (!data.isString() || data["length"].as<std::size_t>() > kMaxMessageBytes) return std::nullopt;
  return data.as<std::string>();
}

}  // namespace sluice::browser
