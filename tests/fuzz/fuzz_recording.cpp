// Any bytes as a recording: read, replayed, told and written again.
#include <string>

#include "base/text.hpp"
#include "promise.hpp"
#include "recording/codec.hpp"
#include "recording/replay.hpp"
#include "recording/timeline.hpp"

using namespace sluice;
using namespace sluice::recording;

namespace {

constexpr RecordingLimits kLimits{.bytes = 256 * 1024, .steps = 1'000};

void check_input(const Input& input) {
  ByteWriter out;
  write_input(out, input);
  ByteReader in(out.bytes());
  const auto again = read_input(in);
  SLUICE_PROMISE(again && in.at_end());
  SLUICE_PROMISE(shown_bytes(*again) == shown_bytes(input));
  StandIns stand_ins(Key{1, 2});
  ByteWriter replaced;
  write_input(replaced, with_stand_ins(input, stand_ins));
  SLUICE_PROMISE(replaced.bytes().size() == out.bytes().size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto recording = parse_recording(fuzz::text_of(data, size), kLimits);
  if (!recording) return 0;
  SLUICE_PROMISE(recording->steps.size() <= kLimits.steps);
  SLUICE_PROMISE(recording->first_steps <= recording->steps.size());
  for (const Step& step : recording->steps) check_input(step.input);
  const Timeline timeline = timeline_of(*recording, true);
  SLUICE_PROMISE(timeline.replayed <= recording->first_steps);
  // One line for each, whatever is in it.
  for (const TimelineLine& line : timeline.lines) SLUICE_PROMISE(!has_control(line.text));
  std::string text = text_of(*recording, timeline);
  std::erase(text, '\n');
  SLUICE_PROMISE(!has_control(text));
  if (recording->gap || Replay(*recording).refusal()) return 0;
  const auto again = parse_recording(renewed(*recording));
  SLUICE_PROMISE(again && !first_difference(*again));
  return 0;
}
