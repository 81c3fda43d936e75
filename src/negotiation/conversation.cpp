#include "negotiation/conversation.hpp"

#include <utility>

#include "base/redact.hpp"

namespace sluice {

std::optional<TimePoint> Conversation::next_deadline() const {
  return earlier(Negotiation::next_deadline(), calls_.next_deadline());
}

// ---------------------------------------------------------------------------------------------
// What the app says

bool Conversation::on_said(const Input& input, TimePoint now) {
  const bool is_heard = !is_deaf();
  if (const auto* sent = std::get_if<SendCalled>(&input)) {
    if (is_heard) tell(write_send(sent->method, sent->json));
  } else if (const auto* mute = std::get_if<MuteCalled>(&input)) {
    if (is_heard) tell(write_mute(mute->kind, mute->muted));
  } else if (const auto* log = std::get_if<LogCalled>(&input)) {
    if (is_heard) tell(write_log(log->level, log->text));
  } else if (const auto* called = std::get_if<ServerCalled>(&input)) {
    call(*called, now);
  } else {
    return false;
  }
  return true;
}

void Conversation::call(const ServerCalled& call, TimePoint now) {
  if (const auto deaf = is_deaf()) return reject_calls({call.call}, *deaf);
  const auto id = calls_.add(call, now + config_.timeouts.answer);
  if (!id) {
    return push(Settle{.call = call.call,
                       .error = Error{ErrorCode::StateBusy, "too many calls wait for the server"}});
  }
  tell(write_call(*id, call.method, call.json));
}

// ---------------------------------------------------------------------------------------------
// What the server says

void Conversation::on_message(const std::string& text, bool by_channel, TimePoint now) {
  auto parsed = parse_server_message(text);
  if (!parsed) {
    push(Log{LogLevel::Warn, "the server sent a message that is no JSON object"});
  } else if (auto* unknown = std::get_if<message::Unknown>(&*parsed)) {
    emit(by_channel ? event::kChannelMessage : event::kSocketMessage,
         Carried{by_channel, std::move(unknown->message)});
  } else if (!on_notice(*parsed, now)) {
    on_word(*parsed, now);
  }
}

// What is only passed on to the app.
bool Conversation::on_notice(ServerMessage& notice, TimePoint now) {
  if (auto* status = std::get_if<message::Status>(&notice)) {
    emit_status(std::move(status->data));
  } else if (auto* metadata = std::get_if<message::Metadata>(&notice)) {
    emit(is_publisher() ? event::kPublishMetadata : event::kSubscribeMetadata,
         std::move(metadata->data));
  } else if (auto* invocation = std::get_if<message::Invocation>(&notice)) {
    emit(is_publisher() ? event::kPublishSendInvoke : event::kSubscribeSendInvoke,
         Json()
             .add("methodName", Json(std::move(invocation->method)))
             .add("data", std::move(invocation->data)));
  } else if (auto* congestion = std::get_if<message::PublisherCongestion>(&notice)) {
    const bool congested = congestion->congestion == message::Congestion::Congested;
    emit(congested ? event::kPublisherCongestion : event::kPublisherRecovery,
         std::move(congestion->data));
  } else if (const auto* bandwidth = std::get_if<message::BandwidthChanged>(&notice)) {
    on_bandwidth(bandwidth->bandwidth);
  } else if (std::holds_alternative<message::NameIsAvailable>(notice)) {
    emit(event::kPublishAvailable);
  } else if (const auto* channel = std::get_if<message::ChannelAvailable>(&notice)) {
    announce_channel(channel->label);
  } else if (auto* result = std::get_if<message::CallResult>(&notice)) {
    on_call_result(std::move(*result));
  } else if (std::holds_alternative<message::StreamSwitched>(notice)) {
    on_stream_switched(now);
  } else {
    return false;
  }
  return true;
}

// Servers may announce one for each side that has opened it.
void Conversation::announce_channel(const std::string& label) {
  if (channel_label_ == label) return;
  channel_label_ = label;
  emit(event::kChannelAvailable, NamedChannel{label});
}

void Conversation::on_bandwidth(message::Bandwidth bandwidth) {
  switch (bandwidth) {
    case message::Bandwidth::Insufficient:
      return emit(event::kInsufficientBandwidth);
    case message::Bandwidth::Sufficient:
      return emit(event::kSufficientBandwidth);
    case message::Bandwidth::Recovering:
      return emit(event::kRecoveringBandwidth);
  }
}

void Conversation::on_call_result(message::CallResult result) {
  const auto call = calls_.take(result.id, result.failed);
  if (!call) return;
  if (!result.failed) return push(Settle{.call = *call, .value = std::move(result.value)});
  const Json* text = result.value.find("message");
  const std::string* detail = text ? text->string() : result.value.string();
  push(Settle{.call = *call,
              .error = Error{ErrorCode::CallFailed, detail ? redact(*detail) : std::string()}});
}

void Conversation::on_stream_switched(TimePoint now) {
  auto done = calls_.take_switch(now);
  if (!done) return;
  Json path;
  path.add("path", Json(std::move(done->path)));
  emit(event::kStreamSwitch, path);
  if (done->call) push(Settle{.call = *done->call, .value = std::move(path)});
}

void Conversation::emit_status(Json data) {
  emit(is_publisher() ? event::kPublishStatus : event::kSubscribeStatus, std::move(data));
}

void Conversation::end_calls(ErrorCode code) {
  reject_calls(calls_.take_all(), code);
}

void Conversation::expire_calls(TimePoint now) {
  reject_calls(calls_.take_expired(now), ErrorCode::SignalTimeout);
}

void Conversation::reject_calls(const std::vector<CallId>& calls, ErrorCode code) {
  for (const CallId call : calls) push(Settle{.call = call, .error = Error{.code = code}});
}

}  // namespace sluice
