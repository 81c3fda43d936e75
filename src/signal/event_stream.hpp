// A stream of server-sent events (HTML standard, section 9.2.6), read in pieces as they come.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace sluice {

struct StreamEvent {
  std::string type;  // "message" where the server names none
  std::string data;  // its lines joined by line feeds
};

class EventStream {
 public:
  // Of a line, of an event's data, and of what waits to be polled.
  static constexpr std::size_t kMaxBytes = 64 * 1024;
  static constexpr std::size_t kMaxEvents = 64;

  // The next piece, cut anywhere. False: a limit is passed, and nothing more is read.
  bool feed(std::string_view piece);
  [[nodiscard]] std::optional<StreamEvent> poll();

  // What the next request is to say of where this stream has broken off; empty where no event had
  // an id.
  [[nodiscard]] const std::string& last_id() const { return last_id_; }
  // What the server wants waited before that, if it has said so.
  [[nodiscard]] std::optional<Millis> retry() const { return retry_; }
  // A new stream in the place of one that broke off: what was not finished there is lost.
  void begin_anew();

 private:
  bool end_line();
  void field(std::string_view name, std::string_view value);
  void dispatch();

  std::string line_;
  bool skips_feed_ = false;  // the line feed behind a carriage return belongs to it
  bool begun_ = false;       // there was a line: a byte order mark may only be before the first
  bool broken_ = false;
  std::string type_, data_, id_, last_id_;
  bool has_data_ = false;
  std::optional<Millis> retry_;
  std::deque<StreamEvent> events_;
};

}  // namespace sluice
