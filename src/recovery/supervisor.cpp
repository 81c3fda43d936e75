// What a client drives.
//
// The rules:
//  - Without recovery there is one session, and everything passes through (Plain).
//  - With it, what ends a session by itself is told by Reconnect.* events alone. The events that
//    tell of an end are kept back, and come when recovery has given up; so do the rejections.
//  - A loss that is certain leaves nothing to keep. One that is only suspected (Stalled) keeps the
//    old session: the new one is made beside it and takes over with its first frame. If the old one
//    wakes up first, the new one goes.
//  - The app sees one session. What a new one says before it takes over is held until then.
//  - Whatever was opened is closed: a session that is not wanted any more is taken down in the
//    background, and the supervisor ends when the last of them has.
//  - A publisher cannot replace a session that still holds its name: the old one has to go first.
//  - The pauses are recovery_policy.hpp's. A network that is back ends those of our own, and the
//    end of `duration` ends them all. An attempt may take a few times as long as the first
//    connection took; from the fourth on they get all the time that the options give.
//  - A silence that the server answers for is the stream's own, until the browser says that the
//    peer is disconnected. Then an ICE restart is tried before a new session, where the server can.
//  - While media comes a peer is not disconnected, whatever the browser says: a silence that
//    follows is the network's.
//  - A server that answers says nothing of the way that media takes. Where this machine's own
//    addresses have changed since, a silence is no pause of the stream's (Network): an ICE restart
//    is tried, and before long a player's new session beside it.
//  - Packets that come again after a stall say that the network is back: an attempt that hangs
//    since before is made anew.
//  - A picture that stands still while its packets arrive is told, also without recovery. One that
//    does not come back by itself is lost, and the old session is kept as after a stall.
//  - A stream that fails again within seconds goes on where the pauses had got to.
//
// What is here: the app's calls, and the end. What the sessions say and where that goes is
// supervisor_sessions.cpp's, how a loss is noticed supervisor_media.cpp's, what is done about it
// supervisor_recovery.cpp's; the states are supervisor_table.cpp's.

#include "recovery/supervisor.hpp"

#include <utility>

