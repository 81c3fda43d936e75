#include "machine/reasons.hpp"

#include "base/text.hpp"
#include "socket/socket_negotiation.hpp"

namespace sluice {

void SocketNegotiation::give_reasons(Reasons& out) const {
  constexpr std::string_view kStates =
      "Idle Locating Opening Greeting Greeted Checking Offering Exchanging Describing Trickling "
      "Starting Live Stopping Done";
  const std::string name =
      concat("attempt ", decimal(static_cast<std::uint32_t>(attempt())), " over a WebSocket");
  out.fact(name, nth_piece(kStates, static_cast<std::size_t>(state_)));
  if (!media_ready_) out.fact(concat(name, ", camera"), "waited for");
  if (peer_shaky_) out.fact(concat(name, ", peer"), "disconnected");
  if (by_channel_) out.fact(concat(name, ", messages"), "go by the data channel");
  if (probing_) out.fact(concat(name, ", question"), "the server is asked whether it is there");
  Conversation::give_reasons(out);
  out.timer("messages change over to the data channel", switch_at_);
  out.timer("a message is due that keeps the WebSocket open", keep_alive_at_);
}

}  // namespace sluice
