#include "browser/session_recorder.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "recording/replay.hpp"
#include "recording/timeline.hpp"

namespace sluice::browser {
namespace {

using Kept = std::pair<std::uint32_t, const recording::Recorder*>;

constexpr double kLeastBytes = 64 * 1024;
constexpr double kMostBytes = 64 * 1024 * 1024;

std::vector<Kept>& all_kept() {
  static std::vector<Kept> all;
  return all;
}

// Within these, also where it is no number.
double number_within(const val& fields, const char* key, double usual, double least, double most) {
  const val value = fields[key];
  if (!value.isNumber()) return usual;
  const auto number = value.as<double>();
  return number > least ? std::min(number, most) : least;  // NaN is the least
}

}  // namespace

void SessionRecorder<true>::start(std::uint32_t id, const val& wanted,
                                  recording::Beginning beginning) {
  if (wanted.isUndefined()) return;
  recording::Bounds bounds;
  bounds.bytes = static_cast<std::size_t>(
      number_within(wanted, "bytes", static_cast<double>(bounds.bytes), kLeastBytes, kMostBytes));
  if (wanted["ms"].isNumber())
    bounds.time = Millis(static_cast<std::int64_t>(number_within(wanted, "ms", 0, 1'000, 1e12)));
  const auto half = [&](const char* high, const char* low) {
    const auto part = [&](const char* key) {
      return static_cast<std::uint64_t>(number_within(wanted, key, 0, 0, 4294967295.0));
    };
    return part(high) << 32 | part(low);
  };
  id_ = id;
  recorder_.emplace(recording::core_version(), std::move(beginning), bounds,
                    recording::Key{half("key0", "key1"), half("key2", "key3")});
  all_kept().emplace_back(id, &*recorder_);
}

SessionRecorder<true>::~SessionRecorder() {
  std::erase_if(all_kept(), [this](const Kept& kept) { return kept.first == id_; });
}

val recording_of(std::uint32_t id) {
  const auto found = std::ranges::find(all_kept(), id, &Kept::first);
  if (found == all_kept().end()) return val::undefined();
  const std::string bytes = found->second->file();
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  // A copy: the module's memory may grow, and move.
  return val(emscripten::typed_memory_view(bytes.size(), data)).call<val>("slice");
}

val replay_recording(const std::string& bytes, bool all) {
  val told = val::object();
  const auto recording = recording::parse_recording(bytes);
  if (!recording) {
    told.set("error", recording.error().detail);
    return told;
  }
  const recording::Timeline timeline = recording::timeline_of(*recording, all);
  val lines = val::array();
  for (const recording::TimelineLine& line : timeline.lines) {
    val object = val::object();
    object.set("at", static_cast<double>(line.at.count()));
    object.set("input", static_cast<double>(line.step));
    object.set("kind", static_cast<int>(line.kind));
    object.set("text", line.text);
    lines.call<void>("push", object);
  }
  told.set("lines", lines);
  told.set("text", recording::text_of(*recording, timeline));
  told.set("inputs", static_cast<double>(timeline.steps));
  told.set("replayed", static_cast<double>(timeline.replayed));
  told.set("exact", !timeline.first_difference && timeline.replayed == recording->first_steps);
  return told;
}

}  // namespace sluice::browser
