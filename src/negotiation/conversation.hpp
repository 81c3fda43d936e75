// What a session and its server say to each other beside the negotiation itself: what the app has
// to say, its calls, and what the server says that is only passed on. The words are the same over a
// WebSocket and over a data channel (facts sheet "API and wire", sections 1.4, 3.3 and 3.4).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "negotiation/negotiation.hpp"
#include "negotiation/server_calls.hpp"
#include "signal/server_message.hpp"

namespace sluice {

class Conversation : public Negotiation {
 public:
  using Negotiation::Negotiation;

  [[nodiscard]] std::optional<TimePoint> next_deadline() const override;
  void give_reasons(Reasons& out) const;

 protected:
  // Why the app cannot be heard now; nothing where it can.
  [[nodiscard]] virtual std::optional<ErrorCode> is_deaf() const = 0;
  virtual void tell(std::string text) = 0;
  // The stream is over, or the server does not go on.
  virtual void on_word(ServerMessage& word, TimePoint now) = 0;

  // What the app says to the server. Whether the input is that.
  bool on_said(const Input& input, TimePoint now);
  void on_message(const std::string& text, bool by_channel, TimePoint now);
  // The data channel that messages may go through is there; told once for each name.
  void announce_channel(const std::string& label);
  void emit_status(Json data);
  void end_calls(ErrorCode code);
  void expire_calls(TimePoint now);

  std::optional<std::string> channel_label_;  // as it was announced

 private:
  void call(const ServerCalled& call, TimePoint now);
  bool on_notice(ServerMessage& notice, TimePoint now);
  void on_bandwidth(message::Bandwidth bandwidth);
  void on_call_result(message::CallResult result);
  void on_stream_switched(TimePoint now);
  void reject_calls(const std::vector<CallId>& calls, ErrorCode code);

  ServerCalls calls_;
};

}  // namespace sluice
