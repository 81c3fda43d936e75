// What a client of a storm does: its browser, its app. What happens on its way is in
// viewer_network.cpp.

#include "storm/viewer.hpp"

#include <algorithm>
#include <utility>

#include "storm/words.hpp"
#include "storm/world.hpp"

namespace sluice::storm {
namespace {

constexpr CallId kConnect{1};
constexpr CallId kStart{2};
constexpr CallId kStop{3};
constexpr Millis kCalmLook{12'000};    // in place of the looks at media that flows
constexpr Millis kFrame{40};           // between two frames
constexpr std::uint64_t kPackets = 3;  // of each

std::int64_t ms_of(TimePoint time) {
  return time.time_since_epoch().count();
}

std::uint32_t number_of(AttemptId attempt) {
  return static_cast<std::uint32_t>(attempt);
}

}  // namespace

Viewer::Viewer(World& world, std::uint32_t number)
    : world_(world),
      number_(number),
      random_(world.plan().seed * 0x9e3779b9U + number),
      latency_(5 + static_cast<std::int64_t>(random_.below(46))) {}

void Viewer::happen(const Event& event) {
  switch (event.kind) {
    case Kind::Joins:
      return join();
    case Kind::Timer:
      return wake(world_.now());
    case Kind::LookupArrives:
      return lookup_arrives(event);
    case Kind::LookupAnswered:
      return lookup_answered(event);
    case Kind::LookupHeard:
      return lookup_heard(event);
    case Kind::SocketArrives:
      return socket_arrives(event);
    case Kind::SocketReaches:
      return socket_reaches(event);
    case Kind::SocketOpened:
      if (Way* way = find(event.attempt); way && way->line == Line::Opening) {
        way->line = Line::Open;
        feed(SocketOpened{AttemptId{event.attempt}});
      }
      return;
    case Kind::SocketDropped:
      return socket_dropped(event);
    case Kind::SocketLeft:
      return socket_left(event);
    case Kind::NodeHears:
      return node_hears(event);
    case Kind::ClientHears:
      return client_hears(event);
    case Kind::BrowserDone:
      return browser_done(event);
    case Kind::BrowserAnswers:
      if (const Way* way = find(event.attempt); way && way->has_peer)
        feed(AnswerCreated{AttemptId{event.attempt}, OpId{event.detail},
                           test::sample_sdp("passive", "ufrag", test::kBothKinds)});
      return;
    case Kind::PeerUp:
      return peer_up(event);
    case Kind::NetworkLooked:
      if (const Way* way = find(event.attempt); way && way->has_peer)
        feed(NetworkLooked{AttemptId{event.attempt}, NetworkChange::None});
      return;
    case Kind::Measure:
    case Kind::Fault:
      return;  // the world's own
  }
}

// ---------------------------------------------------------------------------------------------
// The app

void Viewer::join() {
  SessionConfig config = world_.config();
  config.subscription_id = "subscriber-" + random_.hex16();
  if (world_.plan().watched)
    monitor_ = std::make_unique<sim::RecoveryMonitor>(config, MediaSource::None);
  supervisor_ = std::make_unique<Supervisor>(std::move(config), MediaSource::None, random_.next(),
                                             world_.now());
  drain();
  feed(ConnectCalled{kConnect});
  feed(StartCalled{kStart, {}});
}

void Viewer::stop() {
  has_picture_ = false;
  lost_at_ = {};
  if (supervisor_ && !supervisor_->ended()) feed(StopCalled{kStop});
}

void Viewer::check_end() {
  if (!supervisor_->ended()) world_.measures().fail(number_, "it has not ended");
  if (monitor_) {
    monitor_->at_end(*supervisor_, {}, false);
    if (!monitor_->problem().empty()) world_.measures().fail(number_, monitor_->problem());
  }
  for (const Way& way : ways_) {
    if (way.has_peer || way.seated || way.line != Line::Gone)
      world_.measures().fail(number_, "something is left open at the end");
  }
}

// ---------------------------------------------------------------------------------------------
// The core

void Viewer::feed(const Input& input) {
  const TimePoint now = world_.now();
  ++world_.measures().inputs;
  if (monitor_) monitor_->begin(input, now);
  supervisor_->handle(input, now);
  drain();
  if (monitor_) {
    monitor_->end(*supervisor_);
    if (!monitor_->problem().empty()) world_.measures().fail(number_, monitor_->problem());
  }
  answer_at_once();
  arm();
}

void Viewer::drain() {
  while (auto effect = supervisor_->poll_effect()) {
    if (monitor_) monitor_->saw(*effect);
    std::visit([this](const auto& each) { act(each); }, *effect);
  }
}

// What takes a browser no time.
void Viewer::answer_at_once() {
  for (const std::uint32_t attempt : std::exchange(sampled_, {})) {
    const Way* way = attempt == 0 ? nullptr : find(attempt);
    if (way && way->has_peer) feed(StatsSampled{AttemptId{attempt}, counts(*way)});
  }
  if (const std::uint32_t asked = std::exchange(asked_, 0); asked != 0)
    feed(PolicyAnswered{pause_of(world_.policy(), asked, random_)});
}

// A timer that goes off too early is set again then.
void Viewer::arm() {
  const auto deadline = supervisor_->next_deadline();
  if (!deadline) return;
  TimePoint at = *deadline;
  const TimePoint calm = world_.calm_until();
  if (calm > at && supervisor_->state() == SupervisorState::Live && has_media())
    at = std::min(std::max(at, world_.now() + kCalmLook), calm);
  if (armed_ > world_.now() && armed_ <= at) return;
  armed_ = std::max(at, world_.now() + Millis(1));
  plan(armed_ - world_.now(), Kind::Timer, 0);
}

void Viewer::wake(TimePoint now) {
  if (now != armed_) return;  // another one was set since
  armed_ = {};
  if (supervisor_->next_deadline() > std::optional(now)) return arm();
  feed(Timeout{});
}

// ---------------------------------------------------------------------------------------------
// Effects

void Viewer::act(const OpenPeer& open) {
  if (Way* way = find(number_of(open.attempt))) {
    way->has_peer = true;
  } else {
    ways_.push_back({.attempt = number_of(open.attempt), .has_peer = true});
  }
}

void Viewer::act(const ClosePeer& close) {
  if (Way* way = find(number_of(close.attempt))) way->has_peer = false;
  forget_gone();
}

void Viewer::act(const ApplyRemote& apply) {
  plan(browser_time(), Kind::BrowserDone, number_of(apply.attempt),
       static_cast<std::uint32_t>(apply.op), 1);
}

void Viewer::act(const CreateAnswer& create) {
  plan(browser_time(), Kind::BrowserAnswers, number_of(create.attempt),
       static_cast<std::uint32_t>(create.op));
}

void Viewer::act(const ApplyLocal& apply) {
  plan(browser_time(), Kind::BrowserDone, number_of(apply.attempt),
       static_cast<std::uint32_t>(apply.op), 0);
}

void Viewer::act(const SampleStats& sample) {
  sampled_[sampled_[0] == 0 ? 0 : 1] = number_of(sample.attempt);
}

void Viewer::act(const LookAtNetwork& look) {
  plan(browser_time() * 10, Kind::NetworkLooked, number_of(look.attempt));
}

void Viewer::act(const AskPolicy& ask) {
  asked_ = ask.context.attempt;
}

void Viewer::act(const Emit& emit) {
  if (emit.type == event::kReconnectSuccess || emit.type == event::kSubscribeStart) {
    told_back();
  } else if (emit.type == event::kReconnectAttempt) {
    ++attempts_;
  } else if (emit.type == event::kReconnectFailure) {
    ++world_.measures().gave_up;
  }
}

// ---------------------------------------------------------------------------------------------
// Media

void Viewer::told_back() {
  Measures& measures = world_.measures();
  if (!std::exchange(has_picture_, true)) ++measures.watching;
  if (lost_at_ == TimePoint{}) return;
  if (!has_media()) measures.fail(number_, "it says that its stream is back, and nothing flows");
  const TimePoint since = std::max(lost_at_, world_.mended_at());
  measures.waits_ms.push_back(
      static_cast<std::uint32_t>(std::max(world_.now() - since, Millis(0)).count()));
  measures.attempts += std::exchange(attempts_, 0);
  lost_at_ = {};
}

bool Viewer::has_media() const {
  return std::ranges::any_of(ways_, [](const Way& way) {
    return way.has_peer && way.media_from_ms >= 0 && way.media_until_ms < 0;
  });
}

MediaCounts Viewer::counts(const Way& way) const {
  const std::int64_t now = ms_of(world_.now());
  const std::int64_t until = way.media_until_ms < 0 ? now : way.media_until_ms;
  MediaCounts counts;
  if (way.media_from_ms < 0 || until < way.media_from_ms) return counts;
  const std::int64_t frames = (until - way.media_from_ms) / kFrame.count() + 1;
  const Millis age{now - way.media_from_ms - (frames - 1) * kFrame.count()};
  counts.frames = static_cast<std::uint64_t>(frames);
  counts.packets = kPackets * counts.frames;
  counts.age = counts.still = age;
  counts.picture = counts.frames;
  return counts;
}

Viewer::Way* Viewer::find(std::uint32_t attempt) {
  const auto it = std::ranges::find(ways_, attempt, &Way::attempt);
  return it == ways_.end() ? nullptr : &*it;
}

void Viewer::forget_gone() {
  std::erase_if(
      ways_, [](const Way& way) { return !way.has_peer && !way.seated && way.line == Line::Gone; });
}

void Viewer::plan(Millis delay, Kind kind, std::uint32_t attempt, std::uint32_t detail,
                  std::uint32_t extra) {
  world_.wheel().plan(delay, {number_, attempt, detail, static_cast<std::uint16_t>(extra), kind});
}

Millis Viewer::browser_time() {
  return Millis(2 + static_cast<std::int64_t>(random_.below(11)));
}

}  // namespace sluice::storm
