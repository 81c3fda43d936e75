// Whether the media of a live session still arrives: a player's RTP, or what a server sends back to
// a publisher. Chromium takes five seconds to say that a peer is silent; for a stream of twenty
// frames a second the server is asked after a quarter of one.
//
// The limit is learnt: a few times the longest silence of the last seconds, as the sampling sees
// it. A stream with a frame a second has long silences, and is known by them. While a stream is
// young the limit is generous. A silence is counted by samples that were really taken, so that a
// page that was frozen, or late, hears no false alarm; a hidden page, whose timers are slow, gets a
// limit of its own. A silence that the server answers for is the stream's own and has none; an
// answer under way is waited for, since a browser that gets no time to run hears both late. Before
// anything has arrived there is nothing to miss.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "base/time.hpp"

namespace sluice {

struct MediaCounts {
  std::uint64_t packets = 0;  // received; each counter only grows
  std::uint64_t frames = 0;   // decoded; zero for what has no picture
};

class StallWatch {
 public:
  enum class Verdict : std::uint8_t {
    Fine,
    Quiet,     // for longer than usual: worth a question to the server
    Stalled,   // too long
    Stirring,  // packets again after a stall, but no picture yet
    Woke,      // it is back
  };

  StallWatch(Millis interval, TimePoint now) : interval_(interval), sampled_at_(now) {}

  // Quiet is said once for each silence, and before Stalled; Woke once for each stall.
  [[nodiscard]] Verdict sample(const MediaCounts& counts, TimePoint now);
  // The server has been asked whether it is there, in this silence.
  void ask() { asked_ = true; }
  // Its answer. Where it is there the stream itself is silent, for as long as it likes. One that
  // comes when the silence is over says nothing of the next.
  void answer(bool alive) {
    if (std::exchange(asked_, false)) vouched_ = alive;
  }
  // There is hope again, though no media yet: as if it had just come.
  void begin_anew();
  void set_hidden(bool hidden) { hidden_ = hidden; }

  [[nodiscard]] bool has_picture() const { return has_picture_; }
  [[nodiscard]] Millis limit() const;

 private:
  void end_silence(TimePoint now);
  void learn(Millis silence, TimePoint now);

  static constexpr std::size_t kSlots = 10;  // of a second each
  Millis interval_;
  TimePoint sampled_at_;
  TimePoint began_at_{};  // when the first media came
  TimePoint slot_began_{};
  std::array<Millis, kSlots> longest_{};  // the longest silence of each of the last seconds
  std::size_t slot_ = 0;
  MediaCounts counts_;
  Millis silence_{0};
  bool begun_ = false;
  bool has_picture_ = false;
  bool hidden_ = false;
  bool asked_ = false;
  bool vouched_ = false;
  bool told_quiet_ = false;
  bool stalled_ = false;
  bool told_stirring_ = false;
};

}  // namespace sluice
