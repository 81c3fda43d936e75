// The table of an attempt over a WebSocket, held against an independent copy of it, and a random
// walk that holds the machine itself against the table.

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>

#include "sim/samples.hpp"
#include "sim/text_table.hpp"
#include "sim/walk.hpp"
#include "unit/socket/socket_oracle_support.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = SocketState;
using Event = SocketEvent;

// Loc, Open: the way to the server. Grtg, Grtd: being greeted, greeted. Chck: is the name free?
// Offg, Exch, Desc: the offer, the exchange, the server's description. Tric: candidates. Strt: the
// server is asked to begin.
constexpr std::string_view kExpected = R"(
             Idle Loc  Open Grtg Grtd Chck Offg Exch Desc Tric Strt Live Stop Done
Begin        Loc  .    .    .    .    .    .    .    .    .    .    .    .    .
Locate       .    Open .    .    .    .    .    .    .    .    .    .    .    .
Opened       .    .    Grtg .    .    .    .    .    .    .    .    .    .    .
Greet        .    .    .    Grtd .    .    .    .    .    .    .    .    .    .
Ask          .    .    .    .    Chck .    .    .    .    .    .    .    .    .
Skip         .    .    .    .    Offg .    .    .    .    .    .    .    .    .
Free         .    .    .    .    .    Offg .    .    .    .    .    .    .    .
Decline      .    .    .    .    .    Grtd .    .    .    .    .    .    .    .
OfferSent    .    .    .    .    .    .    Exch .    .    .    .    .    .    .
Described    .    .    .    .    .    .    .    Desc .    .    .    .    .    .
RemoteReady  .    .    .    .    .    .    .    .    Desc .    .    .    .    .
Agreed       .    .    .    .    .    .    .    .    Tric .    .    .    .    .
TrickleEnd   .    .    .    .    .    .    .    .    .    Strt .    .    .    .
Started      .    .    .    .    .    .    .    .    .    .    Live .    .    .
PeerUp       .    .    .    .    .    .    .    .    Desc Tric Strt Live .    .
PeerShaky    .    .    .    .    .    .    .    .    .    .    .    Live .    .
PeerDown     .    Done Done Done Done Done Done Done Done Done Done Done Done .
PeerRefusal  .    Done Done Done Done Done Done Done Done Done Done Done .    .
Refuse       .    .    .    Done Done Done Done Done Done Done Done .    .    .
Over         .    .    .    .    .    .    .    .    .    .    .    Done .    .
Gone         .    .    Done Done Done Done Done Done Done Done Done Done Done .
Expire       .    .    Done Done .    Done Done Done Done Done Done Done Done .
Leave        .    .    .    .    .    .    .    .    .    .    Stop Stop .    .
StopEnd      .    .    .    .    .    .    .    .    .    .    .    .    Done .
Close        Done Done Done Done Done Done Done Done Done Done Done Done .    .
Hide         Done Done Done Done Done Done Done Done Done Done Done Done Done .
)";

TEST_CASE("each cell of the WebSocket negotiation's table leads where the plan says") {
  const auto table = read_table(kExpected);
  const Words& states = table.front();
  REQUIRE(states.size() == kSocketStates);
  REQUIRE(table.size() == kSocketEvents + 1);
  for (std::size_t event = 0; event < kSocketEvents; ++event) {
    const Words& row = table[event + 1];
    REQUIRE(row.size() == kSocketStates + 1);
    for (std::size_t state = 0; state < kSocketStates; ++state) {
      CAPTURE(row[0], states[state]);
      const auto cell = socket_cell(static_cast<State>(state), static_cast<Event>(event));
      const std::string next = cell.ignored ? "." : states[static_cast<std::size_t>(cell.next)];
      CHECK(next == row[state + 1]);
    }
  }
}

using Visits = SocketOracle::Visits;

// One life of one machine. It gets random inputs; the oracle follows them through the table.
class Walk : public SocketOracle {
 public:
  Walk(std::uint64_t seed, Visits& visits) : SocketOracle(seed, visits) {}

  // Steps until Done. Stops at the first problem.
  std::uint64_t run() {
    std::uint64_t steps = 0;
    if (likely(98)) start();
    const std::uint64_t patience = 20 + chance_.below(200);
    for (; problem_.empty() && steps < patience && state_ != State::Done; ++steps) step();
    if (problem_.empty()) only_timeouts();
    for (int extra = 0; problem_.empty() && extra < 5; ++extra, ++steps) step();
    if (problem_.empty() && !calls_.empty()) fail("a call of the app's is never settled");
    return steps;
  }

