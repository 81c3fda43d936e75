// The data channel of a WHIP or WHEP session: each message of the facts sheet "API and wire",
// sections 3.3 to 3.5, that may come or go by it, and the order of what the app hears of a good
// session with it and without.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <vector>

#include "sim/bench.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

using State = HttpState;

constexpr std::string_view kSession = "https://sm.example.com/session/1";

SessionConfig with_channel_config(Role role) {
  SessionConfig config = sample_config(role);
  config.uses_channel = true;
  return config;
}

std::string answer_with_channel(bool rejected = false) {
  return with_channel(sample_answer(), rejected);
}

// Up to the moment in which the peers are connected.
Lines go_up(HttpBench& bench, const std::string& answer = answer_with_channel()) {
  bench.go_posting();
  bench.post_answered({.body = answer});
  bench.applied(bench.remote);
  return bench.peer(PeerState::Connected);
}

Lines go_open(HttpBench& bench) {
  go_up(bench);
  return bench.channel_opened();
}

// ---------------------------------------------------------------------------------------------
// Its life

TEST_CASE("a session asks for a channel, and its stream starts when that is open") {
  HttpBench bench(with_channel_config(Role::Publisher));
  CHECK(bench.start().front() == "open peer with channel red5pro");
  bench.offer_created(with_channel(sample_offer()));
  bench.applied(bench.local);
  bench.post_answered({.body = answer_with_channel()});
  bench.applied(bench.remote);
  CHECK(bench.peer(PeerState::Connected) ==
        Lines{"emit WebRTC.PeerConnection.Open", "-> up, not started"});
  CHECK(bench.wait() == Millis(2000));
  CHECK(bench.channel_opened() == Lines{"emit WebRTC.DataChannel.Open (channel)",
                                        "emit WebRTC.DataChannel.Available (channel) red5pro",
                                        "emit MessageTransport.Change (transport)", "-> started"});
  CHECK_FALSE(bench.has_deadline());
}

TEST_CASE("a channel that does not open in time is waited for no longer, and used when it comes") {
  HttpBench bench(with_channel_config(Role::Subscriber));
  go_up(bench);
  CHECK(bench.expire() == Lines{"-> started"});
  CHECK_FALSE(bench.has_deadline());
  CHECK(bench.put(MuteCalled{MediaKind::Audio, true}).empty());
  const Lines opened = bench.channel_opened();
  CHECK(opened == Lines{"emit WebRTC.DataChannel.Open (channel)",
                        "emit WebRTC.DataChannel.Available (channel) red5pro",
                        "emit MessageTransport.Change (transport)",
                        R"(say by channel {"mute":{"muteAudio":true}})"});
}

TEST_CASE("a server that rejects the channel's section is played without") {
  for (const std::string& answer : {answer_with_channel(true), sample_answer()}) {
    HttpBench bench(with_channel_config(Role::Subscriber));
    CHECK(go_up(bench, answer) == Lines{"emit WebRTC.PeerConnection.Open", "-> up"});
    CHECK(bench.call_server(9, "echo") == Lines{"settle 9 rejected call.no_channel"});
  }
}

TEST_CASE("an offer that is refused may be taken without its channel") {
  for (const int status : {406, 422}) {
    HttpBench bench(with_channel_config(Role::Subscriber));
    bench.go_posting();
    const Lines lines = bench.post_answered({.status = status, .location = "", .body = ""});
    const auto failed = [](const std::string& line) { return line.ends_with("(channel?)"); };
    CHECK(std::ranges::any_of(lines, failed));
  }
  HttpBench bench(with_channel_config(Role::Subscriber));
  bench.go_posting();
  bench.post_answered({.body = sample_answer()});
  CHECK(bench.refused(bench.remote).back() == "-> failed peer.refused_sdp (channel?)");
  // Where none was asked for there is nothing to leave out.
  HttpBench plain;
  plain.go_posting();
  CHECK(plain.post_answered({.status = 422, .location = "", .body = ""}) ==
        Lines{"close peer", "-> failed http.client_error", "-> finished"});
}

TEST_CASE("a session makes its next attempt without a channel, and that is the last") {
  SessionConfig config = with_channel_config(Role::Subscriber);
  config.params.clear();
  SessionBench bench(config);
  bench.start();
  bench.offer_created(with_channel(sample_offer()));
  CHECK(bench.post.url.ends_with("?signal=true"));
  Lines lines = bench.post_answered({.status = 406, .location = "", .body = ""});
  CHECK(std::ranges::find(lines, "open peer") != lines.end());
  bench.offer_created();
  CHECK(bench.post.url.find("signal") == std::string::npos);
  lines = bench.post_answered({.status = 422, .location = "", .body = ""});
  CHECK(std::ranges::find(lines, "settle 1 rejected http.client_error") != lines.end());
}

