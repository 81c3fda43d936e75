// One machine on the bench: each verb gives it one input and tells what came out, a line each
// (describe.hpp), a negotiation's notes behind its effects.
#pragma once

#include <string>
#include <utility>

#include "recovery/supervisor.hpp"
#include "signal/sdp.hpp"
#include "sim/describe.hpp"
#include "sim/samples.hpp"
#include "whip/whep_extensions.hpp"

namespace sluice::test {

// What a server says to a POST; the default is what a good one says.
struct Reply {
  int status = 201;
  std::string location = "/session/1";
  std::string etag{};
  std::string link{};
  std::string body = sample_answer();
  std::string content_type = "application/sdp";
  std::string url{};  // the final one; the request's without a redirect
  BodyFault body_fault = BodyFault::None;
  std::string session_host{};
};

inline HttpAnswered answered(const SendHttp& request, const Reply& reply) {
  HttpAnswered answer;
  answer.attempt = request.attempt;
  answer.op = request.op;
  answer.status = reply.status;
  answer.redirected = !reply.url.empty();
  answer.url = answer.redirected ? reply.url : request.url;
  answer.location = reply.location;
  answer.etag = reply.etag;
  answer.link = reply.link;
  answer.content_type = reply.content_type;
  answer.body = reply.body;
  answer.body_fault = reply.body_fault;
  answer.session_host = reply.session_host;
  return answer;
}

class Bench {
 public:
  virtual ~Bench() = default;
  virtual Lines put(const Input& input) = 0;
  [[nodiscard]] virtual std::optional<TimePoint> deadline() const = 0;

  // The browser
  Lines offer_created(const std::string& sdp = sample_offer()) {
    ufrag = ufrag_of(sdp);
    return put(OfferCreated{attempt, offer, sdp});
  }
  Lines answer_created(const std::string& sdp = sample_answer()) {
    ufrag = ufrag_of(sdp);
    return put(AnswerCreated{attempt, answer, sdp});
  }
  Lines applied(OpId op) { return put(DescriptionApplied{attempt, op}); }
  Lines refused(OpId op) { return put(PeerRefused{attempt, op, Error{ErrorCode::PeerRefusedSdp}}); }
  Lines candidate(int number) {
    return put(CandidateGathered{attempt, sample_candidate(number), "0", 0, ufrag});
  }
  Lines gathered(const std::string& sdp = {}) { return put(GatheringFinished{attempt, sdp}); }
  Lines peer(PeerState state) { return put(PeerStateChanged{attempt, state}); }

  // The server
  Lines post_answered(const Reply& reply = {}) { return put(answered(post, reply)); }
  Lines patch_answered(int status) {
    return put(answered(patch, {.status = status, .location = "", .body = ""}));
  }
  Lines delete_answered(int status) {
    return put(answered(removal, {.status = status, .location = "", .body = ""}));
  }
  Lines lost(const SendHttp& request) {
    return put(HttpFailed{request.attempt, request.op, "reset"});
  }
  Lines opened() { return put(SocketOpened{attempt}); }
  Lines hears(std::string_view text) { return put(SocketMessage{attempt, std::string(text)}); }
  Lines closed(int code = 1006) { return put(SocketClosed{attempt, code}); }
  Lines channel_opened() { return put(ChannelOpened{attempt}); }
  Lines channel_hears(std::string_view text) {
    return put(ChannelMessage{attempt, std::string(text)});
  }
  Lines channel_failed() { return put(ChannelFailed{attempt}); }
  Lines channel_closed() { return put(ChannelClosed{attempt}); }

  // The stream manager
  Lines located(int status, const std::string& body) {
    return put(answered(
        get, {.status = status, .location = "", .body = body, .content_type = "application/json"}));
  }

  // The app, where a negotiation and a session hear it alike
  Lines call_server(std::uint32_t call, const std::string& method, const std::string& json = "[]") {
    return put(ServerCalled{CallId{call}, method, json});
  }

  // Time
  [[nodiscard]] Millis wait() const { return deadline().value_or(now) - now; }
  [[nodiscard]] bool has_deadline() const { return deadline().has_value(); }
  Lines expire() {
    now = deadline().value_or(now);
    return put(Timeout{});
  }

  // Of the description that the browser made last.
  static std::string ufrag_of(std::string_view sdp) {
    constexpr std::string_view kName = "a=ice-ufrag:";
    const std::size_t at = sdp.find(kName);
    if (at == std::string_view::npos) return {};
    sdp.remove_prefix(at + kName.size());
    return std::string(next_line(sdp));
  }

  std::string remote_sdp;  // that the browser was to apply last
  std::string ufrag = "ufrag";
  TimePoint now{};
  AttemptId attempt{1};  // the negotiation's: the last one whose peer or socket was opened
  // What was asked for last.
  OpId offer{}, answer{}, local{}, remote{}, servers{};
  SendHttp get, post, patch, removal;

