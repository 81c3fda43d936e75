// One machine on the bench: each verb gives it one input and tells what came out, a line each
// (describe.hpp), a negotiation's notes behind its effects.
#pragma once

#include <string>
#include <utility>

#include "session/session.hpp"
#include "sim/describe.hpp"
#include "sim/samples.hpp"

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
  return answer;
}

class Bench {
 public:
  virtual ~Bench() = default;
  virtual Lines put(const Input& input) = 0;
  [[nodiscard]] virtual std::optional<TimePoint> deadline() const = 0;

  // The browser
  Lines offer_created(const std::string& sdp = sample_offer()) {
    return put(OfferCreated{kAttempt, offer, sdp});
  }
  Lines answer_created(const std::string& sdp = sample_answer()) {
    return put(AnswerCreated{kAttempt, answer, sdp});
  }
  Lines applied(OpId op) { return put(DescriptionApplied{kAttempt, op}); }
  Lines refused(OpId op) {
    return put(PeerRefused{kAttempt, op, Error{ErrorCode::PeerRefusedSdp}});
  }
  Lines candidate(int number) { return put(CandidateGathered{kAttempt, sample_candidate(number)}); }
  Lines gathered(const std::string& sdp = {}) { return put(GatheringFinished{kAttempt, sdp}); }
  Lines peer(PeerState state) { return put(PeerStateChanged{kAttempt, state}); }

  // The server
  Lines post_answered(const Reply& reply = {}) { return put(answered(post, reply)); }
  Lines patch_answered(int status) {
    return put(answered(patch, {.status = status, .location = "", .body = ""}));
  }
  Lines delete_answered(int status) {
    return put(answered(removal, {.status = status, .location = "", .body = ""}));
  }
  Lines lost(const SendHttp& request) { return put(HttpFailed{kAttempt, request.op, "reset"}); }

  // Time
  [[nodiscard]] Millis wait() const { return deadline().value_or(now) - now; }
  [[nodiscard]] bool has_deadline() const { return deadline().has_value(); }
  Lines expire() {
    now = deadline().value_or(now);
    return put(Timeout{});
  }

  TimePoint now{};
  // What was asked for last.
  OpId offer{}, answer{}, local{}, remote{}, servers{};
  SendHttp post, patch, removal;

  static constexpr AttemptId kAttempt{1};

 protected:
  std::string take(const Effect& effect) {
    if (const auto* e = std::get_if<CreateOffer>(&effect)) offer = e->op;
    if (const auto* e = std::get_if<CreateAnswer>(&effect)) answer = e->op;
    if (const auto* e = std::get_if<ApplyLocal>(&effect)) local = e->op;
    if (const auto* e = std::get_if<ApplyRemote>(&effect)) remote = e->op;
    if (const auto* e = std::get_if<UseIceServers>(&effect)) servers = e->op;
    if (const auto* e = std::get_if<SendHttp>(&effect)) {
      (e->method == HttpMethod::Post    ? post
       : e->method == HttpMethod::Patch ? patch
                                        : removal) = *e;
    }
    return describe(effect);
  }
};

class NegotiationBench final : public Bench {
 public:
  explicit NegotiationBench(SessionConfig config = sample_config(Role::Publisher))
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
  [[nodiscard]] NegotiationState state() const { return machine_.state(); }

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
  HttpNegotiation machine_{kAttempt, config_};
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

}  // namespace sluice::test
