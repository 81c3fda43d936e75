// The table of the session, held against an independent copy of it, and a random walk that holds
// the session itself against the table. The negotiations and the search have tests of their own;
// here a second one of each, fed with the same inputs, tells what the session's have to say.

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <deque>
#include <map>
#include <memory>

#include "base/random.hpp"
#include "session/session.hpp"
#include "sim/describe.hpp"
#include "sim/samples.hpp"
#include "sim/text_table.hpp"
#include "sim/walk.hpp"
#include "unit/config_support.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = SessionState;
using Event = SessionEvent;

// Prep, NoMd: the camera was asked for, was refused. Join, Jnd: a player's init(). Wait: started,
// without the camera yet. Nego: an attempt is under way.
constexpr std::string_view kExpected = R"(
              Prep  NoMd  Read  Join Jnd  Wait Nego Live Clos  Ended
MediaGranted  Read  .     .     .    .    Nego .    .    .     .
MediaRefused  NoMd  .     .     .    .    Clos .    .    .     .
Connect       .     .     Join  .    .    .    .    .    .     .
Greeted       .     .     .     Jnd  .    .    .    .    .     .
Start         Wait  Ended Nego  Nego Nego .    .    .    .     .
Stop          Ended Ended Ended Clos Clos Clos Clos Clos Clos  .
Hide          Ended Ended Ended Clos Clos Clos Clos Clos Clos  .
Up            .     .     .     .    .    .    Live .    .     .
Declined      .     .     .     .    .    .    Jnd  .    .     .
NextNode      .     .     .     Join .    Wait Nego .    .     .
Failed        .     .     .     Clos Clos Clos Clos .    .     .
Lost          .     .     .     .    .    .    .    Clos .     .
Over          .     .     .     .    .    .    .    Clos .     .
Finished      .     .     .     .    .    .    .    .    Ended .
Expire        NoMd  .     .     .    .    Clos .    .    .     .
)";

TEST_CASE("each cell of the session's table leads where the plan says") {
  const auto table = read_table(kExpected);
  const Words& states = table.front();
  REQUIRE(states.size() == kSessionStates);
  REQUIRE(table.size() == kSessionEvents + 1);
  for (std::size_t event = 0; event < kSessionEvents; ++event) {
    const Words& row = table[event + 1];
    REQUIRE(row.size() == kSessionStates + 1);
    for (std::size_t state = 0; state < kSessionStates; ++state) {
      CAPTURE(row[0], states[state]);
      const auto cell = session_cell(static_cast<State>(state), static_cast<Event>(event));
      const std::string next = cell.ignored ? "." : states[static_cast<std::size_t>(cell.next)];
      CHECK(next == row[state + 1]);
    }
  }
}

using Visits = std::array<std::array<std::uint64_t, kSessionEvents>, kSessionStates>;

// What is promised for a call of the app's.
enum class Promise { Open, Resolved, Rejected };

// One life of one session with random inputs; the oracle follows them through the table.
class Walk {
 public:
  Walk(std::uint64_t seed, Visits& visits)
      : chance_(seed),
        visits_(visits),
        config_(config(chance_)),
        target_(config_),
        source_(source(chance_, config_.role)),
        session_(config_, source_, now_) {
    if (source_ == MediaSource::Capture) {
      state_ = State::Preparing;
      media_deadline_ = now_ + config_.timeouts.media;
    } else {
      has_media_ = true;
    }
    end();
  }

