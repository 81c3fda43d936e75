// One attempt over a WebSocket (facts sheet "API and wire", section 3).
//
// The rules:
//  - Two things go on at a time and meet when the offer is sent: the way to the server (locate,
//    open, be greeted, ask for the name), and a publisher's browser with its camera and its offer.
//  - What can be said at once is: the offer, or the request for one, follows the question whether
//    the stream is there, and does not wait for the answer. Where that says no, the attempt ends.
//  - Nothing waits without a deadline, but for the app itself and for a person at the camera
//  prompt.
//  - Whatever the server refuses ends the attempt, and an attempt that ends closes its socket. Once
//    live, a refusal is about something else than the stream (a call, a message): it is told.
//  - The end of the candidates is told as soon as the peers are connected, though the browser may
//    look for more: the server starts the stream no sooner, and more would not be used.
//  - A status that is not known is told and changes nothing.
//  - The stream is started when the server says "<name> starting"; the peers may still be about to
//    connect then, which has a deadline too.
//  - The data channel takes over from the socket some time after the server has announced it. From
//    then on its closing is what the socket's was.
//  - A publisher says goodbye by name, on every way out: the server may hold the name otherwise.
//
// The states and the table are in socket_table.cpp, what the server says in
// socket_negotiation_server.cpp.

#include "socket/socket_negotiation.hpp"

#include <utility>

#include "base/text.hpp"
#include "signal/sdp.hpp"
#include "signal/sdp_fragment.hpp"