 private:
  void step() {
    now_ += Millis(static_cast<std::int64_t>(chance_.below(chance_.below(20) == 0 ? 20'000 : 50)));
    const std::uint64_t dice = chance_.below(100);
    if (dice < 45) return good_step();
    if (dice < 58) return hear(any_message());
    if (dice < 66) return candidate();
    if (dice < 72) return peer_state();
    if (dice < 80) return channel();
    if (dice < 88) return app();
    if (dice < 96) return timeout();
    if (dice < 97) return socket_closed();
    if (dice < 98) return refuse_peer();
    if (dice < 99) return close();
    hide();
  }

  // What brings it on.
  void good_step() {
    if (!peer_.empty() && likely(50)) return answer_peer();
    if (publishes() && !camera_ && likely(30)) return media_ready();
    switch (state_) {
      case State::Idle:
        return start();
      case State::Locating:
        return locate();
      case State::Opening:
        return socket_opened();
      case State::Greeting:
        return hear(said::welcome());
      case State::Greeted:
        return ask();
      case State::Checking:
        return hear(said::available(!publishes()));
      case State::Exchanging:
        return hear(good_description());
      case State::Trickling:
        return hear(said::trickle_complete());
      case State::Starting:
        return hear(said::starting());
      case State::Stopping:
        return likely(50) ? hear(said::stopping()) : peer_state();
      case State::Offering:
      case State::Describing:
      case State::Live:
      case State::Done:
        return hear(any_message());
    }
  }

  std::string any_message() {
    const std::array<std::string, 22> messages{
        said::welcome(),
        said::status("NetConnection.Connect.Rejected"),
        said::status("NetConnection.Connect.Closed"),
        said::available(true),
        said::available(false),
        good_description(),
        said::description(publishes() ? SdpType::Answer : SdpType::Offer, "spoilt"),
        said::description(publishes() ? SdpType::Offer : SdpType::Answer, sample_offer()),
        said::candidate(1),
        R"({"data":{"candidate":{"candidate":""}}})",
        said::trickle_complete(),
        said::starting(),
        said::starting("another"),
        said::stopping(),
        said::stopping("another"),
        said::channel(),
        said::status("NetStream.Play.UnpublishNotify"),
        said::status("NetStream.Publish.BadName"),
        said::status("NetStream.Something.Else"),
        R"({"async":true,"id":1,"data":"done"})",
        R"({"data":{"type":"result","message":"Stream switch: Success"}})",
        "no JSON",
    };
    // What ends it comes seldom, or nothing would ever go far.
    const std::size_t at = chance_.below(messages.size());
    const bool ends = at == 1 || at == 2 || at == 6 || at == 16 || at == 17;
    return ends && likely(75) ? messages[18] : messages[at];
  }

  void begin(std::string what) {
    if (tracing_) trace_.push_back("> " + std::move(what));
  }
  void put(const Input& input) {
    machine_.handle(input, now_);
    end();
  }
  void put(const Input& input, std::initializer_list<Event> events) {
    begin(tracing_ ? describe(input) : std::string());
    for (const Event event : events) follow(event);
    put(input);
  }

  void start() {
    begin("start");
    follow(Event::Begin);
    machine_.start(now_);
    end();
  }
  void locate() {
    begin("locate");
    follow(Event::Locate);
    machine_.locate(now_);
    end();
  }
  void ask() {
    begin("ask");
    wanted_ = true;
    follow_ask();
    machine_.ask(now_);
    end();
  }
  void media_ready() {
    begin("media ready");
    if (!camera_ && state_ != State::Idle && state_ != State::Done) {
      camera_ = true;
      if (state_ == State::Offering) deadline_ = now_ + config_.timeouts.description;
    }
    machine_.media_ready(now_);
    end();
  }
  void close() {
    begin("close");
    if (!publishes() || !follow(Event::Leave)) follow(Event::Close);
    machine_.close(now_);
    end();
  }
  void hide() {
    begin("hide");
    follow(Event::Hide);
    machine_.hide(now_);
    end();
  }

  void socket_opened() {
    if (socket_open_) put(SocketOpened{kAttempt}, {Event::Opened});
  }
  void socket_closed() {
    if (!std::exchange(socket_open_, false)) return;
    put(SocketClosed{kAttempt, 1006}, {Event::Gone});
  }

  void hear(const std::string& text) {
    const bool by_channel = by_channel_ && channel_open_;
    if (!by_channel && !socket_open_) return;
    begin(text);
    follow_message(text);
    put(by_channel ? Input(ChannelMessage{kAttempt, text}) : Input(SocketMessage{kAttempt, text}));
  }

  void candidate() {
    if (likely(80))
      put(CandidateGathered{kAttempt, sample_candidate(++candidates_), "0", 0, "ufrag"}, {});
    else
      put(GatheringFinished{kAttempt, ""}, {});
  }

  void peer_state() {
    if (!peer_open_) return;
    const std::uint64_t dice = chance_.below(20);
    if (dice < 13) {
      peer_up_ = true;
      peer_shaky_ = false;
      put(PeerStateChanged{kAttempt, PeerState::Connected}, {Event::PeerUp});
    } else if (dice < 18) {
      peer_shaky_ = true;
      switch_at_.reset();
      put(PeerStateChanged{kAttempt, PeerState::Disconnected}, {Event::PeerShaky});
    } else {
      put(PeerStateChanged{kAttempt, likely(50) ? PeerState::Failed : PeerState::Closed},
          {Event::PeerDown});
    }
  }

  void channel() {
    if (!peer_open_) return;
    if (!channel_open_) {
      begin("channel opened");
      channel_open_ = true;
      follow_channel();
      return put(ChannelOpened{kAttempt});
    }
    if (likely(70)) return hear(any_message());
    if (likely(50)) return put(ChannelFailed{kAttempt}, {});
    begin("channel closed");
    channel_open_ = false;
    switch_at_.reset();
    if (by_channel_) follow(Event::Gone);
    put(ChannelClosed{kAttempt});
  }

  void app() {
    const std::uint64_t dice = chance_.below(10);
    if (dice < 2) return ask();
    if (dice < 3) return media_ready_if_publisher();
    if (dice < 5) return put(SendCalled{"method", "{}"}, {});
    if (dice < 6) return put(MuteCalled{MediaKind::Audio, true}, {});
    if (dice < 7) return put(LogCalled{"info", "text"}, {});
    if (state_ == State::Done) return;  // the session answers then
    begin("call server");
    const CallId call{++app_calls_};
    calls_.push_back({call, now_ + config_.timeouts.answer});
    put(ServerCalled{call, likely(30) ? "switchStreams" : "method", R"([{"path":"live/b"}])"});
  }
  void media_ready_if_publisher() {
    if (publishes()) media_ready();
  }

  void answer_peer() {
    const Debt debt = peer_.front();
    peer_.pop_front();
    if (debt.what == Owed::Offer) {
      if (likely(3)) return put(OfferCreated{kAttempt, debt.op, "x"}, {Event::PeerRefusal});
      begin("offer created");
      offered_ = true;
      if (state_ == State::Offering) follow(Event::OfferSent);
      return put(OfferCreated{kAttempt, debt.op, sample_offer()});
    }
    if (debt.what == Owed::Answer) {
      if (likely(3)) return put(AnswerCreated{kAttempt, debt.op, "x"}, {Event::PeerRefusal});
      begin("answer created");
      follow_agreed();
      return put(AnswerCreated{kAttempt, debt.op, sample_answer()});
    }
    begin("applied");
    if (debt.what == Owed::Remote) publishes() ? follow_agreed() : follow_remote();
    put(DescriptionApplied{kAttempt, debt.op});
  }
  void follow_remote() { follow(Event::RemoteReady); }
  void refuse_peer() {
    if (peer_.empty()) return;
    const Debt debt = peer_.front();
    peer_.pop_front();
    put(PeerRefused{kAttempt, debt.op, Error{ErrorCode::PeerRefusedSdp}}, {Event::PeerRefusal});
  }

  void timeout() {
    if (likely(70)) now_ = std::max(now_, machine_.next_deadline().value_or(now_));
    expire();
  }
  void expire() {
    begin("timeout");
    if (switch_at_ && now_ >= *switch_at_) {
      switch_at_.reset();
      keep_alive_at_.reset();
    }
    if (keep_alive_at_ && now_ >= *keep_alive_at_)
      keep_alive_at_ = now_ + config_.socket.keep_alive;
    if (deadline_ && now_ >= *deadline_) follow(Event::Expire);
    put(Timeout{});
  }

  // Nobody answers any more: the machine must come to an end by itself, within its own limits.
  void only_timeouts() {
    const Timeouts& limits = config_.timeouts;
    const TimePoint latest = now_ + limits.description + limits.answer + limits.connect +
                             limits.disconnected + limits.remove;
    bool left = false;
    while (problem_.empty() && state_ != State::Done) {
      // Where it waits for the app, or is live, the app leaves.
      if (!deadline_ && !std::exchange(left, true)) {
        close();
        continue;
      }
      const auto deadline = machine_.next_deadline();
      if (!deadline) return fail("nothing wakes it up");
      now_ = std::max(now_, *deadline);
      if (now_ > latest) return fail("it takes longer than its limits allow");
      expire();
    }
  }

  int candidates_ = 0;
  std::uint32_t app_calls_ = 0;
};

TEST_CASE("a WebSocket negotiation does what its table says, whatever happens in whatever order") {
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
  for (std::size_t state = 0; state < kSocketStates; ++state) {
    for (std::size_t event = 0; event < kSocketEvents; ++event) {
      if (socket_cell(static_cast<State>(state), static_cast<Event>(event)).ignored) continue;
      CAPTURE(state, event);
      CHECK(visits[state][event] > 0);
    }
  }
}

}  // namespace
