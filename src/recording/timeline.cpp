#include "recording/timeline.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "recording/codec.hpp"
#include "recording/names.hpp"
#include "recording/replay.hpp"

namespace sluice::recording {
namespace {

// Set anew at each look, and of no interest unless they go off.
bool is_routine(std::string_view timer) {
  return timer.starts_with("a look at the media") || timer.starts_with("a message is due");
}

bool is_routine(const Step& step) {
  constexpr std::string_view kLook = "SampleStats";
  const bool looks = std::holds_alternative<Timeout>(step.input) ||
                     std::holds_alternative<StatsSampled>(step.input);
  return looks && std::ranges::all_of(step.effects, [&](const std::string& effect) {
           return describe_effect(effect).starts_with(kLook);
         });
}

std::string clock(Millis time) {
  const std::int64_t ms = time.count();
  const auto digits = [](std::int64_t number, std::size_t width) {
    std::string text = std::to_string(number);
    return text.size() < width ? std::string(width - text.size(), '0') + text : text;
  };
  return concat(digits(ms / 60'000, 2), ":", digits(ms / 1000 % 60, 2), ".", digits(ms % 1000, 3));
}

class Teller {
 public:
  Teller(const Recording& recording, bool all) : recording_(recording), all_(all) {}

  Timeline tell() {
    Replay replay(recording_);
    timeline_.steps = recording_.steps.size();
    if (!replay.same_core())
      note(concat("recorded by core ", recording_.core, ", replayed by ", core_version(),
                  ": only the states are compared"));
    if (replay.refusal())
      note(concat("this core does not take the options: ", error_info(replay.refusal()->code).name,
                  " ", replay.refusal()->detail));
    for (step_ = 0; step_ < recording_.steps.size(); ++step_) {
      const Step& then = recording_.steps[step_];
      at_ = then.at - recording_.beginning.at;
      if (recording_.gap && step_ == recording_.first_steps) tell_gap(*recording_.gap);
      step_ < replay.steps() ? tell_replayed(replay, then) : tell_recorded(then);
    }
    end_routine();
    return std::move(timeline_);
  }

 private:
  void line(LineKind kind, std::string_view text) {
    timeline_.lines.push_back({at_, step_, kind, on_one_line(text)});
  }
  void note(std::string_view text) { line(LineKind::Note, text); }

  void end_routine() {
    if (looks_ > 0) note(concat(std::to_string(looks_), " looks at the media, and nothing to do"));
    looks_ = 0;
  }

  void tell_gap(const Gap& gap) {
    end_routine();
    note(
        concat("from ", clock(gap.from - recording_.beginning.at), " to ",
               clock(gap.until - recording_.beginning.at), " ", std::to_string(gap.steps),
               " inputs with ", std::to_string(gap.effects),
               " effects are missing; what follows is as it was recorded, and cannot be replayed"));
  }

  void tell_recorded(const Step& then) {
    line(LineKind::In, describe_input(then.input));
    for (const std::string& effect : then.effects) line(LineKind::Out, describe_effect(effect));
  }

  void tell_replayed(Replay& replay, const Step& then) {
    const Replayed now = replay.next();
    ++timeline_.replayed;
    const bool same = replay.is_same(then, now.step);
    if (same) {
      ++timeline_.same;
      timeline_.effects += now.step.effects.size();
    }
    const std::vector<std::string> news = news_in(now.reasons);
    if (!all_ && same && news.empty() && is_routine(then)) {
      looks_ += std::holds_alternative<StatsSampled>(then.input) ? 1 : 0;
      last_ = now.reasons;
      return;
    }
    end_routine();
    line(LineKind::In, describe_input(then.input));
    if (std::holds_alternative<Timeout>(then.input)) tell_due(then.at);
    for (const std::string& text : news) line(LineKind::Fact, text);
    tell_timers(now.reasons, then.at);
    if (same) {
      for (const std::string& effect : now.step.effects)
        line(LineKind::Out, describe_effect(effect));
    } else {
      tell_difference(then, now.step);
    }
    last_ = now.reasons;
  }

  void tell_due(TimePoint now) {
    bool any = false;
    for (const Reasons::Timer& timer : last_.timers) {
      if (timer.at > now) continue;
      any = true;
      const std::int64_t late = (now - timer.at).count();
      line(LineKind::Because,
           concat(timer.what, late > 50 ? concat(" (", std::to_string(late), " ms late)") : ""));
    }
    if (!any)
      line(LineKind::Because, step_ == 0 ? "it begins" : "no timer is due: it went off early");
  }

  [[nodiscard]] std::vector<std::string> news_in(const Reasons& now) const {
    const auto in = [](const Reasons& reasons, const Reasons::Fact& fact, bool same_kind) {
      return std::ranges::any_of(reasons.facts, [&](const Reasons::Fact& other) {
        return other.name == fact.name && (!same_kind || other.kind == fact.kind);
      });
    };
    std::vector<std::string> news;
    for (const Reasons::Fact& fact : now.facts) {
      if (in(last_, fact, true)) continue;
      const std::string detail = fact.detail.empty() ? "" : concat(" (", fact.detail, ")");
      news.push_back(concat(fact.name, ": ", fact.kind, detail));
    }
    for (const Reasons::Fact& fact : last_.facts) {
      if (!in(now, fact, false)) news.push_back(concat(fact.name, ": over"));
    }
    return news;
  }

  void tell_timers(const Reasons& reasons, TimePoint now) {
    for (const Reasons::Timer& timer : reasons.timers) {
      const bool known = std::ranges::any_of(last_.timers, [&](const Reasons::Timer& other) {
        return other.what == timer.what && other.at == timer.at;
      });
      if (known || is_routine(timer.what)) continue;
      const Millis in = std::max(Millis(0), timer.at - now);
      line(LineKind::Timer, concat("in ", std::to_string(in.count()), " ms: ", timer.what));
    }
  }

  void tell_difference(const Step& then, const Step& now) {
    if (!timeline_.first_difference) {
      timeline_.first_difference = step_;
      note("from here on the replay is not what was recorded");
    }
    const auto tell = [this](LineKind kind, const Step& step) {
      for (const std::string& effect : step.effects) line(kind, describe_effect(effect));
      line(kind,
           concat("state ", nth_piece(kStates, static_cast<std::size_t>(step.state)), ", ",
                  step.wakes ? concat("to wake in ", std::to_string(step.wakes->count()), " ms")
                             : "no timer"));
    };
    tell(LineKind::Then, then);
    tell(LineKind::Now, now);
  }

  static constexpr std::string_view kStates =
      "Plain Idle Connecting Live Waiting Retrying Closing Ended";

  const Recording& recording_;
  bool all_;
  Timeline timeline_;
  Reasons last_;
  Millis at_{};
  std::size_t step_ = 0;
  std::size_t looks_ = 0;
};

constexpr std::size_t kMostInShort = 40;

// What somebody asks first: how the client stood, and what was lost when.
std::string in_short(const Timeline& timeline) {
  const auto counts = [](const TimelineLine& line) {
    const auto begins = [&](std::string_view with) { return line.text.starts_with(with); };
    if (line.kind == LineKind::Fact) return begins("client: ") || begins("loss: ");
    if (line.kind != LineKind::Out) return false;
    return begins("Emit type Reconnect.Success") || begins("Emit type Reconnect.Fail") ||
           (begins("Settle ") && line.text.find("error {") != std::string::npos);
  };
  std::string out;
  std::size_t count = 0;
  for (const TimelineLine& line : timeline.lines) {
    if (!counts(line)) continue;
    if (++count <= kMostInShort) out.append(concat("  ", clock(line.at), "  ", line.text, "\n"));
  }
  if (count > kMostInShort)
    out.append(concat("  and ", std::to_string(count - kMostInShort), " more\n"));
  return out.empty() ? out : concat("In short:\n", out, "\n");
}

}  // namespace

Timeline timeline_of(const Recording& recording, bool all) {
  return Teller(recording, all).tell();
}

std::string text_of(const Recording& recording, const Timeline& timeline) {
  constexpr std::string_view kMarks[] = {"> ", "  because ", "  . ",      "  ~ ",
                                         "< ", "  then < ",  "  now  < ", "# "};
  const Beginning& beginning = recording.beginning;
  std::string out = concat("A ", name_of(beginning.role), " over ", name_of(beginning.transport),
                           beginning.page.secure ? ", on a secure page" : "", ", with options ",
                           on_one_line(beginning.options), "\n");
  const std::size_t missing = recording.gap ? static_cast<std::size_t>(recording.gap->steps) : 0;
  out.append(concat(std::to_string(timeline.steps + missing), " inputs, ",
                    std::to_string(timeline.replayed), " replayed, ",
                    timeline.first_difference
                        ? concat("exact up to input ", std::to_string(*timeline.first_difference))
                        : (timeline.replayed > 0 ? "all exact" : "so nothing is known of them"),
                    "\n\n", in_short(timeline)));
  Millis last{-1};
  for (const TimelineLine& line : timeline.lines) {
    const std::string time = clock(line.at);
    out.append(line.at == last ? std::string(time.size(), ' ') : time);
    last = line.at;
    out.append("  ").append(kMarks[static_cast<std::size_t>(line.kind)]).append(line.text);
    out.push_back('\n');
  }
  return out;
}

}  // namespace sluice::recording
