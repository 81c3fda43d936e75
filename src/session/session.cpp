// A session of a publisher or a subscriber.
//
// The rules:
//  - A publisher's camera is asked for at once, so that it is warm when publish() is called; a call
//    that comes earlier waits (Waiting). A refused camera is told by an event and rejects the call.
//  - publish() and subscribe() settle exactly once: when media may flow, or with an error. What is
//    left to tear down then is torn down in the background.
//  - unpublish() and unsubscribe() always resolve, when nothing is left on the server or the
//    deadline for that has passed; any number of them may wait.
//  - Sluice stops the tracks that it opened itself whenever a session ends. The exception is an
//    unpublish() that does not ask for it: there the preview stays, as the API promises.
//  - Over a WebSocket everything starts at once: the lookup, the camera, and as soon as it can the
//    browser's offer. The first of the nodes found is used, the others are kept: as long as the
//    stream was not live, the next one is tried when one fails by itself (but not when the
//    stream's name is the trouble, which would be the same anywhere).
//  - When the way to a manager's proxy fails, the manager is asked before the app is told: only if
//    it has nodes, it is the proxy that is missing.
//  - A session has one life. The client makes a new one to start again.
//
// The states and the table are in session_table.cpp, the attempts in session_attempts.cpp.

#include "session/session.hpp"

#include <utility>

