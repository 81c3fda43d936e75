#include "sim/monitor.hpp"

#include <algorithm>
#include <array>

#include "base/redact.hpp"
#include "sim/describe.hpp"
#include "sim/samples.hpp"

namespace sluice::sim {
namespace {

constexpr std::size_t kMaxEffectsOfATurn = 40;
constexpr std::size_t kMaxCandidates = 256;

std::size_t occurrences(std::string_view text, std::string_view word) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; ++at) ++found;
  return found;
}

// The call was in vain, but the session goes on.
bool is_refused_call(ErrorCode code) {
  return code == ErrorCode::StateBusy || code == ErrorCode::ConfigStreamInvalid ||
         code == ErrorCode::ConfigStreamMissing;
}

}  // namespace

void Monitor::fail(std::string problem) {
  if (problem_.empty()) problem_ = std::move(problem);
}

std::string_view Monitor::start_event() const {
  return config_.role == Role::Publisher ? event::kPublishStart : event::kSubscribeStart;
}

bool Monitor::is_end_event(std::string_view type) const {
  return type == event::kUnpublishSuccess || type == event::kSubscribeStop;
}

// ---------------------------------------------------------------------------------------------
// A turn

void Monitor::begin(const Input& input, TimePoint now) {
  now_ = now;
  effects_ = 0;
  hidden_ = false;
  camera_comes_ = false;
  if (const auto* i = std::get_if<StartCalled>(&input)) call(i->call, false);
  if (const auto* i = std::get_if<StopCalled>(&input)) {
    call(i->call, true);
    saw_stop(*i);
  }
  if (std::holds_alternative<PageHidden>(input)) hidden_ = true;
  if (std::holds_alternative<MediaReady>(input)) camera_comes_ = true;
  const auto answered = [&](OpId op) {
    if (under_way_.erase(op) + aborted_.erase(op) == 0) fail("a request is answered twice");
  };
  if (const auto* i = std::get_if<HttpAnswered>(&input)) answered(i->op);
  if (const auto* i = std::get_if<HttpFailed>(&input)) answered(i->op);
}

void Monitor::saw(const Effect& effect) {
  if (++effects_ > kMaxEffectsOfATurn) fail("too many effects in one turn");
  const auto* settle = std::get_if<Settle>(&effect);
  const bool switches_off = std::holds_alternative<ReleaseMedia>(effect) && camera_comes_;
  if (over_ && !settle && !switches_off) fail("an effect after the end: " + test::describe(effect));
  if (settle) saw_settle(*settle);
  if (const auto* e = std::get_if<Emit>(&effect)) saw_event(*e);
  if (const auto* e = std::get_if<Log>(&effect)) check_text("a log line", e->text);
  if (const auto* e = std::get_if<SendHttp>(&effect)) saw_request(*e);
  if (const auto* e = std::get_if<AbortHttp>(&effect)) {
    if (under_way_.erase(e->op) == 0) fail("an abort of what is not under way");
    aborted_.insert(e->op);
  }
  if (std::holds_alternative<OpenPeer>(effect)) ++peers_;
  if (std::holds_alternative<ClosePeer>(effect)) --peers_;
  if (peers_ < 0 || peers_ > 1) fail("peers are opened and closed in turn");
}

void Monitor::end(const Session& session) {
  using enum SessionState;
  const SessionState state = session.state();
  const auto deadline = session.next_deadline();
  const bool waits =
      state == Preparing || state == Waiting || state == Negotiating || state == Closing;
  const bool ended = state == Ended;
  if ((waits || (!ended && !under_way_.empty())) && !deadline)
    fail("something is under way without a deadline");
  if (ended && deadline) fail("a deadline after the end");
  if (hidden_ && !ended) fail("a page that goes away leaves a session that is not over");
  if (ended && peers_ != 0) fail("a peer is open after the end");
  if (ended && !over_) {
    for (const auto& [op, request] : under_way_) {
      if (!request.keepalive) fail("a request is still under way at the end");
    }
  }
  new_call_.reset();
  over_ = ended;
  check_times();
}

void Monitor::at_end(const Session& session, const std::vector<std::string>& told, bool camera_on) {
  if (!session.ended()) fail("the session has not ended");
  if (!open_calls_.empty()) fail("a call is never settled");
  if (peers_ != 0) fail("a peer is left open");
  if (camera_on && source_ == MediaSource::Capture && !may_keep_camera_)
    fail("the camera is left on");
  for (const std::string& url : told) {
    if (std::ranges::count(deleted_, url) != 1) fail("a session is left on the server: " + url);
  }
  for (const std::string& url : deleted_) {
    if (std::ranges::count(told, url) != 1) fail("somebody else's session is deleted: " + url);
  }
}

// ---------------------------------------------------------------------------------------------
// Promises

void Monitor::call(CallId id, bool is_stop) {
  const Timeouts& limits = config_.timeouts;
  // A stop may wait for the answer to the POST and then for the one to the DELETE.
  const Millis stop = 2 * (limits.remove + kLatestTimer);
  const Millis start = limits.media + 4 * limits.description + 2 * limits.gathering +
                       limits.answer + limits.connect + 9 * kLatestTimer;
  calls_[id] = {};
  open_calls_[id] = {now_ + (is_stop ? stop : start) - excused_, is_stop};
  new_call_ = id;
}

