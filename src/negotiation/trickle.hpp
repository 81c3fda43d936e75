// Local candidates on their way to the server (RFC 9725 section 4.3.2): held until there is a
// session URL, then sent as few PATCH requests as possible, one at a time, each with all that has
// gathered meanwhile. What a lost request carried is sent again. A server that takes none gets no
// more: all that matters is in the answer, and a session lives without trickling.
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
  // `mid`: of its section; empty where the browser does not say.
  void candidate(std::string candidate, std::string mid = {});
  void end_of_candidates();
  void gather_again() { ended_ = false; }  // what has gathered stays
  void open();                             // there is a session URL
  void accepted();                         // the last PATCH was answered 2xx
  void again();                            // it was lost: all of it is still to be sent
  void stop();                             // it was refused for good, or there is no URL

  // The body of the PATCH to send now; the state is Sending behind it.
  [[nodiscard]] std::optional<std::string> poll_fragment();

  // What asks for an ICE restart: the offer's credentials, and what has gathered for them. The
  // state is Sending behind it, also where it has to be asked once more.
  [[nodiscard]] std::string ask_restart() { return send(); }
  // A fragment that says nothing new (RFC 9725 section 4.3.2 lets one be sent again).
  [[nodiscard]] std::string repeat() const { return write_fragment(offer_, {}, end_sent_); }
  // Whether a candidate of this user name fragment is of this offer; an empty one may be of any.
  [[nodiscard]] bool owns(std::string_view ufrag) const;

  [[nodiscard]] TrickleState state() const { return state_; }
  // All candidates, and that they are all, have reached the server.
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  std::string send();

  Sdp offer_;
  TrickleState state_ = TrickleState::Holding;
  std::vector<TrickledCandidate> batch_;  // the first `sending_` of them are on their way
  std::size_t sending_ = 0;
  std::size_t taken_ = 0;
  bool ended_ = false;     // no more candidates come
  bool end_sent_ = false;  // and the server is being told
  bool complete_ = false;
};

}  // namespace sluice
