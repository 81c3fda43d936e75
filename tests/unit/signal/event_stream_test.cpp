// Server-sent events out of pieces cut anywhere, and the limits.

#include "signal/event_stream.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>

using namespace sluice;

namespace {

std::vector<std::pair<std::string, std::string>> all_of(EventStream& stream) {
  std::vector<std::pair<std::string, std::string>> events;
  while (auto event = stream.poll()) events.emplace_back(event->type, event->data);
  return events;
}

}  // namespace

TEST_CASE("an event is its lines, however the stream is cut") {
  const std::string_view text =
      "\xEF\xBB\xBF: hello\r\nevent: viewercount\r\ndata: {\"viewercount\":\r\ndata:3}\r\n\r\n"
      "data\rdata:  x\r\revent:layers\n\nid: 7\ndata:y\n\n";
  const auto cut = static_cast<std::size_t>(GENERATE(Catch::Generators::range(0, 104)));
  EventStream stream;
  CHECK(stream.feed(text.substr(0, std::min(cut, text.size()))));
  CHECK(stream.feed(text.substr(std::min(cut, text.size()))));
  CHECK(all_of(stream) ==
        std::vector<std::pair<std::string, std::string>>{
            {"viewercount", "{\"viewercount\":\n3}"}, {"message", "\n x"}, {"message", "y"}});
  CHECK(stream.last_id() == "7");
}

TEST_CASE("an event that is not ended is lost with its stream, and its id with it") {
  EventStream stream;
  stream.feed("id: 1\ndata: a\n\nid: 2\nevent: active\ndata: b");
  CHECK(all_of(stream).size() == 1);
  stream.begin_anew();
  stream.feed("\n\ndata: c\n\n");
  CHECK(all_of(stream) == std::vector<std::pair<std::string, std::string>>{{"message", "c"}});
  CHECK(stream.last_id() == "1");
}

TEST_CASE("an id with a NUL in it is none, and an empty one takes the last back") {
  EventStream stream;
  stream.feed("id: 1\ndata:\n\n");
  using namespace std::string_view_literals;
  stream.feed("id: 2\0\ndata:\n\n"sv);
  CHECK(stream.last_id() == "1");
  stream.feed("id\ndata:\n\n");
  CHECK(stream.last_id().empty());
}

TEST_CASE("what the server wants waited is a number of milliseconds, and nothing else") {
  EventStream stream;
  stream.feed("retry: 12s\nretry:-1\nretry: 99999999999999999999\n");
  CHECK_FALSE(stream.retry());
  stream.feed("retry: 2500\n");
  CHECK(stream.retry() == Millis(2500));
}

TEST_CASE("a stream beyond its limits is read no further") {
  const std::string much(EventStream::kMaxBytes, 'x');
  EventStream stream;
  SECTION("a line") {
    CHECK(stream.feed(much));
    CHECK_FALSE(stream.feed("x"));
  }
  SECTION("an event of many lines") {
    CHECK(stream.feed("data:" + much.substr(0, much.size() / 2) + "\n"));
    CHECK_FALSE(stream.feed("data:" + much.substr(0, much.size() / 2) + "\n"));
  }
  SECTION("events that nobody takes") {
    std::string events;
    for (std::size_t i = 0; i <= EventStream::kMaxEvents; ++i) events.append("data:\n\n");
    CHECK_FALSE(stream.feed(events));
  }
  CHECK_FALSE(stream.feed("data: late\n\n"));
  for (const auto& [type, data] : all_of(stream)) CHECK(data.empty());
  stream.begin_anew();
  CHECK(stream.feed("data: anew\n\n"));
  CHECK(all_of(stream).back().second == "anew");
}
