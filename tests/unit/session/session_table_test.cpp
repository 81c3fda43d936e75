// The table of the session, held against an independent copy of it, and a random walk that holds
// the session itself against the table. The negotiations and the search have tests of their own;
// here a second one of each, fed with the same inputs, tells what the session's have to say.

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>

#include "sim/samples.hpp"
#include "sim/text_table.hpp"
#include "sim/walk.hpp"
#include "unit/session/session_oracle_support.hpp"

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

using Visits = SessionOracle::Visits;

// One life of one session with random inputs; the oracle follows them through the table.
class Walk : public SessionOracle {
 public:
  Walk(std::uint64_t seed, Visits& visits) : SessionOracle(seed, visits) {}

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

 private:
  CallId next_call() { return CallId{++calls_}; }

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

  std::uint32_t calls_ = 0;
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
