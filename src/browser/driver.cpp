#include "browser/driver.hpp"

#include <emscripten/eventloop.h>
#include <emscripten/html5.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "base/error.hpp"

namespace sluice::browser {
namespace {

std::map<std::uint32_t, std::unique_ptr<Driver>>& drivers() {
  static std::map<std::uint32_t, std::unique_ptr<Driver>> all;
  return all;
}

Driver* find_driver(std::uint32_t id) {
  const auto it = drivers().find(id);
  return it == drivers().end() ? nullptr : it->second.get();
}

TimePoint now() {
  return TimePoint(Millis(static_cast<std::int64_t>(emscripten_performance_now())));
}

MediaSource source_of(Role role, const val& supplied) {
  if (role == Role::Subscriber) return MediaSource::None;
  return is_missing(supplied) ? MediaSource::Capture : MediaSource::Supplied;
}

val sluice_error(const val& host, const Error& error) {
  const ErrorInfo& info = error_info(error.code);
  val fields = val::object();
  fields.set("code", val(std::string(info.name)));
  fields.set("blame", val(std::string(blame_name(info.blame))));
  fields.set("retryable", info.retryable);
  fields.set("message", val(std::string(info.message)));
  fields.set("detail", error.detail);
  if (error.http_status != 0) fields.set("httpStatus", error.http_status);
  if (error.retry_after)
    fields.set("retryAfterMs", static_cast<double>(error.retry_after->count()));
  return host.call<val>("error", fields);
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
      media_(host_, supplied, owned, [this](Input input) { feed(std::move(input)); }),
      view_(host_, [this](Input input) { feed(std::move(input)); }),
      session_(std::move(config), source_of(role_, supplied), now()) {
  val::global("globalThis")
      .call<void>("addEventListener", val("pagehide"), callbacks_.on([this](val) {
        feed(PageHidden{});
        return val::undefined();
      }));
}

Driver::~Driver() {
  if (timer_ != 0) emscripten_clear_timeout(timer_);
}

void Driver::feed(Input input) {
  inbox_.push_back(std::move(input));
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
    if (inbox_.empty()) break;
    const Input input = std::move(inbox_.front());
    inbox_.pop_front();
    session_.handle(input, now());
  }
  draining_ = false;
  if (session_.ended() && !media_.acquiring()) {
    host_.call<void>("ended");
    drivers().erase(id_);  // this is gone
    return;
  }
  schedule();
}

void Driver::schedule() {
  if (timer_ != 0) emscripten_clear_timeout(timer_);
  timer_ = 0;
  const auto deadline = session_.next_deadline();
  if (!deadline) return;
  // One millisecond on top, as the clock is cut down to whole ones.
  const double delay =
      static_cast<double>(std::max<std::int64_t>(0, (*deadline - now()).count())) + 1;
  timer_ = emscripten_set_timeout(on_timer, delay,
                                  reinterpret_cast<void*>(static_cast<std::uintptr_t>(id_)));
}

void Driver::on_timer(void* driver_id) {
  Driver* driver =
      find_driver(static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(driver_id)));
  if (!driver) return;
  driver->timer_ = 0;
  driver->feed(Timeout{});
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
  peer_ = std::make_unique<Peer>(effect.attempt, role_, host_, media_.stream(),
                                 [this](Input input) { feed(std::move(input)); });
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

void Driver::carry_out(const SendHttp& effect) {
  fetches_[effect.op] = std::make_unique<Fetch>(effect, [this, op = effect.op](Input input) {
    fetches_.erase(op);
    feed(std::move(input));
  });
}
void Driver::carry_out(const AbortHttp& effect) {
  const auto it = fetches_.find(effect.op);
  if (it != fetches_.end()) it->second->abort();
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
                   effect.error ? error_of(*effect.error) : val::undefined());
}
void Driver::carry_out(const Log& effect) {
  constexpr const char* levels[] = {"debug", "info", "warn"};
  host_.call<void>("log", val(levels[static_cast<std::size_t>(effect.level)]), effect.text);
}

// ---------------------------------------------------------------------------------------------
// Data of events

val Driver::data_of(const EventData& data) const {
  if (const auto* text = std::get_if<std::string>(&data)) return val(*text);
  if (const auto* error = std::get_if<Error>(&data)) return error_of(*error);
  if (const auto* object = std::get_if<HostObject>(&data)) return object_of(*object);
  const auto* description = std::get_if<Description>(&data);
  if (!description) return val::undefined();
  val object = val::object();
  object.set("type", val(description->type == SdpType::Offer ? "offer" : "answer"));
  object.set("sdp", description->sdp);
  return object;
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
    case HostObject::Element: {
      val data = val::object();
      data.set("element", view_.element());
      return data;
    }
  }
}

val Driver::error_of(const Error& error) const {
  return sluice_error(host_, error);
}

// ---------------------------------------------------------------------------------------------
// Exports

val open_session(const std::string& role_name, const std::string& options, val host, val supplied,
                 bool owned) {
  static std::uint32_t last_id = 0;
  const Role role = role_name == "publisher" ? Role::Publisher : Role::Subscriber;
  auto config = parse_config(role, options, seed());
  if (!config) return sluice_error(host, config.error());
  const std::uint32_t id = ++last_id;
  auto driver =
      std::make_unique<Driver>(id, std::move(host), std::move(supplied), owned, std::move(*config));
  Driver& opened = *drivers().emplace(id, std::move(driver)).first->second;
  opened.feed(Timeout{});  // carries out what the session has asked for at birth
  return val(id);
}

bool start_session(std::uint32_t id, std::uint32_t call, val stream_name) {
  Driver* driver = find_driver(id);
  if (!driver) return false;
  StartCalled start{.call = CallId{call}, .stream_name{}};
  if (stream_name.isString()) start.stream_name = stream_name.as<std::string>();
  driver->feed(std::move(start));
  return true;
}

bool stop_session(std::uint32_t id, std::uint32_t call, bool release_media) {
  Driver* driver = find_driver(id);
  if (!driver) return false;
  driver->feed(StopCalled{.call = CallId{call}, .release_media = release_media});
  return true;
}

std::size_t session_count() {
  return drivers().size();
}

}  // namespace sluice::browser
