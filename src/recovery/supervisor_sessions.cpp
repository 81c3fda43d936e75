// The sessions of a client: the one that the app sees, the one that is to take its place, those
// that are being taken down; what they say, and what of that the app hears, and when. The rules are
// at the head of supervisor.cpp.

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/extras.hpp"
#include "base/text.hpp"
#include "recovery/supervisor.hpp"
#include "signal/sdp.hpp"

namespace sluice {
namespace {

using State = SupervisorState;
using Event = SupervisorEvent;

constexpr Millis kLeastAnswer{1000};
constexpr Millis kLeastConnect{2000};
constexpr int kPatience = 5;    // times the usual time that an attempt may take
constexpr Millis kUsual{1000};  // where that is not known
constexpr std::uint32_t kHastyAttempts = 3;

bool tells_of_an_end(std::string_view type) {
  constexpr std::string_view kTypes[] = {event::kConnectFailure,       event::kPublishFail,
                                         event::kSubscribeFail,        event::kPublisherClosed,
                                         event::kSubscriberClosed,     event::kPublishInvalidName,
                                         event::kSubscribeInvalidName, event::kPlayUnpublish,
                                         event::kSubscribeStop,        event::kUnpublishSuccess};
  return std::ranges::find(kTypes, type) != std::end(kTypes);
}

// The field's pages take this for a reason to begin anew.
bool is_already_starting(const Emit& emit) {
  const Json* status = std::get_if<Json>(&emit.data);
  const Json* message = status ? status->find("message") : nullptr;
  return emit.type == event::kSubscribeStatus && message && message->string() &&
         lowercase(*message->string()).find("already start") != std::string::npos;
}

bool is_of_manager(ErrorCode code) {
  return code >= ErrorCode::ManagerUnreachable && code <= ErrorCode::ManagerTooLarge;
}

// Each session has a request id of its own: servers make a session's URL of it, and the end of the
// old one must not be the end of the new one.
void name_anew(SessionConfig& config, std::uint32_t serial) {
  const std::string suffix = concat("-", decimal(serial + 1));
  if (!config.subscription_id.empty()) config.subscription_id.append(suffix);
  for (auto& [key, value] : config.params) {
    if (key == "requestId" && config.role == Role::Subscriber) value.append(suffix);
  }
}

// For one attempt, at a URL that the server has named: it is used as it is, and has the token only
// where the app's own endpoint would have it.
[[maybe_unused]] void be_elsewhere(SessionConfig& config, const Url& url) {
  const bool keeps_token = url.origin() == config.endpoint.origin() || may_have_token(config, url);
  if (!keeps_token) config.token.clear();
  config.endpoint = url;
  config.has_endpoint = true;
  config.params.clear();
  config.subscription_id.clear();
}

bool has_picture(std::string_view description) {
  const auto sdp = parse_sdp(description);
  return !sdp || std::ranges::any_of(sdp->media, [](const SdpMedia& medium) {
    return medium.line.starts_with("m=video ") && !medium.rejected && medium.sends;
  });
}

}  // namespace

void Supervisor::add_member(TimePoint now) {
  SessionConfig config = config_;
  if (usual_ && tries_.attempts <= kHastyAttempts) {
    const Timeouts& limits = config.timeouts;
    const Millis patience = *usual_ * kPatience * tries_.attempts;
    config.hurry =
        Hurry{std::clamp(patience, std::min(kLeastAnswer, limits.answer), limits.answer),
              std::clamp(patience, std::min(kLeastConnect, limits.connect), limits.connect)};
  }
  if (serial_ > 0) name_anew(config, serial_);
  // While the name is known to be taken, or the stream not to be there, nobody is troubled more
  // than to say so.
  const ErrorCode last = loss_ && loss_->error ? loss_->error->code : ErrorCode::InternalFault;
  if (last == ErrorCode::StreamNameTaken || last == ErrorCode::StreamNotFound || unpublished_)
    config.socket.ask_ahead = false;
  if constexpr (kExtras) {
    if (const auto to = std::exchange(moved_to_, std::nullopt)) be_elsewhere(config, *to);
  }
  MediaSource source = source_;
  if (serial_ > 0 && source != MediaSource::None)
    source =
        media_pending_ || media_answer_.index() != 0 ? MediaSource::Awaited : MediaSource::Kept;
  // Whoever was told of the same nodes would else all go to the same one.
  if (!nodes_.empty())
    std::swap(nodes_.front(), nodes_[static_cast<std::size_t>(random_.below(nodes_.size()))]);
  next_ = &members_.emplace_back();
  next_->session = std::make_unique<Session>(std::move(config), source, now, serial_++,
                                             std::exchange(nodes_, {}));
  next_->hidden = was_live_;
  next_->began_at = now;
}

// Has it do what the app wants.
void Supervisor::ask(Member& member, TimePoint now) {
  if (wants_connection_) member.session->handle(ConnectCalled{kConnectCall}, now);
  if (wants_stream_) member.session->handle(StartCalled{kStartCall, stream_name_}, now);
}

void Supervisor::leave(Member& member, TimePoint now) {
  if (&member == lead_) lead_ = nullptr;
  if (&member == next_) next_ = nullptr;
  member.leaving = true;
  member.left_at = now;
  member.held.clear();
  member.session->handle(StopCalled{kStopCall, false}, now);
}

void Supervisor::drain(TimePoint now) {
  const auto has_more = [this](const Member& member) {
    return member.session->effects().first() && !waits_until(member);
  };
  // One that has ended goes when what it wants closed is on its way.
  const auto gone = [](const Member& member) {
    return member.leaving && member.session->ended() && !member.session->effects().first();
  };
  do {
    for (Member& member : members_) {
      while (has_more(member)) route(member);
    }
    if (state_ == State::Plain) {
      watch_plain(now);
      break;
    }
    // What came of it may make new ones, or let some go; the list itself stays as it is here.
    for (Member& member : members_) review(member, now);
    std::erase_if(members_, gone);
    if (state_ == State::Waiting && loss_->pause == Pause::Ending && !old_one_may_last())
      attempt(now);
  } while (std::ranges::any_of(members_, has_more));
  const bool over = state_ == State::Plain ? members_.front().session->ended()
                                           : state_ == State::Closing && members_.empty();
  if (!over) return;
  const bool plain = state_ == State::Plain;
  step(Event::Finished);
  if (!plain) finish();
}

// What becomes of the first of a session's effects.
void Supervisor::route(Member& member) {
  EffectQueue& from = member.session->effects();
  const Effect& effect = *from.first();
  if (const auto* opened = std::get_if<OpenSocket>(&effect); opened && !member.hidden) {
    const AttemptId attempt = opened->attempt;
    effects_.take_first(from);
    return effects_.push(ShowAttempt{attempt});
  }
  if (auto* peer = std::get_if<OpenPeer>(from.first())) {
    peer->like = seen_;
    if (!member.hidden) seen_ = peer->attempt;
  }
  if (const auto* remote = std::get_if<ApplyRemote>(&effect))
    member.promises_picture = has_picture(remote->description.sdp);
  const auto* http = std::get_if<SendHttp>(&effect);
  if (http && http->method == HttpMethod::Delete && is_replaced(member, http->url)) {
    const OpId op = http->op;
    from.drop_first();
    // Its time may have been over while it waited.
    const auto* abort = from.first() ? std::get_if<AbortHttp>(from.first()) : nullptr;
    if (abort && abort->op == op) from.drop_first();
    return member.session->be_replaced(latest_);
  }
  EffectQueue* to = state_ == State::Plain ? &effects_ : destination(member, *from.first());
  to ? to->take_first(from) : from.drop_first();
}

// Until when what it wants has to wait: the end of a publisher's old session, while the name is
// being asked for again. The server may give the new one the old one's URL, and the two requests
// may overtake each other.
std::optional<TimePoint> Supervisor::waits_until(const Member& member) const {
  const Effect* first = member.session->effects().first();
  const auto* http = first ? std::get_if<SendHttp>(first) : nullptr;
  const bool waits = http && http->method == HttpMethod::Delete && is_publisher() && next_ &&
                     &member != next_ && state_ == State::Retrying &&
                     next_->session->server_session().empty();
  if (!waits) return std::nullopt;
  const TimePoint until = next_->began_at + std::min(kEndFirst, config_.timeouts.remove / 2);
  return latest_ < until ? std::optional(until) : std::nullopt;
}

// Whether the URL that `member` would DELETE has become a living session's.
bool Supervisor::is_replaced(const Member& member, const std::string& url) const {
  return std::ranges::any_of(members_, [&](const Member& other) {
    return &other != &member && !other.leaving && other.session->server_session() == url;
  });
}

// Where an effect goes; nothing for one that is dropped.
EffectQueue* Supervisor::destination(Member& member, const Effect& effect) {
  if (const auto* emitted = std::get_if<Emit>(&effect))
    return destination_of_event(member, *emitted);
  if (const auto* settled = std::get_if<Settle>(&effect)) {
    if (settled->call != kConnectCall && settled->call != kStartCall)
      return settled->call == kStopCall ? nullptr : &effects_;
    if (!settled->error) {
      (settled->call == kStartCall ? member.started : member.greeted) = true;
    } else if (!member.failure && settled->error->code != ErrorCode::StateClosed) {
      // A call that came when the session was on its way out is no reason; that follows.
      member.failure = SessionLoss{LossCause::Connect, settled->error};
    }
    return nullptr;
  }
  // What is the client's own is not for one of its sessions to end.
  if (std::holds_alternative<ReleaseMedia>(effect) || std::holds_alternative<DetachView>(effect))
    return nullptr;
  const bool is_shown = std::holds_alternative<AttachView>(effect) ||
                        std::holds_alternative<PlayView>(effect) ||
                        std::holds_alternative<ShowOptions>(effect);
  if (is_shown && member.leaving) return nullptr;
  return is_shown && member.hidden ? &member.held : &effects_;
}

EffectQueue* Supervisor::destination_of_event(Member& member, const Emit& emitted) {
  const auto* error = std::get_if<Error>(&emitted.data);
  if (error && error->code == ErrorCode::SignalNotEnded) return &effects_;
  // The last word is finish()'s.
  if (member.leaving || emitted.type == event::kSubscribeStop) return nullptr;
  // Of an attempt that has failed nobody wants to hear: what its events are about is closed.
  const bool begins_anew = emitted.type == event::kCandidateFailure ||
                           (error && (error->code == ErrorCode::SignalKindsRefused ||
                                      error->code == ErrorCode::SignalChannelRefused));
  if (begins_anew) member.held.clear();
  if (emitted.type == event::kEndpointChanged) {
    const Json* data = std::get_if<Json>(&emitted.data);
    const Json* endpoint = data ? data->find("endpoint") : nullptr;
    if (endpoint && endpoint->string()) candidate_ = *endpoint->string();
  }
  if (is_already_starting(emitted) && !stopped_ && !member.started && !member.failure)
    member.failure = SessionLoss{
        LossCause::Busy, Error{ErrorCode::StreamNotFound, "the server is starting it already"}};
  if (!tells_of_an_end(emitted.type)) return member.hidden ? &member.held : &effects_;
  // What is lost first is what the app is to hear of.
  return member.hidden || (loss_ && was_live_) ? nullptr : &farewell_;
}

// What a session has come to.
void Supervisor::review(Member& member, TimePoint now) {
  if (member.leaving) return;
  if (const auto refused = member.session->take_restart_failed()) {
    if (*refused) config_.may_restart_ice = false;
    end_restart(now);
  }
  if constexpr (kExtras) {
    const auto to = member.session->take_moved();
    if (to && &member == lead_ && was_live_ && !loss_) return on_member_moved(*to, now);
  }
  if (const auto alive = member.session->take_probed(); watch_ && alive) watch_->answer(*alive);
  if (member.session->loss()) return on_member_lost(member, *member.session->loss(), now);
  if (member.failure) return on_member_lost(member, *member.failure, now);
  if (std::exchange(member.greeted, false)) on_member_greeted(member, now);
  if (member.started && !member.started_at) {
    member.started_at = now;
    on_member_up(member, now);
  }
}

void Supervisor::on_member_greeted(Member& member, TimePoint now) {
  if (connect_) effects_.push(Settle{.call = *std::exchange(connect_, std::nullopt)});
  if (wants_stream_) return;
  // Connected, and nothing more is wanted.
  if (&member == next_) lead_ = std::exchange(next_, nullptr);
  if (loss_) succeed(false, now);
  step(Event::Greeted);
}

void Supervisor::on_member_up(Member& member, TimePoint now) {
  if (!usual_ && tries_.attempts == 0) usual_ = now - member.began_at;
  config_.kinds = member.session->kinds();
  config_.knows_proxy = true;
  config_.uses_channel = member.session->uses_channel();
  if (!member.hidden) {
    if (&member == next_) lead_ = std::exchange(next_, nullptr);
    if (loss_) succeed(false, now);
    step(Event::Up);
    was_live_ = true;
    if (start_) effects_.push(Settle{.call = *std::exchange(start_, std::nullopt)});
    return watch_from(now);
  }
  if (is_publisher()) return take_over(now);
  sample_at_ = now;  // for its first frame
}

void Supervisor::keep_spares(const Member& member) {
  nodes_ = member.session->untried_nodes();
}

void Supervisor::on_member_lost(Member& member, SessionLoss loss, TimePoint now) {
  const bool was_lead = &member == lead_;
  if (!was_lead || !loss_) keep_spares(member);
  // A lookup is less than half of what it takes to go live.
  const bool answered = loss.error && loss.error->http_status != 0;
  if (answered && is_of_manager(loss.error->code))
    late_ = now - member.began_at - usual_.value_or(kUsual) / 2;
  leave(member, now);
  // What was thought lost is: that changes nothing about what is being done.
  if (was_lead && loss_) {
    forget_watch();
    return end_restart(now);
  }
  if (state_ == State::Idle) {
    // Nothing is wanted of it that could be brought back.
    loss_.emplace().error = std::move(loss.error);
    return give_up(now);
  }
  const bool is_held = loss.error && loss.error->code == ErrorCode::StreamNameTaken;
  if (is_held && is_publisher() && lead_) leave(*lead_, now);  // it is the one that holds the name
  lose(loss.cause, std::move(loss.error), now);
}

// The server wants the stream to be asked for elsewhere. What it sends until then is played on.
void Supervisor::on_member_moved(const std::string& to, TimePoint now) {
  const auto base = parse_url(lead_->session->server_session());
  if (!to.empty() && base) moved_to_ = resolve_url(*base, to);
  lose(LossCause::Closed, Error{ErrorCode::SignalClosed, "the server wants it asked for anew"},
       now);
}

// The new session's media is there: it is what the app sees from now on.
void Supervisor::take_over(TimePoint now) {
  Member& member = *next_;
  next_ = nullptr;
  if (lead_) leave(*lead_, now);
  lead_ = &member;
  member.hidden = false;
  seen_ = member.session->attempt();
  effects_.push(ShowAttempt{seen_, true});
  effects_.take_over(member.held);
  succeed(false, now);
  step(Event::Up);
  watch_from(now);
}

}  // namespace sluice
