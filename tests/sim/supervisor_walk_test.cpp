// A random walk through a recovering client's life: inputs in any order, most of them such as bring
// it on. One oracle follows the table (watch_table.hpp), another one knows what is promised to the
// app (recovery_monitor.hpp).

#include <catch2/catch_test_macros.hpp>
#include <deque>
#include <map>

#include "base/random.hpp"
#include "sim/describe.hpp"
#include "sim/recovery_monitor.hpp"
#include "sim/samples.hpp"
#include "sim/walk.hpp"
#include "sim/watch_table.hpp"

using namespace sluice;
using namespace sluice::sim;
using test::describe;
using test::Lines;
namespace said = test::said;

namespace {

using State = SupervisorState;
using Event = SupervisorEvent;

// One life of one client.
class Walk {
 public:
  Walk(std::uint64_t seed, SupervisorVisits& visits)
      : chance_(seed),
        config_(config(chance_)),
        source_(source(chance_, config_.role)),
        supervisor_(config_, source_, seed, now_),
        table_(config_, visits),
        monitor_(config_, source_) {
    camera_ = source_ == MediaSource::Supplied;
    put(Timeout{});  // what has been asked for with the client's making
  }

  std::uint64_t run() {
    std::uint64_t steps = 0;
    const std::uint64_t patience = 20 + chance_.below(400);
    for (; problem().empty() && steps < patience; ++steps) step();
    if (problem().empty()) only_timeouts();
    for (int extra = 0; problem().empty() && extra < 5; ++extra, ++steps) step();
    if (problem().empty()) monitor_.at_end(supervisor_, told_, camera_);
    return steps;
  }

  [[nodiscard]] const std::string& problem() const {
    return table_.problem().empty() ? monitor_.problem() : table_.problem();
  }
  [[nodiscard]] const Lines& trace() const { return trace_; }
  void keep_trace() { tracing_ = true; }

 private:
  // An asynchronous effect that waits for its answer.
  struct Asked {
    AttemptId attempt;
    OpId op;
    enum class What { Offer, Answer, Description } what;
  };
  // What a peer counts.
  struct Counters {
    bool flows = true;
    std::uint64_t packets = 0, frames = 0;
  };

