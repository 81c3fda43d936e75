#include "recording/replay.hpp"

#include <algorithm>
#include <utility>

#include "recording/codec.hpp"

namespace sluice::recording {

Replay::Replay(const Recording& recording) : recording_(recording) {
  const Beginning& beginning = recording.beginning;
  auto config =
      parse_config(ClientKind{beginning.role, beginning.transport, beginning.page, beginning.seed},
                   beginning.options);
  if (!config) {
    refusal_ = config.error();
    return;
  }
  machine_ = std::make_unique<Supervisor>(std::move(*config), beginning.source, beginning.seed,
                                          beginning.at);
}

bool Replay::same_core() const {
  return recording_.core == core_version();
}

Replayed Replay::next() {
  const Step& then = recording_.steps[place_++];
  Replayed now{.step = {.at = then.at, .input = then.input, .effects = {}}, .reasons = {}};
  machine_->handle(then.input, then.at);
  while (const auto effect = machine_->poll_effect())
    now.step.effects.push_back(effect_bytes(*effect));
  now.step.state = machine_->state();
  if (const auto deadline = machine_->next_deadline())
    now.step.wakes = std::max(Millis(0), *deadline - then.at);
  machine_->give_reasons(now.reasons);
  return now;
}

bool Replay::is_same(const Step& then, const Step& now) const {
  return same_core() ? then.same_outcome(now) : then.state == now.state;
}

std::optional<std::size_t> first_difference(const Recording& recording) {
  Replay replay(recording);
  if (replay.refusal()) return 0;
  for (std::size_t i = 0; i < replay.steps(); ++i) {
    if (!recording.steps[i].same_outcome(replay.next().step)) return i;
  }
  return std::nullopt;
}

std::string renewed(const Recording& recording) {
  Replay replay(recording);
  ByteWriter steps;
  TimePoint before = recording.beginning.at;
  for (std::size_t i = 0; i < replay.steps(); ++i) {
    const Step step = replay.next().step;
    write_step(steps, step, before);
    before = step.at;
  }
  ByteWriter out;
  write_beginning(out, core_version(), recording.beginning);
  out.text(steps.bytes());
  write_gap(out, std::nullopt);
  return out.take();
}

}  // namespace sluice::recording
