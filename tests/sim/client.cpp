#include "sim/client.hpp"

namespace sluice::sim {

Client::Client(Nature& nature, Server& server, const SessionConfig& config, MediaSource source,
               test::Lines* trace)
    : nature_(nature),
      trace_(trace),
      monitor_(config, source),
      browser_(nature, config.role == Role::Subscriber, [this](const Input& i) { deliver(i); }),
      network_(nature, server,
               [this](const Input& i) {
                 const bool listened = !session_.ended();
                 deliver(i);
                 return listened;
               }),
      session_(config, source, nature.now()) {
  network_.on_change = [this] { browser_.server_changed(); };
  browser_.server_is_ready = [this] {
    const auto* session = network_.session();
    return session && session->open && session->answered;
  };
  browser_.server_hangs_up = [this] {
    if (auto* session = network_.session()) session->open = false;
    browser_.server_changed();
  };
  drain();
  set_timer();
}

CallId Client::start(std::optional<std::string> name) {
  const CallId call{++calls_};
  handle(StartCalled{call, std::move(name)});
  return call;
}

CallId Client::stop(bool release_media) {
  const CallId call{++calls_};
  handle(StopCalled{call, release_media});
  return call;
}

void Client::hide() {
  handle(PageHidden{});
}

std::optional<TimePoint> Client::wakes() const {
  return deadline_ ? std::optional(*deadline_ + late_) : std::nullopt;
}

void Client::deliver(const Input& input) {
  handle(input);
  if (after_turn) after_turn();
}

void Client::handle(const Input& input) {
  if (trace_) {
    const auto ms = nature_.now().time_since_epoch().count();
    trace_->push_back(concat(std::to_string(ms), " ms > ", test::describe(input)));
  }
  monitor_.begin(input, nature_.now());
  session_.handle(input, nature_.now());
  drain();
  monitor_.end(session_);
  set_timer();
}

void Client::drain() {
  while (auto effect = session_.poll_effect()) {
    if (trace_) trace_->push_back("    " + test::describe(*effect));
    monitor_.saw(*effect);
    perform(*effect);
  }
}

void Client::perform(const Effect& effect) {
  if (const auto* e = std::get_if<SendHttp>(&effect)) {
    network_.send(*e);
  } else if (const auto* abort = std::get_if<AbortHttp>(&effect)) {
    network_.abort(abort->op);
  } else {
    browser_.perform(effect);
  }
}

void Client::set_timer() {
  if (session_.next_deadline() == deadline_) return;
  deadline_ = session_.next_deadline();
  late_ = Millis(0);
  if (!deadline_) return;
  if (nature_.strikes(Fault::TimerLate)) late_ = nature_.between(1, kLatestTimer.count());
  if (nature_.strikes(Fault::TimerEarly) && *deadline_ > nature_.now()) {
    const Millis wait = *deadline_ - nature_.now();
    nature_.after(nature_.between(0, wait.count()), [this] { deliver(Timeout{}); });
  }
}

}  // namespace sluice::sim
