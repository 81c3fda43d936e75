#include "storm/world.hpp"

#include <utility>

#include "base/text.hpp"

namespace sluice::storm {
namespace {

constexpr Millis kToEnd{20'000};  // within so long a client that is stopped ends
constexpr Millis kAlert{4'000};   // before a silent fault each look at media counts
constexpr Millis kAlertAfter{15'000};

enum class Measured : std::uint32_t { Bin, Report };

SessionConfig config_of(const Plan& plan, Policy policy) {
  const bool ours = policy == Policy::Sluice;
  const std::string recovery =
      ours ? concat("{", plan.recovery, "}") : std::string(R"({"policy":true,"attempts":0})");
  const std::string options = concat(
      R"({"host":"sm.example.com","app":"live","streamName":"stream1","streamManager":{"api":"4.0","endpoints":)",
      std::to_string(ours ? plan.endpoints : 1), R"(},"recovery":)", recovery, "}");
  const ClientKind kind{Role::Subscriber, Transport::WebSocket, Page{true}, 1};
  auto config = parse_config(kind, options);
  return config ? std::move(*config) : SessionConfig();
}

}  // namespace

World::World(const Plan& plan, Policy policy)
    : plan_(plan),
      policy_(policy),
      config_(config_of(plan, policy)),
      cluster_(plan),
      steps_(steps_of(plan)),
      mended_at_(sluice::storm::mended_at(plan)) {
  if (!config_.recovery.enabled) measures_.fail(0, "the options of its recovery are none");
  viewers_.reserve(plan.clients);
  for (std::uint32_t i = 0; i < plan.clients; ++i) viewers_.emplace_back(*this, i);
}

void World::run() {
  if (!measures_.problem.empty()) return;
  const auto length = TimePoint(length_of(plan_));
  for (std::uint32_t i = 0; i < plan_.clients; ++i)
    wheel_.plan(kJoining * i / plan_.clients, {i, 0, 0, 0, Kind::Joins});
  for (std::uint32_t i = 0; i < steps_.size(); ++i)
    wheel_.plan(steps_[i].at, {0, 0, i, 0, Kind::Fault});
  wheel_.plan(kBin, {0, 0, static_cast<std::uint32_t>(Measured::Bin), 0, Kind::Measure});
  wheel_.plan(kReportInterval,
              {0, 0, static_cast<std::uint32_t>(Measured::Report), 0, Kind::Measure});
  set_calm();
  const auto happens = [this](const Event& event) { happen(event); };
  wheel_.run_until(length, happens);
  for (const Edge& edge : cluster_.edges) fill_.push_back(edge.sessions);
  for (Viewer& viewer : viewers_) viewer.stop();
  wheel_.run_until(length + kToEnd, happens);
  for (Viewer& viewer : viewers_) viewer.check_end();
  for (const Edge& edge : cluster_.edges) {
    if (edge.sessions != 0) measures_.fail(0, "a session is left on an edge");
  }
}

void World::happen(const Event& event) {
  if (event.kind == Kind::Fault) {
    change(steps_[event.detail]);
  } else if (event.kind != Kind::Measure) {
    viewers_[event.client].happen(event);
  } else if (event.detail == static_cast<std::uint32_t>(Measured::Report)) {
    cluster_.report();
    wheel_.plan(kReportInterval, event);
  } else {
    measures_.bin(now() - Millis(1)).watching = measures_.watching;
    set_calm();
    wheel_.plan(kBin, event);
  }
}

void World::change(const Step& step) {
  switch (step.change) {
    case Change::EdgeDies:
      for (Viewer& viewer : viewers_) viewer.lose_edge(step.edge, plan_.silent);
      return cluster_.kill_edge(step.edge, now());
    case Change::EdgeReturns:
      return cluster_.return_edge(step.edge);
    case Change::ManagerDies:
      cluster_.kill_manager();
      for (Viewer& viewer : viewers_) viewer.lose_proxy();
      return;
    case Change::ManagerReturns:
      return cluster_.return_manager();
    case Change::PublisherLeaves:
      cluster_.stream_live = false;
      for (Viewer& viewer : viewers_) viewer.lose_stream();
      return;
    case Change::PublisherReturns:
      cluster_.stream_live = true;
      return;
  }
}

// Only a silent fault is noticed by looking.
void World::set_calm() {
  calm_until_ = TimePoint::max();
  if (!plan_.silent) return;
  for (const Step& step : steps_) {
    if (now() >= step.at + kAlertAfter) continue;
    calm_until_ = step.at - kAlert;
    return;
  }
}

}  // namespace sluice::storm
