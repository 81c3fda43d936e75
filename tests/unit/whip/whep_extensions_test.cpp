// WHEP's events draft: the table of the stream of events, what is asked for and when, what comes of
// the events, and the choice of a layer.

#include "whip/whep_extensions.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/bench.hpp"
#include "sim/text_table.hpp"
#include "unit/recovery/playing.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = EventsState;
using Event = EventsEvent;

constexpr std::string_view kExpected = R"(
          Idle Aski Open Live Paus Done
Begin     Aski .    .    .    .    .
Accepted  .    Open .    .    .    .
Opened    .    .    Live .    .    .
Lost      .    Paus Paus Paus .    .
Resume    .    .    .    .    Open .
Retry     .    .    .    .    Aski .
Refused   .    Done Done Done .    .
End       Done Done Done Done Done .
)";

const std::string kEventsLink =
    "</events>; rel=\"urn:ietf:params:whep:ext:core:server-sent-events\"; "
    "events=\"active,inactive,layers, reconnect,viewercount\"";
const std::string kLayerLink = "</layer>; rel=\"urn:ietf:params:whep:ext:core:layer\"";

SessionConfig config_with(std::uint8_t events = 0b11111) {
  SessionConfig config = sample_config(Role::Subscriber);
  config.server_events = events;
  config.token = "secret";
  return config;
}

HttpAnswered to(const SendHttp& request, int status, const std::string& type = {},
                const std::string& body = {}, const std::string& location = {}) {
  return answered(request,
                  {.status = status, .location = location, .body = body, .content_type = type});
}

// Connected, and asked for the events.
void ask(ExtensionBench& bench, const std::string& link = kEventsLink) {
  bench.go_connected({.link = link});
}
void open(ExtensionBench& bench) {
  ask(bench);
  bench.put(to(bench.post, 201, {}, {}, "/events/1"));
  bench.put(to(bench.get, 200, "text/event-stream; charset=utf-8"));
  REQUIRE(bench.machine().events_state() == State::Open);
}
Lines tell(ExtensionBench& bench, const std::string& text) {
  return bench.put(to(bench.get, 200, "text/event-stream", text));
}

}  // namespace

TEST_CASE("each cell of the events' table leads where the plan says") {
  const auto table = read_table(kExpected);
  const Words& states = table.front();
  REQUIRE(states.size() == kEventsStates);
  REQUIRE(table.size() == kEventsEvents + 1);
  constexpr Event kOrder[] = {Event::Begin,  Event::Accepted, Event::Opened,  Event::Lost,
                              Event::Resume, Event::Retry,    Event::Refused, Event::End};
  for (std::size_t event = 0; event < kEventsEvents; ++event) {
    const Words& row = table[event + 1];
    REQUIRE(row.size() == kEventsStates + 1);
    for (std::size_t state = 0; state < kEventsStates; ++state) {
      CAPTURE(row[0], states[state]);
      const auto cell = events_cell(static_cast<State>(state), kOrder[event]);
      const std::string next = cell.ignored ? "." : states[static_cast<std::size_t>(cell.next)];
      CHECK(next == row[state + 1]);
    }
  }
}

TEST_CASE("events are asked for by POST when the session is up, then their stream", "[row 48]") {
  ExtensionBench bench(config_with());
  bench.go_connecting({.link = kEventsLink});
  CHECK(bench.post.url.find("/events") == std::string::npos);
  const Lines connected = bench.peer(PeerState::Connected);
  CHECK(connected.at(connected.size() - 2) ==
        "POST #5 https://sm.example.com/events [Authorization: Bearer secret] "
        "[Content-Type: application/json]");
  CHECK(bench.post.body == R"(["active","inactive","layers","reconnect","viewercount"])");
  CHECK(bench.put(to(bench.post, 201, {}, {}, "/events/1")).back() ==
        "GET #6 https://sm.example.com/events/1 [Authorization: Bearer secret] "
        "[Accept: text/event-stream]");
  CHECK(bench.put(to(bench.get, 200, "text/event-stream")).empty());
  CHECK(
      tell(bench, "event: viewercount\ndata: {\"viewercount\":3,\"new\":1}\n\n") ==
      Lines{
          R"(emit Subscribe.Server.Event {"name":"viewercount","data":{"viewercount":3,"new":1}})"});
}