  static SessionConfig config(Random& random) {
    const Role role = random.below(2) == 0 ? Role::Publisher : Role::Subscriber;
    SessionConfig config =
        random.below(2) == 0 ? test::sample_socket_config(role) : test::sample_config(role);
    config.trickle = random.below(4) != 0;
    const auto some = [&](std::int64_t from, std::uint64_t more) {
      return Millis(from + static_cast<std::int64_t>(random.below(more)));
    };
    config.timeouts = {some(100, 20'000), some(100, 20'000), some(100, 20'000), some(100, 20'000),
                       some(100, 20'000), some(100, 20'000), some(100, 20'000)};
    RecoveryOptions& recovery = config.recovery;
    recovery.enabled = true;
    recovery.watch_media = random.below(4) != 0;
    recovery.has_policy = random.below(3) == 0;
    recovery.has_token = random.below(3) == 0;
    recovery.attempts = random.below(3) == 0 ? 0 : static_cast<std::uint32_t>(random.below(9)) + 1;
    recovery.duration = random.below(3) == 0 ? some(1'000, 60'000) : Millis(0);
    recovery.delay = some(10, 1'000);
    recovery.max_delay = recovery.delay + some(0, 7'000);
    recovery.stream_delay = some(100, 2'000);
    recovery.spread = some(0, 500);
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
  template <class Container>
  auto any_of(Container& all) {
    return std::next(all.begin(), static_cast<std::ptrdiff_t>(chance_.below(all.size())));
  }

  // -- a turn -------------------------------------------------------------------------------------

  void put(const Input& input) {
    if (tracing_) trace_.push_back("> " + describe(input));
    table_.begin(input, now_);
    monitor_.begin(input, now_);
    supervisor_.handle(input, now_);
    while (auto effect = supervisor_.poll_effect()) {
      if (tracing_) trace_.push_back("  " + describe(*effect));
      table_.saw(*effect);
      monitor_.saw(*effect);
      take(*effect);
    }
    table_.end(supervisor_);
    monitor_.end(supervisor_);
    if (std::exchange(asks_policy_, false)) answer_policy();
  }

  void take(const Effect& effect) {
    using enum Asked::What;
    if (std::holds_alternative<AcquireMedia>(effect)) asks_camera_ = true;
    if (std::holds_alternative<ReleaseMedia>(effect)) camera_ = false;
    if (std::holds_alternative<AskPolicy>(effect)) asks_policy_ = true;
    if (std::holds_alternative<AskToken>(effect)) asks_token_ = true;
    if (const auto* e = std::get_if<OpenPeer>(&effect)) peers_[e->attempt] = {};
    if (const auto* e = std::get_if<ClosePeer>(&effect)) {
      peers_.erase(e->attempt);
      std::erase_if(asked_, [&](const Asked& asked) { return asked.attempt == e->attempt; });
    }
    if (const auto* e = std::get_if<CreateOffer>(&effect))
      asked_.push_back({e->attempt, e->op, Offer});
    if (const auto* e = std::get_if<CreateAnswer>(&effect))
      asked_.push_back({e->attempt, e->op, Answer});
    if (const auto* e = std::get_if<ApplyLocal>(&effect))
      asked_.push_back({e->attempt, e->op, Description});
    if (const auto* e = std::get_if<ApplyRemote>(&effect))
      asked_.push_back({e->attempt, e->op, Description});
    if (const auto* e = std::get_if<SendHttp>(&effect)) requests_.push_back(*e);
    if (const auto* e = std::get_if<AbortHttp>(&effect)) {
      std::erase_if(requests_, [&](const SendHttp& request) {
        return request.attempt == e->attempt && request.op == e->op;
      });
    }
    if (const auto* e = std::get_if<OpenSocket>(&effect)) nodes_[e->attempt] = {};
    if (const auto* e = std::get_if<CloseSocket>(&effect)) nodes_.erase(e->attempt);
    if (const auto* e = std::get_if<SendSocket>(&effect)) hear(e->attempt, e->text);
    if (const auto* e = std::get_if<SampleStats>(&effect)) samples_.push_back(e->attempt);
    if (const auto* e = std::get_if<LookAtNetwork>(&effect)) looks_.push_back(e->attempt);
  }

  void step() {
    pass(Millis(static_cast<std::int64_t>(chance_.below(chance_.below(20) == 0 ? 20'000 : 50))));
    // Where little else happens media has time to stop, to stir and to wake.
    const State state = supervisor_.state();
    if (is_calm_ && (state == State::Live || state == State::Retrying) && likely(97)) {
      if (likely(2) && !peers_.empty()) any_of(peers_)->second.flows ^= true;
      return samples_.empty() ? timeout() : answer_sample();
    }
    // A stream has a rhythm only where most looks at it are answered.
    if (likely(70) && !samples_.empty()) return answer_sample();
    const std::uint64_t dice = chance_.below(100);
    if (dice < 20 && !asked_.empty()) return answer_peer();
    if (dice < 35 && !requests_.empty()) return answer_http();
    if (dice < 55 && !nodes_.empty()) return speak();
    if (dice < 63 && !peers_.empty()) return change_peer();
    if (dice < 66 && !peers_.empty()) {
      Counters& counters = any_of(peers_)->second;
      counters.flows = !counters.flows;
      return;
    }
    if (dice < 70 && asks_camera_) return answer_camera();
    if (dice < 72 && asks_token_) return answer_token();
    if (dice < 74 && !looks_.empty()) return answer_look();
    if (dice < 76) return call();
    timeout();
  }

  // -- the app ------------------------------------------------------------------------------------

  void call() {
    const std::uint64_t dice = chance_.below(100);
    if (dice < 40) {
      StartCalled start{.call = next_call(), .stream_name{}};
      if (likely(10)) start.stream_name = likely(50) ? "other" : "a/b";
      put(start);
    } else if (dice < 55) {
      if (!publishes() && over_socket()) put(ConnectCalled{next_call()});
    } else if (dice < 58) {
      put(StopCalled{next_call(), likely(50)});
    } else if (dice < 59) {
      put(PageHidden{});
    } else if (dice < 61 && supervisor_.state() == State::Live) {
      put(PageHidden{true});
    } else if (dice < 63) {
      put(PageShown{});
    } else if (dice < 70) {
      put(RetryCalled{});
    } else if (dice < 72) {
      put(StopRecoveryCalled{});
    } else if (dice < 76) {
      put(OnlineChanged{likely(60)});
    } else if (dice < 80) {
      put(NetworkChanged{});
    } else if (dice < 86) {
      put(VisibilityChanged{likely(50)});
    } else if (dice < 92) {
      put(MuteCalled{likely(50) ? MediaKind::Audio : MediaKind::Video, likely(50)});
    } else if (over_socket()) {
      put(ServerCalled{next_call(), "hello", "[]"});
    }
  }

  void answer_policy() {
    std::optional<Millis> delay;
    if (likely(95)) delay = Millis(static_cast<std::int64_t>(chance_.below(3'000)));
    put(PolicyAnswered{delay});
  }

  void answer_token() {
    asks_token_ = false;
    put(TokenGiven{likely(80) ? std::optional<std::string>("another") : std::nullopt});
  }

  // -- the browser --------------------------------------------------------------------------------

  void answer_camera() {
    asks_camera_ = false;
    if (likely(90)) {
      camera_ = true;
      put(MediaReady{likely(50)});
    } else {
      put(MediaFailed{Error{ErrorCode::MediaDenied}});
    }
  }

  void answer_look() {
    const AttemptId attempt = looks_.back();
    looks_.clear();
    put(NetworkLooked{attempt, static_cast<NetworkChange>(chance_.below(3))});
  }

  void answer_peer() {
    using enum Asked::What;
    const Asked asked = asked_.front();
    asked_.pop_front();
    if (likely(2)) {
      put(PeerRefused{asked.attempt, asked.op, Error{ErrorCode::PeerRefusedSdp}});
    } else if (asked.what == Offer) {
      put(OfferCreated{asked.attempt, asked.op, test::sample_offer()});
    } else if (asked.what == Answer) {
      put(AnswerCreated{asked.attempt, asked.op, test::sample_answer()});
    } else {
      put(DescriptionApplied{asked.attempt, asked.op});
    }
  }

  void change_peer() {
    const AttemptId attempt = any_of(peers_)->first;
    const std::uint64_t dice = chance_.below(100);
    if (dice < 60) return put(PeerStateChanged{attempt, PeerState::Connected});
    if (dice < 75) return put(PeerStateChanged{attempt, PeerState::Disconnected});
    if (dice < 80) return put(PeerStateChanged{attempt, PeerState::Failed});
    if (dice < 88) return put(GatheringFinished{attempt, test::sample_offer()});
    if (dice < 94) return put(TrackArrived{attempt, likely(50)});
    if (dice < 98)
      return put(CandidateGathered{attempt, test::sample_candidate(1), "0", 0, "ufrag"});
    // Of an attempt that has never been.
    put(PeerStateChanged{AttemptId{999'999}, PeerState::Failed});
  }

  void answer_sample() {
    const AttemptId attempt = samples_.front();
    samples_.pop_front();
    const auto peer = peers_.find(attempt);
    if (peer == peers_.end()) return;
    Counters& counters = peer->second;
    if (counters.flows) ++counters.packets;
    if (counters.flows && !publishes() && likely(50)) ++counters.frames;
    put(StatsSampled{attempt, {.packets = counters.packets, .frames = counters.frames}});
  }

  // -- the servers --------------------------------------------------------------------------------

  void answer_http() {
    const auto at = any_of(requests_);
    const SendHttp request = *at;
    requests_.erase(at);
    // A server that answers every question is never silent for long.
    const bool hushed = is_hushed_ && request.method == HttpMethod::Patch && likely(70);
    if (hushed || likely(4)) return put(HttpFailed{request.attempt, request.op, "gone"});
    HttpAnswered answer;
    answer.attempt = request.attempt;
    answer.op = request.op;
    answer.url = request.url;
    answer.status = request.method == HttpMethod::Post ? 201 : 200;
    if (likely(20)) {
      constexpr std::array statuses{400, 401, 403, 404, 404, 409, 412, 500, 503};
      answer.status = statuses[chance_.below(statuses.size())];
      if (answer.status == 503) answer.retry_after = "2";
    } else if (request.method == HttpMethod::Post) {
      answer.location = "/session/" + std::to_string(++sessions_);
      answer.body = test::sample_answer();
      told_.push_back("https://sm.example.com" + answer.location);
    } else if (request.method == HttpMethod::Patch) {
      answer.status = 204;
    }
    put(answer);
  }

  // The node's own next word, or a word that nobody expects.
  void speak() {
    const auto node = any_of(nodes_);
    const AttemptId attempt = node->first;
    const auto say = [&](const std::string& text) { put(SocketMessage{attempt, text}); };
    if (likely(2)) {
      nodes_.erase(node);
      return put(SocketClosed{attempt, 1006});
    }
    if (!node->second.open) {
      node->second.open = true;
      node->second.words.push_back(said::welcome());
      return put(SocketOpened{attempt});
    }
    if (likely(1)) return say(said::status("NetConnection.Connect.Rejected"));
    if (likely(2)) return say(said::status("NetStream.Play.UnpublishNotify"));
    if (likely(1)) return say(said::status_text("stream1 already starting"));
    if (node->second.words.empty()) return;
    const std::string word = node->second.words.front();
    node->second.words.pop_front();
    say(word);
  }

  void hear(AttemptId attempt, const std::string& text) {
    auto& words = nodes_[attempt].words;
    const auto asks = [&](std::string_view what) { return text.starts_with(what); };
    if (asks(R"({"isAvailable")")) {
      const bool bad = likely(15);
      words.push_back(said::available(publishes() == bad));
    } else if (asks(R"({"requestOffer")")) {
      words.push_back(said::description(SdpType::Offer, test::sample_offer()));
    } else if (asks(R"({"handleOffer")")) {
      words.push_back(said::description(SdpType::Answer, test::sample_answer()));
      words.push_back(said::trickle_complete());
    } else if (asks(R"({"handleAnswer")")) {
      words.push_back(said::trickle_complete());
    } else if (asks(R"({"publish")") || asks(R"({"subscribe")")) {
      words.push_back(said::starting());
    } else if (asks(R"({"unpublish")")) {
      words.push_back(said::stopping());
    }
  }

  // -- time ---------------------------------------------------------------------------------------

  // Not every deadline is kept: the computer may sleep.
  void pass(Millis time) {
    now_ += time;
    const auto deadline = supervisor_.next_deadline();
    if (deadline && *deadline < now_) monitor_.excuse(now_ - std::max(*deadline, now_ - time));
  }

  void timeout() {
    if (likely(50)) now_ = std::max(now_, supervisor_.next_deadline().value_or(now_));
    put(Timeout{});
  }

  // Nobody answers any more. A stop must then be through within the limits.
  void only_timeouts() {
    put(StopCalled{next_call(), likely(50)});
    const TimePoint latest = now_ + 2 * config_.timeouts.remove + config_.timeouts.answer;
    while (problem().empty() && table_.state() != State::Ended) {
      const auto deadline = supervisor_.next_deadline();
      if (!deadline) return;  // which the monitor has called wrong
      now_ = std::max(now_, *deadline);
      REQUIRE(now_ <= latest);
      put(Timeout{});
    }
  }

  struct Node {
    bool open = false;
    std::deque<std::string> words;
  };

  Random chance_;
  SessionConfig config_;
  MediaSource source_;
  TimePoint now_{};
  Supervisor supervisor_;
  WatchTable table_;
  RecoveryMonitor monitor_;

  std::map<AttemptId, Counters> peers_;
  std::map<AttemptId, Node> nodes_;
  std::deque<Asked> asked_;
  std::deque<SendHttp> requests_;
  std::deque<AttemptId> samples_;
  std::vector<AttemptId> looks_;
  bool asks_camera_ = false;
  bool asks_policy_ = false;
  bool asks_token_ = false;
  bool camera_ = false;
  std::uint32_t sessions_ = 0;
  std::vector<std::string> told_;
  std::uint32_t calls_ = 0;

  bool tracing_ = false;
  bool is_hushed_ = chance_.below(2) == 0;
  bool is_calm_ = chance_.below(4) == 0;
  Lines trace_;
};

TEST_CASE("a recovering client does what its table says, whatever happens in whatever order") {
  const std::uint64_t steps = test::steps_of_a_walk();
  std::uint64_t walked = 0;
  SupervisorVisits visits{};
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
  for (std::size_t state = 0; state < kSupervisorStates; ++state) {
    if (static_cast<State>(state) == State::Plain) continue;  // which a recovering client never is
    for (std::size_t event = 0; event < kSupervisorEvents; ++event) {
      if (supervisor_cell(static_cast<State>(state), static_cast<Event>(event)).ignored) continue;
      CAPTURE(state, event);
      CHECK(visits[state][event] > 0);
    }
  }
}

}  // namespace
