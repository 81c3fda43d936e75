// When a picture that does not move counts as frozen.

#include "recovery/picture_watch.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <optional>
#include <vector>

using namespace sluice;

namespace {

using Verdict = PictureWatch::Verdict;

// A watch that looks when it wants to, and what there is to see.
class Bench {
 public:
  explicit Bench(Role role, bool tells_age = true)
      : watch_(role, now_), publishes_(role == Role::Publisher), tells_age_(tells_age) {}

  // Frames of `pace` arrive for so long; they are decoded, or a camera gives them, or not.
  void play(Millis pace, Millis time, bool moves = true) { run(pace, time, moves, true); }
  // Nothing of a picture arrives, or the camera is off.
  void pause(Millis time) { run(Millis(50), time, false, false); }

  [[nodiscard]] int count(Verdict verdict) const {
    int found = 0;
    for (const auto& [at, heard] : heard_) found += heard == verdict ? 1 : 0;
    return found;
  }
  [[nodiscard]] TimePoint when(Verdict verdict) const {
    for (const auto& [at, heard] : heard_) {
      if (heard == verdict) return at;
    }
    return TimePoint::max();
  }
  [[nodiscard]] bool heard_nothing() const { return heard_.empty(); }
  [[nodiscard]] TimePoint now() const { return now_; }
  [[nodiscard]] int thorough() const { return thorough_; }
  [[nodiscard]] PictureWatch& watch() { return watch_; }

 private:
  void run(Millis pace, Millis time, bool moves, bool arrives) {
    const TimePoint end = now_ + time;
    thorough_ = 0;
    while (now_ < end) {
      const TimePoint next = std::min(end, now_ + watch_.next_look());
      for (; next_ <= next; next_ += pace) {
        if (arrives && moves) {
          ++frames_;
          shown_at_ = next_;
        }
        if (arrives && (moves || !publishes_)) picture_ += 1'000;
      }
      const bool looks = next < end;
      now_ = next;
      if (!looks) break;
      MediaCounts counts{.packets = 1, .frames = publishes_ ? 0 : frames_};
      const bool thorough = watch_.wants_all();
      thorough_ += thorough ? 1 : 0;
      if (publishes_ ? arrives : thorough) counts.picture = picture_;
      if (!publishes_ && tells_age_ && frames_ > 0) counts.still = now_ - shown_at_;
      const Verdict verdict = watch_.sample(counts, now_);
      if (verdict != Verdict::Fine) heard_.emplace_back(now_, verdict);
    }
  }

