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

Driver::Driver(std::uint32_t id, val host, val supplied, bool owned, SessionConfig config)
    : id_(id),
      host_(std::move(host)),
      role_(config.role),
      media_(host_, supplied, owned, *this),
      view_(host_, *this),
      session_(std::move(config), source_of(role_, supplied), now()),
      timer_(*this) {
  val::global("globalThis")
      .call<void>("addEventListener", val("pagehide"), callbacks_.on([this](val) {
        put(PageHidden{});
        return val::undefined();
      }));
}

Driver::~Driver() = default;

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

void Driver::carry_out(const OpenPeer& effect) {
  peer_ = std::make_unique<Peer>(effect, role_, host_, media_.stream(), *this);
}
void Driver::carry_out(const ClosePeer&) {
  peer_.reset();
}
void Driver::carry_out(const StopSending&) {
  peer_->stop_sending();
}
void Driver::carry_out(const CreateOffer& effect) {
  peer_->create_offer(effect.op);
}
void Driver::carry_out(const CreateAnswer& effect) {
  peer_->create_answer(effect.op);
}
void Driver::carry_out(const ApplyLocal& effect) {
  peer_->apply_local(effect.op, effect.description);
}
void Driver::carry_out(const ApplyRemote& effect) {
  peer_->apply_remote(effect.op, effect.description);
}
void Driver::carry_out(const UseIceServers& effect) {
  peer_->use_ice_servers(effect);
}

void Driver::carry_out(const AddCandidate& effect) {
  peer_->add_candidate(effect.candidate);
}

void Driver::carry_out(const OpenSocket& effect) {
  socket_ = std::make_unique<Socket>(effect.attempt, effect.url, host_, *this);
  host_.call<void>("connection", socket_->handle());
}
void Driver::carry_out(const SendSocket& effect) {
  socket_->send(effect.text);
}
void Driver::carry_out(const CloseSocket&) {
  socket_.reset();
}
void Driver::carry_out(const SendChannel& effect) {
  peer_->send(effect.text);
}
void Driver::carry_out(const ShowOptions& effect) {
  host_.call<void>("configured", json_value(effect.options));
}

void Driver::carry_out(const SendHttp& effect) {
  fetches_.push_back(std::make_unique<Fetch>(effect, *this));
}
void Driver::carry_out(const AbortHttp& effect) {
  for (const auto& fetch : fetches_) {
    if (fetch->is(effect.attempt, effect.op)) fetch->abort();
  }
}

void Driver::carry_out(AttachView) {
  const bool is_preview = role_ == Role::Publisher;
  view_.attach(is_preview ? media_.stream() : peer_->stream(), is_preview);
}
void Driver::carry_out(DetachView) {
  view_.detach();
}
void Driver::carry_out(const PlayView& effect) {
  view_.play(effect.attempt, effect.muted);
}

void Driver::carry_out(const Emit& effect) {
  host_.call<void>("emit", std::string(effect.type), data_of(effect.data));
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

val Driver::data_of(const EventData& data) const {
  if (const auto* text = std::get_if<std::string>(&data)) return val(*text);
  if (const auto* error = std::get_if<Error>(&data)) return error_value(host_, *error);
  if (const auto* object = std::get_if<HostObject>(&data)) return object_of(*object);
  if (const auto* json = std::get_if<Json>(&data)) return json_value(*json);
  val object = val::object();
  if (const auto* description = std::get_if<Description>(&data)) {
    object.set("type", val(description->type == SdpType::Offer ? "offer" : "answer"));
    object.set("sdp", description->sdp);
  } else if (const auto* carried = std::get_if<Carried>(&data)) {
    if (carried->by_channel) {
      object.set("dataChannel", channel());
    } else {
      object.set("socket", socket_->handle());
    }
    object.set("message", json_value(carried->message));
  } else if (const auto* named = std::get_if<NamedChannel>(&data)) {
    object.set("name", named->name);
    object.set("dataChannel", channel());
  } else if (const auto* failed = std::get_if<FailedCandidate>(&data)) {
    object.set("endpoint", failed->address);
    object.set("error", error_value(host_, failed->error));
  } else {
    return val::undefined();
  }
  return object;
}

// A server may announce one where the peer has none yet.
val Driver::channel() const {
  return peer_ ? peer_->channel() : val::undefined();
}

val Driver::object_of(HostObject object) const {
  switch (object) {
    case HostObject::Peer:
      return peer_->connection();
    case HostObject::Stream:
      return role_ == Role::Publisher ? media_.stream() : peer_->stream();
    case HostObject::Constraints:
      return media_.constraints_data();
    case HostObject::Dimensions:
      return media_.dimensions();
    case HostObject::Track:
      return peer_->track_event();
    case HostObject::Element:
    case HostObject::Channel:
    case HostObject::Transport: {
      val data = val::object();
      if (object == HostObject::Element) {
        data.set("element", view_.element());
      } else {
        data.set(object == HostObject::Channel ? "dataChannel" : "transport", channel());
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
                                               std::move(*config)));
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

void mute(std::uint32_t id, const std::string& kind, bool muted) {
  feed_session(id, MuteCalled{kind == "video" ? MediaKind::Video : MediaKind::Audio, muted});
}

std::size_t session_count() {
  return drivers().size();
}

}  // namespace sluice::browser
