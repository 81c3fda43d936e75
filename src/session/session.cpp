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
// The states:
//  Preparing    the camera has been asked for
//  NoMedia      it was refused; publish() will hear why
//  Ready        nothing is missing for a start
//  Joining      a player's init(): the way to the server is being made
//  Joined       it is there, and nothing is asked for yet
//  Waiting      started, but the camera is not there yet
//  Negotiating  an attempt is under way
//  Live         media flows, or may
//  Closing      the attempt is being torn down
//  Ended        nothing is left

#include "session/session.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace sluice {
namespace {

using State = SessionState;
using Event = SessionEvent;

constexpr std::uint32_t kAttemptsPerSession = 64;  // more than kMaxNodes, and the searches

constexpr Row<State, Event> kRows[] = {
    {State::Preparing, Event::MediaGranted, State::Ready},
    {State::Preparing, Event::MediaRefused, State::NoMedia},
    {State::Preparing, Event::Expire, State::NoMedia},
    {State::Preparing, Event::Start, State::Waiting},
    {State::Preparing, Event::Stop, State::Ended},
    {State::Preparing, Event::Hide, State::Ended},

    {State::NoMedia, Event::Start, State::Ended},
    {State::NoMedia, Event::Stop, State::Ended},
    {State::NoMedia, Event::Hide, State::Ended},

    {State::Ready, Event::Connect, State::Joining},
    {State::Ready, Event::Start, State::Negotiating},
    {State::Ready, Event::Stop, State::Ended},
    {State::Ready, Event::Hide, State::Ended},

    {State::Joining, Event::Greeted, State::Joined},
    {State::Joining, Event::Start, State::Negotiating},
    {State::Joining, Event::NextNode, State::Joining},
    {State::Joining, Event::Failed, State::Closing},
    {State::Joining, Event::Stop, State::Closing},
    {State::Joining, Event::Hide, State::Closing},

    {State::Joined, Event::Start, State::Negotiating},
    {State::Joined, Event::Failed, State::Closing},
    {State::Joined, Event::Stop, State::Closing},
    {State::Joined, Event::Hide, State::Closing},

    {State::Waiting, Event::MediaGranted, State::Negotiating},
    {State::Waiting, Event::NextNode, State::Waiting},
    {State::Waiting, Event::Failed, State::Closing},
    {State::Waiting, Event::MediaRefused, State::Closing},
    {State::Waiting, Event::Expire, State::Closing},
    {State::Waiting, Event::Stop, State::Closing},
    {State::Waiting, Event::Hide, State::Closing},

    {State::Negotiating, Event::Up, State::Live},
    {State::Negotiating, Event::Declined, State::Joined},
    {State::Negotiating, Event::NextNode, State::Negotiating},
    {State::Negotiating, Event::Failed, State::Closing},
    {State::Negotiating, Event::Stop, State::Closing},
    {State::Negotiating, Event::Hide, State::Closing},

    {State::Live, Event::Lost, State::Closing},
    {State::Live, Event::Over, State::Closing},
    {State::Live, Event::Stop, State::Closing},
    {State::Live, Event::Hide, State::Closing},

    {State::Closing, Event::Stop, State::Closing},
    {State::Closing, Event::Hide, State::Closing},
    {State::Closing, Event::Finished, State::Ended},
};

constexpr auto kTable = make_table<kSessionStates, kSessionEvents>(kRows);

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

// Whether another node may do better.
bool may_differ_elsewhere(ErrorCode code) {
  constexpr ErrorCode kOfTheNode[] = {ErrorCode::SignalTimeout,  ErrorCode::SignalUnreachable,
                                      ErrorCode::SignalClosed,   ErrorCode::SignalRejected,
                                      ErrorCode::SignalRefused,  ErrorCode::SignalNotSdp,
                                      ErrorCode::SignalTooLarge, ErrorCode::PeerFailed,
                                      ErrorCode::PeerTimeout,    ErrorCode::PeerRefusedSdp};
  return std::ranges::find(kOfTheNode, code) != std::end(kOfTheNode);
}

bool is_about_the_name(ErrorCode code) {
  return code == ErrorCode::HttpNotFound || code == ErrorCode::HttpConflict ||
         code == ErrorCode::StreamNameTaken || code == ErrorCode::StreamNotFound;
}

}  // namespace

