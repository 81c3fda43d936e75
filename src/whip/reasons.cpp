#include "machine/reasons.hpp"

#include "base/text.hpp"
#include "whip/http_negotiation.hpp"

namespace sluice {

void HttpNegotiation::give_reasons(Reasons& out) const {
  constexpr std::string_view kStates =
      "Idle Offering Gathering Posting Answering Countering Connecting Connected Orphaning "
      "Deleting "
      "Done";
  const std::string name =
      concat("attempt ", decimal(static_cast<std::uint32_t>(attempt())), " over HTTP");
  out.fact(name, nth_piece(kStates, static_cast<std::size_t>(state_)),
           session_ ? "the server has made a session" : "");
  if (restart_deadline_) out.fact(concat(name, ", ICE restart"), "under way");
  if (probe_op_ || patch_is_probe_)
    out.fact(concat(name, ", question"), "the server is asked whether it still has the session");
  if (trickle_losses_ > 0)
    out.fact(concat(name, ", candidates"), concat(decimal(trickle_losses_), " PATCH lost"));
  if (delete_again_at_) out.fact(concat(name, ", DELETE"), "lost, to be sent again");
  Conversation::give_reasons(out);
  out.timer("candidates that got lost are sent again", trickle_again_at_);
  out.timer("the DELETE is sent again", delete_again_at_);
  out.timer("the stream begins, though its data channel has not opened", channel_deadline_);
  out.timer("a PATCH has no answer", patch_deadline_);
  out.timer("the ICE restart has led nowhere", restart_deadline_);
}

}  // namespace sluice
