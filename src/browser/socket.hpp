// One WebSocket and what the machines ask of it.
#pragma once

#include <optional>
#include <string>

#include "browser/callbacks.hpp"
#include "browser/inbox.hpp"

namespace sluice::browser {

class Socket {
 public:
  Socket(AttemptId attempt, const std::string& url, const val& host, Inbox& inbox);
  // What was sent before still goes out.
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  [[nodiscard]] bool is_of(AttemptId attempt) const { return attempt_ == attempt; }
  void send(const std::string& text);
  [[nodiscard]] const val& handle() const { return socket_; }

 private:
  AttemptId attempt_;
  Inbox& inbox_;
  val host_;
  val socket_ = val::undefined();
  Callbacks callbacks_;
};

// The text of a message event; nothing where it is not text, or longer than any honest message.
[[nodiscard]] std::optional<std::string> message_text(const val& event);

}  // namespace sluice::browser
