// A random walk of an attempt at a WHIP or WHEP endpoint, and an oracle that follows it through the
// table.
#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>

#include "base/random.hpp"
#include "sim/describe.hpp"
#include "sim/samples.hpp"
#include "whip/http_negotiation.hpp"

namespace sluice::test::http_walk {

using State = HttpState;
using Event = HttpEvent;

// What the browser layer still owes an answer to.
enum class Owed { Offer, Answer, Local, Remote, Servers, Post, Fragment, AnswerPatch, Delete };
struct Debt {
  Owed what{};
  OpId op{};
  TimePoint until{};  // a PATCH's own deadline
  bool aborted = false;
};

inline bool is_over(State state) {
  return state == State::Orphaning || state == State::Deleting || state == State::Done;
}

// How often each cell has been walked through.
using Visits = std::array<std::array<std::uint64_t, kHttpEvents>, kHttpStates>;

// One life of one machine. It gets random inputs; the oracle follows them through the table.
class Walk {
 public:
  Walk(std::uint64_t seed, Visits& visits)
      : random_(seed), config_(config(random_)), visits_(visits) {}

  // Steps until Done. Stops at the first problem.
  std::uint64_t run() {
    std::uint64_t steps = 0;
    if (likely(98)) {
      begin("start", {config_.post_empty_offer ? Event::Ask : Event::Start});
      machine_.start(now_);
      end();
    }
    const std::uint64_t patience = 20 + chance_.below(200);
    for (; problem_.empty() && steps < patience && state_ != State::Done; ++steps) step();
    if (problem_.empty()) only_timeouts();
    for (int extra = 0; problem_.empty() && extra < 5; ++extra, ++steps) step();
    return steps;
  }

  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] const Lines& trace() const { return trace_; }
  void keep_trace() { tracing_ = true; }

