// Any bytes as a stream of server-sent events, in pieces, and each event's data as the choice of a
// layer, which is a parser of outside bytes, too.
#include <algorithm>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "promise.hpp"
#include "signal/event_stream.hpp"
#include "whip/whep_extensions.hpp"

using namespace sluice;

namespace {

std::vector<std::pair<std::string, std::string>> read(std::string_view text, std::size_t piece) {
  std::vector<std::pair<std::string, std::string>> events;
  EventStream stream;
  bool fits = true;
  while (fits && !text.empty()) {
    fits = stream.feed(text.substr(0, piece));
    text.remove_prefix(std::min(piece, text.size()));
    while (auto event = stream.poll()) {
      SLUICE_PROMISE(!event->type.empty() && event->type.size() <= EventStream::kMaxBytes);
      SLUICE_PROMISE(event->data.size() <= EventStream::kMaxBytes);
      events.emplace_back(std::move(event->type), std::move(event->data));
    }
  }
  SLUICE_PROMISE(stream.last_id().find_first_of("\r\n") == std::string::npos);
  SLUICE_PROMISE(stream.last_id().find('\0') == std::string::npos);
  SLUICE_PROMISE(!stream.retry() || stream.retry()->count() >= 0);
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  // However it is cut, it says the same.
  const auto events = read(text, 1);
  SLUICE_PROMISE(events == read(text, 7));
  for (const auto& [type, words] : events) {
    const auto choice = layer_choice(words);
    SLUICE_PROMISE(!choice || parse_json(*choice)->find("mediaId"));
  }
  return 0;
}