namespace sluice {
namespace {

using State = SupervisorState;
using Event = SupervisorEvent;

}  // namespace

Supervisor::Supervisor(SessionConfig config, MediaSource source, std::uint64_t seed, TimePoint now)
    : config_(std::move(config)),
      source_(source),
      random_(seed),
      state_(config_.recovery.enabled ? State::Idle : State::Plain),
      latest_(now),
      media_pending_(source == MediaSource::Capture) {
  if (state_ != State::Plain) {
    // Both would wait by rules of their own.
    config_.lookup_retries = 0;
    config_.socket.stay_connected = false;
    if (is_publisher()) capture_.emplace(config_.timeouts.media);
  }
  add_member(now);
  lead_ = std::exchange(next_, nullptr);
  lead_->hidden = false;
  drain(now);
}

bool Supervisor::step(Event event) {
  const SupervisorCell cell = supervisor_cell(state_, event);
  if (!cell.ignored) state_ = cell.next;
  return !cell.ignored;
}

std::optional<TimePoint> Supervisor::next_deadline() const {
  std::optional<TimePoint> next = earlier(sample_at_, due_at());
  if (capture_) next = earlier(next, capture_->due_at());
  for (const Member& member : members_)
    next = earlier(next, earlier(member.session->next_deadline(), waits_until(member)));
  return next;
}

void Supervisor::handle(const Input& input, TimePoint time) {
  const TimePoint now = latest_ = std::max(latest_, time);
  if (const auto* visibility = std::get_if<VisibilityChanged>(&input)) {
    set_hidden(visibility->hidden);
    if (!visibility->hidden) on_device(MediaHoped{}, now);
  } else if (on_device(input, now)) {
    // Told, or tried again.
  } else if (const auto* sample = std::get_if<StatsSampled>(&input)) {
    on_stats(*sample, now);
  } else if (state_ == State::Plain) {
    if (std::holds_alternative<Timeout>(input)) look(now);
    pass_on(input, now);
  } else if (const auto* connect = std::get_if<ConnectCalled>(&input)) {
    on_connect(*connect, now);
  } else if (const auto* start = std::get_if<StartCalled>(&input)) {
    on_start(*start, now);
  } else if (const auto* stop = std::get_if<StopCalled>(&input)) {
    on_stop(*stop, now);
  } else if (const auto* hidden = std::get_if<PageHidden>(&input)) {
    on_hide(hidden->may_return, now);
  } else if (std::holds_alternative<PageShown>(input)) {
    on_shown(now);
  } else if (const auto* mute = std::get_if<MuteCalled>(&input)) {
    on_mute(*mute, now);
  } else if (std::holds_alternative<MediaReady>(input) ||
             std::holds_alternative<MediaFailed>(input)) {
    on_media(input, now);
  } else if (const auto* policy = std::get_if<PolicyAnswered>(&input)) {
    on_policy(*policy, now);
  } else if (const auto* token = std::get_if<TokenGiven>(&input)) {
    on_token(*token, now);
  } else if (const auto* online = std::get_if<OnlineChanged>(&input)) {
    on_online(online->online, now);
  } else if (std::holds_alternative<NetworkChanged>(input)) {
    on_network_changed(now);
  } else if (const auto* looked = std::get_if<NetworkLooked>(&input)) {
    on_network_looked(*looked, now);
  } else if (std::holds_alternative<RetryCalled>(input)) {
    if (state_ == State::Waiting && loss_->pause == Pause::Time) attempt(now);
  } else if (std::holds_alternative<StopRecoveryCalled>(input)) {
    stopped_ = true;
    if (loss_) give_up(now);
    capture_.reset();
    unwatch();
  } else {
    if (std::holds_alternative<Timeout>(input)) on_timeout(now);
    pass_on(input, now);
    if (const auto* peer = std::get_if<PeerStateChanged>(&input)) {
      drain(now);  // what a session begins with it comes before what ends the session
      on_peer_state(*peer, now);
    }
  }
  drain(now);
}

// To whoever it may concern: a session knows its own attempts. What is about no attempt is for the
// one that the app sees, but for the passing of time.
void Supervisor::pass_on(const Input& input, TimePoint now) {
  const bool is_call = std::holds_alternative<SendCalled>(input) ||
                       std::holds_alternative<LogCalled>(input) ||
                       std::holds_alternative<ServerCalled>(input);
  if (is_call && !lead_) {
    const auto* call = std::get_if<ServerCalled>(&input);
    if (call) effects_.push(Settle{.call = call->call, .error = Error{ErrorCode::StateNotLive}});
    return;
  }
  for (Member& member : members_) {
    if (!is_call || &member == lead_) member.session->handle(input, now);
  }
}

// ---------------------------------------------------------------------------------------------
// The app's calls

void Supervisor::on_connect(const ConnectCalled& connect, TimePoint now) {
  if (wants_connection_ || wants_stream_ || !step(Event::Ask)) {
    return effects_.push(Settle{.call = connect.call, .error = Error{ErrorCode::StateBusy}});
  }
  connect_ = connect.call;
  wants_connection_ = true;
  lead_->began_at = now;
  ask(*lead_, now);
}

void Supervisor::on_start(const StartCalled& start, TimePoint now) {
  const auto refuse = [&](ErrorCode code, std::string detail = {}) {
    effects_.push(Settle{.call = start.call, .error = Error{code, std::move(detail)}});
  };
  if (state_ == State::Closing || state_ == State::Ended) return refuse(ErrorCode::StateClosed);
  if (wants_stream_) return refuse(ErrorCode::StateBusy);
  if (start.stream_name && (!config_.has_endpoint || config_.transport == Transport::WebSocket)) {
    const auto name = check_stream_name(*start.stream_name);
    if (!name) return refuse(name.error().code, name.error().detail);
    if (wants_connection_ && *name != config_.stream_name)
      return refuse(ErrorCode::StateBusy, "the connection was made for another stream");
  }
  step(Event::Ask);
  start_ = start.call;
  stream_name_ = start.stream_name;
  wants_stream_ = true;
  Member* member = current();
  if (!member || state_ == State::Waiting) return;
  if (state_ == State::Connecting) member->began_at = now;
  member->session->handle(StartCalled{kStartCall, stream_name_}, now);
}

void Supervisor::on_stop(const StopCalled& stop, TimePoint now) {
  if (state_ == State::Ended) return effects_.push(Settle{.call = stop.call});
  const bool first = stops_.empty() && state_ != State::Closing;
  const bool release = stop.release_media || config_.release_media_on_stop;
  release_media_ = first ? release : release_media_ || release;
  stops_.push_back(stop.call);
  if (!first) return;
  step(Event::Stop);
  reject_calls(Error{.code = ErrorCode::StateClosed});
  farewell_.clear();
  close_all(now);
}

void Supervisor::on_hide(bool may_return, TimePoint now) {
  const bool was_live = state_ == State::Live || (loss_ && was_live_);
  for (Member& member : members_) member.session->handle(PageHidden{}, now);
  if (may_return && was_live && wants_stream_ && !stopped_) return go_away(now);
  if (!step(Event::Stop)) return;
  if (was_live) emit(is_publisher() ? event::kPublisherClosed : event::kSubscriberClosed);
  reject_calls(Error{.code = ErrorCode::StateClosed, .detail = "the page was left"});
  farewell_.clear();
  close_all(now);
}

// Nothing may stay open, or the browser does not keep the page: sessions, and the camera.
void Supervisor::go_away(TimePoint now) {
  away_ = true;
  unwatch();
  for (Member& member : members_) {
    if (!member.leaving) leave(member, now);
  }
  if (state_ != State::Waiting)
    lose(LossCause::Closed, Error{ErrorCode::SignalClosed, "the page was left"}, now);
  if (source_ == MediaSource::Capture) effects_.push(ReleaseMedia{true});
}

void Supervisor::on_shown(TimePoint now) {
  if (!std::exchange(away_, false) || !loss_) return;
  loss_->at = now;  // in the cache no time passes
  if (source_ == MediaSource::Capture && (capture_->lose(now) || capture_->hope(now)))
    effects_.push(ReopenMedia{});
  hurry(now);
}

void Supervisor::on_mute(const MuteCalled& mute, TimePoint now) {
  muted_[static_cast<std::size_t>(mute.kind)] = mute.muted;
  for (Member& member : members_) {
    if (!member.leaving) member.session->handle(mute, now);
  }
}

// A new session's server has not heard of it.
void Supervisor::tell_muted(Member& member, TimePoint now) {
  for (const MediaKind kind : {MediaKind::Audio, MediaKind::Video}) {
    const auto muted = muted_[static_cast<std::size_t>(kind)];
    if (muted.value_or(false)) member.session->handle(MuteCalled{kind, true}, now);
  }
}

// The camera is the client's, whatever session waits for it.
void Supervisor::on_media(const Input& input, TimePoint now) {
  media_pending_ = false;
  if (state_ == State::Closing || state_ == State::Ended) {
    if (std::holds_alternative<MediaReady>(input)) effects_.push(ReleaseMedia{});
  } else if (Member* member = current(); member && state_ != State::Waiting) {
    member->session->handle(input, now);
  } else if (const auto* failed = std::get_if<MediaFailed>(&input)) {
    media_answer_ = *failed;
  } else {
    media_answer_ = *std::get_if<MediaReady>(&input);
  }
}

// What becomes of a device that has been opened. Whether the input is about one.
bool Supervisor::on_device(const Input& input, TimePoint now) {
  const auto tell = [this](Error error) { emit(event::kPublishStatus, std::move(error)); };
  const auto named = [](MediaKind kind) {
    return kind == MediaKind::Video ? "the camera" : "the microphone";
  };
  const bool is_over = state_ == State::Closing || state_ == State::Ended;
  bool asks = false;
  if (const auto* ended = std::get_if<MediaEnded>(&input)) {
    if (!is_over) tell(Error{ErrorCode::MediaEnded, named(ended->kind)});
    asks = capture_ && ended->ours && capture_->lose(now);
  } else if (const auto* interrupted = std::get_if<MediaInterrupted>(&input)) {
    if (!is_over) tell(Error{ErrorCode::MediaInterrupted, named(interrupted->kind)});
  } else if (const auto* reopened = std::get_if<MediaReopened>(&input)) {
    if (!capture_) return true;
    if (reopened->error) {
      if (capture_->refuse(*reopened->error, now)) tell(*reopened->error);
    } else if (capture_->open(now)) {
      emit(event::kMediaStreamAvailable, HostObject::Stream);
    }
  } else if (std::holds_alternative<MediaHoped>(input)) {
    asks = capture_ && capture_->hope(now);
  } else {
    return false;
  }
  if (asks) effects_.push(ReopenMedia{});
  return true;
}

// ---------------------------------------------------------------------------------------------
// The end

void Supervisor::close_all(TimePoint now) {
  loss_.reset();
  capture_.reset();
  unwatch();
  if (!is_publisher()) effects_.push(DetachView{});
  for (Member& member : members_) {
    if (!member.leaving) leave(member, now);
  }
}

// Nothing is left but to say so.
void Supervisor::finish() {
  if (release_media_ && source_ != MediaSource::None) effects_.push(ReleaseMedia{});
  if (release_media_ && is_publisher()) effects_.push(DetachView{});
  const bool tells_stop = !stops_.empty() || (unpublished_ && !is_publisher());
  if (tells_stop) emit(is_publisher() ? event::kUnpublishSuccess : event::kSubscribeStop);
  for (const CallId call : stops_) effects_.push(Settle{.call = call});
  stops_.clear();
}

void Supervisor::reject_calls(const Error& error) {
  for (auto* call : {&connect_, &start_}) {
    if (*call) effects_.push(Settle{.call = **call, .error = error});
    call->reset();
  }
}

}  // namespace sluice
