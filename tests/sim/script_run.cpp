#include "sim/script_run.hpp"

#include <algorithm>

#include "sim/bench.hpp"

namespace sluice::sim {
namespace {

using test::Bench;
using test::Lines;

constexpr CallId kStart{1}, kStop{2}, kLayer{3};
constexpr Millis kLongest{120'000};
constexpr Millis kNoticed{5'000};  // until a browser says that its checks are not answered

// What a client tells of the server. The rest is the browser's own, which has more of it.
bool is_told(std::string_view type) {
  constexpr std::string_view kTold[] = {"Connect.",
                                        "Publish.",
                                        "Unpublish.",
                                        "Publisher.Connection.",
                                        "Reconnect.",
                                        "Subscribe.Start",
                                        "Subscribe.Stop",
                                        "Subscribe.Fail",
                                        "Subscribe.Status",
                                        "Subscribe.Invalid",
                                        "Subscribe.Server",
                                        "Subscribe.Play.",
                                        "Subscribe.Connection."};
  return std::ranges::any_of(kTold,
                             [&](std::string_view start) { return type.starts_with(start); });
}

void add_once(Lines& lines, std::string line) {
  if (lines.empty() || lines.back() != line) lines.push_back(std::move(line));
}

std::string text_at(const Json& json, std::string_view key) {
  const Json* value = json.find(key);
  return value && value->string() ? *value->string() : std::string();
}

// What the server said goes with the code; a browser's own words are others in each.
std::string told(const Error& error) {
  std::string line = test::name_of(error);
  if (error.http_status > 0 && !error.detail.empty()) line.append(": ").append(error.detail);
  return line;
}

Json filled_in(const Json& json) {
  if (const std::string* text = json.string()) return Json(filled(*text));
  if (const Json::Array* items = json.array()) {
    Json::Array out;
    for (const Json& item : *items) out.push_back(filled_in(item));
    return Json(std::move(out));
  }
  return json;
}

SessionConfig config_of(const Json& scenario, Role role) {
  Json options;
  options.add("endpoint", Json(filled("{origin}/endpoint")));
  if (const Json* given = scenario.find("options"))
    for (const auto& [key, value] : *given->object()) options.add(key, filled_in(value));
  return parse_config({.role = role, .page = {.secure = true}}, std::move(options)).value();
}

}  // namespace

ScriptRun::ScriptRun(const Json& scenario)
    : server_(*scenario.find("rules")),
      role_(text_at(scenario, "role") == "publisher" ? Role::Publisher : Role::Subscriber),
      config_(config_of(scenario, role_)),
      supervisor_(config_, role_ == Role::Publisher ? MediaSource::Supplied : MediaSource::None, 1,
                  now_),
      cut_(text_at(scenario, "cutMedia")),
      until_(text_at(scenario, "until")),
      layer_(text_at(scenario, "layer")) {
  if (until_.empty()) until_ = role_ == Role::Publisher ? "Publish.Start" : "Subscribe.Start";
}

ScriptTrace ScriptRun::run() {
  drain();
  later(StartCalled{kStart, {}});
  if (!cut_.empty()) cut_media();
  go_on_until(&ScriptRun::is_up);
  if (!layer_.empty()) later(ServerCalled{kLayer, "selectLayer", concat("[", layer_, "]")});
  go_on_until(&ScriptRun::is_through);
  // Where it has failed it comes to its end by itself.
  if (result_ == "ok") later(StopCalled{kStop, true});
  go_on_until(&ScriptRun::has_ended);
  ScriptTrace trace{.requests = {}, .events = events_, .result = result_, .layer = layer_result_};
  for (const std::string& line : server_.lines()) add_once(trace.requests, line);
  return trace;
}

void ScriptRun::go_on_until(bool (ScriptRun::*is_done)() const) {
  const TimePoint end = now_ + kLongest;
  while (!(this->*is_done)()) {
    const auto deadline = supervisor_.next_deadline();
    const bool is_deadline = deadline && (queue_.empty() || *deadline <= queue_.begin()->first);
    if ((!is_deadline && queue_.empty()) || now_ > end) return;
    Input input = Timeout{};
    if (is_deadline) {
      now_ = std::max(now_, *deadline);
    } else {
      now_ = queue_.begin()->first;
      input = std::move(queue_.begin()->second);
      queue_.erase(queue_.begin());
    }
    supervisor_.handle(input, now_);
    drain();
  }
}

bool ScriptRun::was_told(std::string_view event) const {
  return std::ranges::find(events_, event) != events_.end();
}
bool ScriptRun::may_cut() const {
  return !result_.empty() && was_told(cut_);
}
bool ScriptRun::is_up() const {
  return !result_.empty() && (result_ != "ok" || was_told(until_));
}
bool ScriptRun::is_through() const {
  return is_up() && layer_.empty() == layer_result_.empty() && !server_.waits();
}
bool ScriptRun::has_ended() const {
  return (is_stopped_ || result_ != "ok") && supervisor_.ended();
}

void ScriptRun::drain() {
  while (auto effect = supervisor_.poll_effect()) perform(*effect);
}

void ScriptRun::perform(const Effect& effect) {
  if (std::holds_alternative<AcquireMedia>(effect)) later(MediaReady{.has_video = true});
  if (const auto* e = std::get_if<OpenPeer>(&effect)) {
    attempt_ = e->attempt;
    peers_[e->attempt] = {
        .ufrag = concat("client", std::to_string(static_cast<std::uint32_t>(e->attempt))),
        .has_channel = !e->channel.empty(),
        .kinds = e->kinds};
  }
  if (const auto* e = std::get_if<CreateOffer>(&effect)) {
    Peer& peer = peers_[e->attempt];
    if (e->restart_ice) peer.ufrag.append("-again");
    const std::string sdp = test::sample_sdp("actpass", peer.ufrag, peer.kinds);
    later(OfferCreated{e->attempt, e->op, peer.has_channel ? test::with_channel(sdp) : sdp});
  }
  if (const auto* e = std::get_if<CreateAnswer>(&effect))
    later(AnswerCreated{e->attempt, e->op, test::sample_sdp("passive", peers_[e->attempt].ufrag)});
  if (const auto* e = std::get_if<UseIceServers>(&effect))
    later(DescriptionApplied{e->attempt, e->op});
  if (const auto* e = std::get_if<ApplyLocal>(&effect)) {
    later(DescriptionApplied{e->attempt, e->op});
    const std::string ufrag = Bench::ufrag_of(e->description.sdp);
    later(CandidateGathered{e->attempt, test::sample_candidate(1), "0", 0, ufrag}, Millis{2});
    later(GatheringFinished{e->attempt, e->description.sdp}, Millis{3});
    if (e->description.type == SdpType::Answer) connect(e->attempt);
  }
  if (const auto* e = std::get_if<ApplyRemote>(&effect)) {
    later(DescriptionApplied{e->attempt, e->op});
    if (role_ == Role::Subscriber) later(TrackArrived{e->attempt, true});
    if (e->description.type == SdpType::Answer) connect(e->attempt);
  }
  if (const auto* e = std::get_if<ClosePeer>(&effect)) peers_.erase(e->attempt);
  if (const auto* e = std::get_if<SampleStats>(&effect)) {
    if (!peers_[e->attempt].is_cut) packets_ += 5;
    if (peers_[e->attempt].is_up) later(StatsSampled{e->attempt, {packets_, packets_, Millis{20}}});
  }
  if (const auto* e = std::get_if<SendHttp>(&effect)) send(*e);
  if (const auto* e = std::get_if<AbortHttp>(&effect)) abort(*e);
  if (const auto* e = std::get_if<Emit>(&effect)) emit(*e);
  const auto* settled = std::get_if<Settle>(&effect);
  if (settled && settled->call == kStart) result_ = settled->error ? told(*settled->error) : "ok";
  if (settled && settled->call == kLayer)
    layer_result_ = settled->error ? told(*settled->error) : "ok";
  if (settled && settled->call == kStop) is_stopped_ = true;
}

// The server's peer is always there, and so is its channel.
void ScriptRun::connect(AttemptId attempt) {
  Peer& peer = peers_[attempt];
  if (std::exchange(peer.is_up, true)) return;
  later(PeerStateChanged{attempt, PeerState::Connected}, Millis{10});
  if (peer.has_channel) later(ChannelOpened{attempt}, Millis{12});
}

void ScriptRun::cut_media() {
  go_on_until(&ScriptRun::may_cut);
  peers_[attempt_].is_cut = true;
  later(PeerStateChanged{attempt_, PeerState::Disconnected}, kNoticed);
}

void ScriptRun::send(const SendHttp& request) {
  ScriptedServer::Outcome outcome = server_.ask(request);
  if (!outcome.answer) {
    later(HttpFailed{request.attempt, request.op, "cut"}, outcome.delay);
    return;
  }
  HttpAnswered answer = *std::move(outcome.answer);
  later(answer, outcome.delay);
  for (std::string& piece : outcome.pieces) {
    answer.body = std::move(piece);
    later(answer, outcome.delay);
  }
  if (outcome.is_stream) streams_.emplace(request.attempt, request.op);
}

void ScriptRun::abort(const AbortHttp& aborted) {
  if (streams_.erase({aborted.attempt, aborted.op}) > 0)
    later(HttpFailed{aborted.attempt, aborted.op, "aborted"});
}

void ScriptRun::emit(const Emit& emitted) {
  if (!is_told(emitted.type)) return;
  std::string line(emitted.type);
  if (const auto* error = std::get_if<Error>(&emitted.data))
    line.append(" ").append(test::name_of(*error));
  add_once(events_, std::move(line));
}

}  // namespace sluice::sim
