// Local candidates on their way to the server (RFC 9725 section 4.3.2): held until there is a
// session URL, then sent as few PATCH requests as possible, one at a time, each with all that has
// gathered meanwhile. A server that refuses one gets no more: all that matters is in the answer,
// and a session lives without trickling.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "signal/sdp_fragment.hpp"

namespace sluice {

enum class TrickleState : std::uint8_t { Holding, Ready, Sending, Off };

class Trickle {
 public:
  void set_offer(Sdp offer) { offer_ = std::move(offer); }

  // Inputs. Out of place, each does nothing: the table is in trickle.cpp.
  void candidate(std::string candidate);
  void end_of_candidates();
  void gather_again() { ended_ = false; }  // what has gathered stays
  void open();                             // there is a session URL
  void accepted();                         // the last PATCH was answered 2xx
  void stop();                             // it was refused or lost, or there is no URL to send to

  // The body of the PATCH to send now; the state is Sending behind it.
  [[nodiscard]] std::optional<std::string> poll_fragment();

  // The offer's ICE credentials alone: what an ICE restart tells the server.
  [[nodiscard]] std::string credentials() const { return write_fragment(offer_, {}, false); }
  // A fragment that says nothing new (RFC 9725 section 4.3.2 lets one be sent again); nothing where
  // the server takes none.
  [[nodiscard]] std::optional<std::string> repeat() const;

  [[nodiscard]] TrickleState state() const { return state_; }
  // All candidates, and that they are all, have reached the server.
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  Sdp offer_;
  TrickleState state_ = TrickleState::Holding;
  std::vector<std::string> batch_;
  std::size_t taken_ = 0;
  bool ended_ = false;     // no more candidates come
  bool end_sent_ = false;  // and the server is being told
  bool complete_ = false;
};

}  // namespace sluice
