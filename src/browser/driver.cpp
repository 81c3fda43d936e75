#include "browser/driver.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include "browser/values.hpp"

namespace sluice::browser {
namespace {

std::vector<std::unique_ptr<Driver>>& drivers() {
  static std::vector<std::unique_ptr<Driver>> all;
  return all;
}

Driver* find_driver(std::uint32_t id) {
  for (const auto& driver : drivers()) {
    if (driver->id() == id) return driver.get();
  }
  return nullptr;
}

MediaSource source_of(Role role, const val& supplied) {
  if (role == Role::Subscriber) return MediaSource::None;
  return is_missing(supplied) ? MediaSource::Capture : MediaSource::Supplied;
}

std::uint64_t seed() {
  constexpr double kTwoTo53 = 9007199254740992.0;
  return static_cast<std::uint64_t>(val::global("Math").call<double>("random") * kTwoTo53);
}

}  // namespace

Driver::Driver(std::uint32_t id, val host, val supplied, bool owned, SessionConfig config,
               std::uint64_t seed)
    : id_(id),
      host_(std::move(host)),
      role_(config.role),
      media_(host_, supplied, owned, *this),
      view_(host_, *this),
      recovers_(config.recovery.enabled),
      session_(std::move(config), source_of(role_, supplied), seed, now()),
      timer_(*this) {
  hear("globalThis", "pagehide", [] { return PageHidden{}; });
  if (!recovers_) return;
  hear("globalThis", "online", [] { return OnlineChanged{true}; });
  hear("globalThis", "offline", [] { return OnlineChanged{false}; });
  hear("document", "visibilitychange",
       [] { return VisibilityChanged{val::global("document")["hidden"].isTrue()}; });
  put(VisibilityChanged{val::global("document")["hidden"].isTrue()});
}

Driver::~Driver() {
  for (const Ear& ear : ears_) ear.target.call<void>("removeEventListener", ear.type, ear.listener);
}

// `read` makes the input of an event of the page's.
template <class Read>
void Driver::hear(const char* target, const char* type, Read read) {
  const Ear& ear =
      ears_.emplace_back(Ear{val::global(target), val(type), callbacks_.on([=, this](val) {
                               put(read());
                               return val::undefined();
                             })});
  ear.target.call<void>("addEventListener", ear.type, ear.listener);
}

void Driver::on_input() {
  if (!draining_) drain();
}

// One input, then all its effects, before the next input: a listener that calls back into the
// client from an event only adds to the inbox.
void Driver::drain() {
  draining_ = true;
  while (true) {
    while (auto effect = session_.poll_effect()) {
      std::visit([this](const auto& value) { carry_out(value); }, *effect);
    }
    if (inputs_.empty()) break;
    const Input& input = inputs_.front();
    forget_fetch(input);
    session_.handle(input, now());
    if (const auto* closed = std::get_if<SocketClosed>(&input)) close_socket(closed->attempt);
    inputs_.pop_front();
  }
  draining_ = false;
  if (session_.ended() && !told_end_) {
    told_end_ = true;
    host_.call<void>("ended");
  }
  // While somebody may still answer the camera prompt, this stays to stop what is granted.
  if (session_.ended() && !media_.acquiring()) {
    std::erase_if(drivers(), [this](const auto& driver) { return driver.get() == this; });
    return;
  }
  timer_.set(session_.next_deadline());
}

// A request that has been answered is over.
void Driver::forget_fetch(const Input& input) {
  const auto forget = [this](AttemptId attempt, OpId op) {
    std::erase_if(fetches_, [=](const auto& fetch) { return fetch->is(attempt, op); });
  };
  if (const auto* answered = std::get_if<HttpAnswered>(&input)) {
    forget(answered->attempt, answered->op);
  } else if (const auto* failed = std::get_if<HttpFailed>(&input)) {
    forget(failed->attempt, failed->op);
  }
}

// ---------------------------------------------------------------------------------------------
// Effects

void Driver::carry_out(AcquireMedia) {
  media_.acquire();
}
void Driver::carry_out(ReleaseMedia) {
  media_.release();
}

Peer* Driver::peer(AttemptId id) const {
  for (const auto& peer : peers_) {
    if (peer->is_of(id)) return peer.get();
  }
  return nullptr;
}

Socket* Driver::socket(AttemptId id) const {
  for (const auto& socket : sockets_) {
    if (socket->is_of(id)) return socket.get();
  }
  return nullptr;
}

void Driver::carry_out(const OpenPeer& effect) {
  peers_.push_back(std::make_unique<Peer>(effect, role_, host_, media_.stream(), *this));
}
void Driver::carry_out(const ClosePeer& effect) {
  std::erase_if(peers_, [&](const auto& peer) { return peer->is_of(effect.attempt); });
}
void Driver::carry_out(const StopSending& effect) {
  if (Peer* target = peer(effect.attempt)) target->stop_sending();
}
void Driver::carry_out(const CreateOffer& effect) {
  peer(effect.attempt)->create_offer(effect.op, effect.restart_ice);
}
void Driver::carry_out(const RollBack& effect) {
  peer(effect.attempt)->roll_back();
}
void Driver::carry_out(const CreateAnswer& effect) {
  peer(effect.attempt)->create_answer(effect.op);
}
void Driver::carry_out(const ApplyLocal& effect) {
  peer(effect.attempt)->apply_local(effect.op, effect.description);
}
void Driver::carry_out(const ApplyRemote& effect) {
  peer(effect.attempt)->apply_remote(effect.op, effect.description);
}
void Driver::carry_out(const UseIceServers& effect) {
  peer(effect.attempt)->use_ice_servers(effect);
}

void Driver::carry_out(const AddCandidate& effect) {
  peer(effect.attempt)->add_candidate(effect.candidate);
}

void Driver::carry_out(const OpenSocket& effect) {
  sockets_.push_back(std::make_unique<Socket>(effect.attempt, effect.url, host_, *this));
}
void Driver::carry_out(const SendSocket& effect) {
  socket(effect.attempt)->send(effect.text);
}
void Driver::carry_out(const CloseSocket& effect) {
  close_socket(effect.attempt);
}
void Driver::close_socket(AttemptId id) {
  std::erase_if(sockets_, [=](const auto& socket) { return socket->is_of(id); });
}
void Driver::carry_out(const SendChannel& effect) {
  peer(effect.attempt)->send(effect.text);
}
void Driver::carry_out(const ShowOptions& effect) {
  host_.call<void>("configured", json_value(effect.options));
}

void Driver::carry_out(const SampleStats& effect) {
  if (Peer* target = peer(effect.attempt)) target->sample();
}
void Driver::carry_out(const ShowAttempt& effect) {
  const Socket* shown = socket(effect.attempt);
  host_.call<void>("connection", shown ? shown->handle() : val::undefined());
}
void Driver::carry_out(const AskPolicy& effect) {
  const val delay = host_.call<val>("policy", recovering_object(effect.context));
  PolicyAnswered answer;
  if (delay.isNumber()) answer.delay = Millis(static_cast<std::int64_t>(delay.as<double>()));
  put(answer);
}
void Driver::carry_out(AskToken) {
  callbacks_.then(
      host_.call<val>("token"),
      [this](val token) {
        TokenGiven given;
        if (token.isString()) given.token = token.as<std::string>();
        put(std::move(given));
        return val::undefined();
      },
      [this](val) {
        put(TokenGiven{});
        return val::undefined();
      });
}

void Driver::carry_out(const SendHttp& effect) {
  fetches_.push_back(std::make_unique<Fetch>(effect, *this, host_));
}
void Driver::carry_out(const AbortHttp& effect) {
  for (const auto& fetch : fetches_) {
    if (fetch->is(effect.attempt, effect.op)) fetch->abort();
  }
}

void Driver::carry_out(const AttachView& effect) {
  const bool is_preview = role_ == Role::Publisher;
  const val stream = object_of(HostObject::Stream, effect.attempt);
  if (!is_missing(stream)) view_.attach(stream, is_preview);
}
void Driver::carry_out(DetachView) {
  view_.detach();
}
void Driver::carry_out(const PlayView& effect) {
  view_.play(effect.attempt, effect.muted);
}

void Driver::carry_out(const Emit& effect) {
  host_.call<void>("emit", std::string(effect.type), data_of(effect));
}
void Driver::carry_out(const Settle& effect) {
  host_.call<void>("settle", static_cast<std::uint32_t>(effect.call),
                   effect.error ? error_value(host_, *effect.error) : val::undefined(),
                   effect.value ? json_value(*effect.value) : val::undefined());
}
void Driver::carry_out(const Log& effect) {
  constexpr const char* levels[] = {"debug", "info", "warn"};
  host_.call<void>("log", val(levels[static_cast<std::size_t>(effect.level)]), effect.text);
}

// ---------------------------------------------------------------------------------------------
// Data of events

val Driver::data_of(const Emit& effect) const {
  const EventData& data = effect.data;
  if (const auto* text = std::get_if<std::string>(&data)) return val(*text);
  if (const auto* error = std::get_if<Error>(&data)) return error_value(host_, *error);
  if (const auto* object = std::get_if<HostObject>(&data))
    return object_of(*object, effect.attempt);
  if (const auto* json = std::get_if<Json>(&data)) return json_value(*json);
  if (const auto* context = std::get_if<Recovering>(&data)) return recovering_object(*context);
  val object = val::object();
  if (const auto* description = std::get_if<Description>(&data)) {
    object.set("type", val(description->type == SdpType::Offer ? "offer" : "answer"));
    object.set("sdp", description->sdp);
  } else if (const auto* carried = std::get_if<Carried>(&data)) {
    if (carried->by_channel) {
      object.set("dataChannel", channel(effect.attempt));
    } else if (const Socket* source = socket(effect.attempt)) {
      object.set("socket", source->handle());
    }
    object.set("message", json_value(carried->message));
  } else if (const auto* named = std::get_if<NamedChannel>(&data)) {
    object.set("name", named->name);
    object.set("dataChannel", channel(effect.attempt));
  } else if (const auto* failed = std::get_if<FailedCandidate>(&data)) {
    object.set("endpoint", failed->address);
    object.set("error", error_value(host_, failed->error));
  } else {
    return val::undefined();
  }
  return object;
}

val Driver::recovering_object(const Recovering& context) const {
  val object = val::object();
  object.set("cause", std::string(context.cause));
  object.set("attempt", context.attempt);
  object.set("delay", static_cast<double>(context.delay.count()));
  object.set("elapsed", static_cast<double>(context.elapsed.count()));
  object.set("kept", context.kept);
  if (!context.candidate.empty()) object.set("candidate", context.candidate);
  if (context.error) object.set("error", error_value(host_, *context.error));
  return object;
}

// A server may announce one where the peer has none yet.
val Driver::channel(AttemptId attempt) const {
  const Peer* source = peer(attempt);
  return source ? source->channel() : val::undefined();
}

// Events that were held back may be about what is gone by now.
val Driver::object_of(HostObject object, AttemptId attempt) const {
  Peer* source = peer(attempt);
  switch (object) {
    case HostObject::Peer:
      return source ? source->connection() : val::undefined();
    case HostObject::Stream:
      if (role_ == Role::Publisher) return media_.stream();
      return source ? source->stream() : val::undefined();
    case HostObject::Constraints:
      return media_.constraints_data();
    case HostObject::Dimensions:
      return media_.dimensions();
    case HostObject::Track:
      return source ? source->take_track_event() : val::undefined();
    case HostObject::Element:
    case HostObject::Channel:
    case HostObject::Transport: {
      val data = val::object();
      if (object == HostObject::Element) {
        data.set("element", view_.element());
      } else {
        data.set(object == HostObject::Channel ? "dataChannel" : "transport", channel(attempt));
      }
      return data;
    }
  }
}

// ---------------------------------------------------------------------------------------------
// Exports

val open_session(const std::string& role, const std::string& transport, const std::string& options,
                 val host, val supplied, bool owned) {
  static std::uint32_t last_id = 0;
  const ClientKind kind{role == "publisher" ? Role::Publisher : Role::Subscriber,
                        transport == "socket" ? Transport::WebSocket : Transport::Http,
                        Page{host["secure"].isTrue()}, seed()};
  auto config = parse_config(kind, options);
  if (!config) return error_value(host, config.error());
  const std::uint32_t id = ++last_id;
  drivers().push_back(std::make_unique<Driver>(id, std::move(host), std::move(supplied), owned,
                                               std::move(*config), kind.seed));
  drivers().back()->put(Timeout{});  // carries out what the session has asked for at birth
  return val(id);
}

// Whether there is still a session to hand it to.
template <class AnInput>
static bool feed_session(std::uint32_t id, AnInput input) {
  Driver* driver = find_driver(id);
  if (driver) driver->put(std::move(input));
  return driver != nullptr;
}

bool connect_session(std::uint32_t id, std::uint32_t call) {
  return feed_session(id, ConnectCalled{CallId{call}});
}

bool start_session(std::uint32_t id, std::uint32_t call, val stream_name) {
  StartCalled start{.call = CallId{call}, .stream_name{}};
  if (stream_name.isString()) start.stream_name = stream_name.as<std::string>();
  return feed_session(id, std::move(start));
}

bool stop_session(std::uint32_t id, std::uint32_t call, bool release_media) {
  return feed_session(id, StopCalled{.call = CallId{call}, .release_media = release_media});
}

bool call_server(std::uint32_t id, std::uint32_t call, const std::string& method,
                 const std::string& arguments) {
  return feed_session(id, ServerCalled{CallId{call}, method, arguments});
}

void send_message(std::uint32_t id, const std::string& method, const std::string& data) {
  feed_session(id, SendCalled{method, data});
}

void send_log(std::uint32_t id, const std::string& level, const std::string& text) {
  feed_session(id, LogCalled{level, text});
}

void retry_now(std::uint32_t id) {
  feed_session(id, RetryCalled{});
}

void stop_recovery(std::uint32_t id) {
  feed_session(id, StopRecoveryCalled{});
}

void mute(std::uint32_t id, const std::string& kind, bool muted) {
  feed_session(id, MuteCalled{kind == "video" ? MediaKind::Video : MediaKind::Audio, muted});
}

std::size_t session_count() {
  return drivers().size();
}

}  // namespace sluice::browser
