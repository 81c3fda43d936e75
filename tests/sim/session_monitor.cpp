#include "sim/session_monitor.hpp"

#include "sim/describe.hpp"

namespace sluice::sim {
namespace {

// 256 candidates at once are as many as a session takes; all of them may be held until one turn.
constexpr std::size_t kMaxEffectsOfATurn = 40;
constexpr std::size_t kMaxWordsOfATurn = 2 * 256 + kMaxEffectsOfATurn;

}  // namespace

void SessionMonitor::begin(const Input& input, TimePoint now) {
  life_.now = now;
  life_.hidden = std::holds_alternative<PageHidden>(input);
  effects_ = 0;
  camera_comes_ = std::holds_alternative<MediaReady>(input);
  if (camera_comes_ || std::holds_alternative<MediaFailed>(input)) camera_waits_ = false;
  if (const auto* stop = std::get_if<StopCalled>(&input)) saw_stop(*stop);
  calls_.begin(input);
  lines_.begin(input);
  requests_.begin(input);
  search_.begin(input);
}

// The camera may stay on behind a stop, unless any of them asks for its end, or the session had
// failed before.
void SessionMonitor::saw_stop(const StopCalled& stop) {
  if (life_.over) return;
  const bool release = stop.release_media || life_.config.release_media_on_stop;
  may_keep_camera_ = !release && (may_keep_camera_ || life_.wanted());
  life_.stopped = true;
}

void SessionMonitor::saw(const Effect& effect) {
  const bool talks = life_.by_socket() || life_.config.uses_channel;
  const std::size_t most = talks ? kMaxWordsOfATurn : kMaxEffectsOfATurn;
  if (++effects_ > most) life_.fail("too many effects in one turn");
  if (std::holds_alternative<AcquireMedia>(effect)) camera_waits_ = true;
  const auto* settle = std::get_if<Settle>(&effect);
  const bool switches_off = std::holds_alternative<ReleaseMedia>(effect) && camera_comes_;
  if (life_.over && !settle && !switches_off)
    life_.fail("an effect after the end: " + test::describe(effect));
  lines_.saw(effect);
  requests_.saw(effect);
  search_.saw(effect);
  if (settle) {
    calls_.saw(*settle, events_.last());
    if (settle->error) events_.check_text("an error", settle->error->detail);
    if (settle->error && settle->error->code == ErrorCode::ProxyDisabled)
      search_.saw_claim(*settle->error);
  }
  if (const auto* e = std::get_if<Emit>(&effect)) {
    events_.saw(*e);
    if (e->type == event::kConstraintsRejected) camera_waits_ = false;
  }
  if (const auto* e = std::get_if<Log>(&effect)) events_.check_text("a log line", e->text);
}

void SessionMonitor::end(const Supervisor& supervisor) {
  const bool ended = supervisor.ended();
  check_deadline(supervisor);
  if (life_.hidden && !ended) life_.fail("a page that goes away leaves a session that is not over");
  lines_.end(ended);
  requests_.end(ended);
  calls_.end();
  life_.over = ended;
}

// Whatever is waited for has one.
void SessionMonitor::check_deadline(const Supervisor& supervisor) {
  const auto deadline = supervisor.next_deadline();
  const bool ended = supervisor.ended();
  const bool waits = calls_.wait() || camera_waits_ || requests_.waits() ||
                     (life_.live && !lines_.peer_up()) || (!life_.wanted() && lines_.any());
  if (!ended && waits && !deadline) life_.fail("something is under way without a deadline");
  if (ended && deadline) life_.fail("a deadline after the end");
}

void SessionMonitor::at_end(const Supervisor& supervisor, const std::vector<std::string>& told,
                            bool camera_on) {
  if (!supervisor.ended()) life_.fail("the session has not ended");
  calls_.at_end();
  events_.at_end();
  lines_.end(true);
  requests_.at_end(told);
  if (camera_on && life_.source == MediaSource::Capture && !may_keep_camera_)
    life_.fail("the camera is left on");
}

}  // namespace sluice::sim