namespace sluice {
namespace {

using State = SessionState;
using Event = SessionEvent;

// The attempt that an input belongs to; nothing for one that belongs to the session.
std::optional<AttemptId> attempt_of(const Input& input) {
  return std::visit(
      [](const auto& value) -> std::optional<AttemptId> {
        if constexpr (requires { value.attempt; }) {
          return value.attempt;
        } else {
          return std::nullopt;
        }
      },
      input);
}

}  // namespace

Session::Session(SessionConfig config, MediaSource source, TimePoint now, std::uint32_t serial,
                 std::vector<Node> nodes)
    : config_(std::move(config)),
      target_(config_),
      source_(source),
      has_media_(source != MediaSource::Capture && source != MediaSource::Awaited),
      attempts_(serial * kAttemptsPerSession),
      nodes_(std::move(nodes)) {
  // Where no lookup is made, the options are rewritten from the start.
  if (config_.lookup && !needs_lookup(config_)) show_rewritten(config_.options);
  if (!has_media_) {
    state_ = State::Preparing;
    media_deadline_ = now + config_.timeouts.media;
    if (source_ == MediaSource::Capture) push(AcquireMedia{});
  } else if (source_ == MediaSource::Supplied) {
    emit(event::kMediaStreamAvailable, HostObject::Stream);
    push(AttachView{});
  }
}

void Session::handle(const Input& input, TimePoint now) {
  // The one place where the past is dropped: answers of an attempt that is not, or no longer, ours.
  const auto attempt = attempt_of(input);
  const bool is_search = attempt && locator_ && locator_->attempt() == *attempt;
  const bool is_ours = negotiation_ && attempt == negotiation_->attempt();
  if (attempt && !is_search && !is_ours) return;

  if (const auto* connect = std::get_if<ConnectCalled>(&input)) {
    on_connect(*connect, now);
  } else if (const auto* start = std::get_if<StartCalled>(&input)) {
    on_start(*start, now);
  } else if (const auto* stop = std::get_if<StopCalled>(&input)) {
    on_stop(*stop, now);
  } else if (std::holds_alternative<PageHidden>(input)) {
    on_hide(now);
  } else if (const auto* media = std::get_if<MediaReady>(&input)) {
    on_media_ready(*media, now);
  } else if (const auto* failed = std::get_if<MediaFailed>(&input)) {
    if (step(Event::MediaRefused)) on_media_missing(failed->error, now);
  } else if (const auto* track = std::get_if<TrackArrived>(&input)) {
    on_track(*track);
  } else if (const auto* blocked = std::get_if<PlaybackBlocked>(&input)) {
    on_playback_blocked(*blocked);
  } else if (const auto* mute = std::get_if<MuteCalled>(&input); mute && state_ != State::Live) {
    muted_[static_cast<std::size_t>(mute->kind)] = mute->muted;  // until there is a server to tell
  } else if (const auto* call = std::get_if<ServerCalled>(&input); call && !negotiation_) {
    settle(call->call, Error{.code = ErrorCode::StateNotLive});
  } else {
    if (std::holds_alternative<Timeout>(input)) on_timeout(now);
    if (locator_ && !is_ours) locator_->handle(input, now);
    if (negotiation_ && !is_search) negotiation_->handle(input, now);
  }
  drain(now);
}

std::optional<TimePoint> Session::next_deadline() const {
  const auto of_attempt = negotiation_ ? negotiation_->next_deadline() : std::nullopt;
  const auto of_search = locator_ ? locator_->next_deadline() : std::nullopt;
  return earlier(media_deadline_, earlier(of_attempt, of_search));
}

bool Session::step(Event event) {
  const SessionCell cell = session_cell(state_, event);
  if (cell.ignored) return false;
  // Nobody wants to hear a stream on while its session is being taken down.
  const bool closes = cell.next == State::Closing && state_ != State::Closing;
  if (closes) media_deadline_.reset();
  if (closes && !is_publisher()) push(DetachView{});
  state_ = cell.next;
  return true;
}

// ---------------------------------------------------------------------------------------------
// The app's calls

void Session::on_connect(const ConnectCalled& connect, TimePoint now) {
  if (!step(Event::Connect)) {
    return settle(connect.call, Error{.code = ErrorCode::StateBusy});
  }
  connect_ = connect.call;
  begin(now);
}

void Session::on_start(const StartCalled& start, TimePoint now) {
  if (start_ || state_ == State::Negotiating || state_ == State::Live) {
    return settle(start.call, Error{.code = ErrorCode::StateBusy});
  }
  if (session_cell(state_, Event::Start).ignored) {
    return settle(start.call, Error{.code = ErrorCode::StateClosed});
  }
  const bool names =
      start.stream_name && (!config_.has_endpoint || config_.transport == Transport::WebSocket);
  if (names) {
    auto name = check_stream_name(*start.stream_name);
    if (!name) return settle(start.call, name.error());
    if (negotiation_ && *name != config_.stream_name) {
      return settle(start.call,
                    Error{ErrorCode::StateBusy, "the connection was made for another stream"});
    }
    // The name that a node gave for this one stays.
    if (*name != config_.stream_name) target_.stream_name = config_.stream_name = std::move(*name);
  }
  step(Event::Start);
  start_ = start.call;
  if (state_ == State::Ended) {
    reject(media_error_.value_or(Error{.code = ErrorCode::MediaFailed}));
    end();
  } else if (socket_) {
    socket_->ask(now);
  } else if (state_ == State::Negotiating || config_.transport == Transport::WebSocket) {
    begin(now);
  }
}

void Session::on_stop(const StopCalled& stop, TimePoint now) {
  const bool first = stops_.empty() && state_ != State::Closing;
  if (!step(Event::Stop)) return settle(stop.call);
  // Any of several calls may ask for it.
  const bool release = stop.release_media || config_.release_media_on_stop;
  release_media_ = first ? release : release_media_ || release;
  stops_.push_back(stop.call);
  reject(Error{.code = ErrorCode::StateClosed});
  state_ == State::Ended ? end() : close_out(now);
}

void Session::on_hide(TimePoint now) {
  const bool was_live = state_ == State::Live;
  if (!step(Event::Hide)) return;
  // A page may come back out of the browser's cache: it must find that its session is over.
  if (was_live) emit(is_publisher() ? event::kPublisherClosed : event::kSubscriberClosed);
  reject(Error{.code = ErrorCode::StateClosed, .detail = "the page was left"});
  if (negotiation_) negotiation_->hide(now);
  state_ == State::Ended ? end() : close_out(now);
}

// ---------------------------------------------------------------------------------------------
// Camera and view

void Session::on_media_ready(const MediaReady& media, TimePoint now) {
  // Granted too late: nobody is left to use it.
  if (!step(Event::MediaGranted)) return push(ReleaseMedia{});
  media_deadline_.reset();
  has_media_ = true;
  emit(event::kConstraintsAccepted, HostObject::Constraints);
  if (media.has_video) emit(event::kDimensionChange, HostObject::Dimensions);
  emit(event::kMediaStreamAvailable, HostObject::Stream);
  push(AttachView{});
  if (state_ != State::Negotiating) return;
  if (socket_) {
    socket_->media_ready(now);
  } else {
    begin(now);
  }
}

void Session::on_media_missing(Error error, TimePoint now) {
  media_deadline_.reset();
  emit(event::kConstraintsRejected, HostObject::Constraints);
  if (state_ == State::Closing) {
    reject(error);
    close_out(now);
  } else {
    media_error_ = std::move(error);
  }
}

void Session::on_track(const TrackArrived& track) {
  if (is_publisher() || (state_ != State::Negotiating && state_ != State::Live)) return;
  push(Emit{event::kTrackAdded, HostObject::Track, track.attempt});
  if (!track.new_stream) return;
  push(Emit{event::kAddStream, HostObject::Stream, track.attempt});
  push(AttachView{track.attempt});
  push(PlayView{track.attempt, false});
}

void Session::on_playback_blocked(const PlaybackBlocked& blocked) {
  if (state_ != State::Negotiating && state_ != State::Live) return;
  if (config_.mute_if_autoplay_blocked && !blocked.was_muted) {
    push(PlayView{blocked.attempt, true});
    emit(event::kAutoplayMuted, HostObject::Element);
  } else {
    emit(event::kAutoplayFailure, HostObject::Element);
  }
}

void Session::on_timeout(TimePoint now) {
  if (!media_deadline_ || now < *media_deadline_) return;
  media_deadline_.reset();
  if (step(Event::Expire)) on_media_missing({.code = ErrorCode::MediaTimeout}, now);
}

}  // namespace sluice
