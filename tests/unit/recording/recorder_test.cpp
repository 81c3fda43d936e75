// What a recorder keeps within its bounds, and what a reader makes of its files, and of others.

#include "recording/recorder.hpp"

#include <catch2/catch_test_macros.hpp>

#include "recording/codec.hpp"
#include "recording/replay.hpp"
#include "recording/timeline.hpp"

using namespace sluice;
using namespace sluice::recording;

namespace {

constexpr Key kKey{17, 4};

Beginning beginning() {
  return {.role = Role::Subscriber,
          .transport = Transport::Http,
          .page = {.secure = true},
          .source = MediaSource::None,
          .seed = 7,
          .at = TimePoint(Millis(1'000)),
          .options = R"({"host":"media.acme.com","streamName":"room7","token":"opensesame"})"};
}

// A client's machine and its recorder, as the browser layer has them.
class Recorded {
 public:
  explicit Recorded(const Bounds& bounds = {})
      : machine_(
            *parse_config({Role::Subscriber, Transport::Http, Page{true}, 7}, beginning().options),
            MediaSource::None, 7, beginning().at),
        recorder_(core_version(), beginning(), bounds, kKey) {}

  void handle(const Input& input) {
    recorder_.begin(input, now);
    machine_.handle(input, now);
    while (const auto effect = machine_.poll_effect()) recorder_.saw(*effect);
    recorder_.end(machine_.state(), machine_.next_deadline());
  }
  [[nodiscard]] std::string file() const { return recorder_.file(); }

  TimePoint now{Millis(1'000)};

 private:
  Supervisor machine_;
  Recorder recorder_;
};

// A start, then `steps` answers that are nobody's.
std::string file_of(std::size_t steps, const Bounds& bounds = {}) {
  Recorded client(bounds);
  client.handle(StartCalled{CallId{1}});
  for (std::size_t i = 0; i < steps; ++i) {
    client.now += Millis(100);
    client.handle(ChannelMessage{AttemptId{99}, R"({"secret":"Hush"})"});
  }
  return client.file();
}

}  // namespace

TEST_CASE("a recording holds all of an ordinary session, and replays exactly") {
  const std::string file = file_of(100);
  const auto recording = parse_recording(file);
  REQUIRE(recording);
  CHECK(recording->core == core_version());
  CHECK(recording->beginning.seed == 7);
  CHECK(recording->beginning.role == Role::Subscriber);
  CHECK(recording->steps.size() == 101);
  CHECK(recording->first_steps == 101);
  CHECK_FALSE(recording->gap);
  CHECK(recording->steps.back().at == TimePoint(Millis(11'000)));
  CHECK_FALSE(first_difference(*recording));
  CHECK(renewed(*recording) == file);
  for (const std::string_view secret : {"acme", "room7", "opensesame", "Hush"}) {
    INFO(secret);
    CHECK(file.find(secret) == std::string::npos);
  }
}

TEST_CASE("a longer one keeps its beginning and its end, and counts what lies between") {
  const Bounds bounds{.bytes = 64 * 1024, .time = {}};
  const std::string file = file_of(5'000, bounds);
  CHECK(file.size() < bounds.bytes + 4'096);
  const auto recording = parse_recording(file);
  REQUIRE(recording);
  REQUIRE(recording->gap);
  CHECK(recording->first_steps > 100);
  CHECK(recording->steps.size() > recording->first_steps + 100);
  CHECK(recording->steps.size() + recording->gap->steps == 5'001);
  CHECK(recording->steps.back().at == TimePoint(Millis(501'000)));
  CHECK(recording->gap->from == recording->steps[recording->first_steps - 1].at);
  CHECK(recording->gap->until + Millis(100) == recording->steps[recording->first_steps].at);
  CHECK_FALSE(first_difference(*recording));
  const std::string text = text_of(*recording, timeline_of(*recording, true));
  CHECK(text.find("are missing") != std::string::npos);
  CHECK(text.find("5001 inputs") != std::string::npos);
}

TEST_CASE("the end of a recording may be bounded by time, too") {
  const auto recording =
      parse_recording(file_of(5'000, {.bytes = 64 * 1024, .time = Millis(5'000)}));
  REQUIRE(recording);
  REQUIRE(recording->gap);
  const std::size_t last = recording->steps.size() - recording->first_steps;
  CHECK(last >= 50);
  CHECK(last < 500);  // a block of them more at most
}

TEST_CASE("where the core does something else the timeline shows both sides") {
  auto recording = parse_recording(file_of(3));
  REQUIRE(recording);
  recording->steps[0].effects.front() = effect_bytes(Effect(DetachView{}));
  CHECK(first_difference(*recording) == 0U);
  const Timeline timeline = timeline_of(*recording, false);
  CHECK(timeline.first_difference == 0U);
  CHECK(timeline.same == 3);
  const std::string text = text_of(*recording, timeline);
  CHECK(text.find("then < DetachView") != std::string::npos);
  CHECK(text.find("now  < OpenPeer") != std::string::npos);
}

TEST_CASE("a timeline begins with how the client stood") {
  const auto recording = parse_recording(file_of(3));
  REQUIRE(recording);
  const std::string text = text_of(*recording, timeline_of(*recording, false));
  const std::size_t whole = text.find("00:00.000  > ");
  CHECK(text.find("In short:\n  00:00.000  client: ") < whole);
  CHECK(whole != std::string::npos);
}

TEST_CASE("what a file says of its core and its options cannot command a terminal") {
  auto recording = parse_recording(file_of(3));
  REQUIRE(recording);
  recording->core = "0.1\x1b[2J\r\n";
  recording->beginning.options = "{\"host\":\"\x1b[31m\"}";
  std::string text = text_of(*recording, timeline_of(*recording, true));
  std::erase(text, '\n');
  CHECK_FALSE(has_control(text));
}

TEST_CASE("what is told by one bool is told where it is false, too") {
  CHECK(describe_input(OnlineChanged{false}) == "OnlineChanged not online");
  CHECK(describe_input(OnlineChanged{true}) == "OnlineChanged online");
  CHECK(describe_input(VisibilityChanged{false}) == "VisibilityChanged not hidden");
  CHECK(describe_input(NetworkChanged{}) == "NetworkChanged");
}

TEST_CASE("with another version of the core the states are compared, and it says so") {
  auto recording = parse_recording(file_of(3));
  REQUIRE(recording);
  recording->core = "0.0.1+000000000000";
  recording->steps[0].effects.clear();
  Timeline timeline = timeline_of(*recording, false);
  CHECK_FALSE(timeline.first_difference);
  CHECK(text_of(*recording, timeline).find("only the states are compared") != std::string::npos);
  recording->steps[2].state = SupervisorState::Ended;
  timeline = timeline_of(*recording, false);
  CHECK(timeline.first_difference == 2U);
}

TEST_CASE("what is no recording, or part of one, is refused with a reason") {
  const std::string file = file_of(10);
  for (std::size_t size = 0; size < file.size(); ++size) {
    const auto part = parse_recording(std::string_view(file).substr(0, size));
    REQUIRE_FALSE(part);
    CHECK(!part.error().detail.empty());
  }
  CHECK_FALSE(parse_recording(file + "x"));
  CHECK_FALSE(parse_recording(file, {.bytes = 100, .steps = 100}));
  CHECK_FALSE(parse_recording(file, {.bytes = 100'000, .steps = 5}));
  std::string other_format = file;
  other_format[kMagic.size()] = 2;
  CHECK(parse_recording(other_format).error().detail.find("version") != std::string::npos);
}

TEST_CASE("a step with more effects than any has is no step") {
  auto recording = parse_recording(file_of(3));
  REQUIRE(recording);
  const auto is_read = [&](std::size_t effects) {
    Step& step = recording->steps.front();
    step.effects.assign(effects, std::string());
    ByteWriter steps;
    write_step(steps, step, recording->beginning.at);
    ByteWriter out;
    write_beginning(out, recording->core, recording->beginning);
    out.text(steps.bytes());
    write_gap(out, std::nullopt);
    return static_cast<bool>(parse_recording(out.take()));
  };
  CHECK(is_read(10'000));
  CHECK_FALSE(is_read(10'001));
}

TEST_CASE("each input is read as it was written") {
  const Input inputs[] = {
      StartCalled{CallId{3}, "name"},
      HttpAnswered{AttemptId{1}, OpId{2}, 201, "https://a/b", true, "/c", "\"e\"", "<x>", "3",
                   "application/sdp", "h", "v=0\r\n", BodyFault::Broken},
      PeerRefused{AttemptId{1}, OpId{2},
                  Error{ErrorCode::PeerRefusedSdp, "detail", 404, Millis(10), true}},
      StatsSampled{AttemptId{4},
                   {.packets = 1ULL << 40, .frames = 7, .age = Millis(3), .still = Millis(0)}},
      PolicyAnswered{std::nullopt, Error{ErrorCode::ConfigInvalid}},
      TokenGiven{"token"},
      Timeout{}};
  for (const Input& input : inputs) {
    ByteWriter out;
    write_input(out, input);
    ByteReader in(out.bytes());
    const auto again = read_input(in);
    REQUIRE(again);
    CHECK(in.at_end());
    CHECK(describe_input(*again) == describe_input(input));
    ByteWriter twice;
    write_input(twice, *again);
    CHECK(twice.bytes() == out.bytes());
  }
}
