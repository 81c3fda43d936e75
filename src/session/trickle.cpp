#include "session/trickle.hpp"

namespace sluice {

//             candidate/end   open     accepted   stop    poll_fragment
//   Holding   keep            Ready    -          Off     -
//   Ready     keep            -        -          Off     Sending, if there is something to say
//   Sending   keep            -        Ready      Off     -
//   Off       -               -        -          -       -

void Trickle::candidate(std::string candidate) {
  // Firefox ends with an empty candidate before it ends with none.
  if (candidate.empty()) return end_of_candidates();
  if (state_ == TrickleState::Off || ended_ || taken_ >= kMaxCandidates) return;
  if (!is_sendable_candidate(candidate)) return;
  ++taken_;
  batch_.push_back(std::move(candidate));
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
}

void Trickle::stop() {
  state_ = TrickleState::Off;
  batch_.clear();
}

std::optional<std::string> Trickle::poll_fragment() {
  const bool tells_end = ended_ && !end_sent_;
  if (state_ != TrickleState::Ready || (batch_.empty() && !tells_end)) return std::nullopt;
  state_ = TrickleState::Sending;
  end_sent_ = ended_;
  std::string fragment = write_fragment(offer_, batch_, ended_);
  batch_.clear();
  return fragment;
}

std::optional<std::string> Trickle::repeat() const {
  if (state_ != TrickleState::Ready) return std::nullopt;
  return write_fragment(offer_, {}, end_sent_);
}

}  // namespace sluice
