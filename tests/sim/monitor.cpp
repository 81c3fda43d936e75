#include "sim/monitor.hpp"

#include "sim/describe.hpp"

namespace sluice::sim {
namespace {

// 256 candidates at once are as many as a session takes; all of them may be held until one turn.
constexpr std::size_t kMaxEffectsOfATurn = 40;
constexpr std::size_t kMaxWordsOfATurn = 2 * 256 + kMaxEffectsOfATurn;

}  // namespace

void Monitor::begin(const Input& input, TimePoint now) {
  life_.now = now;
  life_.hidden = std::holds_alternative<PageHidden>(input);
  effects_ = 0;
  camera_comes_ = std::holds_alternative<MediaReady>(input);
  if (const auto* stop = std::get_if<StopCalled>(&input)) saw_stop(*stop);
  calls_.begin(input);
  lines_.begin(input);
  requests_.begin(input);
  search_.begin(input);
}

// The camera may stay on behind a stop, unless any of them asks for its end, or the session had
// failed before.
void Monitor::saw_stop(const StopCalled& stop) {
  if (life_.over) return;
  const bool release = stop.release_media || life_.config.release_media_on_stop;
  may_keep_camera_ = !release && (may_keep_camera_ || life_.wanted());
  life_.stopped = true;
}

void Monitor::saw(const Effect& effect) {
  const std::size_t most = life_.by_socket() ? kMaxWordsOfATurn : kMaxEffectsOfATurn;
  if (++effects_ > most) life_.fail("too many effects in one turn");
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
  }
  if (const auto* e = std::get_if<Emit>(&effect)) events_.saw(*e);
  if (const auto* e = std::get_if<Log>(&effect)) events_.check_text("a log line", e->text);
}

void Monitor::end(const Session& session) {
  const bool ended = session.ended();
  check_deadline(session);
  if (life_.hidden && !ended) life_.fail("a page that goes away leaves a session that is not over");
  lines_.end(ended);
  requests_.end(ended);
  calls_.end();
  life_.over = ended;
}

// Whatever is waited for has one.
void Monitor::check_deadline(const Session& session) {
  using enum SessionState;
  const SessionState state = session.state();
  const auto deadline = session.next_deadline();
  const bool waits = state == Preparing || state == Waiting || state == Joining ||
                     state == Negotiating || state == Closing ||
                     (state == Live && !lines_.peer_up());
  const bool ended = state == Ended;
  if ((waits || (!ended && requests_.waits())) && !deadline)
    life_.fail("something is under way without a deadline");
  if (ended && deadline) life_.fail("a deadline after the end");
}

void Monitor::at_end(const Session& session, const std::vector<std::string>& told, bool camera_on) {
  if (!session.ended()) life_.fail("the session has not ended");
  calls_.at_end();
  events_.at_end();
  lines_.end(true);
  requests_.at_end(told);
  if (camera_on && life_.source == MediaSource::Capture && !may_keep_camera_)
    life_.fail("the camera is left on");
}

}  // namespace sluice::sim