  std::uint64_t run() {
    std::uint64_t steps = 0;
    const std::uint64_t patience = 20 + chance_.below(200);
    for (; problem_.empty() && steps < patience && state_ != State::Ended; ++steps) step();
    if (problem_.empty()) only_timeouts();
    for (int extra = 0; problem_.empty() && extra < 5; ++extra, ++steps) step();
    for (const auto& [call, promise] : promises_) {
      if (promise == Promise::Open) fail("a call is never settled");
    }
    return steps;
  }

  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] const Lines& trace() const { return trace_; }
  void keep_trace() { tracing_ = true; }

 private:
  static SessionConfig config(Random& random) {
    const Role role = random.below(2) == 0 ? Role::Publisher : Role::Subscriber;
    const bool socket = random.below(3) != 0;
    SessionConfig config = socket ? sample_socket_config(role) : sample_config(role);
    if (random.below(2) == 0) {
      config = good(socket ? socket_client(role) : http_client(role),
                    R"({"host":"sm.example.com","streamName":"stream1","subscriptionId":"me",)"
                    R"("streamManager":{"retries":1,"retryDelay":500}})");
    }
    config.trickle = random.below(4) != 0;
    config.mute_if_autoplay_blocked = random.below(2) == 0;
    config.socket.stay_connected = random.below(2) == 0;
    const auto some = [&] { return Millis(100 + static_cast<std::int64_t>(random.below(20'000))); };
    config.timeouts = {some(), some(), some(), some(), some(), some(), some()};
    // What a node's config is made of.
    Json::Object limits;
    const auto limit = [&limits](std::string_view key, Millis wait) {
      limits.emplace_back(key, Json(static_cast<double>(wait.count())));
    };
    limit("media", config.timeouts.media);
    limit("description", config.timeouts.description);
    limit("gathering", config.timeouts.gathering);
    limit("answer", config.timeouts.answer);
    limit("connect", config.timeouts.connect);
    limit("disconnected", config.timeouts.disconnected);
    limit("remove", config.timeouts.remove);
    config.options.overlay(Json(
        Json::Object{{"timeouts", Json(std::move(limits))},
                     {"maintainConnectionOnSubscribeErrors", Json(config.socket.stay_connected)}}));
    return config;
  }
  static MediaSource source(Random& random, Role role) {
    if (role == Role::Subscriber) return MediaSource::None;
    return random.below(5) == 0 ? MediaSource::Supplied : MediaSource::Capture;
  }

  bool likely(std::uint64_t percent) { return chance_.below(100) < percent; }
  CallId next_call() { return CallId{++calls_}; }
  [[nodiscard]] bool publishes() const { return config_.role == Role::Publisher; }
  [[nodiscard]] bool over_socket() const { return config_.transport == Transport::WebSocket; }

  // -- the oracle -------------------------------------------------------------------------------

  // Whether the table takes the event.
  bool follow(Event event) {
    ++visits_[static_cast<std::size_t>(state_)][static_cast<std::size_t>(event)];
    const auto cell = session_cell(state_, event);
    if (cell.ignored) return false;
    state_ = cell.next;
    if (state_ != State::Preparing && state_ != State::Waiting) media_deadline_.reset();
    return true;
  }

  void follow_begin() {
    if (needs_lookup(config_)) follow_begin_search(config_.lookup_retries);
    follow_attempt();
  }
  void follow_begin_search(std::uint32_t retries) {
    Lookup lookup = *config_.lookup;
    lookup.stream = config_.stream_name;
    search_.emplace(AttemptId{++attempts_}, std::move(lookup),
                    LocatorLimits{retries, config_.lookup_retry_delay, config_.timeouts.answer});
    search_->start(now_);
    while (auto effect = search_->poll_effect()) expected_.push_back(describe(*effect));
  }
  void follow_attempt() {
    const AttemptId attempt{++attempts_};
    if (!over_socket()) {
      shadow_ = std::make_unique<HttpNegotiation>(attempt, target_);
      return shadow_->start(now_);
    }
    auto socket = std::make_unique<SocketNegotiation>(attempt, target_, has_media_);
    socket_ = socket.get();
    shadow_ = std::move(socket);
    socket_->start(now_);
    if (start_) socket_->ask(now_);
    if (!search_) nodes_.empty() ? socket_->locate(now_) : follow_node();
  }
  void follow_node() {
    target_ = *located_config(config_, nodes_[node_]);
    socket_->locate(now_);
  }

  void follow_closing() {
    try_next_ = false;
    suspected_ = false;
    if (search_) search_->stop();
    if (shadow_) {
      shadow_->close(now_);
    } else {
      follow(Event::Finished);
    }
  }

  void follow_search() {
    if (!search_) return;
    while (auto effect = search_->poll_effect()) expected_.push_back(describe(*effect));
    auto answer = search_->poll_answer();
    if (search_->state() == LocatorState::Done) search_.reset();
    if (!answer) return;
    if (std::exchange(suspected_, false)) {
      reject();
      follow_closing();
    } else if (*answer) {
      nodes_ = **answer;
      if (socket_) follow_node();
    } else if (follow(Event::Failed)) {
      reject();
      follow_closing();
    }
  }

  void follow_shadow() {
    if (!shadow_) return;
    while (auto effect = shadow_->poll_effect()) expected_.push_back(describe(*effect));
    bool finished = false;
    while (auto note = shadow_->poll_note()) {
      if (std::holds_alternative<NegotiationGreeted>(*note)) {
        follow(Event::Greeted);
        settle(std::exchange(connect_, std::nullopt), Promise::Resolved);
      } else if (std::holds_alternative<NegotiationUp>(*note)) {
        if (follow(Event::Up)) settle(std::exchange(start_, std::nullopt), Promise::Resolved);
      } else if (std::holds_alternative<NegotiationDeclined>(*note)) {
        if (follow(Event::Declined)) settle(std::exchange(start_, std::nullopt), Promise::Rejected);
      } else if (std::holds_alternative<NegotiationEnded>(*note)) {
        follow(Event::Over);
      } else if (const auto* failed = std::get_if<NegotiationFailed>(&*note)) {
        follow_failed(*failed);
      } else {
        finished = true;
      }
    }
    if (!finished) return;
    shadow_.reset();
    socket_ = nullptr;
    if (suspected_) return;
    if (follow(Event::Finished) || !std::exchange(try_next_, false)) return;
    follow_attempt();
    follow_shadow();
  }

  void follow_failed(const NegotiationFailed& failed) {
    if (failed.was_up) {
      follow(Event::Lost);
      return;
    }
    const ErrorCode code = failed.error.code;
    const bool of_the_name =
        code == ErrorCode::StreamNameTaken || code == ErrorCode::StreamNotFound;
    if (node_ + 1 < nodes_.size() && !of_the_name && follow(Event::NextNode)) {
      ++node_;
      try_next_ = true;
    } else if (follow(Event::Failed)) {
      follow_explain(failed.error);
    }
  }
  // Where it may be the manager's proxy that is missing, the manager is asked first.
  void follow_explain(const Error& error) {
    if (search_) {
      search_->stop();
      follow_search();
    }
    const bool no_way =
        error.code == ErrorCode::SignalUnreachable || error.code == ErrorCode::HttpNetwork;
    const bool absent = config_.lookup && config_.lookup->api == ManagerApi::V1 &&
                        config_.role == Role::Subscriber && error.http_status == 404;
    const bool refused =
        (error.code == ErrorCode::HttpNotFound || error.http_status == 405) && !absent;
    const bool suspicious = no_way || (refused && !error.of_application);
    if (!suspicious || !config_.lookup) return reject();
    suspected_ = true;
    follow_begin_search(0);
  }

  void settle(std::optional<CallId> call, Promise how) {
    if (call) due_[*call] = how;
  }
  void reject() {
    settle(std::exchange(connect_, std::nullopt), Promise::Rejected);
    settle(std::exchange(start_, std::nullopt), Promise::Rejected);
  }

  // -- what the session did -----------------------------------------------------------------------

  void end() {
    follow_search();
    follow_shadow();
    const bool over = before_ == State::Ended;
    if (state_ == State::Ended) {
      reject();
      for (const CallId call : stops_) settle(call, Promise::Resolved);
      stops_.clear();
    }
    std::size_t matched = 0;
    while (auto effect = session_.poll_effect()) {
      const std::string line = describe(*effect);
      if (tracing_) trace_.push_back("  " + line);
      if (matched < expected_.size() && line == expected_[matched]) ++matched;
      const auto* settled = std::get_if<Settle>(&*effect);
      const bool late_camera = std::holds_alternative<ReleaseMedia>(*effect) && camera_just_came_;
      if (over && !settled && !late_camera) fail("an effect after Ended: " + line);
      if (settled) note_settled(*settled);
      take(*effect);
    }
    if (matched != expected_.size())
      fail("an effect of the negotiation is missing: " + expected_[matched]);
    expected_.clear();
    if (!due_.empty()) fail("a call is not settled when it should be");
    if (session_.state() != state_) {
      fail("the state is " + std::to_string(static_cast<int>(session_.state())) +
           " where the table says " + std::to_string(static_cast<int>(state_)));
    }
    const auto of_attempt = shadow_ ? shadow_->next_deadline() : std::nullopt;
    const auto of_search = search_ ? search_->next_deadline() : std::nullopt;
    if (session_.next_deadline() != earlier(media_deadline_, earlier(of_attempt, of_search)))
      fail("the deadline is not the one of the state");
    if (state_ == State::Ended && (open_peers_ != 0 || open_sockets_ != 0))
      fail("a peer or a socket is left open");
    camera_just_came_ = false;
    before_ = state_;
  }

  void note_settled(const Settle& settled) {
    const Promise how = settled.error ? Promise::Rejected : Promise::Resolved;
    if (promises_[settled.call] != Promise::Open) fail("a call is settled twice");
    promises_[settled.call] = how;
    const auto due = due_.find(settled.call);
    if (due == due_.end()) return fail("a call is settled too early");
    if (due->second != how) fail("a call is settled the wrong way");
    due_.erase(due);
  }

  void take(const Effect& effect) {
    if (std::holds_alternative<AcquireMedia>(effect)) camera_asked_ = true;
    if (const auto* e = std::get_if<OpenPeer>(&effect)) {
      peer_.clear();
      attempt_ = e->attempt;
      ++open_peers_;
    }
    if (const auto* e = std::get_if<OpenSocket>(&effect)) {
      attempt_ = e->attempt;
      ++open_sockets_;
    }
    if (std::holds_alternative<ClosePeer>(effect)) --open_peers_;
    if (std::holds_alternative<CloseSocket>(effect)) --open_sockets_;
    if (open_peers_ < 0 || open_peers_ > 1) fail("peers are opened and closed once");
    if (open_sockets_ < 0 || open_sockets_ > 1) fail("sockets are opened and closed once");
    if (const auto* e = std::get_if<CreateOffer>(&effect)) peer_.push_back({"offer", e->op});
    if (const auto* e = std::get_if<CreateAnswer>(&effect)) peer_.push_back({"answer", e->op});
    if (const auto* e = std::get_if<ApplyLocal>(&effect)) peer_.push_back({"", e->op});
    if (const auto* e = std::get_if<ApplyRemote>(&effect)) peer_.push_back({"", e->op});
    if (const auto* e = std::get_if<UseIceServers>(&effect)) peer_.push_back({"", e->op});
    if (const auto* e = std::get_if<SendHttp>(&effect)) http_.push_back(*e);
  }

  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

  // -- the inputs -------------------------------------------------------------------------------

  void step() {
    now_ += Millis(static_cast<std::int64_t>(chance_.below(chance_.below(20) == 0 ? 20'000 : 50)));
    const std::uint64_t dice = chance_.below(100);
    if (dice < 25 && !peer_.empty()) return answer_peer();
    if (dice < 45 && !http_.empty()) return answer_http();
    if (dice < 60 && socket_) return server();
    if (dice < 66) return start();
    if (dice < 69) return connect();
    if (dice < 71) return stop();
    if (dice < 72) return hide();
    if (dice < 77 && camera_asked_) return answer_camera();
    if (dice < 84) {
      constexpr std::array states{PeerState::Connected, PeerState::Connected,
                                  PeerState::Disconnected, PeerState::Failed, PeerState::Closed};
      return put(PeerStateChanged{attempt_, states[chance_.below(states.size())]});
    }
    if (dice < 86) return put(GatheringFinished{attempt_, sample_offer()});
    if (dice < 88) return put(TrackArrived{attempt_, likely(50)});
    if (dice < 90) return put(PlaybackBlocked{attempt_, likely(50)});
    // Of an attempt that has never been, or is long over.
    if (dice < 91) return put(PeerStateChanged{AttemptId{99}, PeerState::Failed});
    if (dice < 92) return put(SocketMessage{AttemptId{99}, said::starting()});
    timeout();
  }

  void put(const Input& input) {
    trace(input);
    feed_shadows(input);
    session_.handle(input, now_);
    end();
  }
  // What is for an attempt reaches that alone; what is for none, both.
  void feed_shadows(const Input& input) {
    if (std::holds_alternative<TrackArrived>(input) ||
        std::holds_alternative<PlaybackBlocked>(input))
      return;
    const auto attempt = std::visit(
        [](const auto& value) -> std::optional<AttemptId> {
          if constexpr (requires { value.attempt; }) {
            return value.attempt;
          } else {
            return std::nullopt;
          }
        },
        input);
    if (search_ && (!attempt || *attempt == search_->attempt())) search_->handle(input, now_);
    if (shadow_ && (!attempt || *attempt == shadow_->attempt())) shadow_->handle(input, now_);
  }
  void trace(const Input& input) {
    if (tracing_) trace_.push_back("> " + describe(input));
  }

  void connect() {
    if (publishes() || !over_socket()) return;
    const CallId call = next_call();
    promises_[call] = Promise::Open;
    if (follow(Event::Connect)) {
      connect_ = call;
      follow_begin();
    } else {
      due_[call] = Promise::Rejected;
    }
    trace(ConnectCalled{call});
    session_.handle(ConnectCalled{call}, now_);
    end();
  }

  void start() {
    const CallId call = next_call();
    promises_[call] = Promise::Open;
    StartCalled input{.call = call, .stream_name{}};
    if (likely(20)) input.stream_name = likely(50) ? "other" : "a/b";
    const bool busy = start_ || state_ == State::Negotiating || state_ == State::Live;
    const bool other = input.stream_name && *input.stream_name != config_.stream_name;
    const bool bad_name = input.stream_name == "a/b" || (other && (socket_ || shadow_));
    const bool refused = busy || bad_name || session_cell(state_, Event::Start).ignored;
    if (!refused && input.stream_name && other) {
      config_.stream_name = *input.stream_name;
      target_.stream_name = *input.stream_name;
    }
    if (busy || bad_name || !follow(Event::Start)) {
      due_[call] = Promise::Rejected;
    } else {
      start_ = call;
      if (socket_) {
        socket_->ask(now_);
      } else if (state_ == State::Negotiating || (over_socket() && state_ == State::Waiting)) {
        follow_begin();
      }
    }
    trace(input);
    session_.handle(input, now_);
    end();
  }

  void stop() {
    const StopCalled input{next_call(), likely(50)};
    promises_[input.call] = Promise::Open;
    if (follow(Event::Stop)) {
      stops_.push_back(input.call);
      reject();
      if (state_ != State::Ended) follow_closing();
    } else {
      due_[input.call] = Promise::Resolved;
    }
    trace(input);
    session_.handle(input, now_);
    end();
  }

  void hide() {
    if (follow(Event::Hide)) {
      reject();
      if (shadow_) shadow_->hide(now_);
      if (state_ != State::Ended) follow_closing();
    }
    trace(PageHidden{});
    session_.handle(PageHidden{}, now_);
    end();
  }

  void answer_camera() {
    camera_asked_ = false;
    const bool granted = likely(70);
    const Input input =
        granted ? Input(MediaReady{likely(50)}) : Input(MediaFailed{Error{ErrorCode::MediaDenied}});
    camera_just_came_ = granted;
    if (granted) {
      if (follow(Event::MediaGranted)) has_media_ = true;
      if (has_media_ && state_ == State::Negotiating) {
        socket_ ? socket_->media_ready(now_) : follow_begin();
      }
    } else if (follow(Event::MediaRefused)) {
      follow_missing();
    }
    trace(input);
    session_.handle(input, now_);
    end();
  }
  void follow_missing() {
    if (state_ != State::Closing) return;
    reject();
    follow_closing();
  }

  void answer_peer() {
    const auto [what, op] = peer_.front();
    peer_.pop_front();
    if (likely(2)) {
      put(PeerRefused{attempt_, op, Error{ErrorCode::PeerRefusedSdp}});
    } else if (what == "offer") {
      put(OfferCreated{attempt_, op, sample_offer()});
    } else if (what == "answer") {
      put(AnswerCreated{attempt_, op, sample_answer()});
    } else {
      put(DescriptionApplied{attempt_, op});
    }
  }

  void answer_http() {
    const auto at = static_cast<std::ptrdiff_t>(chance_.below(http_.size()));
    const SendHttp request = http_[static_cast<std::size_t>(at)];
    http_.erase(http_.begin() + at);
    if (likely(4)) return put(HttpFailed{request.attempt, request.op, "gone"});
    HttpAnswered answer;
    answer.attempt = request.attempt;
    answer.op = request.op;
    answer.url = "https://sm.example.com/live/endpoint";
    if (request.method == HttpMethod::Get) {
      answer.status = likely(20) ? 404 : 200;
      answer.content_type = "application/json";
      answer.body = likely(5)    ? "{}"
                    : likely(50) ? R"([{"serverAddress":"10.1.2.3"},{"serverAddress":"10.4.5.6"}])"
                                 : R"({"serverAddress":"10.1.2.3"})";
    } else {
      answer.status = likely(10) ? 404 : 201;
      answer.location = likely(90) ? "/session/1" : "";
      answer.body = likely(90) ? sample_answer() : sample_offer();
    }
    put(answer);
  }

  // The node's side: what brings it on, mostly.
  void server() {
    if (open_sockets_ == 0) return;
    if (likely(2)) {
      --open_sockets_;
      return put(SocketClosed{attempt_, 1006});
    }
    if (likely(3)) return hear(said::status("NetConnection.Connect.Rejected"));
    if (likely(3)) return hear(said::status("NetStream.Play.UnpublishNotify"));
    if (likely(3)) return hear(said::available(publishes()));
    switch (socket_->state()) {
      case SocketState::Opening:
        return put(SocketOpened{attempt_});
      case SocketState::Greeting:
        return hear(said::welcome());
      case SocketState::Checking:
        return hear(said::available(!publishes()));
      case SocketState::Exchanging:
        return hear(publishes() ? said::description(SdpType::Answer, sample_answer())
                                : said::description(SdpType::Offer, sample_offer()));
      case SocketState::Trickling:
        return hear(said::trickle_complete());
      case SocketState::Starting:
        return hear(said::starting(config_.stream_name));
      case SocketState::Stopping:
        return hear(said::stopping(config_.stream_name));
      case SocketState::Idle:
      case SocketState::Locating:
      case SocketState::Greeted:
      case SocketState::Offering:
      case SocketState::Describing:
      case SocketState::Live:
      case SocketState::Done:
        return hear(said::status("NetStream.Something.Else"));
    }
  }
  void hear(const std::string& text) { put(SocketMessage{attempt_, text}); }

  void timeout() {
    if (likely(50)) now_ = std::max(now_, session_.next_deadline().value_or(now_));
    expire();
  }
  void expire() {
    if (media_deadline_ && now_ >= *media_deadline_) {
      media_deadline_.reset();
      if (follow(Event::Expire)) follow_missing();
    }
    put(Timeout{});
  }

  // Nobody answers any more. A stop must then be through within the limits.
  void only_timeouts() {
    if (state_ != State::Ended) stop();
    const Timeouts& limits = config_.timeouts;
    const TimePoint latest = now_ + limits.remove + limits.answer;
    while (problem_.empty() && state_ != State::Ended) {
      const auto deadline = session_.next_deadline();
      if (!deadline) return fail("nothing wakes it up");
      now_ = std::max(now_, *deadline);
      if (now_ > latest) return fail("it takes longer than its limits allow");
      expire();
    }
  }

  Random chance_;
  Visits& visits_;
  SessionConfig config_;
  SessionConfig target_;
  MediaSource source_;
  TimePoint now_{};
  Session session_;

  State state_ = State::Ready;
  State before_ = State::Ready;
  std::optional<TimePoint> media_deadline_;
  std::optional<Locator> search_;
  std::unique_ptr<Negotiation> shadow_;
  SocketNegotiation* socket_ = nullptr;  // the same, over a WebSocket
  std::vector<Node> nodes_;
  std::size_t node_ = 0;
  bool try_next_ = false;
  bool suspected_ = false;  // the manager's proxy, of an attempt that has failed
  bool has_media_ = false;
  std::uint32_t attempts_ = 0;
  Lines expected_;  // effects of the shadows'
  bool camera_asked_ = false;
  bool camera_just_came_ = false;
  std::uint32_t calls_ = 0;
  std::optional<CallId> connect_;
  std::optional<CallId> start_;
  std::vector<CallId> stops_;
  std::map<CallId, Promise> promises_;
  std::map<CallId, Promise> due_;  // to be settled in this very step
  AttemptId attempt_{1};           // whose peer or socket was opened last
  int open_peers_ = 0;
  int open_sockets_ = 0;
  std::deque<std::pair<std::string_view, OpId>> peer_;
  std::deque<SendHttp> http_;

  std::string problem_;
  bool tracing_ = false;
  Lines trace_;
};

TEST_CASE("a session does what its table says, whatever happens in whatever order") {
  const std::uint64_t steps = steps_of_a_walk();
  std::uint64_t walked = 0;
  Visits visits{};
  for (std::uint64_t seed = 1; walked < steps; ++seed) {
    Walk walk(seed, visits);
    walked += walk.run();
    if (walk.problem().empty()) continue;
    Walk again(seed, visits);
    again.keep_trace();
    again.run();
    std::string text;
    for (const std::string& line : again.trace()) text.append(line).append("\n");
    FAIL("walk " << seed << ": " << walk.problem() << "\n" << text);
  }
  if (steps < 100'000) return;  // too short to come everywhere
  for (std::size_t state = 0; state < kSessionStates; ++state) {
    for (std::size_t event = 0; event < kSessionEvents; ++event) {
      if (session_cell(static_cast<State>(state), static_cast<Event>(event)).ignored) continue;
      CAPTURE(state, event);
      CHECK(visits[state][event] > 0);
    }
  }
}

}  // namespace
