// Whether there is a picture: a player's whose packets arrive, though no frame comes of them, or a
// publisher's whose camera gives none, though it is on.
//
// A picture that is late is looked for closely: it is frozen when a second has passed, or a few
// times the longest pause that this picture makes, and several looks in a row have seen what it
// could be made of. A camera that is off, a paused element and sound alone give nothing to make it
// of. A player's browser asks for a key frame by itself, Chromium after three seconds: only after
// that is a picture given up.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "config/config.hpp"
#include "machine/media_counts.hpp"
#include "recovery/rhythm.hpp"

namespace sluice {

struct Reasons;

class PictureWatch {
 public:
  enum class Verdict : std::uint8_t {
    Fine,
    Frozen,  // said once for each time
    GaveUp,  // it has not come back by itself
    Back,    // after Frozen
  };

  PictureWatch(Role role, TimePoint now);

  [[nodiscard]] Verdict sample(const MediaCounts& counts, TimePoint now);
  // How long the next look may wait from now on.
  [[nodiscard]] Millis next_look();
  // Whether MediaCounts::picture has to be looked at.
  [[nodiscard]] bool wants_all() const { return begun_ && is_late(); }
  // Nobody sees it, and browsers need not decode it.
  void set_hidden(bool hidden) { hidden_ = hidden; }

  void give_reasons(Reasons& out) const;

 private:
  [[nodiscard]] bool is_publisher() const { return role_ == Role::Publisher; }
  [[nodiscard]] Millis limit() const;
  [[nodiscard]] Millis closeness() const;
  [[nodiscard]] bool is_late() const { return silence_ >= limit() / 2; }

  // What a picture could be made of, when it was looked at last.
  struct Arrived {
    std::uint64_t picture;
    TimePoint at;
  };

  Role role_;
  TimePoint sampled_at_;
  Millis planned_;  // from the last look to this one
  Rhythm rhythm_;
  std::optional<Arrived> arrived_{};
  std::uint64_t progress_ = 0;  // frames of a player, or of a camera
  Millis silence_{0};           // as far as there was something to make a picture of
  int signs_ = 0;               // looks in a row that have seen what a picture could be made of
  bool begun_ = false;          // a player's first frame has come, or a camera is there
  bool is_absent_ = false;      // the last look has seen nothing to make a picture of
  bool hidden_ = false;
  bool told_ = false;
  bool gave_up_ = false;
};

}  // namespace sluice
