#include "recording/recording.hpp"

#include <algorithm>
#include <utility>

#include "recording/codec.hpp"
#include "recording/names.hpp"

namespace sluice::recording {
namespace {

constexpr std::size_t kMaxVersionBytes = 100;
constexpr std::uint64_t kMaxEffects = 10'000;  // of a step; some hundreds are usual
// Some tens of thousands of years: nothing overflows.
constexpr std::uint64_t kMaxTime = std::uint64_t{1} << 50;

TimePoint read_time(ByteReader& in) {
  return TimePoint(Millis(static_cast<std::int64_t>(in.number(kMaxTime))));
}
void write_time(ByteWriter& out, TimePoint time) {
  out.number(
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, time.time_since_epoch().count())));
}

template <Named E>
E read_name(ByteReader& in) {
  return static_cast<E>(in.number(count_of<E>() - 1));
}

Beginning read_beginning(ByteReader& in) {
  Beginning beginning;
  beginning.role = read_name<Role>(in);
  beginning.transport = read_name<Transport>(in);
  beginning.page.secure = in.number(1) != 0;
  beginning.source = read_name<MediaSource>(in);
  beginning.seed = in.number();
  beginning.at = read_time(in);
  beginning.options = in.text();
  return beginning;
}

std::optional<Step> read_step(ByteReader& in, TimePoint before) {
  Step step;
  step.at = before + Millis(static_cast<std::int64_t>(in.number(kMaxTime)));
  if (step.at.time_since_epoch().count() > static_cast<std::int64_t>(kMaxTime)) in.fail();
  auto input = read_input(in);
  if (!input) return std::nullopt;
  step.input = std::move(*input);
  for (std::uint64_t count = in.number(kMaxEffects); count > 0; --count)
    step.effects.emplace_back(in.text());
  step.state = static_cast<SupervisorState>(in.number(kSupervisorStates - 1));
  if (const std::uint64_t wakes = in.number(kMaxTime); wakes > 0)
    step.wakes = Millis(static_cast<std::int64_t>(wakes - 1));
  if (in.failed()) return std::nullopt;
  return step;
}

// As many as there are whole.
bool read_steps(ByteReader& in, TimePoint time, std::size_t most, std::vector<Step>& steps) {
  ByteReader part(in.text());
  while (!part.at_end()) {
    auto step = steps.size() < most ? read_step(part, time) : std::nullopt;
    if (!step) return false;
    time = step->at;
    steps.push_back(std::move(*step));
  }
  return !in.failed();
}

}  // namespace

void write_beginning(ByteWriter& out, std::string_view core, const Beginning& beginning) {
  out.raw(kMagic);
  out.number(kFormat);
  out.text(core);
  out.number(static_cast<std::uint64_t>(beginning.role));
  out.number(static_cast<std::uint64_t>(beginning.transport));
  out.number(beginning.page.secure ? 1 : 0);
  out.number(static_cast<std::uint64_t>(beginning.source));
  out.number(beginning.seed);
  write_time(out, beginning.at);
  out.text(beginning.options);
}

void write_step(ByteWriter& out, const Step& step, TimePoint before) {
  out.number(static_cast<std::uint64_t>((step.at - before).count()));
  write_input(out, step.input);
  out.number(step.effects.size());
  for (const std::string& effect : step.effects) out.text(effect);
  out.number(static_cast<std::uint64_t>(step.state));
  out.number(step.wakes ? static_cast<std::uint64_t>(step.wakes->count()) + 1 : 0);
}

void write_gap(ByteWriter& out, const std::optional<Gap>& gap) {
  out.number(gap ? gap->steps : 0);
  if (!gap) return;
  out.number(gap->effects);
  write_time(out, gap->from);
  write_time(out, gap->until);
}

Result<Recording> parse_recording(std::string_view bytes, const RecordingLimits& limits) {
  const auto refuse = [](std::string detail) {
    return Result<Recording>(ErrorCode::ConfigInvalid, std::move(detail));
  };
  if (bytes.size() > limits.bytes) return refuse("it is larger than a recording may be");
  if (!bytes.starts_with(kMagic)) return refuse("it is no recording");
  ByteReader in(bytes.substr(kMagic.size()));
  if (in.number() != kFormat) return refuse("it is of another version of the format");
  Recording recording;
  recording.core = in.text();
  recording.beginning = read_beginning(in);
  if (in.failed() || recording.core.size() > kMaxVersionBytes)
    return refuse("its beginning cannot be read");
  const auto read = [&](TimePoint time) {
    return read_steps(in, time, limits.steps, recording.steps);
  };
  if (!read(recording.beginning.at)) return refuse("its steps cannot be read");
  recording.first_steps = recording.steps.size();
  if (const std::uint64_t missing = in.number(); missing > 0) {
    Gap gap{.steps = missing, .effects = in.number()};
    gap.from = read_time(in);
    gap.until = read_time(in);
    recording.gap = gap;
    if (in.failed() || !read(gap.until)) return refuse("its last steps cannot be read");
  }
  if (in.failed() || !in.at_end()) return refuse("its end cannot be read");
  return recording;
}

}  // namespace sluice::recording
