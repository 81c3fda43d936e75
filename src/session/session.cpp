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
//  - A session has one life. The client makes a new one to start again.
//
// The states:
//  Preparing    the camera has been asked for
//  NoMedia      it was refused; publish() will hear why
//  Ready        nothing is missing for a start
//  Waiting      started, but the camera is not there yet
//  Negotiating  an attempt is under way
//  Live         media flows, or may
//  Closing      the attempt is being torn down
//  Ended        nothing is left

#include "session/session.hpp"

#include <algorithm>
#include <array>

namespace sluice {
namespace {

using State = SessionState;
using Event = SessionEvent;

struct Row {
  State state;
  Event event;
  State next;
};

constexpr Row kRows[] = {
    {State::Preparing, Event::MediaGranted, State::Ready},
    {State::Preparing, Event::MediaRefused, State::NoMedia},
    {State::Preparing, Event::Expire, State::NoMedia},
    {State::Preparing, Event::Start, State::Waiting},
    {State::Preparing, Event::Stop, State::Ended},
    {State::Preparing, Event::Hide, State::Ended},

    {State::NoMedia, Event::Start, State::Ended},
    {State::NoMedia, Event::Stop, State::Ended},
    {State::NoMedia, Event::Hide, State::Ended},

    {State::Ready, Event::Start, State::Negotiating},
    {State::Ready, Event::Stop, State::Ended},
    {State::Ready, Event::Hide, State::Ended},

    {State::Waiting, Event::MediaGranted, State::Negotiating},
    {State::Waiting, Event::MediaRefused, State::Ended},
    {State::Waiting, Event::Expire, State::Ended},
    {State::Waiting, Event::Stop, State::Ended},
    {State::Waiting, Event::Hide, State::Ended},

    {State::Negotiating, Event::Up, State::Live},
    {State::Negotiating, Event::Failed, State::Closing},
    {State::Negotiating, Event::Stop, State::Closing},
    {State::Negotiating, Event::Hide, State::Closing},

    {State::Live, Event::Lost, State::Closing},
    {State::Live, Event::Stop, State::Closing},
    {State::Live, Event::Hide, State::Closing},

    {State::Closing, Event::Stop, State::Closing},
    {State::Closing, Event::Hide, State::Closing},
    {State::Closing, Event::Finished, State::Ended},
};

constexpr auto kTable = [] {
  std::array<std::array<SessionCell, kSessionEvents>, kSessionStates> table{};
  // Said aloud: g++ 12 loses the default of `ignored` in the cells that nothing is assigned to.
  for (auto& cells : table) cells.fill(SessionCell{.next = {}, .ignored = true});
  for (const Row& row : kRows) {
    table[static_cast<std::size_t>(row.state)][static_cast<std::size_t>(row.event)] = {row.next,
                                                                                       false};
  }
  return table;
}();

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

SessionCell session_cell(SessionState state, SessionEvent event) {
  return kTable[static_cast<std::size_t>(state)][static_cast<std::size_t>(event)];
}

Session::Session(SessionConfig config, MediaSource source, TimePoint now)
    : config_(std::move(config)), source_(source) {
  if (source_ == MediaSource::Capture) {
    state_ = State::Preparing;
    media_deadline_ = now + config_.timeouts.media;
    push(AcquireMedia{});
  } else if (source_ == MediaSource::Supplied) {
    emit(event::kMediaStreamAvailable, HostObject::Stream);
    push(AttachView{});
  }
}

void Session::handle(const Input& input, TimePoint now) {
  // The one place where the past is dropped: answers of an attempt that is not, or no longer, ours.
  const auto attempt = attempt_of(input);
  if (attempt && (!negotiation_ || negotiation_->attempt() != *attempt)) return;

  if (const auto* start = std::get_if<StartCalled>(&input)) {
    on_start(*start, now);
  } else if (const auto* stop = std::get_if<StopCalled>(&input)) {
    on_stop(*stop, now);
  } else if (std::holds_alternative<PageHidden>(input)) {
    on_hide(now);
  } else if (const auto* media = std::get_if<MediaReady>(&input)) {
    on_media_ready(*media, now);
  } else if (const auto* failed = std::get_if<MediaFailed>(&input)) {
    on_media_failed(failed->error);
  } else if (const auto* track = std::get_if<TrackArrived>(&input)) {
    on_track(*track);
  } else if (const auto* blocked = std::get_if<PlaybackBlocked>(&input)) {
    on_playback_blocked(*blocked);
  } else {
    if (std::holds_alternative<Timeout>(input)) on_timeout(now);
    if (negotiation_) negotiation_->handle(input, now);
  }
  drain_negotiation();
}

std::optional<Effect> Session::poll_effect() {
  if (effects_.empty()) return std::nullopt;
  Effect effect = std::move(effects_.front());
  effects_.pop_front();
  return effect;
}

std::optional<TimePoint> Session::next_deadline() const {
  auto next = negotiation_ ? negotiation_->next_deadline() : std::nullopt;
  if (media_deadline_) next = next ? std::min(*next, *media_deadline_) : *media_deadline_;
  return next;
}

bool Session::step(Event event) {
  const SessionCell cell = session_cell(state_, event);
  if (cell.ignored) return false;
  // Nobody wants to hear a stream on while its session is being taken down.
  const bool closes = cell.next == State::Closing && state_ != State::Closing;
  if (closes && !is_publisher()) push(DetachView{});
  state_ = cell.next;
  return true;
}

// ---------------------------------------------------------------------------------------------
// The app's calls

void Session::on_start(const StartCalled& start, TimePoint now) {
  if (start_ || state_ == State::Negotiating || state_ == State::Live) {
    return settle(start.call, Error{.code = ErrorCode::StateBusy});
  }
  if (session_cell(state_, Event::Start).ignored) {
    return settle(start.call, Error{.code = ErrorCode::StateClosed});
  }
  if (start.stream_name && !config_.has_endpoint) {
    auto name = check_stream_name(*start.stream_name);
    if (!name) return settle(start.call, name.error());
    config_.stream_name = std::move(*name);
  }
  step(Event::Start);
  start_ = start.call;
  if (state_ == State::Ended) {
    reject_start(media_error_.value_or(Error{.code = ErrorCode::MediaFailed}));
    end();
  } else if (state_ == State::Negotiating) {
    negotiate(now);
  }
}

void Session::on_stop(const StopCalled& stop, TimePoint now) {
  const bool first = stops_.empty() && state_ != State::Closing;
  if (!step(Event::Stop)) return settle(stop.call);
  // Any of several calls may ask for it.
  const bool release = stop.release_media || config_.release_media_on_stop;
  release_media_ = first ? release : release_media_ || release;
  stops_.push_back(stop.call);
  reject_start(Error{.code = ErrorCode::StateClosed});
  if (negotiation_) negotiation_->close(now);
  if (state_ == State::Ended) end();
}

void Session::on_hide(TimePoint now) {
  const bool was_live = state_ == State::Live;
  if (!step(Event::Hide)) return;
  // A page may come back out of the browser's cache: it must find that its session is over.
  if (was_live) emit(is_publisher() ? event::kPublisherClosed : event::kSubscriberClosed);
  reject_start(Error{.code = ErrorCode::StateClosed, .detail = "the page was left"});
  if (negotiation_) negotiation_->hide(now);
  if (state_ == State::Ended) end();
}

// ---------------------------------------------------------------------------------------------
// Camera and view

void Session::on_media_ready(const MediaReady& media, TimePoint now) {
  // Granted too late: nobody is left to use it.
  if (!step(Event::MediaGranted)) return push(ReleaseMedia{});
  media_deadline_.reset();
  emit(event::kConstraintsAccepted, HostObject::Constraints);
  if (media.has_video) emit(event::kDimensionChange, HostObject::Dimensions);
  emit(event::kMediaStreamAvailable, HostObject::Stream);
  push(AttachView{});
  if (state_ == State::Negotiating) negotiate(now);
}

void Session::on_media_failed(Error error) {
  if (!step(Event::MediaRefused)) return;
  media_deadline_.reset();
  emit(event::kConstraintsRejected, HostObject::Constraints);
  if (state_ == State::Ended) {
    reject_start(error);
    end();
  } else {
    media_error_ = std::move(error);
  }
}

void Session::on_track(const TrackArrived& track) {
  if (is_publisher() || (state_ != State::Negotiating && state_ != State::Live)) return;
  emit(event::kTrackAdded, HostObject::Track);
  if (!track.new_stream) return;
  emit(event::kAddStream, HostObject::Stream);
  push(AttachView{});
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
  if (!step(Event::Expire)) return;
  const Error error{.code = ErrorCode::MediaTimeout};
  emit(event::kConstraintsRejected, HostObject::Constraints);
  if (state_ == State::Ended) {
    reject_start(error);
    end();
  } else {
    media_error_ = error;
  }
}

// ---------------------------------------------------------------------------------------------
// The attempt

void Session::negotiate(TimePoint now) {
  negotiation_.emplace(AttemptId{++attempts_}, config_);
  negotiation_->start(now);
}

void Session::drain_negotiation() {
  if (!negotiation_) return;
  // Effects first: what an attempt has announced comes before what the session makes of it.
  while (auto effect = negotiation_->poll_effect()) push(std::move(*effect));
  bool finished = false;
  while (auto note = negotiation_->poll_note()) {
    if (std::holds_alternative<NegotiationUp>(*note)) {
      on_up();
    } else if (const auto* failed = std::get_if<NegotiationFailed>(&*note)) {
      on_failed(*failed);
    } else {
      finished = true;
    }
  }
  if (!finished) return;
  negotiation_.reset();
  if (step(Event::Finished)) end();
}

void Session::on_up() {
  if (!step(Event::Up)) return;
  emit(is_publisher() ? event::kPublishStart : event::kSubscribeStart);
  settle(*start_);
  start_.reset();
}

void Session::on_failed(const NegotiationFailed& failed) {
  if (!step(failed.was_up ? Event::Lost : Event::Failed)) return;
  if (!failed.was_up) return reject_start(failed.error);
  emit(is_publisher() ? event::kPublishFail : event::kSubscribeFail, failed.error);
  emit(is_publisher() ? event::kPublisherClosed : event::kSubscriberClosed, failed.error);
}

// Nothing is left but to say so.
void Session::end() {
  media_deadline_.reset();
  if (release_media_) push(ReleaseMedia{});
  if (release_media_ && is_publisher()) push(DetachView{});
  if (!stops_.empty()) emit(is_publisher() ? event::kUnpublishSuccess : event::kSubscribeStop);
  for (const CallId call : stops_) settle(call);
  stops_.clear();
}

void Session::reject_start(const Error& error) {
  if (!start_) return;
  if (error.code != ErrorCode::StateClosed) emit_connect_failure(error);
  settle(*start_, error);
  start_.reset();
}

void Session::emit_connect_failure(const Error& error) {
  if (error.code == ErrorCode::HttpNotFound || error.code == ErrorCode::HttpConflict) {
    emit(is_publisher() ? event::kPublishInvalidName : event::kSubscribeInvalidName, error);
  }
  emit(event::kConnectFailure, error);
}

}  // namespace sluice
