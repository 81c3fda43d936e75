// When a silence of the media counts as a loss.

#include "recovery/stall_watch.hpp"

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <optional>
#include <vector>

using namespace sluice;

namespace {

using Verdict = StallWatch::Verdict;

constexpr Millis kInterval{100};

// A watch, and the stream that it watches. A stream sends every `rhythm`; none: it is silent.
class Bench {
 public:
  struct Heard {
    TimePoint at;
    Verdict verdict;
  };

  void play(std::optional<Millis> rhythm, Millis time, bool picture = true) {
    const TimePoint end = now_ + time;
    if (rhythm && next_ < now_) next_ = now_ + *rhythm;
    if (rhythm && next_ > now_ + *rhythm) next_ = now_ + *rhythm;
    if (!rhythm) next_ = TimePoint::max();
    while (now_ < end) {
      now_ += every_;
      for (; next_ <= now_; next_ += *rhythm) {
        counts_.packets += 3;
        if (picture) ++counts_.frames;
      }
      sample();
    }
  }
  void sample() {
    const Verdict verdict = watch_.sample(counts_, now_);
    if (verdict != Verdict::Fine) heard_.push_back({now_, verdict});
  }
  void freeze(Millis time) { now_ += time; }
  void sample_every(Millis interval) { every_ = interval; }

  [[nodiscard]] std::size_t count(Verdict verdict) const {
    std::size_t found = 0;
    for (const Heard& each : heard_) found += each.verdict == verdict ? 1 : 0;
    return found;
  }
  [[nodiscard]] std::optional<TimePoint> when(Verdict verdict) const {
    for (const Heard& each : heard_) {
      if (each.verdict == verdict) return each.at;
    }
    return std::nullopt;
  }
  [[nodiscard]] bool alarmed() const { return count(Verdict::Stalled) > 0; }
  void forget() { heard_.clear(); }
  [[nodiscard]] TimePoint now() const { return now_; }
  [[nodiscard]] StallWatch& watch() { return watch_; }
  [[nodiscard]] MediaCounts& counts() { return counts_; }