// The camera may stay on behind a stop, unless any of them asks for its end, or the session had
// failed before.
void Monitor::saw_stop(const StopCalled& stop) {
  if (over_) return;
  const bool release = stop.release_media || config_.release_media_on_stop;
  const bool fresh = !stopped_ && !rejected_ && !closed_;
  may_keep_camera_ = !release && (may_keep_camera_ || fresh);
  stopped_ = true;
}

void Monitor::saw_settle(const Settle& settle) {
  const auto open = open_calls_.find(settle.call);
  if (open == open_calls_.end()) return fail("a call is settled twice, or was never made");
  if (over_ && settle.call != new_call_) fail("a call is settled after the end");
  if (open->second.is_stop && settle.error) fail("a stop is rejected");
  if (!open->second.is_stop && !settle.error && !has_been_live())
    fail("a start is resolved without its event");
  const bool is_start = !open->second.is_stop;
  if (is_start && settle.error && !is_refused_call(settle.error->code)) rejected_ = true;
  calls_[settle.call] = {true, settle.error};
  open_calls_.erase(open);
  if (settle.error) check_error(*settle.error);
}

void Monitor::check_times() {
  for (const auto& [id, open] : open_calls_) {
    if (now_ > open.latest + excused_) fail("a call takes longer than all limits together");
  }
}

// ---------------------------------------------------------------------------------------------
// Events

void Monitor::saw_event(const Emit& emit) {
  check_order(emit.type);
  ++events_[emit.type];
  last_event_ = emit.type;
  if (const auto* error = std::get_if<Error>(&emit.data)) check_error(*error);
  if (const auto* text = std::get_if<std::string>(&emit.data)) check_text("an event", *text);
}

void Monitor::check_order(std::string_view type) {
  const auto seen = [&](std::string_view other) { return events_.contains(other); };
  const auto wrong = [&] { fail(concat("an event out of order: ", type)); };
  const bool closes = type == event::kPublisherClosed || type == event::kSubscriberClosed;
  const bool invalid =
      last_event_ == event::kPublishInvalidName || last_event_ == event::kSubscribeInvalidName;

  constexpr std::array once{
      event::kConnectSuccess,   event::kConnectFailure,     event::kPeerAvailable,
      event::kPeerOpen,         event::kOfferStart,         event::kOfferEnd,
      event::kTrickleComplete,  event::kPublishStart,       event::kSubscribeStart,
      event::kPublishFail,      event::kSubscribeFail,      event::kAnswerStart,
      event::kAnswerEnd,        event::kAddStream,          event::kPublisherClosed,
      event::kSubscriberClosed, event::kSubscribeStop,      event::kUnpublishSuccess,
      event::kAutoplayMuted,    event::kConstraintsAccepted};
  if (seen(type) && std::ranges::count(once, type) > 0) wrong();
  if (seen(event::kUnpublishSuccess) || seen(event::kSubscribeStop)) wrong();
  const bool leaving = closes && hidden_;
  if ((stopped_ || rejected_ || closed_) && !is_end_event(type) && !leaving) wrong();
  if (closes) closed_ = true;
  if (invalid && type != event::kConnectFailure) wrong();

  const auto needs = [&](std::string_view what, std::string_view earlier) {
    if (type == what && !seen(earlier)) wrong();
  };
  needs(start_event(), event::kConnectSuccess);
  needs(start_event(), event::kPeerOpen);
  needs(event::kOfferStart, event::kPeerAvailable);
  needs(event::kOfferEnd, event::kConnectSuccess);
  needs(event::kConnectSuccess, event::kOfferStart);
  needs(event::kAnswerEnd, event::kAnswerStart);
  needs(event::kAnswerStart, event::kOfferEnd);
  needs(event::kPublishFail, event::kPublishStart);
  needs(event::kSubscribeFail, event::kSubscribeStart);
  needs(event::kPublisherClosed, event::kPublishStart);
  needs(event::kSubscriberClosed, event::kSubscribeStart);
  if (type == event::kConnectFailure && seen(start_event())) wrong();
}

void Monitor::check_error(const Error& error) {
  check_text("an error", error.detail);
}

void Monitor::check_text(std::string_view what, std::string_view text) {
  if (text.find(test::kToken) != std::string_view::npos)
    fail(concat(what, " holds the token: ", text));
  if (text.find("192.0.2.") != std::string_view::npos)
    fail(concat(what, " holds an IP address: ", text));
  if (text.size() > 2 * kMaxLogBytes) fail(concat(what, " is too long"));
}

// ---------------------------------------------------------------------------------------------
// Requests

void Monitor::saw_request(const SendHttp& request) {
  under_way_[request.op] = request;
  const auto url = parse_url(request.url);
  if (!url) return fail("a request to what is no URL");
  const bool home = url->origin() == config_.endpoint.origin();
  for (const HttpHeader& header : request.headers) {
    if (header.name == "Authorization" && !home)
      fail("the token goes to a foreign origin: " + request.url);
  }
  if (request.method == HttpMethod::Delete) {
    deleted_.push_back(request.url);
    if (!request.keepalive) fail("a DELETE that does not outlive its page");
  } else if (stopped_ || rejected_) {
    fail("a request for a session that nobody wants");
  }
  candidates_ += occurrences(request.body, "\r\na=candidate:");
  if (candidates_ > 2 * kMaxCandidates) fail("candidates without end");
}

}  // namespace sluice::sim
