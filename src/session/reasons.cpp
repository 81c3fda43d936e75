#include "machine/reasons.hpp"

#include <iterator>

#include "base/text.hpp"
#include "session/session.hpp"

namespace sluice {

void Locator::give_reasons(Reasons& out) const {
  const bool waits = state_ == LocatorState::Pausing;
  out.fact("search for nodes",
           nth_piece("Idle Asking Pausing Done", static_cast<std::size_t>(state_)),
           concat("try ", decimal(tries_), " of ", decimal(limits_.retries + 1)));
  out.timer(
      waits ? "the stream manager is asked again" : "the stream manager has not answered in time",
      deadline_);
}

void Session::give_reasons(std::string_view part, Reasons& out) const {
  constexpr std::string_view kStates =
      "Preparing NoMedia Ready Joining Joined Waiting Negotiating Live Closing Ended";
  const std::string name = concat("session ", decimal(attempts_ / kAttemptsPerSession + 1));
  out.fact(name, concat(nth_piece(kStates, static_cast<std::size_t>(state_)), part));
  if (loss_) {
    const std::string why =
        loss_->error ? concat(error_info(loss_->error->code).name, " ", loss_->error->detail)
                     : "the stream is over";
    out.fact(concat(name, ", lost"), trim(why));
  }
  if (nodes_.size() > 1)
    out.fact(concat(name, ", node"), concat(decimal(static_cast<std::int64_t>(node_ + 1)), " of ",
                                            decimal(std::ssize(nodes_))));
  if (suspected_)
    out.fact(concat(name, ", proxy"), "suspected: the stream manager is asked whether it answers");
  out.timer("nobody has let the camera be used", media_deadline_);
  if (locator_) locator_->give_reasons(out);
  if (socket_) {
    socket_->give_reasons(out);
  } else if (negotiation_) {
    // What is not over a WebSocket is over HTTP.
    static_cast<const HttpNegotiation&>(*negotiation_).give_reasons(out);
  }
}

}  // namespace sluice
