#include "sim/watch_calls.hpp"

#include "machine/event.hpp"

namespace sluice::sim {
namespace {

constexpr int kMostNodes = 4;                // that the world's manager names
constexpr Millis kLongestRetryAfter{5'000};  // that it asks for

// The call was in vain, but the session goes on.
bool is_refused_call(ErrorCode code) {
  return code == ErrorCode::StateBusy || code == ErrorCode::ConfigStreamInvalid ||
         code == ErrorCode::ConfigStreamMissing;
}

}  // namespace

void WatchCalls::begin(const Input& input) {
  new_.reset();
  if (const auto* i = std::get_if<ConnectCalled>(&input)) add(i->call, Kind::Connect);
  if (const auto* i = std::get_if<StartCalled>(&input)) add(i->call, Kind::Start);
  if (const auto* i = std::get_if<StopCalled>(&input)) add(i->call, Kind::Stop);
  if (const auto* i = std::get_if<ServerCalled>(&input)) add(i->call, Kind::Ask);
}

void WatchCalls::add(CallId id, Kind kind) {
  outcomes_[id] = {};
  open_[id] = {kind, life_.now, life_.now + limit(kind) - life_.excused};
  new_ = id;
}

// All waits together, each with a timer that may be late.
Millis WatchCalls::limit(Kind kind) const {
  const Timeouts& limits = life_.config.timeouts;
  const auto late = [](Millis time) { return time + kLatestTimer; };
  if (kind == Kind::Ask) return late(limits.answer);
  // A stop may wait for the answer to the POST and then for the one to the DELETE.
  if (kind == Kind::Stop) return 2 * late(limits.remove);

  const auto retries = static_cast<int>(life_.config.lookup_retries);
  const Millis pause = std::max(life_.config.lookup_retry_delay, kLongestRetryAfter);
  const Millis search =
      life_.config.lookup ? (retries + 2) * late(limits.answer) + retries * late(pause) : Millis(0);
  const Millis ways = late(limits.answer) + late(limits.connect) + 4 * late(limits.description);
  if (!life_.by_socket()) return late(limits.media) + search + ways + 2 * late(limits.gathering);
  // Opening, greeting, checking and starting wait for a server, too.
  const Millis attempt = ways + 4 * late(limits.answer);
  return late(limits.media) + search + kMostNodes * attempt;
}

void WatchCalls::saw(const Settle& settle, std::string_view last_event) {
  const auto open = open_.find(settle.call);
  if (open == open_.end()) return life_.fail("a call is settled twice, or was never made");
  const Kind kind = open->second.kind;
  if (life_.over && settle.call != new_) life_.fail("a call is settled after the end");
  if (kind == Kind::Stop && settle.error) life_.fail("a stop is rejected");
  if (kind == Kind::Start && !settle.error && !life_.live)
    life_.fail("a start is resolved without its event");
  if (kind == Kind::Connect && !settle.error) life_.joined = true;
  if (kind == Kind::Ask && !settle.error && !life_.live)
    life_.fail("a call is answered before the session was live");
  const bool timed_out = settle.error && settle.error->code == ErrorCode::SignalTimeout;
  if (kind == Kind::Ask && timed_out &&
      life_.now - open->second.begin < life_.config.timeouts.answer)
    life_.fail("a call to the server is given up before its time");
  if (settle.error) saw_rejection(kind, *settle.error, settle.call == new_, last_event);
  outcomes_[settle.call] = {true, settle.error};
  open_.erase(open);
}

void WatchCalls::saw_rejection(Kind kind, const Error& error, bool is_new,
                               std::string_view last_event) {
  if (kind == Kind::Ask) {
    const bool no_channel = error.code == ErrorCode::CallNoChannel && !life_.by_socket();
    const bool fits = no_channel || error.code == ErrorCode::CallFailed ||
                      error.code == ErrorCode::SignalTimeout ||
                      error.code == ErrorCode::StateNotLive || error.code == ErrorCode::StateBusy;
    if (!fits) life_.fail("a call to the server is rejected as if it were something else");
    return;
  }
  if (kind == Kind::Stop || is_refused_call(error.code)) return;
  const bool declined = kind == Kind::Start && life_.config.socket.stay_connected &&
                        error.code == ErrorCode::StreamNotFound &&
                        last_event == event::kSubscribeInvalidName;
  if (declined) life_.joined = true;  // the way to the server stays
  if (declined) return;
  // Said by whom the app has stopped, or to a start that comes when all is being taken down.
  if (error.code == ErrorCode::StateClosed) {
    if (!life_.stopped && !life_.hidden && !is_new) life_.fail("a start is given up by nobody");
    return;
  }
  // With several calls that wait, one event tells it for all of them.
  if (last_event != event::kConnectFailure)
    life_.fail("a start is rejected without Connect.Failure");
  life_.rejected = true;
}

void WatchCalls::end() {
  for (const auto& [id, open] : open_) {
    if (life_.now > open.latest + life_.excused)
      life_.fail("a call takes longer than all limits together");
  }
}

void WatchCalls::at_end() {
  if (!open_.empty()) life_.fail("a call is never settled");
}

}  // namespace sluice::sim
