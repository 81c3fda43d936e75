// What the server says in an attempt over a WebSocket, and what is said to it for the app. The
// rules are at the head of socket_negotiation.cpp.

#include <utility>

#include "base/redact.hpp"
#include "signal/sdp.hpp"
#include "signal/sdp_fragment.hpp"
#include "socket/socket_negotiation.hpp"

namespace sluice {
namespace {

using State = SocketState;
using Event = SocketEvent;

}  // namespace

// ---------------------------------------------------------------------------------------------
// The server's side

void SocketNegotiation::hear(const std::string& text, bool by_channel, TimePoint now) {
  // Whatever it says, it is there.
  if (std::exchange(probing_, false)) note(NegotiationProbed{true});
  on_message(text, by_channel, now);
  plan_switch(now);
}

void SocketNegotiation::on_word(ServerMessage& word, TimePoint now) {
  if (std::holds_alternative<message::Connected>(word)) {
    if (!step(Event::Greet, now)) return;
    emit_connect_success();
    note(NegotiationGreeted{});
    if (config_.socket.keep_alive > Millis{0}) keep_alive_at_ = now + config_.socket.keep_alive;
    ask_if_ready(now);
  } else if (const auto* rejected = std::get_if<message::ConnectionRefused>(&word)) {
    fail(Event::Refuse, ErrorCode::SignalRejected, redact(rejected->code), now);
  } else if (std::holds_alternative<message::ConnectionClosed>(word)) {
    fail(Event::Gone, ErrorCode::SignalClosed, "the server ended the connection", now);
  } else if (const auto* availability = std::get_if<message::Availability>(&word)) {
    on_availability(availability->exists, now);
  } else if (const auto* remote = std::get_if<message::RemoteSdp>(&word)) {
    on_remote_sdp(*remote, now);
  } else if (const auto* candidate = std::get_if<message::RemoteCandidate>(&word)) {
    on_remote_candidate(*candidate);
  } else if (std::holds_alternative<message::CandidatesEnd>(word)) {
    emit(event::kPeerCandidateEnd);
  } else if (std::holds_alternative<message::TrickleComplete>(word)) {
    on_trickle_complete(now);
  } else if (auto* starting = std::get_if<message::Starting>(&word)) {
    if (starting->name != config_.stream_name) return emit_status(std::move(starting->data));
    asked_ahead_ = false;  // the name is ours; an answer that comes late can't say otherwise
    if (!step(Event::Started, now)) return;
    note(NegotiationUp{});
  } else if (auto* stopping = std::get_if<message::Stopping>(&word)) {
    const bool ours = stopping->name == config_.stream_name;
    if (ours && step(Event::StopEnd, now)) return tear_down();
    emit_status(std::move(stopping->data));
  } else if (std::holds_alternative<message::Unpublished>(word)) {
    if (step(Event::Over, now)) {
      note(NegotiationEnded{});
      tear_down();
    } else {
      fail(Event::Refuse, ErrorCode::StreamNotFound, "it has just ended", now);
    }
  } else if (const auto* refusal = std::get_if<message::Refusal>(&word)) {
    on_refusal(*refusal, now);
  }
}

void SocketNegotiation::ask_if_ready(TimePoint now) {
  if (!wanted_ || state_ != State::Greeted) return;
  if (!is_publisher() && !peer_open_) open_peer();
  const bool skips = config_.socket.bypass_available;
  asked_ahead_ = !skips && config_.socket.ask_ahead;
  if (!step(skips || asked_ahead_ ? Event::Skip : Event::Ask, now)) return;
  if (!skips) tell(write_is_available(config_.stream_name, is_publisher()));
  if (state_ == State::Offering) begin_offer(now);
}

void SocketNegotiation::on_availability(bool exists, TimePoint now) {
  // What keeps the connection alive asks the same.
  const bool is_ahead = std::exchange(asked_ahead_, false) &&
                        (state_ == State::Offering || state_ == State::Exchanging);
  if (state_ != State::Checking && !is_ahead) return;
  if (exists != is_publisher()) {
    if (step(Event::Free, now)) begin_offer(now);
  } else if (is_publisher()) {
    announced_ = false;  // the name is another's, who is not to hear a goodbye
    fail(Event::Refuse, ErrorCode::StreamNameTaken, {}, now);
  } else if (config_.socket.stay_connected && step(Event::Decline, now)) {
    wanted_ = false;
    note(NegotiationDeclined{{ErrorCode::StreamNotFound, ""}});
  } else {
    fail(Event::Refuse, ErrorCode::StreamNotFound, {}, now);
  }
}

void SocketNegotiation::begin_offer(TimePoint now) {
  if (is_publisher()) {
    if (!local_sdp_.empty()) send_offer(now);
    return;
  }
  if (!step(Event::OfferSent, now)) return;
  emit(event::kOfferStart);
  tell(write_request_offer(config_.stream_name, config_.subscription_id, config_.socket.wishes,
                           config_.socket.do_not_switch));
}

void SocketNegotiation::send_offer(TimePoint now) {
  if (!step(Event::OfferSent, now)) return;
  announced_ = true;
  emit(event::kOfferStart, local_sdp_);
  tell(write_offer(config_.stream_name, local_sdp_, config_.socket.wishes));
  may_trickle_ = true;
  send_candidates();
}

void SocketNegotiation::on_remote_sdp(const message::RemoteSdp& remote, TimePoint now) {
  if (state_ != State::Exchanging || remote.is_offer == is_publisher()) return;
  if (const auto parsed = parse_sdp(remote.sdp); !parsed) {
    return fail(Event::Refuse, parsed.error(), now);
  }
  if (!step(Event::Described, now)) return;
  const Description description{is_publisher() ? SdpType::Answer : SdpType::Offer, remote.sdp};
  emit(event::kOfferEnd, description);
  remote_op_ = next_op();
  push(ApplyRemote{attempt_, *remote_op_, {description.type, with_last_line_end(description.sdp)}});
  described_ = true;
  for (message::RemoteCandidate& candidate : std::exchange(early_candidates_, {}))
    push(AddCandidate{attempt_, std::move(candidate)});
}

void SocketNegotiation::on_remote_candidate(const message::RemoteCandidate& candidate) {
  if (!peer_open_ || state_ == State::Stopping || ++remote_candidates_ > kMaxCandidates) return;
  if (described_) {
    push(AddCandidate{attempt_, candidate});
  } else {
    early_candidates_.push_back(candidate);
  }
}

void SocketNegotiation::on_trickle_complete(TimePoint now) {
  if (trickle_complete_) return;
  trickle_complete_ = true;
  emit(event::kTrickleComplete);
  begin_stream(now);
}

// The server may be faster than the browser: whichever comes last starts the stream.
void SocketNegotiation::begin_stream(TimePoint now) {
  if (!trickle_complete_ || !step(Event::TrickleEnd, now)) return;
  const SocketOptions& options = config_.socket;
  tell(is_publisher()
           ? write_publish(config_.stream_name, options.mode, options.key_frame_interval_ms)
           : write_subscribe(config_.stream_name, config_.subscription_id));
}

void SocketNegotiation::on_refusal(const message::Refusal& refusal, TimePoint now) {
  ErrorCode code = ErrorCode::SignalRefused;
  if (refusal.reason == message::RefusalReason::NameTaken) code = ErrorCode::StreamNameTaken;
  if (refusal.reason == message::RefusalReason::NotFound) code = ErrorCode::StreamNotFound;
  if (state_ == State::Live) return emit_status(refusal.data);
  // A publisher that is turned away for a taken name must not end the stream of that name.
  if (code == ErrorCode::StreamNameTaken) announced_ = false;
  fail(Event::Refuse, {code, redact(refusal.text)}, now);
}

// ---------------------------------------------------------------------------------------------
// The way to it

std::optional<ErrorCode> SocketNegotiation::is_deaf() const {
  return state_ == State::Live ? std::nullopt : std::optional(ErrorCode::StateNotLive);
}

void SocketNegotiation::tell(std::string text) {
  if (by_channel_) {
    if (channel_open_) push(SendChannel{attempt_, std::move(text)});
  } else if (socket_open_) {
    push(SendSocket{attempt_, std::move(text)});
  }
}

}  // namespace sluice