TEST_CASE("what the app does not want, or the server does not offer, is not asked for",
          "[row 48]") {
  SECTION("of both") {
    ExtensionBench bench(config_with(0b01011));
    ask(bench,
        "</events>; rel=\"urn:ietf:params:whep:ext:core:server-sent-events\"; "
        "events=\"layers,reconnect,active,scte35\"");
    CHECK(bench.post.body == R"(["active","reconnect"])");
  }
  SECTION("a server that lists none") {
    ExtensionBench bench(config_with(0b10));
    ask(bench, "</events>; rel=\"urn:ietf:params:whep:ext:core:server-sent-events\"");
    CHECK(bench.post.body == R"(["inactive"])");
  }
  SECTION("nothing in common, no link, or no wish") {
    const bool wishes = GENERATE(true, false);
    ExtensionBench bench(config_with(wishes ? 1 : 0));
    ask(bench, GENERATE(std::string(), kLayerLink,
                        std::string("</e>; rel=\"urn:ietf:params:whep:ext:core:server-sent-events\""
                                    "; events=\"layers\"")));
    CHECK(bench.machine().events_state() == State::Idle);
  }
}

TEST_CASE("links of another origin get no token, unless the app allows it", "[row 48]") {
  SessionConfig config = config_with();
  const bool allowed = GENERATE(true, false);
  if (allowed) config.token_origins = {"https://events.example.net"};
  ExtensionBench bench(config);
  ask(bench,
      "<https://events.example.net/e>; rel=\"urn:ietf:params:whep:ext:core:server-sent-events\"");
  REQUIRE(bench.post.url == "https://events.example.net/e");
  CHECK((bench.post.headers.front().name == "Authorization") == allowed);
}

TEST_CASE("a server that refuses the events is not asked again", "[row 48]") {
  ExtensionBench bench(config_with());
  ask(bench);
  const int status = GENERATE(400, 404, 405, 501);
  CHECK(bench.put(to(bench.post, status)).back() == "log info");
  CHECK(bench.machine().events_state() == State::Done);
  CHECK(bench.state() == HttpState::Connected);
  CHECK_FALSE(bench.has_deadline());
}

