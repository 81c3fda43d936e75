// Whether the media of a live session still arrives: a player's RTP, or what a server sends back to
// a publisher. Chromium takes five seconds to say that a peer is silent; for a stream of twenty
// frames a second the server is asked after a quarter of one.
//
// A look costs the page time. Where the browser tells when the last media came, the next look is
// taken when it would be overdue, or after a calm pause while media flows. Where it does not, the
// counters are looked at in a steady pace, and a silence is noticed the later.
//
// The limit is learnt: a few times the longest silence of the last seconds, as the looks see it. A
// stream with a frame a second has long silences, and is known by them. While a stream is young the
// limit is generous. A silence is counted by samples that were really taken, so that a page that
// was frozen, or late, hears no false alarm; a hidden page, whose timers are slow, gets a limit of
// its own. A silence that the server answers for is the stream's own and has none, but it is asked
// again: the session may end, and this machine's network change, while nothing comes; an answer
// under way is waited for, since a browser that gets no time to run hears both late. Before
// anything has arrived there is nothing to miss.
#pragma once

#include <cstdint>
#include <utility>

#include "base/time.hpp"
#include "machine/media_counts.hpp"
#include "recovery/rhythm.hpp"

namespace sluice {

// Between two looks.
struct LookPace {
  Millis keen;   // while a stream is young, hidden or stalled; twice this is no silence yet
  Millis calm;   // while media flows
  Millis blind;  // while it is not known when the last media came, and in place of `keen` then
};

struct Reasons;

class StallWatch {
 public:
  enum class Verdict : std::uint8_t {
    Fine,
    Quiet,     // for longer than usual: worth a question to the server
    Stalled,   // too long
    Stirring,  // packets again after a stall, but no picture yet
    Woke,      // it is back
  };

  StallWatch(LookPace pace, TimePoint now) : pace_(pace), sampled_at_(now) {}

  // Quiet is said before Stalled, and again and again in a silence that lasts, ever more seldom;
  // Woke once for each stall.
  [[nodiscard]] Verdict sample(const MediaCounts& counts, TimePoint now);
  // How long the next look may wait from now on.
  [[nodiscard]] Millis next_look();
  // Whether packets have to be counted, and not only what has become sound or picture.
  [[nodiscard]] bool wants_all() const { return stalled_ || (told_quiet_ && !vouched_); }
  // The server has been asked whether it is there, in this silence.
  void ask() { asked_ = true; }
  [[nodiscard]] bool is_asking() const { return asked_; }
  // Its answer. Where it is there the stream itself is silent, for as long as it likes. One that
  // comes when the silence is over says nothing of the next.
  void answer(bool alive) {
    if (std::exchange(asked_, false)) vouched_ = alive;
  }
  // There is hope again, though no media yet: as if it had just come.
  void begin_anew();
  void set_hidden(bool hidden) { hidden_ = hidden; }
  // It is known otherwise that nothing comes any more: what does is the end of a stall.
  void give_up() {
    stalled_ = true;
    told_stirring_ = false;
  }

  // Whether there is a silence that was worth a question.
  [[nodiscard]] bool is_quiet() const { return told_quiet_; }
  [[nodiscard]] bool is_flowing() const { return begun_ && !told_quiet_; }
  [[nodiscard]] bool has_picture() const { return has_picture_; }
  [[nodiscard]] Millis limit() const;

  void give_reasons(Reasons& out) const;

 private:
  void end_silence(std::optional<Millis> age, Millis seen, TimePoint now);
  [[nodiscard]] bool is_young() const;
  [[nodiscard]] Millis keen() const { return knows_age_ ? pace_.keen : pace_.blind; }

  LookPace pace_;
  TimePoint sampled_at_;
  TimePoint began_at_{};  // when the first media came
  Rhythm rhythm_;
  MediaCounts counts_;
  Millis silence_{0};
  Millis ask_at_{0};              // a silence that is worth the next question
  Millis planned_ = pace_.blind;  // from the last look to this one
  bool is_fresh_ = false;         // the last look has seen new media
  bool knows_age_ = false;
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
