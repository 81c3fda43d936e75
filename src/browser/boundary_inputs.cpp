// Inputs out of objects of the page's.

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>

#include "base/text.hpp"
#include "browser/boundary.hpp"
#include "machine/browser_fault.hpp"

namespace sluice::browser {
namespace {

double number_of(const val& fields, const char* key) {
  const val value = fields[key];
  // An age may be below nothing, as clocks differ.
  return value.isNumber() ? std::max(0.0, value.as<double>()) : 0;
}

template <class T>
T as(const val& fields, const char* key) {
  return static_cast<T>(static_cast<std::uint64_t>(number_of(fields, key)));
}

MediaKind kind_of(const val& fields) {
  return flag_of(fields, "video") ? MediaKind::Video : MediaKind::Audio;
}

Error camera_fault(const val& fields) {
  const std::string name = text_of(fields, "name");
  if (name.empty()) return {.code = ErrorCode::MediaUnsupported};
  return media_fault(name, text_of(fields, "message"));
}

Error refusal(const val& fields) {
  const std::string message = text_of(fields, "message");
  const std::string hook = text_of(fields, "hook");
  if (!hook.empty()) return hook_fault(hook, message);
  const std::string name = text_of(fields, "name");
  return flag_of(fields, "flag") ? peer_fault(name, message) : description_fault(name, message);
}

HttpAnswered answer(const val& fields, AttemptId attempt, OpId op) {
  HttpAnswered answer;
  answer.attempt = attempt;
  answer.op = op;
  answer.status = as<int>(fields, "code");
  answer.url = text_of(fields, "url");
  answer.redirected = flag_of(fields, "redirected");
  answer.location = text_of(fields, "location");
  answer.etag = text_of(fields, "etag");
  answer.link = text_of(fields, "link");
  answer.retry_after = text_of(fields, "retryAfter");
  answer.content_type = text_of(fields, "contentType");
  answer.session_host = text_of(fields, "sessionHost");
  answer.body = text_of(fields, "body");
  if (flag_of(fields, "tooLarge")) answer.body_fault = BodyFault::TooLarge;
  if (flag_of(fields, "broken")) answer.body_fault = BodyFault::Broken;
  return answer;
}

// The place of `T` among the inputs.
template <class T>
consteval std::size_t place() {
  std::size_t at = 0;
  bool found = false;
  [&]<class... All>(std::type_identity<std::variant<All...>>) {
    ((found = found || std::is_same_v<All, T>, at += found ? 0 : 1), ...);
  }(std::type_identity<Input>{});
  return at;
}

}  // namespace

std::string text_of(const val& fields, const char* key) {
  const val value = fields[key];
  return value.isString() ? value.as<std::string>() : std::string();
}

bool flag_of(const val& fields, const char* key) {
  return fields[key].isTrue();
}

Input read_input(std::size_t kind, const val& fields) {
  const auto attempt = as<AttemptId>(fields, "attempt");
  const auto op = as<OpId>(fields, "op");
  const auto call = as<CallId>(fields, "call");
  const bool flag = flag_of(fields, "flag");
  const auto text = [&](const char* key = "text") { return text_of(fields, key); };
  switch (kind) {
    case place<ConnectCalled>():
      return ConnectCalled{call};
    case place<StartCalled>():
      if (std::string name = text("name"); !name.empty()) return StartCalled{call, std::move(name)};
      return StartCalled{call};
    case place<StopCalled>():
      return StopCalled{call, flag};
    case place<SendCalled>():
      return SendCalled{text("name"), text()};
    case place<ServerCalled>():
      return ServerCalled{call, text("name"), text()};
    case place<MuteCalled>():
      return MuteCalled{kind_of(fields), flag};
    case place<LogCalled>():
      return LogCalled{text("name"), text()};
    case place<PageHidden>():
      return PageHidden{flag};
    case place<MediaReady>():
      return MediaReady{flag};
    case place<MediaFailed>():
      return MediaFailed{camera_fault(fields)};
    case place<MediaEnded>():
      return MediaEnded{kind_of(fields), flag};
    case place<MediaInterrupted>():
      return MediaInterrupted{kind_of(fields)};
    case place<MediaReopened>():
      return flag ? MediaReopened{} : MediaReopened{camera_fault(fields)};
    case place<MediaHoped>():
      return MediaHoped{};
    case place<OfferCreated>():
      return OfferCreated{attempt, op, text()};
    case place<AnswerCreated>():
      return AnswerCreated{attempt, op, text()};
    case place<DescriptionApplied>():
      return DescriptionApplied{attempt, op};
    case place<PeerRefused>():
      return PeerRefused{attempt, op, refusal(fields)};
    case place<CandidateGathered>():
      return CandidateGathered{attempt, text(), text("mid"), as<std::uint16_t>(fields, "line"),
                               text("ufrag")};
    case place<GatheringFinished>():
      return GatheringFinished{attempt, text()};
    case place<PeerStateChanged>():
      return PeerStateChanged{attempt, as<PeerState>(fields, "code")};
    case place<TrackArrived>():
      return TrackArrived{attempt, flag};
    case place<HttpAnswered>():
      return answer(fields, attempt, op);
    case place<HttpFailed>():
      return HttpFailed{attempt, op, text(), flag};
    case place<SocketOpened>():
      return SocketOpened{attempt};
    case place<SocketMessage>():
      return SocketMessage{attempt, text()};
    case place<SocketClosed>():
      return SocketClosed{attempt, as<int>(fields, "code")};
    case place<ChannelOpened>():
      return ChannelOpened{attempt};
    case place<ChannelMessage>():
      return ChannelMessage{attempt, text()};
    case place<ChannelFailed>():
      return ChannelFailed{attempt};
    case place<ChannelClosed>():
      return ChannelClosed{attempt};
    case place<StatsSampled>(): {
      StatsSampled sampled{attempt,
                           {.packets = as<std::uint64_t>(fields, "packets"),
                            .frames = as<std::uint64_t>(fields, "frames")}};
      if (fields["age"].isNumber()) sampled.counts.age = Millis(as<std::uint64_t>(fields, "age"));
      if (fields["still"].isNumber())
        sampled.counts.still = Millis(as<std::uint64_t>(fields, "still"));
      if (fields["picture"].isNumber())
        sampled.counts.picture = as<std::uint64_t>(fields, "picture");
      return sampled;
    }
    case place<PolicyAnswered>(): {
      PolicyAnswered answered;
      if (fields["delay"].isNumber()) answered.delay = Millis(as<std::uint64_t>(fields, "delay"));
      if (std::string thrown = text("message"); !thrown.empty())
        answered.fault = hook_fault("recovery.policy", thrown);
      return answered;
    }
    case place<TokenGiven>(): {
      TokenGiven given;
      if (fields["text"].isString()) given.token = text();
      if (std::string thrown = text("message"); !thrown.empty())
        given.fault = hook_fault("token", thrown);
      return given;
    }
    case place<RetryCalled>():
      return RetryCalled{};
    case place<StopRecoveryCalled>():
      return StopRecoveryCalled{};
    case place<OnlineChanged>():
      return OnlineChanged{flag};
    case place<NetworkChanged>():
      return NetworkChanged{};
    case place<NetworkLooked>():
      return NetworkLooked{attempt, as<NetworkChange>(fields, "code")};
    case place<PageShown>():
      return PageShown{};
    case place<VisibilityChanged>():
      return VisibilityChanged{flag};
    case place<PlaybackBlocked>():
      return PlaybackBlocked{attempt, flag};
    default:
      return Timeout{};
  }
}

}  // namespace sluice::browser