TEST_CASE("a stream of events that breaks off is opened again, from where it was", "[row 48]") {
  ExtensionBench bench(config_with());
  open(bench);
  tell(bench, "retry: 5000\nid: 9\nevent: active\ndata: {}\n\n");
  Millis pause{5000};
  for (int losses = 0; losses < 5; ++losses) {
    CHECK(bench.lost(bench.get).empty());
    CHECK(bench.wait() == std::min(pause, Millis(60'000)));
    pause *= 2;
    const Lines again = bench.expire();
    REQUIRE(again.size() == 1);
    CHECK(again.front().ends_with("[Last-Event-ID: 9]"));
  }
  bench.put(to(bench.get, 200, "text/event-stream"));
  bench.lost(bench.get);
  CHECK(bench.wait() == Millis(5000));
}

TEST_CASE("one that the server knows nothing of any more is asked for anew", "[row 48]") {
  ExtensionBench bench(config_with());
  open(bench);
  bench.lost(bench.get);
  bench.expire();
  bench.put(to(bench.get, GENERATE(404, 410)));
  CHECK(bench.expire().back().starts_with("POST #"));
  CHECK(bench.post.url == "https://sm.example.com/events");
}

TEST_CASE("a server that does not answer is left, and asked again later") {
  ExtensionBench bench(config_with());
  ask(bench);
  const bool opening = GENERATE(false, true);
  if (opening) bench.put(to(bench.post, 201, {}, {}, "/events/1"));
  CHECK(bench.wait() == Millis(10'000));
  CHECK(bench.expire() == Lines{opening ? "abort #6" : "abort #5"});
  CHECK(bench.wait() == Millis(3000));
}

TEST_CASE("a stream that is none, or too large, is given up") {
  ExtensionBench bench(config_with());
  SECTION("none") {
    ask(bench);
    bench.put(to(bench.post, 201, {}, {}, "/events/1"));
    CHECK(bench.put(to(bench.get, 200, "text/html")) == Lines{"abort #6"});
  }
  SECTION("too large") {
    open(bench);
    CHECK(tell(bench, std::string(EventStream::kMaxBytes + 1, 'x')).back() == "abort #6");
  }
  CHECK(bench.machine().events_state() == State::Done);
  CHECK(bench.state() == HttpState::Connected);
}

TEST_CASE("inactive ends the stream, but not where it only says how things stand", "[row 48]") {
  ExtensionBench bench(config_with());
  open(bench);
  SECTION("at once, and active never came") {
    bench.now += Millis(500);
    CHECK(tell(bench, "event: inactive\ndata: {}\n\n").size() == 1);
    CHECK(bench.state() == HttpState::Connected);
    tell(bench, "event: active\ndata: {}\n\n");
  }
  SECTION("later") {
    bench.now += Millis(1000);
  }
  const Lines lines = tell(bench, "event: inactive\ndata:\n\nevent: active\ndata: {}\n\n");
  CHECK(lines.front() == R"(emit Subscribe.Server.Event {"name":"inactive","data":{}})");
  CHECK(std::ranges::count(lines, "-> ended") == 1);
  CHECK(std::ranges::count(lines, "abort #6") == 1);
  CHECK(std::ranges::count_if(lines, [](const std::string& line) {
          return line.starts_with("emit Subscribe.Server");
        }) == 1);
  CHECK(bench.removal.url == "https://sm.example.com/session/1");
}

TEST_CASE("a server's wish to connect anew is told to the session", "[row 48]") {
  ExtensionBench bench(config_with());
  open(bench);
  CHECK(tell(bench, "event: reconnect\ndata: {\"url\":\"/elsewhere\"}\n\n").back() ==
        "-> moved /elsewhere");
  CHECK(tell(bench, "event: reconnect\ndata: {\"url\":3}\n\n").back() == "-> moved ");
  CHECK(tell(bench, "event: reconnect\ndata: no JSON\n\n").back() == "-> moved ");
}

TEST_CASE("events that were not asked for, and those without a name, are ignored", "[row 48]") {
  ExtensionBench bench(config_with(1));
  open(bench);
  CHECK(tell(bench, "event: viewercount\ndata: {}\n\ndata: {}\n\nevent: x\ndata: {}\n\n").empty());
}

TEST_CASE("a choice of a layer is one object of known members", "[row 49]") {
  CHECK(layer_choice(R"([{"mediaId":"0"}])") == R"({"mediaId":"0"})");
  CHECK(
      layer_choice(R"([{"mediaId":"v \"1\"","rid":"hi","maxWidth":640,"spatialLayerId":null}])") ==
      R"({"mediaId":"v \"1\"","rid":"hi","maxWidth":640})");
  const std::string bad =
      GENERATE("", "{}", "[]", "[{}]", "[1]", R"([{"mediaId":""}])", R"([{"mediaId":3}])",
               R"([{"mediaId":"0"},{}])", R"([{"mediaId":"0","maxWidth":-1}])",
               R"([{"mediaId":"0","maxWidth":1.5}])", R"([{"mediaId":"0","maxWidth":"640"}])",
               R"([{"mediaId":"0","maxWidth":65536}])", R"([{"mediaId":"0","other":1}])",
               R"([{"mediaId":"0","rid":{"a":1}}])", R"([{"rid":"hi"}])");
  CAPTURE(bad);
  CHECK_FALSE(layer_choice(bad));
}

TEST_CASE("a layer is chosen by POST, and the call waits for the answer", "[row 49]") {
  ExtensionBench bench(config_with(0));
  bench.go_connected({.link = kLayerLink});
  const auto choose = [&](std::uint32_t call) {
    return bench.call_server(call, "selectLayer", R"([{"mediaId":"0","rid":"hi"}])");
  };
  CHECK(choose(7).back() ==
        "POST #5 https://sm.example.com/layer [Authorization: Bearer secret] "
        "[Content-Type: application/json]");
  CHECK(bench.post.body == R"({"mediaId":"0","rid":"hi"})");
  SECTION("taken") {
    CHECK(bench.put(to(bench.post, GENERATE(200, 204))) == Lines{"settle 7 resolved"});
  }
  SECTION("refused") {
    CHECK(bench.put(to(bench.post, 400)) == Lines{"settle 7 rejected http.bad_request"});
  }
  SECTION("lost") {
    CHECK(bench.lost(bench.post) == Lines{"settle 7 rejected http.network"});
  }
  SECTION("not answered") {
    CHECK(bench.expire() == Lines{"abort #5", "settle 7 rejected signal.timeout"});
  }
  SECTION("overtaken by the end") {
    const Lines lines = bench.close();
    CHECK(std::ranges::count(lines, "abort #5") == 1);
    CHECK(std::ranges::count(lines, "settle 7 rejected state.not_live") == 1);
  }
}

TEST_CASE("a layer that cannot be chosen is said at once", "[row 49]") {
  ExtensionBench bench(config_with(0));
  SECTION("before the session is up") {
    bench.go_connecting({.link = kLayerLink});
    CHECK(bench.call_server(7, "selectLayer", R"([{"mediaId":"0"}])").back() ==
          "settle 7 rejected state.not_live");
  }
  SECTION("where the server offers none") {
    bench.go_connected();
    CHECK(bench.call_server(7, "selectLayer", R"([{"mediaId":"0"}])").back() ==
          "settle 7 rejected call.failed");
  }
  SECTION("where it is none") {
    bench.go_connected({.link = kLayerLink});
    CHECK(bench.call_server(7, "selectLayer").back() == "settle 7 rejected config.invalid");
  }
  SECTION("where too many wait") {
    bench.go_connected({.link = kLayerLink});
    for (std::uint32_t call = 1; call <= WhepExtensions::kMaxChoices; ++call)
      CHECK(bench.call_server(call, "selectLayer", R"([{"mediaId":"0"}])").size() == 1);
    CHECK(bench.call_server(99, "selectLayer", R"([{"mediaId":"0"}])").back() ==
          "settle 99 rejected state.busy");
  }
}

// ---------------------------------------------------------------------------------------------
// What recovery makes of it

namespace {

SessionConfig recovering() {
  SessionConfig config = config_with();
  config.recovery.enabled = true;
  return config;
}

// Live, and told of events.
void connect(SupervisorBench& bench) {
  bench.drain();
  bench.start();
  bench.offer_created();
  bench.applied(bench.local);
  bench.post_answered({.link = kEventsLink});
  bench.applied(bench.remote);
  bench.peer(PeerState::Connected);
  bench.put(to(bench.post, 201, {}, {}, "/events/1"));
  bench.put(to(bench.get, 200, "text/event-stream"));
}

void go_playing(SupervisorBench& bench) {
  connect(bench);
  play(bench, Millis(6000));
  REQUIRE(bench.state() == SupervisorState::Live);
}

std::string header(const SendHttp& request, std::string_view name) {
  for (const HttpHeader& each : request.headers)
    if (each.name == name) return each.value;
  return {};
}

}  // namespace

TEST_CASE("where the server asks to connect anew, the next session is made beside the old one") {
  SupervisorBench bench(recovering());
  go_playing(bench);
  const std::string url = GENERATE("/elsewhere", "https://other.example.net/whep", "");
  const SendHttp stream = bench.get;
  const AttemptId old = bench.attempt;
  bench.put(to(stream, 200, "text/event-stream",
               "event: reconnect\ndata: {\"url\":\"" + url + "\"}\n\n"));
  REQUIRE(bench.attempt != old);
  bench.offer_created();
  CHECK(bench.removal.url.empty());  // the old one plays on
  const std::string expected = url.empty()     ? "https://sm.example.com/live/whep/endpoint/stream1"
                               : url[0] == '/' ? "https://sm.example.com/elsewhere"
                                               : url;
  CHECK(bench.post.url == expected);
  const bool is_foreign = url.starts_with("https://other");
  CHECK(header(bench.post, "Authorization") == (is_foreign ? "" : "Bearer secret"));

  SECTION("it takes over with its first frame") {
    bench.applied(bench.local);
    bench.post_answered();
    bench.applied(bench.remote);
    bench.peer(PeerState::Connected);
    const Lines lines = bench.sampled(5, 5);
    CHECK(count_starting_with(lines, "emit Reconnect.Success") == 1);
    CHECK(bench.removal.url == "https://sm.example.com/session/1");
  }
  SECTION("where there is nobody, it goes on where it was") {
    bench.lost(bench.post);
    play(bench, Millis(2000));
    bench.offer_created();
    CHECK(bench.post.url == "https://sm.example.com/live/whep/endpoint/stream1");
    CHECK(header(bench.post, "Authorization") == "Bearer secret");
  }
}

TEST_CASE("without recovery a server's wish to connect anew is only told") {
  SessionConfig config = recovering();
  config.recovery.enabled = false;
  SupervisorBench bench(config);
  connect(bench);
  CHECK(bench.put(to(bench.get, 200, "text/event-stream", "event: reconnect\ndata: {}\n\n")) ==
        Lines{R"(emit Subscribe.Server.Event {"name":"reconnect","data":{}})"});
}
