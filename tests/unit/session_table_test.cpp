// The table of the session, held against an independent copy of it, and a random walk that holds
// the session itself against the table. The negotiation has a walk of its own; here a second one,
// fed with the same inputs, tells what the session's has to say.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <deque>
#include <map>

#include "base/random.hpp"
#include "session/session.hpp"
#include "sim/describe.hpp"
#include "sim/samples.hpp"
#include "sim/text_table.hpp"
#include "sim/walk.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = SessionState;
using Event = SessionEvent;

// Prep, NoMd: the camera was asked for, was refused. Wait: started, without it yet. Nego: an
// attempt is under way.
constexpr std::string_view kExpected = R"(
              Prep NoMd Read Wait Nego Live Clos Ended
MediaGranted  Read .    .    Nego .    .    .    .
MediaRefused  NoMd .    .    Ended .   .    .    .
Start         Wait Ended Nego .   .    .    .    .
Stop          Ended Ended Ended Ended Clos Clos Clos .
Hide          Ended Ended Ended Ended Clos Clos Clos .
Up            .    .    .    .    Live .    .    .
Failed        .    .    .    .    Clos .    .    .
Lost          .    .    .    .    .    Clos .    .
Finished      .    .    .    .    .    .    Ended .
Expire        NoMd .    .    Ended .   .    .    .
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
        source_(source(chance_, config_.role)),
        session_(config_, source_, now_) {
    if (source_ == MediaSource::Capture) {
      state_ = State::Preparing;
      media_deadline_ = now_ + config_.timeouts.media;
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
    SessionConfig config = sample_config(random.below(2) == 0 ? Role::Publisher : Role::Subscriber);
    config.trickle = random.below(4) != 0;
    config.mute_if_autoplay_blocked = random.below(2) == 0;
    const auto some = [&] { return Millis(100 + static_cast<std::int64_t>(random.below(20'000))); };
    config.timeouts = {some(), some(), some(), some(), some(), some(), some()};
    return config;
  }
  static MediaSource source(Random& random, Role role) {
    if (role == Role::Subscriber) return MediaSource::None;
    return random.below(5) == 0 ? MediaSource::Supplied : MediaSource::Capture;
  }

  bool likely(std::uint64_t percent) { return chance_.below(100) < percent; }
  CallId next_call() { return CallId{++calls_}; }

  // -- the oracle -------------------------------------------------------------------------------

  // Whether the table takes the event.
  bool follow(Event event) {
    ++visits_[static_cast<std::size_t>(state_)][static_cast<std::size_t>(event)];
    const auto cell = session_cell(state_, event);
    if (cell.ignored) return false;
    const bool started = cell.next == State::Negotiating;
    state_ = cell.next;
    if (state_ != State::Preparing && state_ != State::Waiting) media_deadline_.reset();
    if (started) {
      shadow_.emplace(AttemptId{1}, config_);
      shadow_->start(now_);
    }
    return true;
  }

  void follow_shadow() {
    if (!shadow_) return;
    while (auto effect = shadow_->poll_effect()) expected_.push_back(describe(*effect));
    bool finished = false;
    while (auto note = shadow_->poll_note()) {
      if (std::holds_alternative<NegotiationUp>(*note)) {
        if (follow(Event::Up)) settle(std::exchange(start_, std::nullopt), Promise::Resolved);
      } else if (const auto* failed = std::get_if<NegotiationFailed>(&*note)) {
        if (follow(failed->was_up ? Event::Lost : Event::Failed))
          settle(std::exchange(start_, std::nullopt), Promise::Rejected);
      } else {
        finished = true;
      }
    }
    if (!finished) return;
    shadow_.reset();
    follow(Event::Finished);
  }

  void settle(std::optional<CallId> call, Promise how) {
    if (call) due_[*call] = how;
  }

  // -- what the session did -----------------------------------------------------------------------

  void end() {
    follow_shadow();
    const bool over = before_ == State::Ended;
    if (state_ == State::Ended) {
      settle(std::exchange(start_, std::nullopt), Promise::Rejected);
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
    if (matched != expected_.size()) fail("an effect of the negotiation is missing");
    expected_.clear();
    if (!due_.empty()) fail("a call is not settled when it should be");
    if (session_.state() != state_) {
      fail("the state is " + std::to_string(static_cast<int>(session_.state())) +
           " where the table says " + std::to_string(static_cast<int>(state_)));
    }
    auto deadline = shadow_ ? shadow_->next_deadline() : std::nullopt;
    if (media_deadline_)
      deadline = deadline ? std::min(*deadline, *media_deadline_) : *media_deadline_;
    if (session_.next_deadline() != deadline) fail("the deadline is not the one of the state");
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
    if (const auto* e = std::get_if<CreateOffer>(&effect)) peer_.push_back({"offer", e->op});
    if (const auto* e = std::get_if<CreateAnswer>(&effect)) peer_.push_back({"answer", e->op});
    if (const auto* e = std::get_if<ApplyLocal>(&effect)) peer_.push_back({"", e->op});
    if (const auto* e = std::get_if<ApplyRemote>(&effect)) peer_.push_back({"", e->op});
    if (const auto* e = std::get_if<UseIceServers>(&effect)) peer_.push_back({"", e->op});
    if (const auto* e = std::get_if<SendHttp>(&effect)) http_.push_back({e->method, e->op});
  }

  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

  // -- the inputs -------------------------------------------------------------------------------

  void step() {
    now_ += Millis(static_cast<std::int64_t>(chance_.below(chance_.below(20) == 0 ? 20'000 : 50)));
    const std::uint64_t dice = chance_.below(100);
    if (dice < 30 && !peer_.empty()) return answer_peer();
    if (dice < 55 && !http_.empty()) return answer_http();
    if (dice < 65) return start();
    if (dice < 68) return stop();
    if (dice < 69) return hide();
    if (dice < 75 && camera_asked_) return answer_camera();
    if (dice < 85) {
      constexpr std::array states{PeerState::Connected, PeerState::Connected,
                                  PeerState::Disconnected, PeerState::Failed, PeerState::Closed};
      return put(PeerStateChanged{AttemptId{1}, states[chance_.below(states.size())]});
    }
    if (dice < 88) return put(GatheringFinished{AttemptId{1}, sample_offer()});
    if (dice < 90) return put(TrackArrived{AttemptId{1}, likely(50)});
    if (dice < 92) return put(PlaybackBlocked{AttemptId{1}, likely(50)});
    // An answer of an attempt that has never been, or is long over.
    if (dice < 93)
      return put(HttpAnswered{.attempt = AttemptId{7},
                              .op = {},
                              .status = 201,
                              .url{},
                              .location{},
                              .etag{},
                              .link{},
                              .retry_after{},
                              .content_type{},
                              .body{}});
    timeout();
  }

  void put(const Input& input) {
    trace(input);
    if (shadow_ && !std::holds_alternative<TrackArrived>(input) &&
        !std::holds_alternative<PlaybackBlocked>(input) && !is_foreign(input))
      shadow_->handle(input, now_);
    session_.handle(input, now_);
    end();
  }
  static bool is_foreign(const Input& input) {
    const auto* answer = std::get_if<HttpAnswered>(&input);
    return answer && answer->attempt != AttemptId{1};
  }
  void trace(const Input& input) {
    if (tracing_) trace_.push_back("> " + describe(input));
  }

  void start() {
    const CallId call = next_call();
    promises_[call] = Promise::Open;
    StartCalled input{.call = call};
    if (likely(20)) input.stream_name = likely(50) ? "other" : "a/b";
    const bool busy = start_ || state_ == State::Negotiating || state_ == State::Live;
    const bool bad_name = input.stream_name == "a/b";
    if (!busy && !bad_name && input.stream_name) config_.stream_name = *input.stream_name;
    if (busy || bad_name || !follow(Event::Start)) {
      due_[call] = Promise::Rejected;
    } else {
      start_ = call;
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
      settle(std::exchange(start_, std::nullopt), Promise::Rejected);
      if (shadow_) shadow_->close(now_);
    } else {
      due_[input.call] = Promise::Resolved;
    }
    trace(input);
    session_.handle(input, now_);
    end();
  }

  void hide() {
    if (follow(Event::Hide)) {
      settle(std::exchange(start_, std::nullopt), Promise::Rejected);
      if (shadow_) shadow_->hide(now_);
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
    follow(granted ? Event::MediaGranted : Event::MediaRefused);
    trace(input);
    session_.handle(input, now_);
    end();
  }

  void answer_peer() {
    const auto [what, op] = peer_.front();
    peer_.pop_front();
    if (likely(2)) {
      put(PeerRefused{AttemptId{1}, op, Error{ErrorCode::PeerRefusedSdp}});
    } else if (what == "offer") {
      put(OfferCreated{AttemptId{1}, op, sample_offer()});
    } else if (what == "answer") {
      put(AnswerCreated{AttemptId{1}, op, sample_answer()});
    } else {
      put(DescriptionApplied{AttemptId{1}, op});
    }
  }

  void answer_http() {
    const auto at = static_cast<std::ptrdiff_t>(chance_.below(http_.size()));
    const auto [method, op] = http_[static_cast<std::size_t>(at)];
    http_.erase(http_.begin() + at);
    if (likely(4)) return put(HttpFailed{AttemptId{1}, op, "gone"});
    HttpAnswered answer;
    answer.attempt = AttemptId{1};
    answer.op = op;
    answer.status = likely(10) ? 404 : 201;
    answer.url = "https://sm.example.com/live/endpoint";
    answer.location = likely(90) ? "/session/1" : "";
    answer.body = likely(90) ? sample_answer() : sample_offer();
    put(answer);
  }

  void timeout() {
    if (likely(50)) now_ = std::max(now_, session_.next_deadline().value_or(now_));
    expire();
  }
  void expire() {
    if (media_deadline_ && now_ >= *media_deadline_) {
      media_deadline_.reset();
      follow(Event::Expire);
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
  MediaSource source_;
  TimePoint now_{};
  Session session_;

  State state_ = State::Ready;
  State before_ = State::Ready;
  std::optional<TimePoint> media_deadline_;
  std::optional<HttpNegotiation> shadow_;
  Lines expected_;  // effects of the shadow's
  bool camera_asked_ = false;
  bool camera_just_came_ = false;
  std::uint32_t calls_ = 0;
  std::optional<CallId> start_;
  std::vector<CallId> stops_;
  std::map<CallId, Promise> promises_;
  std::map<CallId, Promise> due_;  // to be settled in this very step
  std::deque<std::pair<std::string_view, OpId>> peer_;
  std::deque<std::pair<HttpMethod, OpId>> http_;

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
