#include "negotiation/server_calls.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace sluice;

namespace {

using Calls = std::vector<CallId>;

ServerCalled call(std::uint32_t id, std::string method = "method", std::string json = "[]") {
  return {CallId{id}, std::move(method), std::move(json)};
}
TimePoint at(std::int64_t ms) {
  return TimePoint(Millis(ms));
}

}  // namespace

TEST_CASE("each call gets a number of its own, which is never used again") {
  ServerCalls calls;
  CHECK(calls.add(call(10), at(1)) == 1U);
  CHECK(calls.add(call(11), at(1)) == 2U);
  CHECK(calls.take(1) == CallId{10});
  CHECK(calls.add(call(12), at(1)) == 3U);
  CHECK(calls.take(3) == CallId{12});
  CHECK(calls.take(2) == CallId{11});
}

TEST_CASE("a call is taken once, and by its own number alone") {
  ServerCalls calls;
  CHECK_FALSE(calls.take(1));
  CHECK(calls.add(call(10), at(1)));
  CHECK_FALSE(calls.take(0));
  CHECK_FALSE(calls.take(2));
  CHECK(calls.take(1));
  CHECK_FALSE(calls.take(1));
}

TEST_CASE("calls expire at their deadlines, the oldest first") {
  ServerCalls calls;
  CHECK_FALSE(calls.next_deadline());
  CHECK(calls.add(call(10), at(100)));
  CHECK(calls.add(call(11), at(100)));
  CHECK(calls.add(call(12), at(200)));
  CHECK(calls.next_deadline() == at(100));
  CHECK(calls.take_expired(at(99)).empty());
  CHECK(calls.take_expired(at(100)) == Calls{CallId{10}, CallId{11}});
  CHECK(calls.next_deadline() == at(200));
  CHECK(calls.take_expired(at(500)) == Calls{CallId{12}});
  CHECK_FALSE(calls.next_deadline());
  CHECK(calls.take_expired(at(500)).empty());
}

TEST_CASE("all that wait are taken together, in their order") {
  ServerCalls calls;
  CHECK(calls.take_all().empty());
  CHECK(calls.add(call(10), at(1)));
  CHECK(calls.add(call(11, "switchStreams"), at(1)));
  CHECK(calls.take_all() == Calls{CallId{10}, CallId{11}});
  CHECK(calls.take_all().empty());
  CHECK_FALSE(calls.next_deadline());
}

TEST_CASE("no more than 256 calls wait at a time") {
  ServerCalls calls;
  for (std::uint32_t i = 0; i < ServerCalls::kMaxCalls; ++i) CHECK(calls.add(call(i), at(1)));
  CHECK_FALSE(calls.add(call(999), at(1)));
  CHECK(calls.take(1));
  CHECK(calls.add(call(999), at(1)));
  CHECK_FALSE(calls.add(call(999), at(1)));
}

TEST_CASE("switches to other streams are answered in their order, with the path they named") {
  ServerCalls calls;
  CHECK_FALSE(calls.take_switch(at(0)));
  CHECK(calls.add(call(9), at(1)));
  CHECK_FALSE(calls.take_switch(at(0)));
  CHECK(calls.add(call(10, "switchStreams", R"([{"path":"live/b"}])"), at(1)));
  CHECK(calls.add(call(11, "switchStreams", R"([{"path":"live/c"}])"), at(1)));
  const auto first = calls.take_switch(at(0));
  REQUIRE(first);
  CHECK(first->call == CallId{10});
  CHECK(first->path == "live/b");
  CHECK_FALSE(calls.take(2));  // it waits no more
  CHECK(calls.take_switch(at(0))->call == CallId{11});
  CHECK_FALSE(calls.take_switch(at(0)));
}

TEST_CASE("a switch that is answered by its number is told of all the same") {
  ServerCalls calls;
  CHECK(calls.add(call(10, "switchStreams", R"([{"path":"live/b"}])"), at(1)));
  CHECK(calls.take(1) == CallId{10});
  const auto told = calls.take_switch(at(0));
  REQUIRE(told);
  CHECK_FALSE(told->call);
  CHECK(told->path == "live/b");
  CHECK_FALSE(calls.take_switch(at(0)));
  CHECK(calls.add(call(11, "switchStreams", R"([{"path":"live/c"}])"), at(1)));
  CHECK(calls.take(2, true) == CallId{11});
  CHECK_FALSE(calls.take_switch(at(0)));
  CHECK(calls.add(call(12, "switchStreams", R"([{"path":"live/d"}])"), at(1)));
  CHECK(calls.take(3) == CallId{12});
  CHECK_FALSE(calls.next_deadline());
  CHECK_FALSE(calls.take_switch(at(1)));  // nobody told of it in time
}

TEST_CASE("switches that nobody tells of make room for other calls") {
  ServerCalls calls;
  for (std::uint32_t id = 1; id <= ServerCalls::kMaxCalls; ++id) {
    REQUIRE(calls.add(call(id, "switchStreams", R"([{"path":"live/b"}])"), at(1)) == id);
    REQUIRE(calls.take(id) == CallId{id});
  }
  CHECK(calls.add(call(999), at(1)));
}

TEST_CASE("a switch whose arguments name no path is one all the same") {
  for (const char* arguments : {"[]", "{}", "[1]", "[{}]", R"([{"path":5}])", R"([{"path":null}])",
                                "null", "", "no JSON"}) {
    CAPTURE(arguments);
    ServerCalls calls;
    CHECK(calls.add(call(10, "switchStreams", arguments), at(1)));
    const auto taken = calls.take_switch(at(0));
    REQUIRE(taken);
    CHECK(taken->path.empty());
  }
}