  TimePoint now_{Millis(1'000)};
  PictureWatch watch_;
  bool publishes_;
  bool tells_age_;  // of what it plays
  TimePoint next_ = now_;
  std::uint64_t frames_ = 0;
  TimePoint shown_at_{};
  std::uint64_t picture_ = 0;
  int thorough_ = 0;
  std::vector<std::pair<TimePoint, Verdict>> heard_;
};

constexpr Millis kTwenty{50};
constexpr Millis kOne{1'000};

TEST_CASE("a picture that stands still while it arrives is frozen after a second, and given up") {
  // Where a browser does not tell how old the last picture is, it is told later.
  const bool tells_age = GENERATE(true, false);
  const Millis latest = tells_age ? Millis(1'500) : Millis(2'100);
  for (int offset = 0; offset < 750; offset += 20) {
    Bench player(Role::Subscriber, tells_age);
    player.play(kTwenty, Millis(10'000 + offset));
    CHECK(player.heard_nothing());
    CHECK(player.thorough() == 0);
    const TimePoint end = player.now();
    player.play(kTwenty, Millis(10'000), false);
    CHECK(player.count(Verdict::Frozen) == 1);
    CHECK(player.when(Verdict::Frozen) - end >= Millis(950));
    CHECK(player.when(Verdict::Frozen) - end <= latest);
    CHECK(player.count(Verdict::GaveUp) == 1);
    CHECK(player.when(Verdict::GaveUp) - end <= latest + Millis(3'400));
    player.play(kTwenty, Millis(5'000));
    CHECK(player.count(Verdict::Back) == 1);
    // And so each time.
    player.play(kTwenty, Millis(12'000));
    player.play(kTwenty, Millis(15'000), false);
    CHECK(player.count(Verdict::Frozen) == 2);
    CHECK(player.count(Verdict::GaveUp) == 2);
  }
}

TEST_CASE("a picture that comes back by itself is not given up") {
  Bench player(Role::Subscriber);
  player.play(kTwenty, Millis(10'000));
  player.play(kTwenty, Millis(3'300), false);
  player.play(kTwenty, Millis(10'000));
  CHECK(player.count(Verdict::Frozen) == 1);
  CHECK(player.count(Verdict::Back) == 1);
  CHECK(player.count(Verdict::GaveUp) == 0);
}

TEST_CASE("nothing is frozen where there is nothing to make a picture of") {
  Bench player(Role::Subscriber, GENERATE(true, false));
  SECTION("sound alone") {
    player.pause(Millis(60'000));
    CHECK(player.thorough() == 0);
  }
  SECTION("a camera that is off for a minute, again and again") {
    for (int i = 0; i < 3; ++i) {
      player.play(kTwenty, Millis(10'000 + 130 * i));
      player.pause(Millis(60'000));
      CHECK(player.thorough() <= 62);  // a look a second
      // Until the first key frame something arrives, and nothing can be made of it.
      player.play(kTwenty, Millis(450), false);
    }
    player.play(kTwenty, Millis(10'000));
  }
  SECTION("a frame a second") {
    player.play(kOne, Millis(60'000));
  }
  SECTION("a stream that becomes one of a frame a second") {
    player.play(kTwenty, Millis(10'000));
    player.play(kOne, Millis(60'000));
  }
  SECTION("a hidden page, where nothing is decoded") {
    player.play(kTwenty, Millis(10'000));
    player.watch().set_hidden(true);
    player.play(kTwenty, Millis(60'000), false);
    player.watch().set_hidden(false);
    player.play(kTwenty, Millis(300), false);
    player.play(kTwenty, Millis(10'000));
  }
  CHECK(player.heard_nothing());
}

TEST_CASE("a camera that is on and gives nothing is told once, and costs a look a second") {
  Bench publisher(Role::Publisher);
  publisher.play(Millis(33), Millis(10'000));
  CHECK(publisher.heard_nothing());
  SECTION("it stops") {
    const TimePoint end = publisher.now();
    publisher.play(Millis(33), Millis(20'000), false);
    CHECK(publisher.count(Verdict::Frozen) == 1);
    CHECK(publisher.when(Verdict::Frozen) - end <= Millis(4'500));
    publisher.play(Millis(33), Millis(5'000));
    CHECK(publisher.count(Verdict::Back) == 1);
  }
  SECTION("it is switched off, and needs two seconds to begin again") {
    publisher.pause(Millis(60'000));
    publisher.play(Millis(33), Millis(2'000), false);
    publisher.play(Millis(33), Millis(10'000));
    CHECK(publisher.heard_nothing());
  }
  CHECK(publisher.count(Verdict::GaveUp) == 0);
}

TEST_CASE("a camera that never gives anything is told") {
  Bench publisher(Role::Publisher);
  publisher.play(Millis(33), Millis(6'000), false);
  CHECK(publisher.count(Verdict::Frozen) == 1);
}

TEST_CASE("an answer that was overtaken, and a page that has slept, are no still picture") {
  PictureWatch watch(Role::Publisher, TimePoint(Millis(0)));
  TimePoint now{};
  const auto look = [&](Millis later, std::uint64_t frames) {
    static_cast<void>(watch.next_look());
    now += later;
    return watch.sample({.picture = frames}, now);
  };
  for (std::uint64_t frames = 1; frames < 9; ++frames)
    CHECK(look(Millis(1'000), frames) == Verdict::Fine);
  CHECK(look(Millis(1'000), 7) == Verdict::Fine);
  CHECK(look(Millis(6'000), 7) == Verdict::Fine);
  // And one that is plugged in anew counts from nothing.
  CHECK(look(Millis(1'000), 1) == Verdict::Fine);
}

}  // namespace
