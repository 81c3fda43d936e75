#include "machine/reasons.hpp"

#include "base/text.hpp"
#include "recovery/supervisor.hpp"

namespace sluice {
namespace {

std::string ms(Millis time) {
  return concat(decimal(time.count()), " ms");
}

}  // namespace

void StallWatch::give_reasons(Reasons& out) const {
  const std::string_view kind = stalled_ && told_stirring_
                                    ? "packets come again, but no picture yet"
                                : stalled_                ? "stalled"
                                : !begun_                 ? "none yet"
                                : told_quiet_ && asked_   ? "late: the server is asked"
                                : told_quiet_ && vouched_ ? "late, but the server is there"
                                : told_quiet_             ? "late"
                                                          : "arrives";
  out.fact("media", kind,
           concat("silent for ", ms(silence_), ", taken for lost after ", ms(limit())));
}

void PictureWatch::give_reasons(Reasons& out) const {
  const std::string_view kind = gave_up_ ? "given up"
                                : told_  ? "stands still"
                                : begun_ ? "moves"
                                         : "none yet";
  out.fact("picture", kind,
           concat("still for ", ms(silence_), ", taken for frozen after ", ms(limit())));
}

void CaptureWatch::give_reasons(Reasons& out) const {
  if (state_ != CaptureState::Whole)
    out.fact("device", state_ == CaptureState::Opening ? "being opened again" : "refused");
  out.timer(state_ == CaptureState::Opening ? "the device has not opened in time"
                                            : "the device is tried again",
            due_at_);
}

void Supervisor::give_reasons(Reasons& out) const {
  constexpr std::string_view kStates = "Plain Idle Connecting Live Waiting Retrying Closing Ended";
  out.fact("client", nth_piece(kStates, static_cast<std::size_t>(state_)));
  if (offline_) out.fact("network", "away, so that nothing is tried");
  if (away_) out.fact("page", "in the browser's cache, so that nothing is tried");
  if (stopped_) out.fact("recovery", "stopped by the app");
  if (loss_) {
    constexpr std::string_view kPauses =
        "the next attempt|the app's policy|a new token|our own old session's end";
    const std::uint32_t most = config_.recovery.attempts;
    std::string detail = concat(decimal(tries_.failures), " failures that count",
                                most > 0 ? concat(" of ", decimal(most)) : "");
    if (loss_->error) detail.append(", ").append(error_info(loss_->error->code).name);
    if (loss_->error && loss_->error->retry_after)
      detail.append(", the server asks to wait ").append(ms(*loss_->error->retry_after));
    out.fact("loss", concat(cause_name(loss_->cause), ", attempts: ", decimal(tries_.attempts)),
             detail);
    if (state_ == State::Waiting)
      out.fact("waits for", nth_piece(kPauses, static_cast<std::size_t>(loss_->pause), '|'));
    if (loss_->without_restart)
      out.fact("ICE restart", "tried first", "a new session is made where it does not help");
    const bool over = left(Millis{1}, latest_) <= Millis{0};
    out.timer(over                            ? "the time for recovering is over"
              : loss_->pause == Pause::Token  ? "no new token has come"
              : loss_->pause == Pause::Ending ? "our own old session has had its time to end"
                                              : "the next attempt is due",
              due_at());
  }
  if (watch_) watch_->give_reasons(out);
  if (picture_) picture_->give_reasons(out);
  out.timer("a look at the media is due", sample_at_);
  if (capture_) capture_->give_reasons(out);
  for (const Member& member : members_) {
    const std::string_view part = member.leaving  ? ", being taken down"
                                  : member.hidden ? ", to take over"
                                                  : ", seen by the app";
    member.session->give_reasons(part, out);
    out.timer("our own old session has had its time to end", waits_until(member));
  }
}

}  // namespace sluice
