#include "negotiation/trickle.hpp"

#include <algorithm>

namespace sluice {

// clang-format off
//             candidate/end   open     accepted/again   stop    poll_fragment
//   Holding   keep            Ready    -                Off     -
//   Ready     keep            -        -                Off     Sending, if there is something to say
//   Sending   keep            -        Ready            Off     -
//   Off       -               -        -                -       -
//
// ask_restart() leads to Sending from wherever it is.
// clang-format on

void Trickle::candidate(std::string candidate, std::string mid) {
  // Firefox ends with an empty candidate before it ends with none.
  if (candidate.empty()) return end_of_candidates();
  if (state_ == TrickleState::Off || ended_ || taken_ >= kMaxCandidates) return;
  if (!is_sendable_candidate(candidate)) return;
  ++taken_;
  batch_.push_back({std::move(mid), std::move(candidate)});
}

void Trickle::end_of_candidates() {
  if (state_ != TrickleState::Off) ended_ = true;
}

void Trickle::open() {
  if (state_ == TrickleState::Holding) state_ = TrickleState::Ready;
}

void Trickle::accepted() {
  if (state_ != TrickleState::Sending) return;
  state_ = TrickleState::Ready;
  complete_ = end_sent_;
  batch_.erase(batch_.begin(), batch_.begin() + static_cast<std::ptrdiff_t>(sending_));
}

void Trickle::again() {
  if (state_ != TrickleState::Sending) return;
  state_ = TrickleState::Ready;
  end_sent_ = complete_;
}

bool Trickle::owns(std::string_view ufrag) const {
  return ufrag.empty() ||
         std::ranges::find(offer_.media, ufrag, &SdpMedia::ice_ufrag) != offer_.media.end();
}

void Trickle::stop() {
  state_ = TrickleState::Off;
  batch_.clear();
}

std::optional<std::string> Trickle::poll_fragment() {
  const bool tells_end = ended_ && !end_sent_;
  if (state_ != TrickleState::Ready || (batch_.empty() && !tells_end)) return std::nullopt;
  return send();
}

std::string Trickle::send() {
  state_ = TrickleState::Sending;
  end_sent_ = ended_;
  sending_ = batch_.size();
  return write_fragment(offer_, batch_, ended_);
}

}  // namespace sluice