TEST_CASE("where the server offers, its own description says whether there is a channel") {
  for (const bool agrees : {true, false}) {
    HttpBench bench(with_channel_config(Role::Subscriber));
    bench.go_posting();
    bench.post_answered({.status = 406, .body = with_channel(sample_offer())});
    bench.applied(bench.remote);
    bench.answer_created(agrees ? with_channel(sample_answer()) : sample_answer());
    CHECK(bench.peer(PeerState::Connected).back() == (agrees ? "-> up, not started" : "-> up"));
  }
}

TEST_CASE("a channel that closes is told, its calls are rejected and the server is asked") {
  HttpBench bench(with_channel_config(Role::Subscriber));
  go_open(bench);
  bench.call_server(9, "echo");
  const Lines lines = bench.channel_closed();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "emit WebRTC.DataChannel.Close (channel)");
  CHECK(lines[1] == "settle 9 rejected call.no_channel");
  CHECK(lines[2].starts_with("PATCH "));
  CHECK(bench.state() == State::Connected);
  CHECK(bench.call_server(10, "echo") == Lines{"settle 10 rejected call.no_channel"});
  SECTION("the session is there") {
    CHECK(bench.patch_answered(204) == Lines{"-> alive"});
    CHECK(bench.state() == State::Connected);
  }
  SECTION("the session is gone") {
    CHECK(bench.patch_answered(404) ==
          Lines{"close peer", "-> failed peer.failed (was up)", "-> finished"});
  }
}

TEST_CASE("what the app says before the channel is open waits for it, within bounds") {
  HttpBench bench(with_channel_config(Role::Publisher));
  bench.go_posting();
  CHECK(bench.put(SendCalled{"early", "{}"}).empty());
  CHECK(bench.call_server(8, "m") == Lines{"settle 8 rejected state.not_live"});
  bench.post_answered({.body = answer_with_channel()});
  bench.applied(bench.remote);
  bench.peer(PeerState::Connected);
  for (int i = 0; i < 100; ++i) bench.put(SendCalled{"hello", std::to_string(i)});
  CHECK(bench.call_server(9, "m").empty());
  // A state, which the server would not hear of otherwise.
  CHECK(bench.put(MuteCalled{MediaKind::Video, true}).empty());
  const Lines opened = bench.channel_opened();
  const auto said = std::ranges::count_if(
      opened, [](const std::string& line) { return line.starts_with("say by channel"); });
  CHECK(said == 65);
  CHECK(std::ranges::count(opened, R"(say by channel {"mute":{"muteVideo":true}})") == 1);
  CHECK(opened[3] == R"(say by channel {"send":{"method":"hello","data":0}})");
}

TEST_CASE("a session that ends rejects the calls that wait") {
  HttpBench bench(with_channel_config(Role::Publisher));
  go_open(bench);
  bench.call_server(9, "m");
  CHECK(bench.close() == Lines{"settle 9 rejected call.no_channel", "stop sending",
                               concat("DELETE #5 ", kSession, " keepalive")});
  CHECK(bench.channel_closed().empty());
  CHECK(bench.channel_hears(said::status("NetStream.Play.UnpublishNotify")).empty());
}

// ---------------------------------------------------------------------------------------------
// Its messages

struct Row {
  std::string_view what;
  Role role;
  std::function<Lines(HttpBench&)> act;
  Lines output;
  State after = State::Connected;
};

std::function<Lines(HttpBench&)> hears(std::string text) {
  return [text](HttpBench& bench) { return bench.channel_hears(text); };
}

