#include "negotiation/negotiation.hpp"

#include <algorithm>
#include <utility>

#include "base/redact.hpp"
#include "base/text.hpp"

namespace sluice {

std::string_view wait_name(Wait wait) {
  return nth_piece("none description gathering answer connect disconnected remove",
                   static_cast<std::size_t>(wait));
}

std::optional<NegotiationNote> Negotiation::poll_note() {
  if (notes_.empty()) return std::nullopt;
  NegotiationNote note = std::move(notes_.front());
  notes_.pop_front();
  return note;
}

std::optional<TimePoint> Negotiation::next_deadline() const {
  return wait_ == Wait::None ? std::nullopt : std::optional(deadline_);
}

void Negotiation::wait(Wait reason, TimePoint now) {
  const Timeouts& limits = config_.timeouts;
  wait_ = reason;
  switch (reason) {
    case Wait::None:
      break;
    case Wait::Description:
      deadline_ = now + limits.description;
      break;
    case Wait::Gathering:
      deadline_ = now + limits.gathering;
      break;
    case Wait::Answer:
      deadline_ = now + answer_limit(config_);
      break;
    case Wait::Connect:
      deadline_ = now + (config_.hurry ? config_.hurry->connect : limits.connect);
      break;
    case Wait::Disconnected:
      deadline_ = now + limits.disconnected;
      break;
    case Wait::Remove:
      deadline_ = now + limits.remove;
      break;
  }
}

std::string Negotiation::waited_for() const {
  return concat("waited for: ", wait_name(wait_));
}

void Negotiation::warn(ErrorCode code, std::string_view detail) {
  const Error error{.code = code, .detail = redact(detail)};
  push(Log{LogLevel::Warn,
           concat(error_info(code).name, ": ", error_info(code).message, " ", error.detail)});
  emit(is_publisher() ? event::kPublishStatus : event::kSubscribeStatus, error);
}

void Negotiation::emit_connect_success() {
  Url shown = endpoint_url(config_);
  shown.query.clear();
  emit(event::kConnectSuccess, shown.text());
}

bool take(std::optional<OpId>& slot, OpId op) {
  if (slot != op) return false;
  slot.reset();
  return true;
}

std::optional<TimePoint> earlier(std::optional<TimePoint> a, std::optional<TimePoint> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace sluice
