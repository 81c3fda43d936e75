#include "recording/recorder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/json.hpp"
#include "recording/codec.hpp"

namespace sluice::recording {
namespace {

constexpr std::size_t kBlockBytes = 16 * 1024;

// Members of the options whose texts are secrets by their place, at any depth: names and keys. All
// of connectionParams counts as such.
constexpr std::array<std::string_view, 12> kSecretMembers{
    "host",       "streamName",  "endpoint", "url",      "token",          "accessToken",
    "credential", "credentials", "password", "username", "subscriptionId", "connectionParams"};

void learn_all(const Json& json, StandIns& stand_ins) {
  if (const std::string* text = json.string()) stand_ins.learn(*text);
  if (const auto number = json.number(); number && std::abs(*number) < 9e15)
    stand_ins.learn(std::to_string(static_cast<long long>(*number)));
  if (const Json::Array* items = json.array()) {
    for (const Json& item : *items) learn_all(item, stand_ins);
  }
  if (const Json::Object* members = json.object()) {
    for (const auto& [key, value] : *members) learn_all(value, stand_ins);
  }
}

void learn_options(const Json& json, StandIns& stand_ins) {
  if (const Json::Array* items = json.array()) {
    for (const Json& item : *items) learn_options(item, stand_ins);
  }
  const Json::Object* members = json.object();
  if (!members) return;
  for (const auto& [key, value] : *members) {
    const bool secret = std::ranges::find(kSecretMembers, key) != kSecretMembers.end();
    secret ? learn_all(value, stand_ins) : learn_options(value, stand_ins);
  }
}

}  // namespace

Recorder::Recorder(std::string_view core, Beginning beginning, const Bounds& bounds, const Key& key)
    : stand_ins_(key),
      bounds_(bounds),
      core_(core),
      beginning_(std::move(beginning)),
      latest_(beginning_.at) {
  if (const auto options = parse_json(beginning_.options)) learn_options(*options, stand_ins_);
  beginning_.options = stand_ins_.of(beginning_.options);
}

void Recorder::begin(const Input& input, TimePoint now) {
  step_.at = std::max(latest_, now);
  step_.input = with_stand_ins(input, stand_ins_);
}

void Recorder::saw(const Effect& effect) {
  step_.effects.push_back(effect_bytes(with_stand_ins(effect, stand_ins_)));
}

void Recorder::end(SupervisorState state, std::optional<TimePoint> deadline) {
  step_.state = state;
  if (deadline) step_.wakes = std::max(Millis(0), *deadline - step_.at);
  ByteWriter out;
  write_step(out, step_, latest_);
  const std::size_t size = out.bytes().size();
  if (last_.empty() && !gap_ && first_.size() + size <= bounds_.bytes / 2) {
    first_.append(out.bytes());
  } else {
    Block& block = block_for(size);
    block.bytes.append(out.bytes());
    block.until = step_.at;
    ++block.steps;
    block.effects += step_.effects.size();
    last_bytes_ += size;
    drop_old();
  }
  latest_ = step_.at;
  step_ = {};
}

Recorder::Block& Recorder::block_for(std::size_t size) {
  if (last_.empty() || last_.back().bytes.size() + size > kBlockBytes) {
    last_.emplace_back();
    last_.back().from = latest_;
  }
  return last_.back();
}

void Recorder::drop_old() {
  const auto is_old = [this](const Block& block) {
    return bounds_.time && step_.at - block.until > *bounds_.time;
  };
  while (!last_.empty() && (last_bytes_ > bounds_.bytes / 2 || is_old(last_.front()))) {
    const Block& oldest = last_.front();
    if (!gap_) gap_ = Gap{.from = oldest.from};
    gap_->steps += oldest.steps;
    gap_->effects += oldest.effects;
    gap_->until = oldest.until;
    last_bytes_ -= oldest.bytes.size();
    last_.pop_front();
  }
}

std::string Recorder::file() const {
  ByteWriter out;
  write_beginning(out, core_, beginning_);
  std::string last;
  for (const Block& block : last_) last.append(block.bytes);
  // Without a gap all of it is one piece.
  out.text(gap_ ? first_ : first_ + last);
  write_gap(out, gap_);
  if (gap_) out.text(last);
  return out.take();
}

}  // namespace sluice::recording
