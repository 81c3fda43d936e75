// What can go wrong in the simulated world, and who decides whether it does. Wherever something
// can, the model asks "does it strike here?"; so one run without any faults lists every chance for
// one, and a test can take each of them in turn.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/random.hpp"

namespace sluice::sim {

// clang-format off
#define SLUICE_SIM_FAULTS(X) \
  /* The camera */ \
  X(CameraRefused) X(CameraSlow) X(CameraNever) \
  /* The browser's peer connection */ \
  X(OpenRefused) X(OfferRefused) X(OfferNever) X(OfferSpoilt) X(LocalRefused) X(LocalNever) \
  X(RemoteRefused) X(RemoteNever) X(AnswerRefused) X(AnswerNever) X(AnswerSpoilt) \
  X(ServersRefused) X(ServersNever) X(CandidateRefused) X(CandidateNever) X(GatheringNever) X(EmptyCandidate) X(ManyCandidates) \
  X(ConnectNever) X(ConnectFails) X(LiveBlips) X(LiveSilent) X(LiveFails) X(LiveClosed) \
  X(LateWord) X(PlayBlocked) X(PlayBlockedMuted) \
  /* Its data channel */ \
  X(ChannelNever) X(ChannelError) X(ChannelCut) X(ChannelMute) X(ChannelTalksFirst) \
  /* The network */ \
  X(RequestLost) X(RequestHangs) X(AnswerLost) X(AnswerHangs) X(AnswerSlow) X(AbortTooLate) \
  X(Redirected) X(RedirectedAbroad) X(HeadersHidden) \
  /* The server, asked for a session */ \
  X(TokenWanted) X(Post400) X(Post403) X(Post404) X(Post406) X(Post409) X(Post422) X(Post500) \
  X(Post503) X(PostOdd) X(PostEmpty) X(PostHtml) X(PostTooLarge) X(PostBroken) \
  X(LocationAbsolute) X(LocationForeign) X(LocationUnusable) X(Etag) X(IceServers) X(IceJunk) \
  X(Counter406) X(CounterRed5) X(CounterSpoilt) \
  X(SectionRejected) X(SectionMissing) X(SectionRefused) \
  /* The server, asked for more */ \
  X(PatchRefused) X(PatchStale) X(AnswerPatchRefused) X(Delete404) X(Delete500) \
  /* The stream manager */ \
  X(Lookup400) X(Lookup403) X(Lookup404) X(Lookup500) X(Lookup503) X(LookupOdd) X(LookupHtml) \
  X(LookupBroken) X(LookupTorn) X(LookupTooLarge) X(LookupEmpty) X(LookupComplaint) \
  X(LookupBadAddress) X(LookupTwins) X(LookupOtherShape) X(LookupFew) \
  /* The WebSocket, and the node behind it */ \
  X(SocketRefused) X(SocketNever) X(SocketSlow) X(SocketDropped) X(SocketHangs) X(NodeDead) \
  X(FirstNodeDead) \
  /* Each word of a node's */ \
  X(WordLost) X(WordSlow) X(WordTwice) X(WordCut) X(WordMistyped) X(WordUnknown) X(WordHuge) \
  X(WordAstray) \
  /* What a node has to say */ \
  X(GreetingRejected) X(NameTaken) X(StreamMissing) X(BadName) X(BadNameLate) X(NodeError) \
  X(StartRefused) X(NodeSdpSpoilt) X(NodeSdpTurned) X(CandidateEarly) X(CandidateEmpty) \
  X(TrickleEarly) X(TrickleLate) X(TrickleRespelt) X(StartElse) X(ChannelUntold) X(ChannelTwice) \
  X(ChannelEarly) X(SwitchIgnored) X(CallFails) X(CallAstray) X(Chatter) X(StreamEnds) \
  X(NodeHangsUp) \
  /* Time and the app */ \
  X(TimerLate) X(TimerEarly) X(ClockJump) \
  /* What recovery is for, and whom it asks */ \
  X(SlowStream) X(SoundOnly) X(CountLate) X(PolicyStops) X(TokenFails) X(TokenNever) X(RestartRefused) X(NetworkUnknown) X(NetworkOther) X(RestartBare) \
  X(RestartPutOff) X(RestartTagHidden) \
  /* What a server is like, from its first day */ \
  X(SessionsOfNames) X(TokensExpire) X(TakesOneKind) X(AnswersOneKind) X(DeletesRefused)
// clang-format on

enum class Fault : std::uint8_t {
#define SLUICE_SIM_ENUMERATOR(name) name,
  SLUICE_SIM_FAULTS(SLUICE_SIM_ENUMERATOR)
#undef SLUICE_SIM_ENUMERATOR
};

inline constexpr std::array kFaultNames{
#define SLUICE_SIM_NAME(name) std::string_view(#name),
    SLUICE_SIM_FAULTS(SLUICE_SIM_NAME)
#undef SLUICE_SIM_NAME
};
inline constexpr std::size_t kFaults = kFaultNames.size();

// How often each fault has struck, so that a test can prove that none of them sleeps.
using Strikes = std::array<std::uint64_t, kFaults>;

class Fate {
 public:
  virtual ~Fate() = default;
  bool strikes(Fault fault) {
    const bool strike = decide(fault);
    if (strike) ++strikes_[static_cast<std::size_t>(fault)];
    return strike;
  }
  [[nodiscard]] const Strikes& count() const { return strikes_; }

