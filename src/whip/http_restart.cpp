// ICE restarts (RFC 9725 section 4.3.3): a new generation of credentials and candidates for a
// session that stays what it is. The rules are at the head of http_negotiation.cpp.

#include <utility>

#include "signal/sdp.hpp"
#include "signal/sdp_fragment.hpp"
#include "whip/http_negotiation.hpp"

namespace sluice {

bool HttpNegotiation::restart_ice(TimePoint now) {
  const bool possible = state_ == State::Connected && session_ && may_restart_ &&
                        now >= restart_not_before_ && !remote_sdp_.empty() && config_.trickle;
  if (!possible || restart_deadline_) return false;
  // What is under way belongs to the old credentials.
  abort_patches();
  restart_deadline_ = now + config_.timeouts.answer;
  restart_offer_op_ = next_op();
  push(CreateOffer{.attempt = attempt_, .op = *restart_offer_op_, .restart_ice = true});
  return true;
}

void HttpNegotiation::on_restart_offer(const std::string& sdp) {
  auto parsed = parse_sdp(sdp);
  if (!parsed) return end_restart();
  next_trickle_.emplace().set_offer(std::move(*parsed));
  restart_offered_ = true;
  restart_local_op_ = next_op();
  push(ApplyLocal{attempt_, *restart_local_op_, {SdpType::Offer, sdp}});
}

// `tag`: the wildcard in quotes, as the standard's example has it, or bare, as HTTP means it.
void HttpNegotiation::send_restart(std::string_view tag) {
  restart_patch_op_ = next_op();
  send_fragment(*restart_patch_op_, std::string(tag), trickle_.ask_restart());
}

void HttpNegotiation::on_restart_answered(const HttpAnswered& answer, TimePoint now) {
  if ((answer.status == 404 || answer.status == 410) && location_works_) return lose_session(now);
  if (answer.status == 412 && !bare_tag_) {
    bare_tag_ = true;
    return send_restart("*");
  }
  const auto ice = parse_fragment(answer.body);
  if (answer.status != 200 || !ice) {
    may_restart_ = passes(answer.status);
    restart_not_before_ = now + retry_after(answer).value_or(Millis{0});
    const int status = answer.status;
    return end_restart(status == 405 || status == 415 || status == 422 || status == 501);
  }
  session_->etag = entity_tag(answer);  // empty where CORS hides it
  remote_sdp_ = with_ice(remote_sdp_, *ice);
  restart_remote_op_ = next_op();
  push(ApplyRemote{attempt_, *restart_remote_op_, {SdpType::Answer, remote_sdp_}});
}

// The session goes on as it was, if it does.
void HttpNegotiation::end_restart(bool refused) {
  if (restart_patch_op_) push(AbortHttp{attempt_, *restart_patch_op_});
  if (restart_offered_) push(RollBack{attempt_});
  if (last_trickle_) trickle_ = std::move(*last_trickle_);
  forget_restart();
  note(NegotiationRestartFailed{refused});
}

void HttpNegotiation::forget_restart() {
  restart_deadline_.reset();
  restart_offered_ = false;
  next_trickle_.reset();
  last_trickle_.reset();
  for (auto* op : {&restart_offer_op_, &restart_local_op_, &restart_patch_op_, &restart_remote_op_})
    op->reset();
}

}  // namespace sluice
