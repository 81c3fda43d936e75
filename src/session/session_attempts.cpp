// The attempts of a session: where they go, what is heard of them, and how they end. The rules are
// at the head of session.cpp.

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/extras.hpp"
#include "session/session.hpp"
#include "whip/whep_extensions.hpp"

namespace sluice {
namespace {

using State = SessionState;
using Event = SessionEvent;

// Whether another node may do better.
bool may_differ_elsewhere(ErrorCode code) {
  constexpr ErrorCode kOfTheNode[] = {ErrorCode::SignalTimeout,  ErrorCode::SignalUnreachable,
                                      ErrorCode::SignalClosed,   ErrorCode::SignalRejected,
                                      ErrorCode::SignalRefused,  ErrorCode::SignalNotSdp,
                                      ErrorCode::SignalTooLarge, ErrorCode::PeerFailed,
                                      ErrorCode::PeerTimeout,    ErrorCode::PeerRefusedSdp};
  return std::ranges::find(kOfTheNode, code) != std::end(kOfTheNode);
}

bool is_about_the_name(ErrorCode code) {
  return code == ErrorCode::HttpNotFound || code == ErrorCode::StreamNameTaken ||
         code == ErrorCode::StreamNotFound;
}

// Whether nobody may have been there to proxy. A refusal in the application's own words is no sign
// of that. Nor is a player's 404 where the manager has edges for streams that are not live, as v1
// does: it cannot tell the two apart.
bool may_be_no_proxy(const Error& error, const Lookup& lookup) {
  if (error.code == ErrorCode::SignalUnreachable || error.code == ErrorCode::HttpNetwork)
    return true;
  const bool lists_any = lookup.api == ManagerApi::V1 && lookup.role == NodeRole::Edge;
  const bool no_route = error.http_status == 405 || (error.http_status == 404 && !lists_any);
  return no_route && !error.of_application;
}

}  // namespace

void Session::begin(TimePoint now) {
  if (needs_lookup(config_) && nodes_.empty()) begin_search(config_.lookup_retries, now);
  negotiate(now);
}

void Session::begin_search(std::uint32_t retries, TimePoint now) {
  Lookup lookup = *config_.lookup;
  lookup.stream = config_.stream_name;
  locator_.emplace(AttemptId{++attempts_}, std::move(lookup),
                   LocatorLimits{retries, config_.lookup_retry_delay, answer_limit(config_)});
  locator_->start(now);
  effects_.take_over(locator_->effects());
}

void Session::negotiate(TimePoint now) {
  const AttemptId attempt{++attempts_};
  attempt_ = attempt;
  if (config_.transport == Transport::Http) {
    if constexpr (kExtras) {
      negotiation_ = std::make_unique<WhepExtensions>(attempt, target_);
    } else {
      negotiation_ = std::make_unique<HttpNegotiation>(attempt, target_);
    }
    return negotiation_->start(now);
  }
  auto socket = std::make_unique<SocketNegotiation>(attempt, target_, has_media_);
  socket_ = socket.get();
  negotiation_ = std::move(socket);
  socket_->start(now);
  if (start_) socket_->ask(now);
  if (!locator_) nodes_.empty() ? socket_->locate(now) : go_to_node(now);
}

void Session::go_to_node(TimePoint now) {
  const Node& node = nodes_[node_];
  auto located = located_config(config_, node);
  if (!located) {
    // The node's own data do not fit into a config: not the caller's fault.
    if (step(Event::Failed)) {
      reject({.code = ErrorCode::ManagerBadAnswer, .detail = located.error().detail});
      close_out(now);
    }
    return;
  }
  target_ = std::move(*located);
  show_rewritten(target_.options);
  emit(event::kEndpointChanged, Json().add("endpoint", Json(node.address)));
  socket_->locate(now);
}

void Session::on_located(Locator::Answer answer, TimePoint now) {
  if (suspected_) {
    if (answer) {
      suspected_->code = ErrorCode::ProxyDisabled;
    } else {
      // A manager that is too busy to answer may be too busy to relay.
      suspected_->http_status = answer.error().http_status;
      suspected_->retry_after = answer.error().retry_after;
    }
    reject(*std::exchange(suspected_, std::nullopt));
    close_out(now);
  } else if (answer) {
    nodes_ = std::move(*answer);
    node_ = 0;
    // The attempt may have failed for a reason of its own, and be on its way out.
    if (socket_) go_to_node(now);
  } else if (step(Event::Failed)) {
    reject(answer.error());
    close_out(now);
  }
}

// Effects first: what an attempt has announced comes before what the session makes of it.
void Session::drain(TimePoint now) {
  drain_locator(now);
  drain_negotiation(now);
}

void Session::drain_locator(TimePoint now) {
  if (!locator_) return;
  effects_.take_over(locator_->effects());
  auto answer = locator_->poll_answer();
  if (locator_->state() == LocatorState::Done) locator_.reset();
  if (answer) on_located(std::move(*answer), now);
}

void Session::drain_negotiation(TimePoint now) {
  if (!negotiation_) return;
  effects_.take_over(negotiation_->effects());
  bool finished = false;
  while (auto note = negotiation_->poll_note()) {
    finished = finished || std::holds_alternative<NegotiationFinished>(*note);
    on_note(*note, now);
  }
  if (finished) on_finished(now);
}

void Session::on_note(NegotiationNote& note, TimePoint now) {
  if (std::holds_alternative<NegotiationGreeted>(note)) {
    on_greeted();
  } else if (const auto* up = std::get_if<NegotiationUp>(&note)) {
    on_up(up->started, now);
  } else if (std::holds_alternative<NegotiationStarted>(note)) {
    if (state_ == State::Live) emit_start();
  } else if (const auto* declined = std::get_if<NegotiationDeclined>(&note)) {
    on_declined(declined->error);
  } else if (auto* failed = std::get_if<NegotiationFailed>(&note)) {
    on_failed(*failed, now);
  } else if (std::holds_alternative<NegotiationEnded>(note)) {
    on_over();
  } else if (const auto* probed = std::get_if<NegotiationProbed>(&note)) {
    probed_ = probed->alive;
  } else if (const auto* restart = std::get_if<NegotiationRestartFailed>(&note)) {
    restart_refused_ = restart->refused;
  } else if (const auto* moved = kExtras ? std::get_if<NegotiationMoved>(&note) : nullptr) {
    moved_ = moved->url;
  }
}

void Session::on_greeted() {
  step(Event::Greeted);
  if (connect_) settle(*connect_);
  connect_.reset();
}

void Session::on_up(bool started, TimePoint now) {
  if (!step(Event::Up)) return;
  if (started) emit_start();
  settle(*start_);
  start_.reset();
  for (const MediaKind kind : {MediaKind::Audio, MediaKind::Video}) {
    if (std::exchange(muted_[static_cast<std::size_t>(kind)], false))
      negotiation_->handle(MuteCalled{kind, true}, now);
  }
  effects_.take_over(negotiation_->effects());
}

void Session::on_declined(const Error& error) {
  if (!step(Event::Declined)) return;
  emit(event::kSubscribeInvalidName, error);
  settle(*start_, error);
  start_.reset();
}

void Session::on_failed(NegotiationFailed& failed, TimePoint now) {
  if (failed.was_up) {
    if (!step(Event::Lost)) return;
    const bool closed = failed.error.code == ErrorCode::SignalClosed;
    loss_ = SessionLoss{closed ? LossCause::Closed : LossCause::Disconnected, failed.error};
    // A closed socket is told by one event, a lost peer by two.
    if (!closed) emit(is_publisher() ? event::kPublishFail : event::kSubscribeFail, failed.error);
    return emit(is_publisher() ? event::kPublisherClosed : event::kSubscriberClosed, failed.error);
  }
  // Between init() and subscribe() no promise waits that could tell of it.
  const bool was_joined = state_ == State::Joined;
  // A proxy that has worked is too busy now, whoever is behind it.
  const bool is_busy = config_.knows_proxy && failed.error.code == ErrorCode::SignalUnreachable;
  const bool more =
      node_ + 1 < nodes_.size() && may_differ_elsewhere(failed.error.code) && !is_busy;
  if (more && step(Event::NextNode)) {
    emit(event::kCandidateFailure, FailedCandidate{nodes_[node_].address, failed.error});
    ++node_;
    try_again_ = true;
  } else if (ask_for_others(failed)) {
    try_again_ = true;
  } else if (step(Event::Failed)) {
    if (was_joined) {
      loss_ = SessionLoss{LossCause::Closed, failed.error};
      emit(event::kSubscriberClosed, failed.error);
    }
    explain(std::move(failed.error), now);
  }
}

// Whether the server gets another attempt: without a data channel, or with the kinds of media that
// it takes. Where it does not say: picture alone, then sound alone.
bool Session::ask_for_others(const NegotiationFailed& failed) {
  if (failed.without_channel && target_.uses_channel && step(Event::NextNode)) {
    target_.uses_channel = false;
    negotiation_->warn(ErrorCode::SignalChannelRefused, {});
    effects_.take_over(negotiation_->effects());
    return true;
  }
  if (!failed.takes) return false;
  const auto tried = [this](MediaKinds kinds) -> bool& {
    return tried_[static_cast<std::size_t>(kinds.audio) * 2 +
                  static_cast<std::size_t>(kinds.video)];
  };
  tried(target_.kinds) = true;
  constexpr MediaKinds kPicture{.audio = false}, kSound{.video = false};
  const bool says = *failed.takes != MediaKinds{};
  const MediaKinds next = says ? *failed.takes : tried(kPicture) ? kSound : kPicture;
  if (tried(next) || !step(Event::NextNode)) return false;
  target_.kinds = next;
  negotiation_->warn(ErrorCode::SignalKindsRefused,
                     next.video ? "asked again for video alone" : "asked again for audio alone");
  effects_.take_over(negotiation_->effects());
  return true;
}

// The server has said that the stream is over; what is left of the attempt is torn down.
void Session::on_over() {
  if (!step(Event::Over)) return;
  over_ = true;
  loss_ = SessionLoss{LossCause::Unpublished};
  emit(is_publisher() ? event::kPublisherClosed : event::kPlayUnpublish);
}

void Session::on_finished(TimePoint now) {
  negotiation_.reset();
  socket_ = nullptr;
  if (suspected_) return;
  if (step(Event::Finished)) return end();
  if (!std::exchange(try_again_, false)) return;
  negotiate(now);
  drain_negotiation(now);
}

// Tells why it failed. Where the way to a manager's proxy cannot be told from one that is off, the
// manager is asked first, also where it has been before: if it has nodes now, it is the proxy that
// is missing.
void Session::explain(Error error, TimePoint now) {
  if (locator_) {
    locator_->stop();
    drain_locator(now);
  }
  if (!config_.lookup || !may_be_no_proxy(error, *config_.lookup)) return reject(error);
  suspected_ = std::move(error);
  begin_search(0, now);
}

bool Session::probe(TimePoint now) {
  if (state_ != State::Live) return false;
  const bool asked = negotiation_->probe(now);
  drain(now);
  return asked;
}

bool Session::restart_ice(TimePoint now) {
  if (state_ != State::Live || !negotiation_->restart_ice(now)) return false;
  drain(now);
  return true;
}

void Session::be_replaced(TimePoint now) {
  if (negotiation_) negotiation_->be_replaced(now);
  drain(now);
}

std::vector<Node> Session::untried_nodes() const {
  if (node_ + 1 >= nodes_.size()) return {};
  return {nodes_.begin() + static_cast<std::ptrdiff_t>(node_) + 1, nodes_.end()};
}

// Takes down what is under way; the session ends when nothing is left of it.
void Session::close_out(TimePoint now) {
  try_again_ = false;
  suspected_.reset();
  if (locator_) {
    locator_->stop();
    drain_locator(now);
  }
  if (negotiation_) {
    negotiation_->close(now);
  } else if (step(Event::Finished)) {
    end();
  }
}

// Nothing is left but to say so.
void Session::end() {
  media_deadline_.reset();
  if (release_media_) push(ReleaseMedia{});
  if (release_media_ && is_publisher()) push(DetachView{});
  const bool tells_stop = !stops_.empty() || (over_ && !is_publisher());
  if (tells_stop) emit(is_publisher() ? event::kUnpublishSuccess : event::kSubscribeStop);
  for (const CallId call : stops_) settle(call);
  stops_.clear();
}

void Session::reject(const Error& error) {
  if (!start_ && !connect_) return;
  if (error.code != ErrorCode::StateClosed) emit_connect_failure(error);
  for (auto* call : {&connect_, &start_}) {
    if (*call) settle(**call, error);
    call->reset();
  }
}

void Session::emit_connect_failure(const Error& error) {
  if (is_about_the_name(error.code)) {
    emit(is_publisher() ? event::kPublishInvalidName : event::kSubscribeInvalidName, error);
  } else if (error.code == ErrorCode::SignalRefused) {
    emit(is_publisher() ? event::kPublishFail : event::kSubscribeFail, error);
  }
  emit(event::kConnectFailure, error);
}

void Session::show_rewritten(const Json& options) {
  Json shown;
  for (const std::string_view key : {"app", "connectionParams"}) {
    if (const Json* value = options.find(key)) shown.add(key, *value);
  }
  push(ShowOptions{std::move(shown)});
}

}  // namespace sluice