TEST_CASE("each message by the channel, what it brings about and what follows") {
  constexpr Role kPublisher = Role::Publisher, kSubscriber = Role::Subscriber;
  const std::string deleted = concat("DELETE #5 ", kSession, " keepalive");
  const auto said = [](const Input& input) {
    return [input](HttpBench& bench) { return bench.put(input); };
  };
  const auto after_call = [](std::string method, std::string answer) {
    return [method, answer](HttpBench& bench) {
      bench.call_server(9, method, R"([{"path":"live/other"}])");
      return bench.channel_hears(answer);
    };
  };
  const std::vector<Row> rows{
      // 3.3 and 3.4: what comes of a stream
      {"3.3 #12: <name> starting",
       kPublisher,
       hears(said::starting()),
       {R"(emit Publish.Status {"type":"status","code":"NetConnection.Status",)"
        R"("message":"stream1 starting"})"}},
      {"3.3 #13: the name is available",
       kPublisher,
       hears(said::status("NetStream.Publish.IsAvailable")),
       {"emit Publish.Available"}},
      {"3.3 #14: the channel that is there already", kPublisher, hears(said::channel()), {}},
      {"3.3 #14: another channel",
       kPublisher,
       hears(said::channel("more")),
       {"emit WebRTC.DataChannel.Available (channel) more"}},
      {"3.3 #16: <name> stopping",
       kPublisher,
       hears(said::stopping()),
       {R"(emit Publish.Status {"type":"status","code":"NetConnection.Status",)"
        R"("message":"stream1 stopping"})"}},
      {"another status",
       kSubscriber,
       hears(said::status("NetStream.Play.Reset")),
       {R"(emit Subscribe.Status {"type":"status","code":"NetStream.Play.Reset"})"}},
      {"the stream is over",
       kSubscriber,
       hears(said::status("NetStream.Play.UnpublishNotify")),
       {deleted, "-> ended"},
       State::Deleting},
      {"the stream is over, in its other form",
       kSubscriber,
       hears(R"({"data":{"status":"NetStream.Play.UnpublishNotify"}})"),
       {deleted, "-> ended"},
       State::Deleting},
      {"the server ends the connection",
       kSubscriber,
       hears(said::status("NetConnection.Connect.Closed")),
       {deleted, "-> failed signal.closed (was up)"},
       State::Deleting},
      {"metadata",
       kSubscriber,
       hears(R"({"type":"metadata","method":"onMetaData","data":{"orientation":90}})"),
       {R"(emit Subscribe.Metadata {"orientation":90})"}},
      {"metadata without a method",
       kPublisher,
       hears(R"({"data":{"type":"metadata","data":{"a":1}}})"),
       {R"(emit Publish.Metadata {"a":1})"}},
      {"a call of the publisher's",
       kSubscriber,
       hears(R"({"type":"metadata","method":"hello","data":{"a":1}})"),
       {R"(emit Subscribe.Send.Invoke {"methodName":"hello","data":{"a":1}})"}},
      {"a call of a player's",
       kPublisher,
       hears(R"({"send":{"method":"hello","data":{"a":1}},"senderName":"x","dcLabel":"y"})"),
       {R"(emit Publish.Send.Invoke {"methodName":"hello",)"
        R"("data":{"a":1,"senderName":"x","dcLabel":"y"}})"}},
      {"the publisher's network is full",
       kSubscriber,
       hears(R"({"type":"metadata","method":"onPublisherNetworkCongestion","data":{}})"),
       {"emit Subscribe.Publisher.NetworkCongestion {}"}},
      {"and is not any more",
       kSubscriber,
       hears(R"({"type":"metadata","method":"onPublisherNetworkRecovery","data":{}})"),
       {"emit Subscribe.Publisher.NetworkRecovery {}"}},
      {"too little bandwidth",
       kPublisher,
       hears(said::status("NetConnection.Publish.InsufficientBW")),
       {"emit Publish.InsufficientBW"}},
      {"enough of it",
       kPublisher,
       hears(said::status("NetConnection.Publish.SufficientBW")),
       {"emit Publish.SufficientBW"}},
      {"more of it",
       kPublisher,
       hears(said::status("NetConnection.Publish.RecoveringBW")),
       {"emit Publish.RecoveringBW"}},
      {"what means nothing",
       kSubscriber,
       hears(R"({"hello":1})"),
       {R"(emit WebRTC.DataChannel.Message (channel) {"hello":1})"}},
      {"what is no JSON", kSubscriber, hears("hello"), {"log warn"}},
      // 3.5
      {"an error about something",
       kPublisher,
       hears(R"({"data":{"type":"error","message":"no"}})"),
       {R"(emit Publish.Status {"type":"error","message":"no"})"}},
      {"BadName",
       kPublisher,
       hears(said::status("NetStream.Publish.BadName")),
       {R"(emit Publish.Status {"type":"status","code":"NetStream.Publish.BadName"})"}},
      // Words of a negotiation, which is over
      {"a greeting", kPublisher, hears(said::welcome()), {}},
      {"an availability", kPublisher, hears(said::available(true)), {}},
      {"a description", kPublisher, hears(said::description(SdpType::Answer, sample_answer())), {}},
      {"a candidate", kPublisher, hears(said::candidate(1)), {}},
      {"the candidates' end", kPublisher, hears(said::trickle_complete()), {}},
      // What the app says
      {"send",
       kPublisher,
       said(SendCalled{"hello", R"({"a":1})"}),
       {R"(say by channel {"send":{"method":"hello","data":{"a":1}}})"}},
      {"mute",
       kPublisher,
       said(MuteCalled{MediaKind::Video, true}),
       {R"(say by channel {"mute":{"muteVideo":true}})"}},
      {"sendLog",
       kSubscriber,
       said(LogCalled{"warn", "x"}),
       {R"(say by channel {"log":"WARN","message":"x"})"}},
      {"callServer",
       kSubscriber,
       said(ServerCalled{CallId{9}, "echo", "[1]"}),
       {R"(say by channel {"callAdapter":{"method":"echo","arguments":[1]},"id":1,"async":true})"}},
      {"and its answer",
       kSubscriber,
       after_call("echo", R"({"async":true,"id":1,"data":[1]})"),
       {"settle 9 resolved [1]"}},
      {"or its refusal",
       kSubscriber,
       after_call("echo", R"({"async":true,"id":1,"error":"no such method"})"),
       {"settle 9 rejected call.failed"}},
      {"switchStreams",
       kSubscriber,
       after_call("switchStreams",
                  R"({"data":{"type":"result","message":"Stream switch: Success"}})"),
       {R"(emit WebRTC.Subscribe.StreamSwitch {"path":"live/other"})",
        R"(settle 9 resolved {"path":"live/other"})"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    HttpBench bench(with_channel_config(row.role));
    go_open(bench);
    CHECK(row.act(bench) == row.output);
    CHECK(bench.state() == row.after);
  }
}

TEST_CASE("a stream that is over before it was up was not there") {
  HttpBench bench(with_channel_config(Role::Subscriber));
  bench.go_posting();
  bench.post_answered({.body = answer_with_channel()});
  CHECK(bench.channel_hears(said::status("NetStream.Play.UnpublishNotify")).back() ==
        "-> failed stream.not_found");
}

// ---------------------------------------------------------------------------------------------
// What the app hears

Lines events_of(const Lines& lines) {
  Lines events;
  for (const std::string& line : lines) {
    if (line.starts_with("emit ")) events.push_back(line.substr(5, line.find(' ', 5) - 5));
    if (line.starts_with("settle 1")) events.emplace_back("resolved");
  }
  return events;
}

Lines story_of(Role role, bool with) {
  SessionConfig config = sample_config(role);
  config.uses_channel = with;
  SessionBench bench(config);
  Lines all = bench.drain();
  const auto add = [&](const Lines& lines) { all.insert(all.end(), lines.begin(), lines.end()); };
  if (role == Role::Publisher) add(bench.media_ready());
  add(bench.start());
  const auto described = [&](std::string sdp) { return with ? with_channel(sdp) : sdp; };
  add(bench.offer_created(described(sample_offer())));
  add(bench.applied(bench.local));
  add(bench.post_answered({.body = described(sample_answer())}));
  if (role == Role::Subscriber) add(bench.put(TrackArrived{bench.attempt, true}));
  add(bench.applied(bench.remote));
  add(bench.peer(PeerState::Connected));
  if (with) add(bench.channel_opened());
  add(bench.stop());
  add(bench.delete_answered(200));
  return events_of(all);
}

TEST_CASE("the order of events of a good publish and a good play, channel on and off") {
  const Lines publishing{"WebRTC.MediaConstraints.Accepted",
                         "Publisher.Video.DimensionChange",
                         "WebRTC.MediaStream.Available",
                         "WebRTC.PeerConnection.Available",
                         "WebRTC.Offer.Start",
                         "Connect.Success",
                         "WebRTC.Offer.End",
                         "WebRTC.PeerConnection.Open"};
  const Lines playing{"WebRTC.PeerConnection.Available",
                      "WebRTC.Offer.Start",
                      "Connect.Success",
                      "WebRTC.Offer.End",
                      "WebRTC.PeerConnection.OnTrack",
                      "WebRTC.Add.Stream",
                      "WebRTC.PeerConnection.Open"};
  const Lines channel{"resolved", "WebRTC.DataChannel.Open", "WebRTC.DataChannel.Available",
                      "MessageTransport.Change"};
  const auto joined = [](Lines first, const Lines& second, const Lines& last) {
    first.insert(first.end(), second.begin(), second.end());
    first.insert(first.end(), last.begin(), last.end());
    return first;
  };
  CHECK(story_of(Role::Publisher, true) ==
        joined(publishing, channel, {"Publish.Start", "Unpublish.Success"}));
  CHECK(story_of(Role::Publisher, false) ==
        joined(publishing, {}, {"Publish.Start", "resolved", "Unpublish.Success"}));
  CHECK(story_of(Role::Subscriber, true) ==
        joined(playing, channel, {"Subscribe.Start", "Subscribe.Stop"}));
  CHECK(story_of(Role::Subscriber, false) ==
        joined(playing, {}, {"Subscribe.Start", "resolved", "Subscribe.Stop"}));
}

}  // namespace
