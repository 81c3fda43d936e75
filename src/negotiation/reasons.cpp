#include "machine/reasons.hpp"

#include "base/text.hpp"
#include "negotiation/conversation.hpp"
#include "negotiation/trickle.hpp"

namespace sluice {

void Negotiation::give_reasons(Reasons& out) const {
  constexpr std::string_view kWaits =
      "|the browser's next step with a description has taken too long"
      "|gathering candidates has taken too long"
      "|the server has not answered in time"
      "|the answer is there, but no connection has come of it in time"
      "|a live connection has been silent for too long"
      "|the server has not ended the session in time";
  if (wait_ != Wait::None)
    out.timer(nth_piece(kWaits, static_cast<std::size_t>(wait_), '|'), deadline_);
}

void Conversation::give_reasons(Reasons& out) const {
  Negotiation::give_reasons(out);
  out.timer("a call of the app's has no answer of the server's", calls_.next_deadline());
}

}  // namespace sluice