namespace sluice {
namespace {

using State = SocketState;
using Event = SocketEvent;

Json candidate_json(const LocalCandidate& candidate) {
  Json members;
  members.add("candidate", Json(candidate.candidate));
  members.add("sdpMid", Json(candidate.mid));
  members.add("sdpMLineIndex", Json(static_cast<double>(candidate.line_index)));
  if (!candidate.username_fragment.empty())
    members.add("usernameFragment", Json(candidate.username_fragment));
  return members;
}

}  // namespace

// ---------------------------------------------------------------------------------------------
// The verbs

void SocketNegotiation::start(TimePoint now) {
  if (step(Event::Begin, now) && media_ready_ && is_publisher()) open_peer();
}

void SocketNegotiation::locate(TimePoint now) {
  if (!step(Event::Locate, now)) return;
  socket_open_ = true;
  push(OpenSocket{attempt_, endpoint_url(config_).text()});
}

void SocketNegotiation::ask(TimePoint now) {
  wanted_ = true;
  ask_if_ready(now);
}

void SocketNegotiation::media_ready(TimePoint now) {
  if (media_ready_ || state_ == State::Idle || state_ == State::Done) return;
  media_ready_ = true;
  open_peer();
  if (state_ == State::Offering) wait(Wait::Description, now);
}

void SocketNegotiation::close(TimePoint now) {
  if (is_publisher() && step(Event::Leave, now)) {
    // The server answers where it was asked: nothing changes over to the channel any more.
    switch_at_.reset();
    keep_alive_at_.reset();
    may_trickle_ = false;
    push(StopSending{attempt_});
    say_goodbye();
    end_calls(ErrorCode::StateNotLive);
  } else if (step(Event::Close, now)) {
    tear_down();
  }
}

void SocketNegotiation::hide(TimePoint now) {
  if (step(Event::Hide, now)) tear_down();
}

bool SocketNegotiation::probe(TimePoint) {
  if (state_ != State::Live) return false;
  probing_ = true;
  tell(write_is_available(config_.stream_name, false));
  return true;
}

void SocketNegotiation::handle(const Input& input, TimePoint now) {
  if (state_ == State::Done || on_said(input, now)) return;
  if (const auto* offer = std::get_if<OfferCreated>(&input)) {
    if (take(offer_op_, offer->op)) on_offer(offer->sdp, now);
  } else if (const auto* answer = std::get_if<AnswerCreated>(&input)) {
    if (take(answer_op_, answer->op)) on_answer(answer->sdp, now);
  } else if (const auto* applied = std::get_if<DescriptionApplied>(&input)) {
    on_applied(applied->op, now);
  } else if (const auto* refused = std::get_if<PeerRefused>(&input)) {
    if (take(offer_op_, refused->op) || take(local_op_, refused->op) ||
        take(remote_op_, refused->op) || take(answer_op_, refused->op)) {
      fail(Event::PeerRefusal, refused->error, now);
    }
  } else if (const auto* gathered = std::get_if<CandidateGathered>(&input)) {
    on_candidate(*gathered);
  } else if (std::holds_alternative<GatheringFinished>(input)) {
    gathered_ = true;
    send_candidates();
  } else if (const auto* peer = std::get_if<PeerStateChanged>(&input)) {
    on_peer_state(peer->state, now);
  } else if (std::holds_alternative<SocketOpened>(input)) {
    step(Event::Opened, now);
  } else if (const auto* said = std::get_if<SocketMessage>(&input)) {
    hear(said->text, false, now);
  } else if (const auto* closed = std::get_if<SocketClosed>(&input)) {
    socket_open_ = false;
    fail(Event::Gone,
         {code_of_close(closed->code), concat("WebSocket close code ", decimal(closed->code))},
         now);
  } else if (std::holds_alternative<ChannelOpened>(input)) {
    channel_open_ = true;
    emit(event::kChannelOpen, HostObject::Channel);
    plan_switch(now);
  } else if (const auto* heard = std::get_if<ChannelMessage>(&input)) {
    hear(heard->text, true, now);
  } else if (std::holds_alternative<ChannelFailed>(input)) {
    emit(event::kChannelError, HostObject::Channel);
  } else if (std::holds_alternative<ChannelClosed>(input)) {
    on_channel_closed(now);
  } else if (std::holds_alternative<Timeout>(input)) {
    on_expired(now);
  }
}

std::optional<TimePoint> SocketNegotiation::next_deadline() const {
  return earlier(Conversation::next_deadline(), earlier(switch_at_, keep_alive_at_));
}

// A proxy that lets nobody in wants another node, or any: RFC 6455 section 7.4.1 has 1008 for what
// violates a policy. With a lookup it was not the app that has chosen it.
ErrorCode SocketNegotiation::code_of_close(int code) const {
  if (code == 0) return ErrorCode::EnvLocalNetwork;
  if (code == 1008 && (state_ == State::Opening || state_ == State::Greeting))
    return config_.lookup ? ErrorCode::SignalRejected : ErrorCode::ConfigNoNode;
  return state_ == State::Opening ? ErrorCode::SignalUnreachable : ErrorCode::SignalClosed;
}

// ---------------------------------------------------------------------------------------------
// States and deadlines

bool SocketNegotiation::step(Event event, TimePoint now) {
  const SocketCell cell = socket_cell(state_, event);
  if (cell.ignored) return false;
  const bool entered = cell.next != state_;
  state_ = cell.next;
  switch (state_) {
    case State::Idle:
    case State::Locating:
    case State::Greeted:
    case State::Done:
      wait(Wait::None, now);
      break;
    case State::Opening:
    case State::Greeting:
    case State::Checking:
    case State::Exchanging:
    case State::Starting:
      if (entered) wait(Wait::Answer, now);
      break;
    case State::Offering:
      // Without a camera it is a person who is waited for; the session has a deadline for that.
      wait(media_ready_ || !is_publisher() ? Wait::Description : Wait::None, now);
      break;
    case State::Describing:
      if (event != Event::PeerUp) wait(Wait::Description, now);
      break;
    case State::Trickling:
      if (entered) wait(Wait::Connect, now);
      break;
    case State::Live:
      // Whichever came first, the peer's trouble or the server's word that the stream is starting.
      wait(peer_shaky_ ? Wait::Disconnected : peer_up_ ? Wait::None : Wait::Connect, now);
      break;
    case State::Stopping:
      wait(Wait::Remove, now);
      break;
  }
  return true;
}

void SocketNegotiation::on_expired(TimePoint now) {
  expire_calls(now);
  if (switch_at_ && now >= *switch_at_) switch_to_channel();
  if (keep_alive_at_ && now >= *keep_alive_at_) {
    keep_alive_at_ = now + config_.socket.keep_alive;
    asked_ahead_ = false;  // by now the answer may be about the stream that we have begun
    tell(write_is_available(config_.stream_name, false));
  }
  if (!expired(now)) return;
  switch (state_) {
    case State::Opening:
    case State::Greeting:
    case State::Checking:
    case State::Exchanging:
    case State::Starting:
      fail(Event::Expire, ErrorCode::SignalTimeout, waited_for(), now);
      break;
    case State::Live:
      fail(Event::Expire,
           {peer_up_ ? ErrorCode::PeerFailed : ErrorCode::PeerTimeout,
            peer_up_ ? "the peer has been silent for too long" : waited_for()},
           now);
      break;
    case State::Idle:
    case State::Locating:
    case State::Greeted:
    case State::Offering:
    case State::Describing:
    case State::Trickling:
    case State::Stopping:
    case State::Done:
      fail(Event::Expire, ErrorCode::PeerTimeout, waited_for(), now);
      break;
  }
}

// ---------------------------------------------------------------------------------------------
// The peer's side

void SocketNegotiation::open_peer() {
  peer_open_ = true;
  push(OpenPeer{attempt_, !is_publisher(), config_.socket.channel});
  emit(event::kPeerAvailable, HostObject::Peer);
  if (!is_publisher()) return;
  offer_op_ = next_op();
  push(CreateOffer{attempt_, *offer_op_});
}

void SocketNegotiation::on_offer(const std::string& sdp, TimePoint now) {
  if (!parse_sdp(sdp)) {
    // The browser made it, but the app's mungeOffer may have spoilt it.
    return fail(Event::PeerRefusal, ErrorCode::PeerRefusedSdp, "the offer is not SDP", now);
  }
  local_sdp_ = sdp;
  local_op_ = next_op();
  push(ApplyLocal{attempt_, *local_op_, {SdpType::Offer, sdp}});
  if (state_ == State::Offering) send_offer(now);
}

void SocketNegotiation::on_answer(const std::string& sdp, TimePoint now) {
  if (!parse_sdp(sdp)) {
    return fail(Event::PeerRefusal, ErrorCode::PeerRefusedSdp, "the answer is not SDP", now);
  }
  local_op_ = next_op();
  push(ApplyLocal{attempt_, *local_op_, {SdpType::Answer, sdp}});
  emit(event::kAnswerStart, Description{SdpType::Answer, sdp});
  tell(write_answer(config_.stream_name, config_.subscription_id, sdp));
  emit(event::kAnswerEnd);
  if (!step(Event::Agreed, now)) return;
  may_trickle_ = true;
  send_candidates();
  begin_stream(now);
}

void SocketNegotiation::on_applied(OpId op, TimePoint now) {
  take(local_op_, op);
  if (!take(remote_op_, op)) return;
  if (is_publisher()) {
    if (step(Event::Agreed, now)) begin_stream(now);
  } else if (step(Event::RemoteReady, now)) {
    answer_op_ = next_op();
    push(CreateAnswer{attempt_, *answer_op_});
  }
}

void SocketNegotiation::on_candidate(const CandidateGathered& gathered) {
  // Firefox ends with an empty candidate before it ends with none.
  if (gathered.candidate.empty() || candidates_taken_ >= kMaxCandidates) return;
  ++candidates_taken_;
  local_candidates_.push_back(
      {gathered.candidate, gathered.mid, gathered.line_index, gathered.username_fragment});
  send_candidates();
}

// A server knows what they are for once it has the offer, or the answer.
void SocketNegotiation::send_candidates() {
  if (!may_trickle_) return;
  const std::string request_id = is_publisher() ? std::string() : config_.subscription_id;
  for (const LocalCandidate& candidate : std::exchange(local_candidates_, {})) {
    if (!is_publisher()) emit(event::kCandidateStart, candidate_json(candidate));
    tell(write_candidate(config_.stream_name, request_id, candidate));
  }
  if (!gathered_ && !peer_up_) return;
  may_trickle_ = false;
  tell(write_end_of_candidates(config_.stream_name));
  if (!is_publisher()) emit(event::kCandidateEnd);
}

void SocketNegotiation::on_peer_state(PeerState state, TimePoint now) {
  switch (state) {
    case PeerState::Connected: {
      const bool first = !peer_up_;
      peer_up_ = true;
      peer_shaky_ = false;
      step(Event::PeerUp, now);
      plan_switch(now);
      if (!first) return;
      emit(event::kPeerOpen);
      send_candidates();
      break;
    }
    case PeerState::Disconnected:
      // The socket is kept as long as the channel may be about to break.
      peer_shaky_ = true;
      switch_at_.reset();
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

// ---------------------------------------------------------------------------------------------
// The data channel

void SocketNegotiation::plan_switch(TimePoint now) {
  const bool possible = state_ == State::Live && channel_open_ && channel_label_;
  if (!possible || peer_shaky_ || !config_.socket.use_channel || by_channel_ || switch_at_) return;
  switch_at_ = now + config_.socket.switch_delay;
}

void SocketNegotiation::switch_to_channel() {
  switch_at_.reset();
  keep_alive_at_.reset();
  tell(write_switch_channel(*channel_label_));
  push(CloseSocket{attempt_});
  socket_open_ = false;
  by_channel_ = true;
  emit(event::kTransportChange, HostObject::Transport);
}

void SocketNegotiation::on_channel_closed(TimePoint now) {
  channel_open_ = false;
  switch_at_.reset();
  emit(event::kChannelClose, HostObject::Channel);
  if (by_channel_) fail(Event::Gone, ErrorCode::SignalClosed, "the data channel closed", now);
}

// ---------------------------------------------------------------------------------------------
// Ways out

void SocketNegotiation::fail(Event event, ErrorCode code, std::string_view detail, TimePoint now) {
  fail(event, {code, std::string(detail)}, now);
}

void SocketNegotiation::fail(Event event, Error error, TimePoint now) {
  const bool was_up = state_ == State::Live;
  const bool leaving = state_ == State::Stopping;
  if (!step(event, now)) return;
  if (!leaving) note(NegotiationFailed{std::move(error), was_up});
  tear_down();
}

void SocketNegotiation::say_goodbye() {
  if (announced_) tell(write_unpublish(config_.stream_name));
  announced_ = false;
}

void SocketNegotiation::tear_down() {
  switch_at_.reset();
  keep_alive_at_.reset();
  end_calls(ErrorCode::StateNotLive);
  say_goodbye();
  if (socket_open_) push(CloseSocket{attempt_});
  if (peer_open_) push(ClosePeer{attempt_});
  socket_open_ = false;
  peer_open_ = false;
  note(NegotiationFinished{});
}

}  // namespace sluice
