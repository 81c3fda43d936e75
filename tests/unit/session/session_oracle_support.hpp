// What a session is held against, step by step, by the random walk in session_table_test.cpp: its
// table, and a second negotiation and search that get the same inputs and tell what the session's
// have to say.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "session/session.hpp"
#include "sim/describe.hpp"
#include "sim/samples.hpp"
#include "unit/config_support.hpp"

namespace sluice::test {

// One session with its oracle. A walk decides what happens, tells the oracle what the table makes
// of it and the session the input, and then has both compared by end().
class SessionOracle {
 public:
  using Visits = std::array<std::array<std::uint64_t, kSessionEvents>, kSessionStates>;

  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] const Lines& trace() const { return trace_; }
  void keep_trace() { tracing_ = true; }

 protected:
  using State = SessionState;
  using Event = SessionEvent;

  // What is promised for a call of the app's.
  enum class Promise { Open, Resolved, Rejected };

  SessionOracle(std::uint64_t seed, Visits& visits)
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

 protected:
  bool likely(std::uint64_t percent) { return chance_.below(100) < percent; }
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
      } else if (std::holds_alternative<NegotiationFinished>(*note)) {
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
    } else if (failed.without_channel && target_.uses_channel && follow(Event::NextNode)) {
      target_.uses_channel = false;
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
    const bool refused = (error.http_status == 404 || error.http_status == 405) && !absent;
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

}  // namespace sluice::test
