#include "sim/client.hpp"

#include "recording/replay.hpp"
#include "sim/recorded.hpp"
#include "sim/recovery_monitor.hpp"
#include "sim/session_monitor.hpp"
#include "sim/trace_hash.hpp"

namespace sluice::sim {
namespace {

constexpr std::size_t kMaxTraceBytes = 300;
// Behind the end of a still picture, for what comes late.
constexpr Millis kLatestWord{6'000};
// Behind the return of a device: the longest pause, and what the browser needs.
constexpr Millis kLatestDevice{40'000};

// What is cut off counts in a comparison of traces all the same.
std::string shortened(std::string line) {
  if (line.size() <= kMaxTraceBytes) return line;
  const std::string all = hex(hash_of(line));
  return line.replace(kMaxTraceBytes, std::string::npos, " ... " + all);
}

std::string traced(const Effect& effect) {
  const auto* http = std::get_if<SendHttp>(&effect);
  std::string line = test::describe(effect);
  if (http && !http->body.empty()) line.append(" body ").append(hex(hash_of(http->body)));
  return shortened(std::move(line));
}

std::unique_ptr<Monitor> monitor_of(const SessionConfig& config, MediaSource source) {
  if (config.recovery.enabled) return std::make_unique<RecoveryMonitor>(config, source);
  return std::make_unique<SessionMonitor>(config, source);
}

}  // namespace

Client::Client(Nature& nature, const Services& services, const SessionConfig& config,
               MediaSource source, test::Lines* trace, bool records)
    : nature_(nature),
      nodes_(services.nodes),
      config_(config),
      trace_(trace),
      monitor_(monitor_of(config, source)),
      browser_(nature, config.role == Role::Subscriber, [this](const Input& i) { deliver(i); }),
      network_(nature, services.server, services.manager,
               [this](const Input& i) {
                 const bool listened = !supervisor_.ended();
                 deliver(i);
                 return listened;
               }),
      truth_(network_),
      seed_(config.recovery.enabled ? nature.below(1U << 31U) : 0),
      supervisor_(config, source, seed_, nature.now()),
      recovers_(config.recovery.enabled) {
  // Of any attempt: another may have had the session's URL.
  network_.on_change = [this] {
    browser_.server_changed();
    truth_.check_candidates(browser_);
  };
  browser_.on_peer = [this](AttemptId attempt, Peer& peer) { join(attempt, peer); };
  if (records) {
    const recording::Key key{hash_of(test::text_of(config.options), seed_), 0x5eed};
    recorder_.emplace(recording::core_version(), beginning(config, source, seed_, nature.now()),
                      recording::Bounds{}, key);
  }
  drain();
  set_timer();
}

CallId Client::connect() {
  const CallId call{++calls_};
  handle(ConnectCalled{call});
  return call;
}

CallId Client::call_server(const std::string& method, const std::string& json) {
  const CallId call{++calls_};
  handle(ServerCalled{call, method, json});
  return call;
}

CallId Client::start(std::optional<std::string> name) {
  const CallId call{++calls_};
  handle(StartCalled{call, std::move(name)});
  return call;
}

CallId Client::stop(bool release_media) {
  const CallId call{++calls_};
  handle(StopCalled{call, release_media});
  return call;
}

void Client::change_settings() {
  Peer* peer = browser_.find_peer(seen_);
  if (peer && peer->is_open()) peer->settings = ++settings_;
}

void Client::hide() {
  handle(PageHidden{});
}

void Client::go_away(Millis time) {
  if (!monitor_->is_live()) return;
  handle(PageHidden{true});
  nature_.after(time, [this] { deliver(PageShown{}); });
}

std::optional<TimePoint> Client::wakes() const {
  return deadline_ ? std::optional(*deadline_ + late_) : std::nullopt;
}

void Client::deliver(const Input& input) {
  handle(input);
  if (after_turn) after_turn();
}

void Client::handle(const Input& input) {
  if (trace_) {
    const auto ms = nature_.now().time_since_epoch().count();
    trace_->push_back(concat(std::to_string(ms), " ms > ", shortened(test::describe(input))));
  }
  monitor_->begin(input, nature_.now());
  mutes_.begin(input);
  if (std::holds_alternative<StopRecoveryCalled>(input)) recovers_ = false;
  const auto* visible = std::get_if<VisibilityChanged>(&input);
  const auto* reopened = std::get_if<MediaReopened>(&input);
  if (std::holds_alternative<MediaEnded>(input) || std::holds_alternative<MediaHoped>(input) ||
      std::holds_alternative<PageShown>(input) || (visible && !visible->hidden))
    is_barred_ = false;
  if (reopened) is_barred_ = !reopened->error || reopened->error->code != ErrorCode::MediaInUse;
  if (recorder_) recorder_->begin(input, nature_.now());
  supervisor_.handle(input, nature_.now());
  drain();
  if (recorder_) recorder_->end(supervisor_.state(), supervisor_.next_deadline());
  check_devices();
  monitor_->end(supervisor_);
  truth_.end(*monitor_, nature_.now());
  if (config_.role == Role::Publisher) mutes_.end(told_mutes(), nature_.now());
  if (std::holds_alternative<PageHidden>(input)) truth_.leave_page();
  const Peer* seen = config_.recovery.enabled ? browser_.find_peer(seen_) : nullptr;
  if (seen && seen->is_open() && seen->settings != settings_)
    problem_ = "what the app has set on a connection is lost with it";
  set_timer();
}

void Client::drain() {
  while (auto effect = supervisor_.poll_effect()) {
    if (trace_) trace_->push_back("    " + traced(*effect));
    if (recorder_) recorder_->saw(*effect);
    monitor_->saw(*effect);
    truth_.saw(*effect, *monitor_, nature_.now());
    perform(*effect);
    const auto* emitted = std::get_if<Emit>(&*effect);
    const auto* error = emitted ? std::get_if<Error>(&emitted->data) : nullptr;
    // What a loss that was told then ends with comes later.
    const bool is_status = emitted && (emitted->type == event::kSubscribeStatus ||
                                       emitted->type == event::kPublishStatus);
    const bool still =
        is_status && error &&
        (error->code == ErrorCode::PeerFrozen || error->code == ErrorCode::MediaNoFrames);
    if (still && !stood_still()) problem_ = "a picture that moves is said to stand still";
    if (emitted && emitted->type == event::kPeerAvailable) seen_ = emitted->attempt;
  }
}

// One that is there again is opened again, however it was refused before.
void Client::check_devices() {
  const bool runs = supervisor_.state() == SupervisorState::Live && recovers_;
  const Weather& weather = nature_.weather;
  const TimePoint since = std::max({weather.device_back, weather.time_back, awake_at_});
  const bool late = nature_.now() - since > kLatestDevice;
  if (runs && late && browser_.camera_on() && !browser_.has_device() && !browser_.reopens())
    problem_ = "a camera that is there again is not opened";
}

// Not so long ago that what is late could not tell of it.
bool Client::stood_still() const {
  const Weather& weather = nature_.weather;
  const bool ever = weather.picture_back != TimePoint();
  // A client that gets no time to run, or sleeps, hears all of it late.
  const TimePoint over = std::max({weather.picture_back, weather.time_back, awake_at_});
  return ever && nature_.now() - over <= kLatestWord;
}

void Client::perform(const Effect& effect) {
  if (std::holds_alternative<ReopenMedia>(effect) && is_barred_)
    problem_ = "a device is asked for again, though nothing says that it may work";
  if (const auto* e = std::get_if<SendHttp>(&effect)) {
    network_.send(*e);
  } else if (const auto* abort = std::get_if<AbortHttp>(&effect)) {
    network_.abort(*abort);
  } else if (const auto* open = std::get_if<OpenSocket>(&effect)) {
    open_socket(*open);
  } else if (const auto* said = std::get_if<SendSocket>(&effect)) {
    sockets_.at(said->attempt)->send(said->text);
  } else if (const auto* close = std::get_if<CloseSocket>(&effect)) {
    sockets_.at(close->attempt)->close();
  } else if (const auto* ask = std::get_if<AskPolicy>(&effect)) {
    answer_policy(*ask);
  } else if (std::holds_alternative<AskToken>(effect)) {
    answer_token();
  } else {
    browser_.perform(effect);
  }
}

// The app's callbacks.
void Client::answer_policy(const AskPolicy& effect) {
  PolicyAnswered answer{effect.context.delay};
  if (nature_.likely(50)) answer.delay = nature_.between(0, 5'000);
  if (nature_.strikes(Fault::PolicyStops)) answer.delay.reset();
  nature_.after(Millis(0), [this, answer] { deliver(answer); });
}

void Client::answer_token() {
  if (nature_.strikes(Fault::TokenNever)) return;
  TokenGiven given{concat("another-token-", std::to_string(++tokens_))};
  if (nature_.strikes(Fault::TokenFails)) given.token.reset();
  nature_.after(nature_.between(0, 500), [this, given] { deliver(given); });
}

void Client::lose_line(Millis time) {
  for (const auto& [attempt, socket] : sockets_) socket->lose_line(time);
  browser_.weather_changed();
}

// A browser tells some of it, or nothing.
void Client::move(Millis time) {
  // A node hears no media of it either.
  for (const auto& [attempt, socket] : sockets_) socket->hang(nature_.between(2'500, 10'000));
  const bool tells_loss = time > Millis(0) && nature_.likely(50);
  if (tells_loss) handle(OnlineChanged{false});
  nature_.after(time, [this, tells_loss] {
    if (tells_loss) deliver(OnlineChanged{true});
    if (nature_.likely(50)) deliver(NetworkChanged{});
  });
}

void Client::lose_node() {
  for (const auto& [attempt, socket] : sockets_) socket->lose_node();
  browser_.weather_changed();
}

// ---------------------------------------------------------------------------------------------
// The other side of it

void Client::open_socket(const OpenSocket& effect) {
  Line line;
  line.say_by_channel = [this, attempt = effect.attempt](const std::string& text) {
    if (Peer* peer = browser_.find_peer(attempt)) peer->channel().say(text);
  };
  line.peer_changed = [this, attempt = effect.attempt] {
    if (Peer* peer = browser_.find_peer(attempt)) peer->server_changed();
  };
  sockets_[effect.attempt] = std::make_unique<Socket>(nature_, nodes_, effect, std::move(line),
                                                      [this](const Input& i) { deliver(i); });
}

Connection* Client::connection_of(AttemptId attempt) {
  const auto it = sockets_.find(attempt);
  return it == sockets_.end() ? nullptr : it->second->connection();
}

// None where words get lost.
const std::array<bool, 2>* Client::told_mutes() {
  if (!monitor_->is_live()) return nullptr;
  if (!channels_.empty()) {
    const ChannelServer& channel = *channels_.rbegin()->second;
    return channel.carries() ? &channel.muted() : nullptr;
  }
  if (sockets_.empty()) return nullptr;
  const auto& [attempt, socket] = *sockets_.rbegin();
  Peer* peer = browser_.find_peer(attempt);
  const bool carries =
      socket->carries() && peer && (!peer->channel().is_open() || peer->channel().carries());
  const Connection* connection = socket->connection();
  return connection && connection->live() && carries ? &connection->muted() : nullptr;
}

void Client::join(AttemptId attempt, Peer& peer) {
  if (config_.transport == Transport::Http) return join_over_http(attempt, peer);
  const auto at_node = [this, attempt](auto&& act) {
    if (Connection* connection = connection_of(attempt)) act(*connection);
  };
  peer.server_is_ready = [this, attempt] {
    const Connection* connection = connection_of(attempt);
    return connection && connection->may_connect();
  };
  peer.server_hangs_up = [at_node] { at_node([](Connection& c) { c.give_up(); }); };
  peer.channel().on_word = [at_node](const std::string& text) {
    at_node([&](Connection& c) { c.hear(text, true, c.told_taken()); });
  };
  peer.channel().on_heard = [at_node](const std::string& text) {
    at_node([&](Connection& c) { c.was_heard(text); });
  };
  peer.channel().on_close = [at_node](bool orderly) {
    at_node([&](Connection& c) { c.lose_channel(orderly); });
  };
}

void Client::join_over_http(AttemptId attempt, Peer& peer) {
  const auto session = [this, attempt] { return network_.session(attempt); };
  peer.describes_channel = true;
  peer.server_is_ready = [session] {
    const auto* of_attempt = session();
    return of_attempt && of_attempt->open && of_attempt->answered;
  };
  peer.server_hangs_up = [session, &peer] {
    if (auto* of_attempt = session()) of_attempt->open = false;
    peer.server_changed();
  };
  channels_[attempt] = std::make_unique<ChannelServer>(
      nature_, peer.channel(), config_.role == Role::Publisher, peer.server_hangs_up);
}

void Client::end_stream() {
  for (const auto& [attempt, channel] : channels_) {
    if (config_.role == Role::Subscriber && nature_.likely(70)) channel->end_stream();
  }
}

std::string Client::problem() const {
  if (!problem_.empty()) return std::string(problem_);
  for (const auto& [attempt, channel] : channels_) {
    if (!channel->problem().empty()) return std::string(channel->problem());
  }
  return truth_.problem().empty() ? std::string(mutes_.problem()) : truth_.problem();
}

void Client::set_timer() {
  if (supervisor_.next_deadline() == deadline_) return;
  deadline_ = supervisor_.next_deadline();
  late_ = Millis(0);
  if (!deadline_) return;
  if (nature_.strikes(Fault::TimerLate)) late_ = nature_.between(1, kLatestTimer.count());
  if (nature_.strikes(Fault::TimerEarly) && *deadline_ > nature_.now()) {
    const Millis wait = *deadline_ - nature_.now();
    nature_.after(nature_.between(0, wait.count()), [this] { deliver(Timeout{}); });
  }
}

}  // namespace sluice::sim