 private:
  static SessionConfig config(Random& random) {
    SessionConfig config = sample_config(random.below(2) == 0 ? Role::Publisher : Role::Subscriber);
    config.trickle = random.below(4) != 0;
    config.post_empty_offer = config.role == Role::Subscriber && random.below(3) == 0;
    if (random.below(3) == 0) {
      config.token = kToken;
      config.token_origins.emplace_back("https://*.example.com");
    }
    config.use_offered_ice_servers = random.below(2) == 0;
    config.uses_channel = random.below(2) == 0;
    const auto some = [&] { return Millis(100 + static_cast<std::int64_t>(random.below(20'000))); };
    config.timeouts = {some(), some(), some(), some(), some(), some(), some()};
    return config;
  }

  bool likely(std::uint64_t percent) { return chance_.below(100) < percent; }

  // -- the oracle -------------------------------------------------------------------------------

  void begin(std::string what, std::initializer_list<Event> events) {
    if (tracing_) trace_.push_back("> " + std::move(what));
    for (const Event event : events) follow(event);
  }

  void follow(Event event) {
    ++visits_[static_cast<std::size_t>(state_)][static_cast<std::size_t>(event)];
    const auto cell = http_cell(state_, event);
    if (cell.ignored) return;
    const bool fails = event == Event::PostRefused || event == Event::PostLost ||
                       event == Event::AnswerPatchRefused || event == Event::PeerRefusal ||
                       event == Event::PeerDown ||
                       (event == Event::Expire && state_ != State::Gathering);
    if (fails && !is_over(state_))
      expected_notes_.push_back(state_ == State::Connected ? "failed, was up" : "failed");
    if (event == Event::PeerUp && state_ != State::Connected) {
      const bool waits = agreed_ && !channel_open_;
      expected_notes_.push_back(waits ? "up, not started" : "up");
      if (waits) channel_until_ = now_ + Millis(2000);
    }
    if (event == Event::Over) expected_notes_.push_back("ended");
    state_ = cell.next;
    if (is_over(state_)) agreed_ = channel_open_ = false;
    if (is_over(state_)) channel_until_.reset();
    deadline_ = limit(event);
    if (is_over(state_)) {
      for (Debt& debt : http_) debt.until = TimePoint::max();
    }
    if (state_ == State::Deleting && !session_known_)
      follow(Event::DeleteEnd);
    else if (state_ == State::Done)
      expected_notes_.push_back("finished");
  }

  std::optional<TimePoint> limit(Event last) const {
    const Timeouts& limits = config_.timeouts;
    switch (state_) {
      case State::Offering:
      case State::Answering:
      case State::Countering:
        return now_ + limits.description;
      case State::Gathering:
        return now_ + limits.gathering;
      case State::Posting:
        return now_ + limits.answer;
      case State::Connecting:
        return now_ + limits.connect;
      case State::Connected:
        return last == Event::PeerShaky ? std::optional(now_ + limits.disconnected) : std::nullopt;
      case State::Orphaning:
      case State::Deleting:
        return now_ + limits.remove;
      case State::Idle:
      case State::Done:
        return std::nullopt;
    }
    return std::nullopt;
  }

  // -- what the machine did ---------------------------------------------------------------------

  void end() {
    const bool was_done = before_ == State::Done;
    while (auto effect = machine_.poll_effect()) {
      if (tracing_) trace_.push_back("  " + describe(*effect));
      if (was_done) fail("an effect after Done: " + describe(*effect));
      take(*effect);
    }
    Lines notes;
    while (auto note = machine_.poll_note()) {
      if (const auto* failed = std::get_if<NegotiationFailed>(&*note))
        notes.push_back(failed->was_up ? "failed, was up" : "failed");
      else if (const auto* up = std::get_if<NegotiationUp>(&*note))
        notes.push_back(up->started ? "up" : "up, not started");
      else if (std::holds_alternative<NegotiationStarted>(*note))
        notes.push_back("started");
      else if (std::holds_alternative<NegotiationEnded>(*note))
        notes.push_back("ended");
      else if (std::holds_alternative<NegotiationFinished>(*note))
        notes.push_back("finished");
    }
    if (machine_.state() != state_) {
      fail("the state is " + std::to_string(static_cast<int>(machine_.state())) +
           " where the table says " + std::to_string(static_cast<int>(state_)));
    }
    if (notes != expected_notes_) fail("the notes are not those of the table");
    expected_notes_.clear();
    check_deadline();
    if (state_ == State::Done && peers_open_ != 0) fail("a peer is left open");
    if (peers_open_ < 0 || peers_open_ > 1) fail("peers are opened and closed once");
    before_ = state_;
  }

  void check_deadline() {
    auto expected = earlier(deadline_, channel_until_);
    for (const Debt& debt : http_) {
      if (!debt.aborted && debt.until != TimePoint::max())
        expected = expected ? std::min(*expected, debt.until) : debt.until;
    }
    // What was lost is sent again after a pause.
    const auto actual = machine_.next_deadline();
    const bool pauses = was_lost_ && actual && (!expected || *actual < *expected);
    if (actual != expected && !pauses) fail("the deadline is not the one of the state");
  }

  void take(const Effect& effect) {
    if (std::holds_alternative<OpenPeer>(effect)) ++peers_open_;
    if (std::holds_alternative<ClosePeer>(effect)) --peers_open_;
    if (const auto* e = std::get_if<CreateOffer>(&effect)) owe(Owed::Offer, e->op);
    if (const auto* e = std::get_if<CreateAnswer>(&effect)) owe(Owed::Answer, e->op);
    if (const auto* e = std::get_if<ApplyLocal>(&effect)) owe(Owed::Local, e->op);
    if (const auto* e = std::get_if<ApplyRemote>(&effect)) owe(Owed::Remote, e->op);
    if (const auto* e = std::get_if<UseIceServers>(&effect)) owe(Owed::Servers, e->op);
    if (const auto* e = std::get_if<SendHttp>(&effect)) take_request(*e);
    if (const auto* e = std::get_if<AbortHttp>(&effect)) {
      const auto debt = std::ranges::find(http_, e->op, &Debt::op);
      if (debt == http_.end()) return fail("an abort of what is not under way");
      debt->aborted = true;
    }
  }
  void owe(Owed what, OpId op) { peer_.push_back({what, op, TimePoint::max()}); }
  void take_request(const SendHttp& http) {
    Debt debt{Owed::Post, http.op, TimePoint::max()};
    if (http.method == HttpMethod::Delete) debt.what = Owed::Delete;
    if (http.method == HttpMethod::Patch) {
      const bool answers = std::ranges::any_of(
          http.headers, [](const HttpHeader& each) { return each.value == "application/sdp"; });
      debt.what = answers ? Owed::AnswerPatch : Owed::Fragment;
      debt.until = now_ + config_.timeouts.answer;
    }
    http_.push_back(debt);
  }

  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

  // -- the inputs -------------------------------------------------------------------------------

  void step() {
    now_ += Millis(static_cast<std::int64_t>(chance_.below(chance_.below(20) == 0 ? 20'000 : 50)));
    const std::uint64_t dice = chance_.below(100);
    if (dice < 40 && !peer_.empty()) return answer_peer();
    if (dice < 70 && !http_.empty()) return answer_http();
    if (dice < 78) return put(CandidateGathered{AttemptId{1}, sample_candidate(++candidates_)}, {});
    if (dice < 80) return put(CandidateGathered{AttemptId{1}, ""}, {});
    if (dice < 83) return gather_end();
    if (dice < 89) return peer_state();
    if (dice < 92) return config_.uses_channel ? channel() : peer_state();
    if (dice < 97) return timeout();
    if (dice < 99) {
      begin("close", {Event::Close});
      machine_.close(now_);
    } else {
      begin("hide", {Event::Hide});
      machine_.hide(now_);
    }
    end();
  }

  void put(const Input& input, std::initializer_list<Event> events) {
    begin(tracing_ ? describe(input) : std::string(), events);
    machine_.handle(input, now_);
    end();
  }

  void gather_end() {
    const GatheringFinished input{AttemptId{1}, likely(50) ? sample_offer() : ""};
    if (state_ != State::Countering) return put(input, {Event::GatherEnd});
    if (!answer_held_) return put(input, {});
    answer_held_ = false;
    put(input, {Event::AnswerReady});
  }

  void peer_state() {
    const std::uint64_t dice = chance_.below(10);
    const auto put_state = [&](PeerState state, Event event) {
      put(PeerStateChanged{AttemptId{1}, state}, {event});
    };
    if (dice < 6) return put_state(PeerState::Connected, Event::PeerUp);
    if (dice < 8) return put_state(PeerState::Disconnected, Event::PeerShaky);
    put_state(dice == 8 ? PeerState::Failed : PeerState::Closed, Event::PeerDown);
  }

  // A channel opens once, and closes once.
  void channel() {
    if (!channel_seen_ && likely(60)) {
      channel_seen_ = true;
      const bool wanted = !is_over(state_) && state_ >= State::Answering;
      channel_open_ = wanted;
      if (wanted && channel_until_) expected_notes_.push_back("started");
      if (wanted) channel_until_.reset();
      return put(ChannelOpened{AttemptId{1}}, {});
    }
    if (channel_seen_ && likely(20)) {
      if (channel_open_) agreed_ = channel_open_ = false;
      return put(ChannelClosed{AttemptId{1}}, {});
    }
    if (likely(20)) return put(ChannelFailed{AttemptId{1}}, {});
    if (likely(80)) return put(ChannelMessage{AttemptId{1}, said::welcome()}, {});
    const bool lives = state_ >= State::Answering && state_ <= State::Connected;
    const Event event = state_ == State::Connected ? Event::Over : Event::PeerDown;
    const ChannelMessage ended{AttemptId{1}, said::status("NetStream.Play.UnpublishNotify")};
    lives ? put(ended, {event}) : put(ended, {});
  }

  // The browser works off the operations of one peer in their order.
  void answer_peer() {
    const Debt debt = peer_.front();
    peer_.pop_front();
    if (likely(4)) {
      const PeerRefused refused{AttemptId{1}, debt.op, Error{ErrorCode::PeerRefusedSdp}};
      if (debt.what == Owed::Servers) return put(refused, {});
      return put(refused, {Event::PeerRefusal});
    }
    if (debt.what == Owed::Offer) {
      if (likely(3)) return put(OfferCreated{AttemptId{1}, debt.op, "x"}, {Event::PeerRefusal});
      return put(OfferCreated{AttemptId{1}, debt.op, sample_offer()},
                 {config_.trickle ? Event::OfferReady : Event::OfferHeld});
    }
    if (debt.what == Owed::Answer) {
      if (likely(3)) return put(AnswerCreated{AttemptId{1}, debt.op, "x"}, {Event::PeerRefusal});
      const bool agrees = config_.uses_channel && likely(50);
      const AnswerCreated created{AttemptId{1}, debt.op,
                                  agrees ? with_channel(sample_answer()) : sample_answer()};
      if (state_ == State::Countering) agreed_ = agrees;
      if (config_.trickle) return put(created, {Event::AnswerReady});
      // It is sent with its candidates in it.
      answer_held_ = state_ == State::Countering;
      if (answer_held_) deadline_ = now_ + config_.timeouts.gathering;
      return put(created, {});
    }
    const DescriptionApplied applied{AttemptId{1}, debt.op};
    if (debt.what == Owed::Remote) return put(applied, {Event::RemoteReady});
    put(applied, {});
  }

  void answer_http() {
    const auto at = static_cast<std::ptrdiff_t>(chance_.below(http_.size()));
    const Debt debt = http_[static_cast<std::size_t>(at)];
    http_.erase(http_.begin() + at);
    if (debt.what == Owed::Post) return answer_post(debt.op);
    HttpAnswered answer;
    answer.attempt = AttemptId{1};
    answer.op = debt.op;
    answer.status = likely(70) ? 204 : likely(50) ? 412 : 503;
    const bool lost = likely(10);
    was_lost_ = was_lost_ || lost || answer.status == 503;
    const bool refused = lost || answer.status != 204;
    const Input input = lost ? Input(HttpFailed{AttemptId{1}, debt.op, "gone"}) : Input(answer);
    if (debt.what == Owed::Delete) {
      if (lost || answer.status == 503) return put(input, {});  // it is repeated
      return put(input, {Event::DeleteEnd});
    }
    if (debt.what == Owed::AnswerPatch && refused && !debt.aborted)
      return put(input, {Event::AnswerPatchRefused});
    put(input, {});
  }

  void answer_post(OpId op) {
    if (likely(5)) return put(HttpFailed{AttemptId{1}, op, "gone"}, {Event::PostLost});
    HttpAnswered answer;
    answer.attempt = AttemptId{1};
    answer.op = op;
    answer.status = 201;
    answer.url = "https://sm.example.com/live/endpoint";
    answer.etag = likely(50) ? "\"tag\"" : "";
    answer.link = likely(20) ? "<stun:stun.example.com>; rel=\"ice-server\"" : "";
    answer.body = sample_answer();
    if (likely(90)) answer.location = "/session/1";
    const bool waiting = state_ == State::Posting || state_ == State::Orphaning;
    const std::uint64_t dice = chance_.below(10);
    if (dice == 0 && likely(50)) {
      // Behind a redirect that has dropped the token, which is sent there once.
      answer.status = 401;
      answer.redirected = true;
      answer.url = likely(50) ? "https://eu.example.com/live" : "https://us.example.com/live";
      const bool again = !config_.token.empty() && state_ == State::Posting && !led_on_;
      led_on_ = led_on_ || again;
      return put(answer, {again ? Event::PostAgain : Event::PostRefused});
    }
    if (dice == 0) {
      answer.status = 404;
      answer.body = "no";
      return put(answer, {Event::PostRefused});
    }
    if (waiting) session_known_ = !answer.location.empty();
    if (dice == 1) {
      answer.body = "<html>";
      return put(answer, {Event::PostRefused});
    }
    if (dice < 5 && config_.role == Role::Subscriber) {
      answer.body = sample_offer();
      if (likely(50)) {
        answer.status = 406;
        answer.content_type = "application/sdp";
      }
      // What cannot be answered is as good as refused.
      if (state_ == State::Posting && !session_known_) return put(answer, {Event::PostRefused});
      return put(answer, {Event::PostCountered});
    }
    if (!config_.post_empty_offer) {
      const bool rejected = likely(30);
      if (config_.uses_channel) answer.body = with_channel(answer.body, rejected);
      if (state_ == State::Posting) agreed_ = config_.uses_channel && !rejected;
      return put(answer, {Event::PostAccepted});
    }
    // What answers who has asked for an offer is one.
    if (state_ == State::Posting && !session_known_) return put(answer, {Event::PostRefused});
    put(answer, {Event::PostCountered});
  }

  void timeout() {
    if (likely(70)) now_ = std::max(now_, machine_.next_deadline().value_or(now_));
    expire();
  }
  void expire() {
    begin("timeout", {});
    for (Debt& debt : http_) {
      if (debt.aborted || now_ < debt.until) continue;
      debt.until = TimePoint::max();
      if (debt.what == Owed::AnswerPatch) follow(Event::AnswerPatchRefused);
      if (debt.what == Owed::Fragment) was_lost_ = true;
    }
    if (channel_until_ && now_ >= *channel_until_) {
      expected_notes_.push_back("started");
      channel_until_.reset();
    }
    if (deadline_ && now_ >= *deadline_) {
      follow(answer_held_ && state_ == State::Countering ? Event::AnswerReady : Event::Expire);
      answer_held_ = false;
    }
    machine_.handle(Timeout{}, now_);
    end();
  }

  // Nobody answers any more: the machine must come to an end by itself, within its own limits.
  void only_timeouts() {
    if (state_ == State::Idle || (state_ == State::Connected && !deadline_)) {
      begin("close", {Event::Close});
      machine_.close(now_);
      end();
    }
    const Timeouts& limits = config_.timeouts;
    const TimePoint latest = now_ + limits.description + limits.gathering + limits.answer +
                             limits.connect + limits.disconnected + limits.remove;
    while (problem_.empty() && state_ != State::Done) {
      const auto deadline = machine_.next_deadline();
      if (!deadline) return fail("nothing wakes it up");
      now_ = std::max(now_, *deadline);
      if (now_ > latest) return fail("it takes longer than its limits allow");
      expire();
    }
  }

  Random random_;
  SessionConfig config_;
  Visits& visits_;
  Random chance_{random_.next()};
  HttpNegotiation machine_{AttemptId{1}, config_};
  TimePoint now_{};

  State state_ = State::Idle;
  State before_ = State::Idle;
  std::optional<TimePoint> deadline_;
  bool session_known_ = false;
  bool answer_held_ = false;
  bool was_lost_ = false;
  bool led_on_ = false;
  bool agreed_ = false;  // both descriptions have a channel
  bool channel_seen_ = false;
  bool channel_open_ = false;
  std::optional<TimePoint> channel_until_{};  // the stream's start waits for it
  int peers_open_ = 0;
  int candidates_ = 0;
  Lines expected_notes_;
  std::deque<Debt> peer_;
  std::deque<Debt> http_;

  std::string problem_;
  bool tracing_ = false;
  Lines trace_;
};

}  // namespace sluice::test::http_walk