SessionCell session_cell(SessionState state, SessionEvent event) {
  return cell_of(kTable, state, event);
}

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
  } else if (const auto* call = std::get_if<ServerCalled>(&input); call && !socket_) {
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
    config_.stream_name = std::move(*name);
    target_.stream_name = config_.stream_name;
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

// ---------------------------------------------------------------------------------------------
// The attempts

void Session::begin(TimePoint now) {
  if (needs_lookup(config_) && nodes_.empty()) begin_search(config_.lookup_retries, now);
  negotiate(now);
}

void Session::begin_search(std::uint32_t retries, TimePoint now) {
  Lookup lookup = *config_.lookup;
  lookup.stream = config_.stream_name;
  locator_.emplace(AttemptId{++attempts_}, std::move(lookup),
                   LocatorLimits{retries, config_.lookup_retry_delay, config_.timeouts.answer});
  locator_->start(now);
  effects_.take_over(locator_->effects());
}

void Session::negotiate(TimePoint now) {
  const AttemptId attempt{++attempts_};
  attempt_ = attempt;
  if (config_.transport == Transport::Http) {
    negotiation_ = std::make_unique<HttpNegotiation>(attempt, target_);
    return negotiation_->start(now);
  }
  auto socket = std::make_unique<SocketNegotiation>(attempt, target_, has_media_);
  socket_ = socket.get();
  negotiation_ = std::move(socket);
  socket_->start(now);
  if (start_) socket_->ask(now);
  if (!locator_) nodes_.empty() ? socket_->locate(now) : go_to_node(now);
}

void Session::go_to_node(TimePoint now) {
  const Node& node = nodes_[node_];
  auto located = located_config(config_, node);
  if (!located) {
    // The node's own data do not fit into a config: not the caller's fault.
    if (step(Event::Failed)) {
      reject({.code = ErrorCode::ManagerBadAnswer, .detail = located.error().detail});
      close_out(now);
    }
    return;
  }
  target_ = std::move(*located);
  show_rewritten(target_.options);
  emit(event::kEndpointChanged, Json(Json::Object{{"endpoint", Json(node.address)}}));
  socket_->locate(now);
}

void Session::on_located(Locator::Answer answer, TimePoint now) {
  if (suspected_) {
    if (answer) suspected_->code = ErrorCode::ProxyDisabled;
    reject(*std::exchange(suspected_, std::nullopt));
    close_out(now);
  } else if (answer) {
    nodes_ = std::move(*answer);
    node_ = 0;
    // The attempt may have failed for a reason of its own, and be on its way out.
    if (socket_) go_to_node(now);
  } else if (step(Event::Failed)) {
    reject(answer.error());
    close_out(now);
  }
}

// Effects first: what an attempt has announced comes before what the session makes of it.
void Session::drain(TimePoint now) {
  drain_locator(now);
  drain_negotiation(now);
}

void Session::drain_locator(TimePoint now) {
  if (!locator_) return;
  effects_.take_over(locator_->effects());
  auto answer = locator_->poll_answer();
  if (locator_->state() == LocatorState::Done) locator_.reset();
  if (answer) on_located(std::move(*answer), now);
}

void Session::drain_negotiation(TimePoint now) {
  if (!negotiation_) return;
  effects_.take_over(negotiation_->effects());
  bool finished = false;
  while (auto note = negotiation_->poll_note()) {
    finished = finished || std::holds_alternative<NegotiationFinished>(*note);
    on_note(*note, now);
  }
  if (finished) on_finished(now);
}

void Session::on_note(NegotiationNote& note, TimePoint now) {
  if (std::holds_alternative<NegotiationGreeted>(note)) {
    on_greeted();
  } else if (std::holds_alternative<NegotiationUp>(note)) {
    on_up();
  } else if (const auto* declined = std::get_if<NegotiationDeclined>(&note)) {
    on_declined(declined->error);
  } else if (auto* failed = std::get_if<NegotiationFailed>(&note)) {
    on_failed(*failed, now);
  } else if (std::holds_alternative<NegotiationEnded>(note)) {
    on_over();
  } else if (std::holds_alternative<NegotiationAlive>(note)) {
    alive_ = true;
  }
}

void Session::on_greeted() {
  step(Event::Greeted);
  if (connect_) settle(*connect_);
  connect_.reset();
}

void Session::on_up() {
  if (!step(Event::Up)) return;
  emit(is_publisher() ? event::kPublishStart : event::kSubscribeStart);
  settle(*start_);
  start_.reset();
}

void Session::on_declined(const Error& error) {
  if (!step(Event::Declined)) return;
  emit(event::kSubscribeInvalidName, error);
  settle(*start_, error);
  start_.reset();
}

void Session::on_failed(NegotiationFailed& failed, TimePoint now) {
  if (failed.was_up) {
    if (!step(Event::Lost)) return;
    const bool closed = failed.error.code == ErrorCode::SignalClosed;
    loss_ = SessionLoss{closed ? LossCause::Closed : LossCause::Disconnected, failed.error};
    // A closed socket is told by one event, a lost peer by two.
    if (!closed) emit(is_publisher() ? event::kPublishFail : event::kSubscribeFail, failed.error);
    return emit(is_publisher() ? event::kPublisherClosed : event::kSubscriberClosed, failed.error);
  }
  // Between init() and subscribe() no promise waits that could tell of it.
  const bool was_joined = state_ == State::Joined;
  const bool more = node_ + 1 < nodes_.size() && may_differ_elsewhere(failed.error.code);
  if (more && step(Event::NextNode)) {
    emit(event::kCandidateFailure, FailedCandidate{nodes_[node_].address, failed.error});
    ++node_;
    try_next_node_ = true;
  } else if (step(Event::Failed)) {
    if (was_joined) {
      loss_ = SessionLoss{LossCause::Closed, failed.error};
      emit(event::kSubscriberClosed, failed.error);
    }
    explain(std::move(failed.error), now);
  }
}

// The server has said that the stream is over; what is left of the attempt is torn down.
void Session::on_over() {
  if (!step(Event::Over)) return;
  over_ = true;
  loss_ = SessionLoss{LossCause::Unpublished};
  emit(is_publisher() ? event::kPublisherClosed : event::kPlayUnpublish);
}

void Session::on_finished(TimePoint now) {
  negotiation_.reset();
  socket_ = nullptr;
  if (suspected_) return;
  if (step(Event::Finished)) return end();
  if (!std::exchange(try_next_node_, false)) return;
  negotiate(now);
  drain_negotiation(now);
}

// Tells why it failed. Where the way to a manager's proxy cannot be told from one that is off, the
// manager is asked for nodes first: if it has some, it is the proxy that is missing.
void Session::explain(Error error, TimePoint now) {
  const bool no_proxy = error.code == ErrorCode::SignalUnreachable ||
                        error.code == ErrorCode::HttpNetwork || error.http_status == 404 ||
                        error.http_status == 405;
  if (locator_) {
    locator_->stop();
    drain_locator(now);
  }
  if (!no_proxy || !config_.lookup) return reject(error);
  if (nodes_.empty()) {
    suspected_ = std::move(error);
    return begin_search(0, now);
  }
  error.code = ErrorCode::ProxyDisabled;
  reject(error);
}

void Session::probe(TimePoint now) {
  if (state_ != State::Live) return;
  negotiation_->probe(now);
  drain(now);
}

bool Session::restart_ice(TimePoint now) {
  if (state_ != State::Live || !negotiation_->restart_ice(now)) return false;
  drain(now);
  return true;
}

std::vector<Node> Session::untried_nodes() const {
  if (node_ + 1 >= nodes_.size()) return {};
  return {nodes_.begin() + static_cast<std::ptrdiff_t>(node_) + 1, nodes_.end()};
}

// Takes down what is under way; the session ends when nothing is left of it.
void Session::close_out(TimePoint now) {
  try_next_node_ = false;
  suspected_.reset();
  if (locator_) {
    locator_->stop();
    drain_locator(now);
  }
  if (negotiation_) {
    negotiation_->close(now);
  } else if (step(Event::Finished)) {
    end();
  }
}

// Nothing is left but to say so.
void Session::end() {
  media_deadline_.reset();
  if (release_media_) push(ReleaseMedia{});
  if (release_media_ && is_publisher()) push(DetachView{});
  const bool tells_stop = !stops_.empty() || (over_ && !is_publisher());
  if (tells_stop) emit(is_publisher() ? event::kUnpublishSuccess : event::kSubscribeStop);
  for (const CallId call : stops_) settle(call);
  stops_.clear();
}

void Session::reject(const Error& error) {
  if (!start_ && !connect_) return;
  if (error.code != ErrorCode::StateClosed) emit_connect_failure(error);
  for (auto* call : {&connect_, &start_}) {
    if (*call) settle(**call, error);
    call->reset();
  }
}

void Session::emit_connect_failure(const Error& error) {
  if (is_about_the_name(error.code)) {
    emit(is_publisher() ? event::kPublishInvalidName : event::kSubscribeInvalidName, error);
  } else if (error.code == ErrorCode::SignalRefused) {
    emit(is_publisher() ? event::kPublishFail : event::kSubscribeFail, error);
  }
  emit(event::kConnectFailure, error);
}

void Session::show_rewritten(const Json& options) {
  Json::Object shown;
  for (const std::string_view key : {"app", "connectionParams"}) {
    if (const Json* value = options.find(key)) shown.emplace_back(key, *value);
  }
  push(ShowOptions{Json(std::move(shown))});
}

}  // namespace sluice
