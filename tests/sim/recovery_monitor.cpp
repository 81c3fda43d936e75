#include "sim/recovery_monitor.hpp"

#include "base/redact.hpp"
#include "sim/describe.hpp"
#include "sim/samples.hpp"

namespace sluice::sim {
namespace {

// A session that takes over brings all that it has had to say, and 256 candidates.
constexpr std::size_t kMaxEffectsOfATurn = 600;

// The call was in vain, but what goes on goes on.
bool is_refused_call(ErrorCode code) {
  return code == ErrorCode::StateBusy || code == ErrorCode::ConfigStreamInvalid ||
         code == ErrorCode::ConfigStreamMissing;
}

}  // namespace

void RecoveryMonitor::begin(const Input& input, TimePoint now) {
  life_.now = now;
  const auto* hidden = std::get_if<PageHidden>(&input);
  life_.hidden = hidden && !hidden->may_return;
  if (hidden && hidden->may_return) is_away_ = true;
  if (std::holds_alternative<PageShown>(input)) {
    is_away_ = false;
  }
  effects_ = 0;
  new_.reset();
  camera_comes_ = std::holds_alternative<MediaReady>(input);
  if (const auto* i = std::get_if<ConnectCalled>(&input)) add(i->call, Kind::Connect);
  if (const auto* i = std::get_if<StartCalled>(&input)) add(i->call, Kind::Start);
  if (const auto* i = std::get_if<ServerCalled>(&input)) add(i->call, Kind::Ask);
  if (const auto* i = std::get_if<StopCalled>(&input)) saw_stop(*i);
  if (const auto* i = std::get_if<OnlineChanged>(&input)) offline_ = !i->online;
  if (std::holds_alternative<StopRecoveryCalled>(input)) recovers_ = false;
  if (!life_.over) story_.begin(input);
  attempts_.begin(input);
  if (life_.hidden && !life_.over) life_.stopped = true;
}

void RecoveryMonitor::add(CallId call, Kind kind) {
  const auto late = [](Millis time) { return time + kLatestTimer; };
  const Timeouts& limits = life_.config.timeouts;
  Call made{kind, life_.now, std::nullopt};
  if (kind == Kind::Ask) made.latest = life_.now + late(limits.answer) - life_.excused;
  // For the answer to the POST, and then for the one to the DELETE.
  if (kind == Kind::Stop) made.latest = life_.now + 2 * late(limits.remove) - life_.excused;
  outcomes_[call] = {};
  open_[call] = made;
  new_ = call;
}

// The camera may stay on behind a stop, unless any of them asks for its end, or it was over before.
void RecoveryMonitor::saw_stop(const StopCalled& stop) {
  add(stop.call, Kind::Stop);
  if (life_.over) return;
  const bool release = stop.release_media || life_.config.release_media_on_stop;
  may_keep_camera_ = !release && (may_keep_camera_ || life_.wanted());
  life_.stopped = true;
}

void RecoveryMonitor::saw(const Effect& effect) {
  if (++effects_ > kMaxEffectsOfATurn) life_.fail("too many effects in one turn");
  const auto* settle = std::get_if<Settle>(&effect);
  const bool switches_off = std::holds_alternative<ReleaseMedia>(effect) && camera_comes_;
  if (life_.over && !settle && !switches_off)
    life_.fail("an effect after the end: " + test::describe(effect));
  attempts_.saw(effect);
  story_.saw(effect);
  if (std::holds_alternative<AcquireMedia>(effect) && ++cameras_ > 1)
    life_.fail("the camera is asked for twice");
  if (settle) saw_settled(*settle);
  if (const auto* e = std::get_if<Emit>(&effect)) {
    if (const auto* error = std::get_if<Error>(&e->data)) check_text(*error);
    const auto* story = std::get_if<Recovering>(&e->data);
    if (story && story->error) check_text(*story->error);
  }
}

void RecoveryMonitor::saw_settled(const Settle& settle) {
  const auto open = open_.find(settle.call);
  if (open == open_.end()) return life_.fail("a call is settled twice, or was never made");
  const Kind kind = open->second.kind;
  const bool timed_out = settle.error && settle.error->code == ErrorCode::SignalTimeout;
  if (kind == Kind::Ask && timed_out &&
      life_.now - open->second.begin < life_.config.timeouts.answer)
    life_.fail("a call to the server is given up before its time");
  outcomes_[settle.call] = {true, settle.error};
  open_.erase(open);
  if (settle.error) check_text(*settle.error);
  if (life_.over && settle.call != new_) life_.fail("a call is settled after the end");
  if (kind == Kind::Stop && settle.error) life_.fail("a stop is rejected");
  if (kind == Kind::Start && !settle.error && !life_.live)
    life_.fail("a start is resolved without its event");
  const bool waited = kind == Kind::Connect || kind == Kind::Start;
  if (!waited || !settle.error || is_refused_call(settle.error->code)) return;
  if (settle.error->code == ErrorCode::StateClosed) {
    if (life_.wanted() && settle.call != new_) life_.fail("a start is given up by nobody");
  } else if (life_.wanted()) {
    life_.fail("a start is rejected though nothing was given up");
  }
}

void RecoveryMonitor::check_text(const Error& error) {
  if (error.detail.find(test::kToken) != std::string::npos)
    life_.fail("an error holds the token: " + error.detail);
  if (error.detail.find("192.0.2.") != std::string::npos)
    life_.fail("an error holds an IP address: " + error.detail);
  if (error.detail.size() > 2 * kMaxLogBytes) life_.fail("an error is too long");
}

void RecoveryMonitor::end(const Supervisor& supervisor) {
  const bool ended = supervisor.ended();
  story_.end();
  check_calls();
  check_deadline(supervisor);
  if (life_.hidden && !ended) life_.fail("a page that goes away leaves a client that is not over");
  attempts_.end(ended);
  life_.over = ended;
}

void RecoveryMonitor::check_calls() {
  for (const auto& [id, call] : open_) {
    if (call.latest && life_.now > *call.latest + life_.excused)
      life_.fail("a call takes longer than all limits together");
    const bool waits = call.kind == Kind::Connect || call.kind == Kind::Start;
    if (waits && !life_.wanted()) life_.fail("a call waits for what was given up");
  }
}

// Whatever is waited for has one; but the network and the app are not to be hurried.
void RecoveryMonitor::check_deadline(const Supervisor& supervisor) {
  using enum SupervisorState;
  const SupervisorState state = supervisor.state();
  const bool watches = recovers_ && state == Live && life_.config.recovery.watch_media;
  const bool pauses = state == Waiting && !offline_ && !is_away_ && !story_.waits_for_app();
  const bool waits = watches || pauses || state == Connecting || state == Retrying ||
                     state == Closing || attempts_.waits();
  const auto deadline = supervisor.next_deadline();
  if (waits && state != Ended && !deadline) life_.fail("something is under way without a deadline");
  if (state == Ended && deadline) life_.fail("a deadline after the end");
}

void RecoveryMonitor::at_end(const Supervisor& supervisor, const std::vector<std::string>& told,
                             bool camera_on) {
  if (!supervisor.ended()) life_.fail("the client has not ended");
  if (!open_.empty()) life_.fail("a call is never settled");
  story_.at_end();
  attempts_.end(true);
  attempts_.at_end(told);
  if (camera_on && life_.source == MediaSource::Capture && !may_keep_camera_)
    life_.fail("the camera is left on");
}

}  // namespace sluice::sim