 protected:
  virtual bool decide(Fault fault) = 0;

 private:
  Strikes strikes_{};
};

// Not faults in truth: what a server or a browser may well do. Much of what can fail, fails behind
// one of these.
inline constexpr std::array kHabits{
    Fault::Counter406,      Fault::CounterRed5,    Fault::IceServers,   Fault::Etag,
    Fault::Redirected,      Fault::PlayBlocked,    Fault::TokenWanted,  Fault::LocationAbsolute,
    Fault::CandidateEarly,  Fault::CandidateEmpty, Fault::TrickleEarly, Fault::TrickleRespelt,
    Fault::ChannelTwice,    Fault::ChannelEarly,   Fault::Chatter,      Fault::FirstNodeDead,
    Fault::SessionsOfNames, Fault::TokensExpire};

// What can only fail behind one of those would else be seldom seen.
inline constexpr std::array kSeldom{
    Fault::ServersNever,       Fault::ServersRefused, Fault::PlayBlockedMuted,
    Fault::AnswerPatchRefused, Fault::CounterSpoilt,  Fault::AnswerSpoilt,
    Fault::RestartBare,        Fault::AnswersOneKind, Fault::RestartTagHidden,
    Fault::RestartRefused,     Fault::RestartPutOff};

// A few kinds of faults for each seed, each with a likelihood of its own: with all of them at once
// no session would ever come alive.
class RandomFate final : public Fate {
 public:
  explicit RandomFate(std::uint64_t seed) : random_(seed) {
    const bool storm = random_.below(10) == 0;
    for (auto& percent : percent_) draw(percent, storm ? 6 : 24);
    for (const Fault seldom : kSeldom) draw(percent_[static_cast<std::size_t>(seldom)], 8);
    for (const Fault habit : kHabits) draw(percent_[static_cast<std::size_t>(habit)], 4);
  }

 private:
  bool decide(Fault fault) override {
    const std::uint64_t percent = percent_[static_cast<std::size_t>(fault)];
    return percent > 0 && random_.below(100) < percent;
  }
  void draw(std::uint64_t& percent, std::uint64_t one_in) {
    if (random_.below(one_in) == 0) percent = random_.below(3) == 0 ? 90 : 5 + random_.below(40);
  }
  Random random_;
  std::array<std::uint64_t, kFaults> percent_{};
};

// No faults but the ones that make up the scenario, and the one at `chance`: the number of a
// question in the order in which they are asked.
class ScriptedFate final : public Fate {
 public:
  static constexpr std::size_t kNever = SIZE_MAX;
  explicit ScriptedFate(std::vector<Fault> always = {}, std::size_t chance = kNever)
      : always_(std::move(always)), chance_(chance) {}

  // What has been asked, in order.
  [[nodiscard]] const std::vector<Fault>& asked() const { return asked_; }

 private:
  bool decide(Fault fault) override {
    for (const Fault each : always_) {
      if (each == fault) return true;
    }
    asked_.push_back(fault);
    return asked_.size() - 1 == chance_;
  }
  std::vector<Fault> always_;
  std::size_t chance_;
  std::vector<Fault> asked_;
};

}  // namespace sluice::sim
