#include "sim/watch_events.hpp"

#include <algorithm>
#include <array>

#include "base/redact.hpp"
#include "base/text.hpp"
#include "machine/event.hpp"
#include "sim/samples.hpp"

namespace sluice::sim {
namespace {

// Of each attempt at a node.
constexpr std::array kOfAttempt{
    event::kConnectSuccess,  event::kPeerAvailable, event::kPeerOpen,    event::kOfferStart,
    event::kOfferEnd,        event::kAnswerStart,   event::kAnswerEnd,   event::kAddStream,
    event::kTrickleComplete, event::kCandidateEnd,  event::kChannelOpen, event::kChannelClose,
    event::kTransportChange, event::kAutoplayMuted};
constexpr std::array kOfSession{
    event::kConnectFailure,      event::kPublishStart,     event::kSubscribeStart,
    event::kPublishFail,         event::kSubscribeFail,    event::kPublisherClosed,
    event::kPlayUnpublish,       event::kSubscriberClosed, event::kSubscribeStop,
    event::kConstraintsAccepted, event::kUnpublishSuccess, event::kPublishInvalidName};

// What is only passed on: a publisher that has said goodbye over a socket may still be told.
constexpr std::array kPassedOn{
    event::kPublishStatus,     event::kPublishAvailable,      event::kPublishMetadata,
    event::kPublishSendInvoke, event::kPublisherCongestion,   event::kPublisherRecovery,
    event::kSocketMessage,     event::kInsufficientBandwidth, event::kSufficientBandwidth,
    event::kChannelMessage,    event::kRecoveringBandwidth,   event::kPeerCandidateEnd,
    event::kTrickleComplete,   event::kStreamSwitch,          event::kChannelAvailable,
    event::kChannelOpen,       event::kChannelError,          event::kChannelClose,
    event::kPeerOpen};

template <class List>
bool holds(const List& list, std::string_view type) {
  return std::ranges::find(list, type) != list.end();
}

bool is_end(std::string_view type) {
  return type == event::kUnpublishSuccess || type == event::kSubscribeStop;
}
bool is_close(std::string_view type) {
  return type == event::kPublisherClosed || type == event::kSubscriberClosed ||
         type == event::kPlayUnpublish;
}

}  // namespace

std::string_view WatchEvents::start_event() const {
  return life_.is_publisher() ? event::kPublishStart : event::kSubscribeStart;
}

void WatchEvents::wrong(std::string_view type) {
  life_.fail(concat("an event out of order: ", type, " behind ", last_));
}

void WatchEvents::saw(const Emit& emit) {
  // It comes when all else is over.
  if (const auto* error = std::get_if<Error>(&emit.data);
      error && error->code == ErrorCode::SignalNotEnded)
    return check_text("an event", error->detail);
  check_once(emit.type);
  check_end(emit.type);
  check_order(emit.type);
  const auto* warning = std::get_if<Error>(&emit.data);
  const bool drops_channel = warning && warning->code == ErrorCode::SignalChannelRefused;
  if (drops_channel && ++channels_refused_ > 1) life_.fail("a channel is dropped twice");
  const bool asks_again = warning && warning->code == ErrorCode::SignalKindsRefused;
  // Both kinds, picture, sound.
  if (asks_again && ++kinds_refused_ > 2) life_.fail("a server is asked for kinds without end");
  if (emit.type == event::kCandidateFailure || asks_again || drops_channel) {
    for (const std::string_view type : kOfAttempt) seen_.erase(type);
  }
  ++ever_[emit.type];
  ++seen_[emit.type];
  last_ = emit.type;
  if (emit.type == (life_.by_socket() ? start_event() : event::kPeerOpen)) life_.live = true;
  if (is_close(emit.type)) life_.closed = true;
  if (const auto* error = std::get_if<Error>(&emit.data)) check_text("an event", error->detail);
  if (const auto* text = std::get_if<std::string>(&emit.data)) check_text("an event", *text);
  if (const auto* node = std::get_if<FailedCandidate>(&emit.data))
    check_text("an event", node->error.detail);
}

void WatchEvents::check_once(std::string_view type) {
  if (seen(type) && (holds(kOfAttempt, type) || holds(kOfSession, type))) wrong(type);
}

// Nothing comes behind the end, and little behind what leads to it.
void WatchEvents::check_end(std::string_view type) {
  if (seen(event::kUnpublishSuccess) || seen(event::kSubscribeStop)) wrong(type);
  const bool leaves = is_close(type) && life_.hidden;
  const bool says_goodbye = life_.stopped && !life_.closed && life_.is_publisher() &&
                            life_.by_socket() && seen(event::kTrickleComplete);
  const bool passed_on = says_goodbye && holds(kPassedOn, type);
  if (!life_.wanted() && !is_end(type) && !leaves && !passed_on) wrong(type);
  const bool declined = life_.config.socket.stay_connected && last_ == event::kSubscribeInvalidName;
  const bool invalid = last_ == event::kPublishInvalidName || last_ == event::kSubscribeInvalidName;
  if (invalid && !declined && type != event::kConnectFailure) wrong(type);
  if (type == event::kConnectFailure && seen(start_event())) wrong(type);
  if (type == event::kCandidateFailure && seen(start_event())) wrong(type);
}

void WatchEvents::check_order(std::string_view type) {
  const auto needs = [&](std::string_view what, std::string_view earlier) {
    if (type == what && !seen(earlier)) wrong(type);
  };
  needs(start_event(), event::kConnectSuccess);
  needs(event::kOfferStart, event::kPeerAvailable);
  needs(event::kOfferEnd, event::kOfferStart);
  needs(event::kOfferEnd, event::kConnectSuccess);
  needs(event::kAnswerEnd, event::kAnswerStart);
  needs(event::kAnswerStart, event::kOfferEnd);
  // Over HTTP the start is told when the data channel is open, some time behind the connection.
  const std::string_view up = life_.by_socket() ? start_event() : event::kPeerOpen;
  needs(event::kPublisherClosed, up);
  needs(event::kPlayUnpublish, up);
  needs(event::kChannelClose, event::kChannelOpen);
  needs(event::kTransportChange, event::kChannelOpen);
  needs(event::kTransportChange, event::kChannelAvailable);
  if (type == event::kSubscriberClosed && !seen(up) && !life_.joined) wrong(type);
  if (life_.by_socket()) {
    needs(event::kOfferStart, event::kConnectSuccess);
    needs(start_event(), event::kOfferEnd);
    needs(start_event(), event::kTrickleComplete);
    needs(event::kCandidateStart, event::kAnswerStart);
    needs(event::kCandidateEnd, event::kAnswerStart);
    needs(event::kTransportChange, start_event());
  } else {
    needs(start_event(), event::kPeerOpen);
    needs(event::kConnectSuccess, event::kOfferStart);
    needs(event::kPublishFail, up);
    needs(event::kSubscribeFail, up);
  }
  // A refusal is told before the failure that it leads to, a lost peer before the end.
  const bool failed = last_ == event::kPublishFail || last_ == event::kSubscribeFail;
  if (failed && type != (seen(up) ? (life_.is_publisher() ? event::kPublisherClosed
                                                          : event::kSubscriberClosed)
                                  : event::kConnectFailure)) {
    wrong(type);
  }
}

void WatchEvents::at_end() {
  const bool told = seen(event::kPlayUnpublish);
  if (told && !seen(event::kSubscribeStop)) life_.fail("Play.Unpublish without Subscribe.Stop");
}

void WatchEvents::check_text(std::string_view what, std::string_view text) {
  if (text.find(test::kToken) != std::string_view::npos)
    life_.fail(concat(what, " holds the token: ", text));
  if (text.find("192.0.2.") != std::string_view::npos)
    life_.fail(concat(what, " holds an IP address: ", text));
  if (text.size() > 2 * kMaxLogBytes) life_.fail(concat(what, " is too long"));
}

}  // namespace sluice::sim
