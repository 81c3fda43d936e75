#include "browser/machines.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/extras.hpp"
#include "browser/boundary.hpp"
#include "browser/session_recorder.hpp"
#include "manager/rewrite.hpp"
#include "recovery/supervisor.hpp"
#include "session/locator.hpp"

namespace sluice::browser {
namespace {

constexpr double kOver = -1;

class Machine {
 public:
  Machine(std::uint32_t id, val host) : id_(id), host_(std::move(host)) {}
  virtual ~Machine() = default;
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  [[nodiscard]] std::uint32_t id() const { return id_; }

  // One input and all its effects.
  virtual void handle(const Input& input, TimePoint now) = 0;
  [[nodiscard]] virtual bool is_over() const = 0;
  [[nodiscard]] virtual std::optional<TimePoint> next_deadline() const = 0;

 protected:
  void act(const Effect& effect) const { act(effect.index(), effect_fields(effect)); }
  void act(std::size_t kind, const val& fields) const {
    host_.call<void>("act", static_cast<std::uint32_t>(kind), fields);
  }

 private:
  std::uint32_t id_;
  val host_;
};

class RunningSession final : public Machine {
 public:
  RunningSession(std::uint32_t id, val host, SessionConfig config, MediaSource source,
                 std::uint64_t seed, TimePoint now)
      : Machine(id, std::move(host)), session_(std::move(config), source, seed, now) {}

  void handle(const Input& input, TimePoint now) override {
    recorder_.begin(input, now);
    session_.handle(input, now);
    while (auto effect = session_.poll_effect()) {
      recorder_.saw(*effect);
      act(*effect);
    }
    recorder_.end(session_.state(), session_.next_deadline());
  }
  [[nodiscard]] bool is_over() const override { return session_.ended(); }
  [[nodiscard]] std::optional<TimePoint> next_deadline() const override {
    return session_.next_deadline();
  }

  [[nodiscard]] SessionRecorder<kExtras>& recorder() { return recorder_; }

 private:
  Supervisor session_;
  [[no_unique_address]] SessionRecorder<kExtras> recorder_;
};

// Tells its end as a call is settled: with the nodes, or with what was wrong.
class RunningSearch final : public Machine {
 public:
  RunningSearch(std::uint32_t id, val host, const SessionConfig& config)
      : Machine(id, std::move(host)),
        locator_(AttemptId{1}, *config.lookup,
                 {config.lookup_retries, config.lookup_retry_delay, config.timeouts.answer}) {}

  void handle(const Input& input, TimePoint now) override {
    if (locator_.state() == LocatorState::Idle) {
      locator_.start(now);
    } else {
      locator_.handle(input, now);
    }
    while (auto effect = locator_.poll_effect()) act(*effect);
    const auto answer = locator_.poll_answer();
    if (!answer) return;
    val fields = effect_fields(
        Settle{.error = *answer ? std::optional<Error>() : std::optional(answer->error())});
    if (*answer) {
      val nodes = val::array();
      for (const Node& node : **answer) nodes.call<void>("push", node_fields(node));
      fields.set("value", nodes);
    }
    is_over_ = true;
    act(Effect(Settle{}).index(), fields);
  }
  [[nodiscard]] bool is_over() const override { return is_over_; }
  [[nodiscard]] std::optional<TimePoint> next_deadline() const override {
    return locator_.next_deadline();
  }

 private:
  Locator locator_;
  bool is_over_ = false;
};

std::vector<std::unique_ptr<Machine>>& machines() {
  static std::vector<std::unique_ptr<Machine>> all;
  return all;
}

// Both builds of the module may be in a page, which knows their machines by number alone.
std::uint32_t next_id() {
  static std::uint32_t last = kExtras ? 1U << 30 : 0;
  return ++last;
}

TimePoint time_of(double now) {
  return TimePoint(Millis(static_cast<std::int64_t>(now)));
}

Role role_of(const std::string& role) {
  return role == "publisher" ? Role::Publisher : Role::Subscriber;
}
Transport transport_of(const std::string& transport) {
  return transport == "socket" ? Transport::WebSocket : Transport::Http;
}

}  // namespace

std::string default_options_of(const std::string& role, const std::string& transport) {
  return std::string(default_options(role_of(role), transport_of(transport)));
}

val open_session(const std::string& role, const std::string& transport, const std::string& options,
                 val page, val host) {
  const ClientKind kind{role_of(role), transport_of(transport), Page{flag_of(page, "secure")},
                        static_cast<std::uint64_t>(page["seed"].as<double>())};
  auto config = parse_config(kind, options);
  if (!config) return error_fields(config.error());
  const MediaSource source = kind.role == Role::Subscriber ? MediaSource::None
                             : flag_of(page, "supplied")   ? MediaSource::Supplied
                                                           : MediaSource::Capture;
  const TimePoint now = time_of(page["now"].as<double>());
  auto session = std::make_unique<RunningSession>(next_id(), std::move(host), std::move(*config),
                                                  source, kind.seed, now);
  if constexpr (kExtras)
    session->recorder().start(
        session->id(), page["record"],
        {kind.role, kind.transport, kind.page, source, kind.seed, now, options});
  machines().push_back(std::move(session));
  return val(machines().back()->id());
}

val open_search(const std::string& role, const std::string& options, val page, val host) {
  const ClientKind kind{role_of(role), Transport::WebSocket, Page{flag_of(page, "secure")}, 0};
  const auto config = parse_config(kind, options);
  if (!config) return error_fields(config.error());
  machines().push_back(std::make_unique<RunningSearch>(next_id(), std::move(host), *config));
  return val(machines().back()->id());
}

double feed(std::uint32_t id, std::uint32_t kind, double now, val fields) {
  const auto found = std::ranges::find(machines(), id, [](const auto& it) { return it->id(); });
  if (found == machines().end()) return kOver;
  Machine& machine = **found;  // stays where it is, also when a host opens another one meanwhile
  const TimePoint time = time_of(now);
  machine.handle(read_input(kind, fields), time);
  if (machine.is_over()) return kOver;
  const auto deadline = machine.next_deadline();
  if (!deadline) return std::numeric_limits<double>::infinity();
  return static_cast<double>(std::max<std::int64_t>(0, (*deadline - time).count()));
}

void close_machine(std::uint32_t id) {
  std::erase_if(machines(), [=](const auto& machine) { return machine->id() == id; });
}

val rewrite_options(const std::string& kind, const std::string& options, const std::string& node) {
  const auto config = parse_json(options);
  const Lookup lookup;
  const auto nodes = parse_lookup(lookup, {200, "application/json", node});
  if (!config || !nodes) return val::undefined();
  const Json rewritten =
      kind == "rtmp" ? rewrite_rtmp(*config, nodes->front()) : rewrite_rtc(*config, nodes->front());
  Json::Object changed;
  for (const char* key : {"host", "app", "streamName", "connectionParams"}) {
    if (const Json* value = rewritten.find(key)) changed.emplace_back(key, *value);
  }
  return json_value(Json(std::move(changed)));
}

}  // namespace sluice::browser