 protected:
  std::string take(const Effect& effect) {
    if (const auto* e = std::get_if<OpenPeer>(&effect)) attempt = e->attempt;
    if (const auto* e = std::get_if<OpenSocket>(&effect)) attempt = e->attempt;
    if (const auto* e = std::get_if<CreateOffer>(&effect)) offer = e->op;
    if (const auto* e = std::get_if<CreateAnswer>(&effect)) answer = e->op;
    if (const auto* e = std::get_if<ApplyLocal>(&effect)) local = e->op;
    if (const auto* e = std::get_if<ApplyRemote>(&effect)) {
      remote = e->op;
      remote_sdp = e->description.sdp;
    }
    if (const auto* e = std::get_if<UseIceServers>(&effect)) servers = e->op;
    if (const auto* e = std::get_if<SendHttp>(&effect)) {
      (e->method == HttpMethod::Get     ? get
       : e->method == HttpMethod::Post  ? post
       : e->method == HttpMethod::Patch ? patch
                                        : removal) = *e;
    }
    return describe(effect);
  }
};

template <class Machine>
class HttpBenchOf final : public Bench {
 public:
  explicit HttpBenchOf(SessionConfig config = sample_config(Role::Publisher))
      : config_(std::move(config)) {}

  Lines start() {
    machine_.start(now);
    return drain();
  }
  Lines close() {
    machine_.close(now);
    return drain();
  }
  Lines hide() {
    machine_.hide(now);
    return drain();
  }
  Lines put(const Input& input) override {
    machine_.handle(input, now);
    return drain();
  }
  [[nodiscard]] std::optional<TimePoint> deadline() const override {
    return machine_.next_deadline();
  }
  [[nodiscard]] HttpState state() const { return machine_.state(); }
  [[nodiscard]] const Machine& machine() const { return machine_; }
  Lines probe() {
    machine_.probe(now);
    return drain();
  }
  // Without hope there are no effects.
  Lines restart_ice() {
    machine_.restart_ice(now);
    return drain();
  }

  // The usual ways to a state.
  void go_posting() {
    start();
    offer_created();
    applied(local);
  }
  void go_connecting(const Reply& reply = {}) {
    go_posting();
    post_answered(reply);
    applied(remote);
  }
  void go_connected(const Reply& reply = {}) {
    go_connecting(reply);
    peer(PeerState::Connected);
  }

 private:
  Lines drain() {
    Lines lines;
    while (auto effect = machine_.poll_effect()) lines.push_back(take(*effect));
    while (auto note = machine_.poll_note()) lines.push_back(describe(*note));
    return lines;
  }

  SessionConfig config_;
  Machine machine_{AttemptId{1}, config_};
};
using HttpBench = HttpBenchOf<HttpNegotiation>;
using ExtensionBench = HttpBenchOf<WhepExtensions>;

class SocketBench final : public Bench {
 public:
  explicit SocketBench(SessionConfig config, bool media_ready = true)
      : config_(std::move(config)), machine_(AttemptId{1}, config_, media_ready) {}
  explicit SocketBench(Role role) : SocketBench(sample_socket_config(role)) {}

  Lines start() {
    machine_.start(now);
    return drain();
  }
  Lines locate() {
    machine_.locate(now);
    return drain();
  }
  Lines ask() {
    machine_.ask(now);
    return drain();
  }
  Lines media_ready() {
    machine_.media_ready(now);
    return drain();
  }
  Lines close() {
    machine_.close(now);
    return drain();
  }
  Lines hide() {
    machine_.hide(now);
    return drain();
  }
  Lines put(const Input& input) override {
    machine_.handle(input, now);
    return drain();
  }
  [[nodiscard]] std::optional<TimePoint> deadline() const override {
    return machine_.next_deadline();
  }
  [[nodiscard]] SocketState state() const { return machine_.state(); }
  // Why it failed.
  [[nodiscard]] const Error& failure() const { return failure_; }

  // The usual way to a state, through all before it. Nothing for Idle and Done, which need none.
  void go(SocketState to) {
    const auto on = [this, to](SocketState from) { return to > from && state() == from; };
    if (on(SocketState::Idle)) start();
    if (on(SocketState::Locating)) locate();
    if (on(SocketState::Opening)) opened();
    if (on(SocketState::Greeting)) hears(said::welcome());
    if (on(SocketState::Greeted)) ask();
    if (on(SocketState::Checking)) hears(said::available(!publishes()));
    if (on(SocketState::Offering)) offer_created();
    if (on(SocketState::Exchanging)) hears(description());
    if (on(SocketState::Describing)) {
      applied(remote);
      if (!publishes()) answer_created();
    }
    if (on(SocketState::Trickling)) hears(said::trickle_complete());
    if (on(SocketState::Starting)) hears(said::starting());
    if (to >= SocketState::Live && state() == SocketState::Live) peer(PeerState::Connected);
    if (on(SocketState::Live)) close();
  }
  [[nodiscard]] bool publishes() const { return config_.role == Role::Publisher; }
  // The server's side of the exchange.
  [[nodiscard]] std::string description() const {
    return publishes() ? said::description(SdpType::Answer, sample_answer())
                       : said::description(SdpType::Offer, sample_offer());
  }

