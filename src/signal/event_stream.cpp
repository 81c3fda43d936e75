#include "signal/event_stream.hpp"

#include <utility>

#include "base/text.hpp"

namespace sluice {
namespace {

constexpr std::int64_t kMaxRetryMs = 24 * 60 * 60 * 1000;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

bool EventStream::feed(std::string_view piece) {
  while (!broken_ && !piece.empty()) {
    if (std::exchange(skips_feed_, false) && piece.front() == '\n') {
      piece.remove_prefix(1);
      continue;
    }
    const std::size_t end = piece.find_first_of("\r\n");
    const std::string_view part = piece.substr(0, end);
    broken_ = line_.size() + part.size() > kMaxBytes;
    if (broken_) break;
    line_.append(part);
    if (end == std::string_view::npos) break;
    skips_feed_ = piece[end] == '\r';
    piece.remove_prefix(end + 1);
    broken_ = !end_line();
  }
  return !broken_;
}

std::optional<StreamEvent> EventStream::poll() {
  if (events_.empty()) return std::nullopt;
  std::optional<StreamEvent> event(std::move(events_.front()));
  events_.pop_front();
  return event;
}

void EventStream::begin_anew() {
  line_.clear();
  type_.clear();
  data_.clear();
  id_ = last_id_;
  has_data_ = skips_feed_ = begun_ = broken_ = false;
}

// Whether it is within the limits.
bool EventStream::end_line() {
  std::string_view line = line_;
  if (!std::exchange(begun_, true) && line.starts_with(kByteOrderMark))
    line.remove_prefix(kByteOrderMark.size());
  if (line.empty()) {
    dispatch();
  } else {
    std::string_view value = line;
    const std::string_view name = next_piece(value, ':');  // empty: a comment
    if (value.starts_with(' ')) value.remove_prefix(1);
    field(name, value);
  }
  line_.clear();
  return data_.size() <= kMaxBytes && events_.size() <= kMaxEvents;
}

void EventStream::field(std::string_view name, std::string_view value) {
  if (name == "event") {
    type_ = value;
  } else if (name == "data") {
    if (std::exchange(has_data_, true)) data_.push_back('\n');
    data_.append(value);
  } else if (name == "id") {
    if (value.find('\0') == std::string_view::npos) id_ = value;
  } else if (name == "retry") {
    if (const auto ms = parse_decimal(value, kMaxRetryMs)) retry_ = Millis(*ms);
  }
}

void EventStream::dispatch() {
  last_id_ = id_;
  if (std::exchange(has_data_, false))
    events_.push_back({type_.empty() ? "message" : std::move(type_), std::move(data_)});
  type_.clear();
  data_.clear();
}

}  // namespace sluice
