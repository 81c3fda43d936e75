// The connection of an attempt over HTTP, and its data channel: what a WebSocket carries elsewhere.
// The rules:
//  - It is asked for with the offer. A server that has none of it is played, or published to,
//    without.
//  - The stream has started when the channel is open, or when the channel has had time enough; what
//    the app wants to say meanwhile waits for it.
//  - That it closes is no end, but a reason to ask the server for one.
#include <utility>

#include "whip/http_negotiation.hpp"

namespace sluice {
namespace {

using State = HttpState;
using Event = HttpEvent;

constexpr Millis kChannelOpens{2000};
constexpr std::size_t kMaxUnsaid = 64;

}  // namespace

void HttpNegotiation::on_peer_state(PeerState state, TimePoint now) {
  switch (state) {
    case PeerState::Connected: {
      const bool first = state_ != State::Connected;
      if (!step(Event::PeerUp, now) || !first) return;
      emit(event::kPeerOpen);
      expect_channel(now);
      break;
    }
    case PeerState::Disconnected:
      step(Event::PeerShaky, now);
      break;
    case PeerState::Failed:
      fail(Event::PeerDown, ErrorCode::PeerFailed, "ICE or DTLS failed", now);
      break;
    case PeerState::Closed:
      fail(Event::PeerDown, ErrorCode::PeerFailed, "the other side closed the connection", now);
      break;
  }
}

bool HttpNegotiation::on_channel(const Input& input, TimePoint now) {
  const bool is_wanted = state_ == State::Answering || state_ == State::Countering ||
                         state_ == State::Connecting || state_ == State::Connected;
  if (std::holds_alternative<ChannelOpened>(input)) {
    if (is_wanted) on_channel_opened();
  } else if (const auto* heard = std::get_if<ChannelMessage>(&input)) {
    if (is_wanted) on_message(heard->text, true, now);
  } else if (std::holds_alternative<ChannelFailed>(input)) {
    if (is_wanted) emit(event::kChannelError, HostObject::Channel);
  } else if (std::holds_alternative<ChannelClosed>(input)) {
    if (is_wanted && channel_open_) on_channel_closed(now);
  } else {
    return false;
  }
  return true;
}

// The peers are connected.
void HttpNegotiation::expect_channel(TimePoint now) {
  const bool waits = channel_agreed_ && !channel_open_;
  if (waits) channel_deadline_ = now + kChannelOpens;
  note(NegotiationUp{!waits});
}

void HttpNegotiation::on_channel_opened() {
  channel_open_ = true;
  emit(event::kChannelOpen, HostObject::Channel);
  announce_channel(config_.socket.channel);
  emit(event::kTransportChange, HostObject::Transport);
  effects().take_over(unsaid_);
  begin_stream();
}

void HttpNegotiation::begin_stream() {
  if (!channel_deadline_) return;
  channel_deadline_.reset();
  note(NegotiationStarted{});
}

void HttpNegotiation::on_channel_closed(TimePoint now) {
  emit(event::kChannelClose, HostObject::Channel);
  end_channel();
  probe(now);
}

void HttpNegotiation::end_channel() {
  channel_open_ = false;
  channel_agreed_ = false;
  channel_deadline_.reset();
  unsaid_.clear();
  end_calls(ErrorCode::CallNoChannel);
}

void HttpNegotiation::on_word(ServerMessage& word, TimePoint now) {
  if (std::holds_alternative<message::Unpublished>(word)) {
    if (!step(Event::Over, now))
      return fail(Event::PeerDown, ErrorCode::StreamNotFound, "it has just ended", now);
    note(NegotiationEnded{});
    tear_down(now);
  } else if (std::holds_alternative<message::ConnectionClosed>(word)) {
    fail(Event::PeerDown, ErrorCode::SignalClosed, "the server ended the connection", now);
  } else if (auto* starting = std::get_if<message::Starting>(&word)) {
    emit_status(std::move(starting->data));
  } else if (auto* stopping = std::get_if<message::Stopping>(&word)) {
    emit_status(std::move(stopping->data));
  } else if (auto* refusal = std::get_if<message::Refusal>(&word)) {
    emit_status(std::move(refusal->data));
  }
}

std::optional<ErrorCode> HttpNegotiation::is_deaf() const {
  if (state_ != State::Connected) return ErrorCode::StateNotLive;
  return channel_open_ || channel_agreed_ ? std::nullopt : std::optional(ErrorCode::CallNoChannel);
}

void HttpNegotiation::tell(std::string text) {
  if (!channel_open_ && ++unsaid_count_ > kMaxUnsaid) return;
  (channel_open_ ? effects() : unsaid_).push(SendChannel{attempt_, std::move(text)});
}

}  // namespace sluice