 private:
  Lines drain() {
    Lines lines;
    while (auto effect = machine_.poll_effect()) lines.push_back(take(*effect));
    while (auto note = machine_.poll_note()) {
      if (const auto* failed = std::get_if<NegotiationFailed>(&*note)) failure_ = failed->error;
      lines.push_back(describe(*note));
    }
    return lines;
  }

  SessionConfig config_;
  SocketNegotiation machine_;
  Error failure_;
};

class SessionBench final : public Bench {
 public:
  explicit SessionBench(const SessionConfig& config, MediaSource source)
      : session_(config, source, now) {}
  explicit SessionBench(const SessionConfig& config)
      : SessionBench(config,
                     config.role == Role::Publisher ? MediaSource::Capture : MediaSource::None) {}
  explicit SessionBench(Role role) : SessionBench(sample_config(role)) {}

  // The app. Calls are numbered in their order.
  Lines connect() { return put(ConnectCalled{CallId{++calls_}}); }
  Lines start(std::optional<std::string> name = {}) {
    return put(StartCalled{CallId{++calls_}, std::move(name)});
  }
  Lines stop(bool release = false) { return put(StopCalled{CallId{++calls_}, release}); }
  Lines hide() { return put(PageHidden{}); }

  Lines media_ready() { return put(MediaReady{.has_video = true}); }
  Lines media_failed(ErrorCode code = ErrorCode::MediaDenied) {
    return put(MediaFailed{Error{code}});
  }

  Lines put(const Input& input) override {
    session_.handle(input, now);
    return drain();
  }
  Lines drain() {
    Lines lines;
    while (auto effect = session_.poll_effect()) lines.push_back(take(*effect));
    return lines;
  }
  [[nodiscard]] std::optional<TimePoint> deadline() const override {
    return session_.next_deadline();
  }
  [[nodiscard]] SessionState state() const { return session_.state(); }

  // The usual ways to a state.
  void go_ready() {
    drain();
    if (session_.state() == SessionState::Preparing) media_ready();
  }
  void go_posting() {
    go_ready();
    start();
    offer_created();
    applied(local);
  }
  void go_live(const Reply& reply = {}) {
    go_posting();
    post_answered(reply);
    applied(remote);
    peer(PeerState::Connected);
  }

 private:
  Session session_;
  std::uint32_t calls_ = 0;
};

// What a client drives, with recovery unless the config says otherwise.
class SupervisorBench final : public Bench {
 public:
  SupervisorBench(const SessionConfig& config, MediaSource source)
      : supervisor_(config, source, 1, now) {}
  explicit SupervisorBench(const SessionConfig& config)
      : SupervisorBench(
            config, config.role == Role::Publisher ? MediaSource::Capture : MediaSource::None) {}

  // The app. Calls are numbered in their order.
  Lines connect() { return put(ConnectCalled{CallId{++calls_}}); }
  Lines start() { return put(StartCalled{CallId{++calls_}, {}}); }
  Lines stop(bool release = false) { return put(StopCalled{CallId{++calls_}, release}); }
  Lines media_ready() { return put(MediaReady{.has_video = true}); }

  // New media is twenty milliseconds old.
  Lines sampled(std::uint64_t packets, std::uint64_t frames) {
    if (std::exchange(packets_, packets) != packets) newest_ = now - Millis(20);
    return put(StatsSampled{attempt, {packets, frames, now - newest_}});
  }
  Lines put(const Input& input) override {
    supervisor_.handle(input, now);
    return drain();
  }
  Lines drain() {
    Lines lines;
    while (auto effect = supervisor_.poll_effect()) lines.push_back(take(*effect));
    return lines;
  }
  [[nodiscard]] std::optional<TimePoint> deadline() const override {
    return supervisor_.next_deadline();
  }
  [[nodiscard]] SupervisorState state() const { return supervisor_.state(); }

  // From the offer on, for a session over HTTP whose peer has just been opened.
  // Each session has a URL of its own, unless the test says otherwise.
  Lines post_answered(Reply reply = {}) {
    if (reply.location == Reply{}.location)
      reply.location = concat("/session/", std::to_string(static_cast<std::uint32_t>(attempt)));
    return Bench::post_answered(reply);
  }
  Lines negotiate() {
    Lines lines = offer_created();
    for (const Lines& more :
         {applied(local), post_answered(), applied(remote), peer(PeerState::Connected)})
      lines.insert(lines.end(), more.begin(), more.end());
    return lines;
  }

 private:
  Supervisor supervisor_;
  std::uint32_t calls_ = 0;
  std::uint64_t packets_ = 0;
  TimePoint newest_{};  // media
};

}  // namespace sluice::test