 private:
  TimePoint now_{Millis(1'000)};
  StallWatch watch_{{.keen = kInterval, .calm = kInterval, .blind = kInterval}, now_};
  Millis every_ = kInterval;
  TimePoint next_ = now_;
  MediaCounts counts_;
  std::vector<Heard> heard_;
};

constexpr Millis kTwentyFrames{50};
constexpr Millis kOneFrame{1'000};
constexpr Millis kAudio{20};
constexpr std::nullopt_t kSilence = std::nullopt;

TEST_CASE("a steady stream that dies is missed after half a second, and quiet before") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(20'000));
  REQUIRE(bench.count(Verdict::Quiet) == 0);
  const TimePoint death = bench.now();
  bench.play(kSilence, Millis(10'000));
  REQUIRE(bench.when(Verdict::Stalled));
  CHECK(*bench.when(Verdict::Stalled) - death <= Millis(500));
  CHECK(*bench.when(Verdict::Quiet) - death <= Millis(300));
  CHECK(bench.count(Verdict::Stalled) == 1);
  CHECK(bench.count(Verdict::Quiet) == 1);
}

TEST_CASE("a stream with a frame a second is known by its silences") {
  Bench bench;
  bench.play(kOneFrame, Millis(60'000));
  CHECK_FALSE(bench.alarmed());
  const TimePoint death = bench.now();
  bench.play(kSilence, Millis(10'000));
  REQUIRE(bench.alarmed());
  CHECK(*bench.when(Verdict::Stalled) - death < Millis(3'000));
}

TEST_CASE("a stream without a picture is watched by its packets") {
  Bench bench;
  bench.play(kAudio, Millis(20'000), false);
  CHECK_FALSE(bench.alarmed());
  CHECK_FALSE(bench.watch().has_picture());
  bench.play(kSilence, Millis(600), false);
  CHECK(bench.count(Verdict::Stalled) == 1);
  bench.play(kAudio, Millis(1'000), false);
  CHECK(bench.count(Verdict::Woke) == 1);
  CHECK(bench.count(Verdict::Stirring) == 0);
}

TEST_CASE("a stream that slows down to four frames a second gives no alarm") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(10'000));
  bench.play(Millis(250), Millis(30'000));
  bench.play(kTwentyFrames, Millis(10'000));
  CHECK_FALSE(bench.alarmed());
}

TEST_CASE("a stream that slows down to a frame a second gives one alarm at most, and is learnt") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(10'000));
  bench.play(kOneFrame, Millis(60'000));
  CHECK(bench.count(Verdict::Stalled) <= 1);
  CHECK(bench.count(Verdict::Woke) == bench.count(Verdict::Stalled));
}

TEST_CASE("what was learnt of a slow stream is forgotten once it is fast") {
  Bench bench;
  bench.play(kOneFrame, Millis(20'000));
  bench.play(kTwentyFrames, Millis(15'000));
  const TimePoint death = bench.now();
  bench.play(kSilence, Millis(5'000));
  REQUIRE(bench.alarmed());
  CHECK(*bench.when(Verdict::Stalled) - death <= Millis(500));
}

TEST_CASE("a young stream, whose rhythm is not known, may be silent for three seconds") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(1'000));
  bench.play(kSilence, Millis(1'400));
  CHECK_FALSE(bench.alarmed());
}

TEST_CASE("a page that was frozen hears no false alarm") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(10'000));
  SECTION("once for long") {
    bench.freeze(Millis(300'000));
    bench.sample();
  }
  SECTION("now and then for a while, with nothing to see at once") {
    for (int i = 0; i < 20; ++i) {
      bench.freeze(Millis(5'000));
      bench.sample();
      bench.play(kTwentyFrames, Millis(300));
    }
  }
  bench.play(kTwentyFrames, Millis(10'000));
  CHECK_FALSE(bench.alarmed());
}

TEST_CASE("a hidden page, whose timers are slow, hears no false alarm, but does hear of an end") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(10'000));
  bench.watch().set_hidden(true);
  bench.sample_every(Millis(1'000));
  bench.play(kTwentyFrames, Millis(30'000));
  bench.play(kOneFrame, Millis(30'000));
  bench.play(kSilence, Millis(4'000));
  bench.play(kTwentyFrames, Millis(5'000));
  CHECK_FALSE(bench.alarmed());
  bench.play(kSilence, Millis(60'000));
  CHECK(bench.count(Verdict::Stalled) == 1);
}

TEST_CASE("a stream that the server vouches for may be silent for as long as it likes") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(10'000));
  bench.play(kSilence, Millis(300));
  REQUIRE(bench.count(Verdict::Quiet) == 1);
  bench.watch().ask();
  bench.watch().answer(true);
  bench.play(kSilence, Millis(60'000));
  CHECK_FALSE(bench.alarmed());
  bench.play(kTwentyFrames, Millis(20'000));
  CHECK_FALSE(bench.alarmed());
  // That was good for one silence.
  bench.play(kSilence, Millis(5'000));
  CHECK(bench.alarmed());
}

TEST_CASE("an answer that is under way is waited for, once") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(10'000));
  bench.play(kSilence, Millis(300));
  REQUIRE(bench.count(Verdict::Quiet) == 1);
  bench.watch().ask();
  SECTION("media comes first") {
    bench.play(kSilence, Millis(1'000));
    bench.play(kTwentyFrames, Millis(20'000));
    CHECK_FALSE(bench.alarmed());
    // What comes now is about that silence, not about the next one.
    bench.watch().answer(true);
    bench.play(kSilence, Millis(500));
    CHECK(bench.alarmed());
  }
  SECTION("nothing comes") {
    bench.play(kSilence, Millis(1'500));
    CHECK_FALSE(bench.alarmed());
    bench.play(kSilence, Millis(300));
    CHECK(bench.alarmed());
  }
  SECTION("the answer is that nobody is there") {
    bench.watch().answer(false);
    bench.play(kSilence, Millis(200));
    CHECK(bench.alarmed());
  }
}

TEST_CASE("a stall leaves nothing behind for the next silence") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(10'000));
  bench.play(kSilence, Millis(300));
  bench.watch().ask();
  bench.play(kSilence, Millis(2'000));
  REQUIRE(bench.alarmed());
  bench.watch().answer(true);
  bench.play(kTwentyFrames, Millis(60));
  REQUIRE(bench.count(Verdict::Woke) == 1);
  bench.forget();
  bench.play(kSilence, Millis(20'000));
  CHECK(bench.count(Verdict::Quiet) == 1);
  CHECK(bench.count(Verdict::Stalled) == 1);
}

TEST_CASE("the server is asked before a stall is told, also where the limit falls meanwhile") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(1'500));
  bench.play(kSilence, Millis(1'000));
  REQUIRE_FALSE(bench.count(Verdict::Quiet) > 0);
  bench.play(kSilence, Millis(1'000));
  REQUIRE(bench.alarmed());
  CHECK(*bench.when(Verdict::Quiet) < *bench.when(Verdict::Stalled));
}

TEST_CASE("what begins anew is given its time, and missed again") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(10'000));
  bench.play(kSilence, Millis(1'000));
  REQUIRE(bench.alarmed());
  bench.forget();
  bench.watch().begin_anew();
  bench.play(kSilence, Millis(300));
  CHECK_FALSE(bench.alarmed());
  bench.play(kSilence, Millis(300));
  CHECK(bench.alarmed());
}

TEST_CASE("before any media there is nothing to miss") {
  Bench bench;
  bench.play(kSilence, Millis(600'000));
  // But the session may have ended unheard.
  CHECK(bench.count(Verdict::Quiet) >= 10);
  CHECK(bench.count(Verdict::Quiet) <= 20);
  CHECK_FALSE(bench.alarmed());
}

TEST_CASE("a stall ends with the first picture, and stirs with the packets before it") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(10'000));
  bench.play(kSilence, Millis(2'000));
  REQUIRE(bench.alarmed());
  bench.play(kAudio, Millis(1'000), false);
  CHECK(bench.count(Verdict::Stirring) == 1);
  CHECK(bench.count(Verdict::Woke) == 0);
  bench.play(kTwentyFrames, Millis(1'000));
  CHECK(bench.count(Verdict::Stirring) == 1);
  CHECK(bench.count(Verdict::Woke) == 1);
}

TEST_CASE("each stall is told anew") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(10'000));
  for (int i = 0; i < 3; ++i) {
    bench.forget();
    bench.play(kSilence, Millis(30'000));
    CHECK(bench.count(Verdict::Quiet) == 1);
    CHECK(bench.count(Verdict::Stalled) == 1);
    bench.play(kAudio, Millis(500), false);
    bench.play(kTwentyFrames, Millis(20'000));
    CHECK(bench.count(Verdict::Stirring) == 1);
    CHECK(bench.count(Verdict::Woke) == 1);
  }
}

TEST_CASE("counters that go down are no media, and the ones that grow from there are") {
  Bench bench;
  bench.play(kTwentyFrames, Millis(10'000));
  bench.counts() = {};
  bench.play(kTwentyFrames, Millis(10'000));
  CHECK_FALSE(bench.alarmed());
  bench.play(kSilence, Millis(200));
  bench.counts() = {};
  bench.play(kSilence, Millis(800));
  CHECK(bench.alarmed());
}

TEST_CASE("the limit stays within its bounds whatever the rhythm") {
  for (const std::int64_t rhythm : {10, 50, 300, 1'000, 2'500, 5'000}) {
    Bench bench;
    bench.play(Millis(rhythm), Millis(60'000));
    CAPTURE(rhythm);
    CHECK(bench.watch().limit() >= Millis(450));
    CHECK(bench.watch().limit() <= Millis(10'000));
  }
}

// ---------------------------------------------------------------------------------------------
// Where the browser tells when the last media came

constexpr LookPace kPace{Millis(100), Millis(400), Millis(500)};

// Looks when the watch wants to, at a stream that sends every `rhythm` until it dies.
class Looks {
 public:
  explicit Looks(Millis rhythm) : rhythm_(rhythm) {}

  void live(Millis time) { run(now_ + time, TimePoint::max()); }
  void die(Millis time) { run(now_ + time, now_); }
  void look_late(Millis by) { late_ = by; }

  [[nodiscard]] int looks() const { return looks_; }
  [[nodiscard]] std::optional<Millis> quiet_after() const { return quiet_; }
  [[nodiscard]] std::optional<Millis> stalled_after() const { return stalled_; }

 private:
  void run(TimePoint end, TimePoint death) {
    looks_ = 0;
    for (; next_ < end; next_ = now_ + watch_.next_look()) {
      now_ = next_ + late_;
      ++looks_;
      for (; last_ + rhythm_ <= std::min(now_, death); last_ += rhythm_) ++packets_;
      const Verdict verdict =
          watch_.sample({.packets = packets_, .frames = packets_, .age = now_ - last_}, now_);
      if (verdict == Verdict::Quiet) quiet_ = now_ - last_;
      if (verdict == Verdict::Stalled) stalled_ = now_ - last_;
    }
    now_ = std::max(now_, end);
  }

  Millis rhythm_;
  TimePoint now_{Millis(1'000)};
  StallWatch watch_{kPace, now_};
  TimePoint last_ = now_;
  TimePoint next_ = now_;  // look
  std::uint64_t packets_ = 0;
  Millis late_{0};
  int looks_ = 0;
  std::optional<Millis> quiet_{};
  std::optional<Millis> stalled_{};
};

TEST_CASE("a healthy stream is looked at three times a second at most") {
  for (const std::int64_t rhythm : {10, 20, 50, 100, 250, 1'000}) {
    Looks looks{Millis(rhythm)};
    looks.live(Millis(10'000));
    looks.live(Millis(60'000));
    CAPTURE(rhythm, looks.looks());
    CHECK(looks.looks() <= 180);
    CHECK_FALSE(looks.quiet_after());
  }
}

TEST_CASE("a steady stream that dies is missed as early as by looking all the time") {
  Millis worst_quiet{0}, sum_of_quiet{0};
  constexpr int kTimes = 40;
  for (int i = 0; i < kTimes; ++i) {
    Looks looks{Millis(50)};
    looks.live(Millis(20'000 + 10 * i));
    looks.die(Millis(3'000));
    REQUIRE(looks.stalled_after());
    CHECK(*looks.stalled_after() <= Millis(650));
    worst_quiet = std::max(worst_quiet, *looks.quiet_after());
    sum_of_quiet += *looks.quiet_after();
  }
  CHECK(worst_quiet <= Millis(425));
  CHECK(sum_of_quiet / kTimes <= Millis(300));
}

TEST_CASE("a stream with a frame a second, of which the age is told, is known by its silences") {
  Looks looks{Millis(1'000)};
  looks.live(Millis(60'000));
  CHECK_FALSE(looks.quiet_after());
  looks.die(Millis(10'000));
  REQUIRE(looks.stalled_after());
  CHECK(*looks.stalled_after() <= Millis(3'000));
}

TEST_CASE("looks that come late see no silence, whatever the time they come at") {
  Looks looks{Millis(50)};
  looks.live(Millis(10'000));
  looks.look_late(Millis(700));
  looks.live(Millis(60'000));
  CHECK_FALSE(looks.quiet_after());
}

}  // namespace
