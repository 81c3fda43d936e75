// What an attempt over a WebSocket is held against, step by step, by the random walk in
// socket_table_test.cpp: its table, its deadlines, and what it may do in which order.
#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "sim/describe.hpp"
#include "sim/samples.hpp"
#include "socket/socket_negotiation.hpp"

namespace sluice::test {

// One attempt with its oracle. A walk decides what happens, tells the oracle what the table makes
// of it and the machine the input, and then has both compared by end().
class SocketOracle {
 public:
  using Visits = std::array<std::array<std::uint64_t, kSocketEvents>, kSocketStates>;

  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] const Lines& trace() const { return trace_; }
  void keep_trace() { tracing_ = true; }

 protected:
  using State = SocketState;
  using Event = SocketEvent;

  static constexpr AttemptId kAttempt{1};

  // What the browser's peer still owes an answer to.
  enum class Owed { Offer, Answer, Local, Remote };
  struct Debt {
    Owed what{};
    OpId op{};
  };
  struct Call {
    CallId id{};
    TimePoint until{};
  };

  SocketOracle(std::uint64_t seed, Visits& visits)
      : random_(seed), config_(config(random_)), visits_(visits), camera_(likely(50)) {}

 private:
  static SessionConfig config(Random& random) {
    SessionConfig made =
        sample_socket_config(random.below(2) == 0 ? Role::Publisher : Role::Subscriber);
    const auto some = [&] { return Millis(100 + static_cast<std::int64_t>(random.below(20'000))); };
    made.timeouts = {some(), some(), some(), some(), some(), some(), some()};
    made.socket.bypass_available = random.below(4) == 0;
    made.socket.stay_connected = random.below(2) == 0;
    made.socket.ask_ahead = !made.socket.stay_connected && random.below(2) == 0;
    made.socket.use_channel = random.below(4) != 0;
    made.socket.switch_delay = Millis(static_cast<std::int64_t>(random.below(2000)));
    made.socket.keep_alive = random.below(2) == 0 ? Millis(0) : some();
    return made;
  }

 protected:
  bool likely(std::uint64_t percent) { return chance_.below(100) < percent; }
  [[nodiscard]] bool publishes() const { return config_.role == Role::Publisher; }

  // -- the oracle -------------------------------------------------------------------------------

  // Whether the table takes the event.
  bool follow(Event event) {
    ++visits_[static_cast<std::size_t>(state_)][static_cast<std::size_t>(event)];
    const auto cell = socket_cell(state_, event);
    if (cell.ignored) return false;
    const bool fails = event == Event::PeerDown || event == Event::PeerRefusal ||
                       event == Event::Refuse || event == Event::Gone || event == Event::Expire;
    if (fails && state_ != State::Stopping)
      expected_notes_.push_back(state_ == State::Live ? "failed, was up" : "failed");
    if (event == Event::Greet) expected_notes_.push_back("greeted");
    if (event == Event::Started) expected_notes_.push_back("up");
    if (event == Event::Decline) expected_notes_.push_back("declined");
    if (event == Event::Over) expected_notes_.push_back("ended");
    const bool entered = state_ != cell.next;
    state_ = cell.next;
    set_deadline(event, entered);
    if (state_ == State::Done) expected_notes_.push_back("finished");
    if (state_ != State::Live) switch_at_.reset();
    if (event == Event::PeerUp) follow_channel();
    if (state_ == State::Stopping || state_ == State::Done) keep_alive_at_.reset();
    return true;
  }

  void set_deadline(Event last, bool entered) {
    const Timeouts& limits = config_.timeouts;
    switch (state_) {
      case State::Idle:
      case State::Locating:
      case State::Greeted:
      case State::Done:
        return deadline_.reset();
      case State::Opening:
      case State::Greeting:
      case State::Checking:
      case State::Exchanging:
      case State::Starting:
        if (entered) deadline_ = now_ + limits.answer;
        return;
      case State::Offering:
        deadline_.reset();
        if (camera_ || !publishes()) deadline_ = now_ + limits.description;
        return;
      case State::Describing:
        if (last != Event::PeerUp) deadline_ = now_ + limits.description;
        return;
      case State::Trickling:
        if (entered) deadline_ = now_ + limits.connect;
        return;
      case State::Live:
        deadline_.reset();
        if (peer_shaky_) {
          deadline_ = now_ + limits.disconnected;
        } else if (!peer_up_) {
          deadline_ = now_ + limits.connect;
        }
        return;
      case State::Stopping:
        deadline_ = now_ + limits.remove;
        return;
    }
  }

  void follow_ask() {
    if (!wanted_ || state_ != State::Greeted) return;
    asked_ahead_ = !config_.socket.bypass_available && config_.socket.ask_ahead;
    if (!config_.socket.bypass_available && !asked_ahead_) {
      follow(Event::Ask);
    } else if (follow(Event::Skip)) {
      follow_offer();
    }
  }
  void follow_offer() {
    if (!publishes() || offered_) follow(Event::OfferSent);
  }
  void follow_agreed() {
    if (follow(Event::Agreed)) follow_trickle();
  }
  void follow_trickle() {
    if (complete_) follow(Event::TrickleEnd);
  }
  void follow_channel() {
    const bool possible =
        state_ == State::Live && channel_open_ && announced_channel_ && config_.socket.use_channel;
    if (possible && !peer_shaky_ && !by_channel_ && !switch_at_)
      switch_at_ = now_ + config_.socket.switch_delay;
  }

  [[nodiscard]] std::string good_description() const {
    return publishes() ? said::description(SdpType::Answer, sample_answer())
                       : said::description(SdpType::Offer, sample_offer());
  }

  void follow_message(const std::string& text) {
    if (text == said::welcome()) {
      if (!follow(Event::Greet)) return;
      if (config_.socket.keep_alive > Millis(0)) keep_alive_at_ = now_ + config_.socket.keep_alive;
      follow_ask();
    } else if (text == said::status("NetConnection.Connect.Rejected")) {
      follow(Event::Refuse);
    } else if (text == said::status("NetConnection.Connect.Closed")) {
      follow(Event::Gone);
    } else if (text == said::available(true) || text == said::available(false)) {
      follow_available(text == said::available(true));
    } else if (text == good_description()) {
      follow(Event::Described);
    } else if (text.find("spoilt") != std::string::npos) {
      if (state_ == State::Exchanging) follow(Event::Refuse);
    } else if (text == said::trickle_complete()) {
      complete_ = true;
      follow_trickle();
    } else if (text == said::starting()) {
      asked_ahead_ = false;
      if (follow(Event::Started)) follow_channel();
    } else if (text == said::stopping()) {
      follow(Event::StopEnd);
    } else if (text == said::channel()) {
      announced_channel_ = true;
      follow_channel();
    } else if (text == said::status("NetStream.Play.UnpublishNotify")) {
      if (!follow(Event::Over)) follow(Event::Refuse);
    } else if (text == said::status("NetStream.Publish.BadName")) {
      follow(Event::Refuse);
    }
  }
  void follow_available(bool exists) {
    const bool ahead = std::exchange(asked_ahead_, false) &&
                       (state_ == State::Offering || state_ == State::Exchanging);
    if (state_ != State::Checking && !ahead) return;
    if (exists != publishes()) {
      if (follow(Event::Free)) follow_offer();
    } else if (!publishes() && config_.socket.stay_connected) {
      wanted_ = false;
      follow(Event::Decline);
    } else {
      follow(Event::Refuse);
    }
  }

  // -- what the machine did ---------------------------------------------------------------------

  void end() {
    const bool was_done = before_ == State::Done;
    while (auto effect = machine_.poll_effect()) {
      if (tracing_) trace_.push_back("  " + describe(*effect));
      // A call that comes too late is still answered.
      const bool settles = std::holds_alternative<Settle>(*effect);
      if (was_done && !settles) fail("an effect after Done: " + describe(*effect));
      take(*effect);
    }
    Lines notes;
    while (auto note = machine_.poll_note()) notes.push_back(name_of(*note));
    if (machine_.state() != state_) {
      fail("the state is " + std::to_string(static_cast<int>(machine_.state())) +
           " where the table says " + std::to_string(static_cast<int>(state_)));
    }
    if (notes != expected_notes_) fail("the notes are not those of the table");
    expected_notes_.clear();
    check_deadline();
    if (state_ == State::Done && peer_open_) fail("a peer is left open");
    if (state_ == State::Done && socket_open_) fail("a socket is left open");
    if (state_ != State::Live && !calls_.empty()) fail("a call waits for a session that is over");
    before_ = state_;
  }

  static std::string name_of(const NegotiationNote& note) {
    if (const auto* failed = std::get_if<NegotiationFailed>(&note))
      return failed->was_up ? "failed, was up" : "failed";
    if (std::holds_alternative<NegotiationGreeted>(note)) return "greeted";
    if (std::holds_alternative<NegotiationUp>(note)) return "up";
    if (std::holds_alternative<NegotiationDeclined>(note)) return "declined";
    return std::holds_alternative<NegotiationEnded>(note) ? "ended" : "finished";
  }

  void check_deadline() {
    auto expected = deadline_;
    const auto sooner = [&](std::optional<TimePoint> other) {
      if (other) expected = expected ? std::min(*expected, *other) : *other;
    };
    sooner(switch_at_);
    sooner(keep_alive_at_);
    for (const auto& [call, until] : calls_) sooner(until);
    if (machine_.next_deadline() != expected) fail("the deadline is not the one of the state");
  }

  void take(const Effect& effect) {
    if (std::holds_alternative<OpenPeer>(effect)) {
      if (std::exchange(peer_was_opened_, true)) fail("a peer is opened twice");
      peer_open_ = true;
    }
    if (std::holds_alternative<ClosePeer>(effect)) {
      if (!std::exchange(peer_open_, false)) fail("a peer is closed that is not open");
    }
    if (std::holds_alternative<OpenSocket>(effect)) {
      if (std::exchange(socket_was_opened_, true)) fail("a socket is opened twice");
      socket_open_ = true;
    }
    if (std::holds_alternative<CloseSocket>(effect)) {
      if (!std::exchange(socket_open_, false)) fail("a socket is closed that is not open");
    }
    if (std::holds_alternative<SendSocket>(effect) && !socket_open_)
      fail("something is said to a socket that is not open");
    if (std::holds_alternative<SendChannel>(effect) && !(channel_open_ && by_channel_))
      fail("something is said by a channel that has not taken over");
    if (std::holds_alternative<AddCandidate>(effect) && !described_)
      fail("a candidate is added before the description");
    if (const auto* e = std::get_if<CreateOffer>(&effect)) peer_.push_back({Owed::Offer, e->op});
    if (const auto* e = std::get_if<CreateAnswer>(&effect)) peer_.push_back({Owed::Answer, e->op});
    if (const auto* e = std::get_if<ApplyLocal>(&effect)) peer_.push_back({Owed::Local, e->op});
    if (const auto* e = std::get_if<ApplyRemote>(&effect)) {
      described_ = true;
      peer_.push_back({Owed::Remote, e->op});
    }
    if (const auto* e = std::get_if<Settle>(&effect)) take_settled(*e);
    if (const auto* e = std::get_if<Emit>(&effect); e && e->type == event::kTransportChange)
      by_channel_ = true;
  }
  void take_settled(const Settle& settled) {
    const auto it = std::ranges::find(calls_, settled.call, &Call::id);
    if (it == calls_.end()) return fail("a call is settled that does not wait");
    calls_.erase(it);
  }

  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

  Random random_;
  SessionConfig config_;
  Visits& visits_;
  Random chance_{random_.next()};
  bool camera_;
  SocketNegotiation machine_{kAttempt, config_, camera_};
  TimePoint now_{};

  State state_ = State::Idle;
  State before_ = State::Idle;
  std::optional<TimePoint> deadline_, switch_at_, keep_alive_at_;
  bool wanted_ = false;
  bool asked_ahead_ = false;
  bool offered_ = false;
  bool complete_ = false;
  bool described_ = false;
  bool peer_up_ = false, peer_shaky_ = false;
  bool peer_open_ = false;
  bool peer_was_opened_ = false;
  bool socket_open_ = false;
  bool socket_was_opened_ = false;
  bool channel_open_ = false;
  bool announced_channel_ = false;
  bool by_channel_ = false;
  std::vector<Call> calls_;
  Lines expected_notes_;
  std::deque<Debt> peer_;

  std::string problem_;
  bool tracing_ = false;
  Lines trace_;
};

}  // namespace sluice::test
