// Each message between a publisher and a node (facts sheet "API and wire", sections 3.3 to 3.5; a
// player's: socket_play_messages_test.cpp), and what both roles make of one in the wrong place.

#include <catch2/catch_test_macros.hpp>

#include "sim/bench.hpp"
#include "unit/socket/socket_messages_support.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace sluice::test::socket_messages;

namespace {

using State = SocketState;

constexpr std::string_view kUnpublish = R"(say {"unpublish":"stream1"})";

// ---------------------------------------------------------------------------------------------

TEST_CASE("each message of publishing, what it brings about and what follows") {
  const std::string offer = concat(
      R"(say {"handleOffer":"stream1","transport":"udp","data":{"sdp":{"type":"offer","sdp":)",
      json_string(sample_offer()), "}}}");
  const std::string candidate =
      concat(R"(say {"handleCandidate":"stream1","data":{"candidate":)", candidate_object(1), "}}");
  const std::string publish = R"(say {"publish":"stream1","mode":"live","keyFramerate":3000})";
  const auto refused = [](std::string_view code, bool announced) {
    Lines lines;
    if (announced) lines.emplace_back(kUnpublish);
    lines.insert(lines.end(),
                 {"close socket", "close peer", concat("-> failed ", code), "-> finished"});
    return lines;
  };
  const auto foreign = [](std::string_view text) {
    return Lines{concat(R"(emit Publish.Status {"type":"status","code":"NetConnection.Status",)",
                        R"("message":")", text, R"("})")};
  };
  check(
      Role::Publisher,
      {
          {"3.3 #1: the greeting",
           State::Greeting,
           hears(said::welcome()),
           {std::string(kConnected), "-> greeted"},
           State::Greeted},
          {"3.3 #2: the app publishes",
           State::Greeted,
           [](SocketBench& b) { return b.ask(); },
           {R"(say {"isAvailable":"stream1","bundle":true})"},
           State::Checking},
          {"3.3 #3: the name is free",
           State::Checking,
           hears(said::available(false)),
           {},
           State::Offering},
          {"3.3 #3: the name is free, in its long form",
           State::Checking,
           hears(R"({"isAvailable":false,"name":"stream1","bundle":true})"),
           {},
           State::Offering},
          {"3.3 #3: the name is taken", State::Checking, hears(said::available(true)),
           refused("stream.name_taken", false), State::Done},
          {"3.3 #4: the peer",
           State::Idle,
           [](SocketBench& b) { return b.start(); },
           {"open peer with channel red5pro", std::string(kPeerAvailable), "create offer #1"},
           State::Locating},
          {"3.3 #5: the offer",
           State::Offering,
           [](SocketBench& b) { return b.offer_created(); },
           {"apply local offer #2", "emit WebRTC.Offer.Start (sdp)", offer},
           State::Exchanging},
          {"3.3 #6: a candidate",
           State::Exchanging,
           [](SocketBench& b) { return b.candidate(1); },
           {candidate},
           State::Exchanging},
          {"3.3 #7: no more candidates",
           State::Exchanging,
           [](SocketBench& b) { return b.gathered(); },
           {std::string(kEnd)},
           State::Exchanging},
          {"3.3 #7: Firefox's empty candidate is not the end",
           State::Exchanging,
           [](SocketBench& b) {
             return b.put(CandidateGathered{b.attempt, ""});
           },
           {},
           State::Exchanging},
          {"3.3 #8: the answer",
           State::Exchanging,
           hears(said::description(SdpType::Answer, sample_answer())),
           {"emit WebRTC.Offer.End answer", "apply remote answer #3"},
           State::Describing},
          {"3.3 #8: the answer is applied",
           State::Describing,
           [](SocketBench& b) { return b.applied(b.remote); },
           {},
           State::Trickling},
          {"3.3 #9: a candidate of the server's",
           State::Describing,
           hears(said::candidate(1)),
           {added(1)},
           State::Describing},
          {"3.3 #9: another, later",
           State::Live,
           hears(said::candidate(2)),
           {added(2)},
           State::Live},
          {"3.3 #9: the server's last",
           State::Trickling,
           hears(R"({"data":{"candidate":{"type":"candidate","candidate":""}}})"),
           {"emit WebRTC.PeerConnection.CandidateEnd"},
           State::Trickling},
          {"3.3 #9: the server's last, as null",
           State::Trickling,
           hears(R"({"data":{"candidate":null}})"),
           {"emit WebRTC.PeerConnection.CandidateEnd"},
           State::Trickling},
          {"3.3 #10: the server has enough candidates",
           State::Trickling,
           hears_status("NetConnection.ICE.TricleCompleted"),
           {"emit WebRTC.IceTrickle.Complete", publish},
           State::Starting},
          {"3.3 #10: spelt as it should be",
           State::Trickling,
           hears_status("NetConnection.ICE.TrickleCompleted"),
           {"emit WebRTC.IceTrickle.Complete", publish},
           State::Starting},
          {"3.3 #12: the stream starts",
           State::Starting,
           hears(said::starting()),
           {"-> up"},
           State::Live},
          {"3.3 #12: in other letters",
           State::Starting,
           hears(said::status_text("stream1 STARTING")),
           {"-> up"},
           State::Live},
          {"3.3 #12: another stream starts", State::Starting, hears(said::starting("stream2")),
           foreign("stream2 starting"), State::Starting},
          {"3.3 #12: one whose name only ends alike", State::Starting,
           hears(said::starting("my stream1")), foreign("my stream1 starting"), State::Starting},
          {"3.3 #13: the name is available",
           State::Starting,
           hears_status("NetStream.Publish.IsAvailable"),
           {"emit Publish.Available"},
           State::Starting},
          {"3.3 #13: any other status",
           State::Live,
           hears_status("NetStream.Record.Start"),
           {R"(emit Publish.Status {"type":"status","code":"NetStream.Record.Start"})"},
           State::Live},
          {"3.3 #14: the data channel",
           State::Live,
           hears(said::channel()),
           {"emit WebRTC.DataChannel.Available (channel) red5pro"},
           State::Live},
          {"3.3 #16: unpublish()",
           State::Live,
           [](SocketBench& b) { return b.close(); },
           {"stop sending", std::string(kUnpublish)},
           State::Stopping},
          {"3.3 #16: the stream stops",
           State::Stopping,
           hears(said::stopping()),
           {"close socket", "close peer", "-> finished"},
           State::Done},
          {"3.3 #16: another stream stops", State::Stopping, hears(said::stopping("stream2")),
           foreign("stream2 stopping"), State::Stopping},

          {"3.4: too little bandwidth",
           State::Live,
           hears_status("NetConnection.Publish.InsufficientBW"),
           {"emit Publish.InsufficientBW"},
           State::Live},
          {"3.4: enough bandwidth",
           State::Live,
           hears_status("NetConnection.Publish.SufficientBW"),
           {"emit Publish.SufficientBW"},
           State::Live},
          {"3.4: bandwidth comes back",
           State::Live,
           hears_status("NetConnection.Publish.RecoveringBW"),
           {"emit Publish.RecoveringBW"},
           State::Live},
          {"3.4: metadata",
           State::Live,
           hears(R"({"type":"metadata","data":{"w":1}})"),
           {R"(emit Publish.Metadata {"w":1})"},
           State::Live},
          {"3.4: somebody sends",
           State::Live,
           hears(R"({"send":{"method":"chat","data":{"a":1}},"senderName":"bob"})"),
           {R"(emit Publish.Send.Invoke {"methodName":"chat","data":{"a":1,"senderName":"bob"}})"},
           State::Live},

          {"3.5: not let in", State::Greeting, hears_status("NetConnection.Connect.Rejected"),
           refused("signal.rejected", false), State::Done},
          {"3.5: not let in, as an error", State::Greeting,
           hears(R"({"data":{"type":"error","code":"NetConnection.Connect.Rejected"}})"),
           refused("signal.rejected", false), State::Done},
          {"3.5: letting in failed", State::Greeting,
           hears(R"({"data":{"type":"error","code":"NetConnection.Connect.Failed"}})"),
           refused("signal.rejected", false), State::Done},
          {"3.5: an error before the offer", State::Checking,
           hears(R"({"data":{"type":"error","message":"no","detail":"why"}})"),
           refused("signal.refused", false), State::Done},
          {"3.5: an error behind the offer", State::Exchanging,
           hears(R"({"data":{"type":"error","message":"no","detail":"why"}})"),
           refused("signal.refused", true), State::Done},
          {"3.5: an error instead of a start", State::Starting,
           hears(R"({"data":{"type":"error","message":"no"}})"), refused("signal.refused", true),
           State::Done},
          {"3.5: an error while live is about something else",
           State::Live,
           hears(R"({"data":{"type":"error","message":"no such method"}})"),
           {R"(emit Publish.Status {"type":"error","message":"no such method"})"},
           State::Live},
          // Ending the stream of that name would end somebody else's.
          {"3.5: the name was taken meanwhile", State::Starting,
           hears_status("NetStream.Publish.BadName"), refused("stream.name_taken", false),
           State::Done},
          {"3.5: a name that cannot be published", State::Exchanging,
           hears_status("NetStream.Publish.InvalidName"), refused("stream.name_taken", false),
           State::Done},
          {"3.5: failed", State::Starting, hears_status("NetStream.Failed"),
           refused("signal.refused", true), State::Done},
          {"3.5: the WebSocket closes",
           State::Live,
           [](SocketBench& b) { return b.closed(); },
           {"close peer", "-> failed signal.closed (was up)", "-> finished"},
           State::Done},
          {"3.4: the server says goodbye",
           State::Live,
           hears_status("NetConnection.Connect.Closed"),
           {std::string(kUnpublish), "close socket", "close peer",
            "-> failed signal.closed (was up)", "-> finished"},
           State::Done},
          {"3.5: ICE fails",
           State::Live,
           [](SocketBench& b) { return b.peer(PeerState::Failed); },
           {std::string(kUnpublish), "close socket", "close peer", "-> failed peer.failed (was up)",
            "-> finished"},
           State::Done},
          {"the server ends the stream",
           State::Live,
           hears_status("NetStream.Play.UnpublishNotify"),
           {std::string(kUnpublish), "close socket", "close peer", "-> ended", "-> finished"},
           State::Done},
      });
}

// ---------------------------------------------------------------------------------------------
// In the wrong place

TEST_CASE("a message that does not belong where it comes changes nothing") {
  struct Message {
    std::string text;
    State home;
  };
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    const std::string description = SocketBench(role).description();
    const std::vector<Message> messages{
        {said::welcome(), State::Greeting},        {said::available(true), State::Checking},
        {said::available(false), State::Checking}, {description, State::Exchanging},
        {said::starting(), State::Starting},       {said::stopping(), State::Stopping},
    };
    for (const Message& message : messages) {
      for (auto at = static_cast<int>(State::Greeting); at < static_cast<int>(State::Done); ++at) {
        const auto state = static_cast<State>(at);
        SocketBench bench(role);
        bench.go(state);
        // A player passes through Offering and Stopping.
        if (state == message.home || bench.state() != state) continue;
        CAPTURE(static_cast<int>(role), message.text, at);
        const Lines lines = bench.hears(message.text);
        // The end of a stream that nobody has asked for is told; the machine waits for the loss.
        const bool tells = message.home == State::Stopping;
        CHECK(lines.size() == (tells ? 1U : 0U));
        CHECK(bench.state() == state);
      }
    }
  }
}

TEST_CASE("a description of the wrong kind changes nothing") {
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    SocketBench bench(role);
    bench.go(State::Exchanging);
    const bool publishes = role == Role::Publisher;
    CHECK(bench
              .hears(said::description(publishes ? SdpType::Offer : SdpType::Answer,
                                       publishes ? sample_offer() : sample_answer()))
              .empty());
    CHECK(bench.state() == State::Exchanging);
  }
}

TEST_CASE("what the app only has to be told it is told wherever it comes") {
  for (const Role role : {Role::Publisher, Role::Subscriber}) {
    for (auto at = static_cast<int>(State::Greeting); at < static_cast<int>(State::Done); ++at) {
      for (const std::string& text :
           {said::status("NetStream.Something.Else"),
            std::string(R"({"type":"metadata","data":{}})"),
            std::string(R"({"send":{"method":"m","data":1}})"), std::string(R"({"x":1})"),
            std::string(R"({"method":"onPublisherNetworkCongestion"})"), said::channel(),
            std::string(R"({"data":{"candidate":null}})")}) {
        SocketBench bench(role);
        bench.go(static_cast<State>(at));
        if (bench.state() != static_cast<State>(at)) continue;
        CAPTURE(static_cast<int>(role), text, at);
        const Lines lines = bench.hears(text);
        REQUIRE(lines.size() == 1);
        CHECK(lines.front().starts_with("emit "));
        CHECK(bench.state() == static_cast<State>(at));
      }
    }
  }
}

TEST_CASE(
    "a server that has enough candidates early starts the stream as soon as the browser may") {
  const std::string starts = R"(say {"publish":"stream1","mode":"live","keyFramerate":3000})";
  for (const State early : {State::Exchanging, State::Describing}) {
    SocketBench bench(Role::Publisher);
    bench.go(early);
    CHECK(bench.hears(said::trickle_complete()) == Lines{"emit WebRTC.IceTrickle.Complete"});
    CHECK(bench.hears(said::trickle_complete()).empty());  // told once
    bench.go(State::Describing);
    CHECK(bench.applied(bench.remote) == Lines{starts});
    CHECK(bench.state() == State::Starting);
  }
  SocketBench bench(Role::Subscriber);
  bench.go(State::Exchanging);
  bench.hears(said::trickle_complete());
  bench.hears(bench.description());
  bench.applied(bench.remote);
  CHECK(bench.answer_created().back() ==
        R"(say {"subscribe":"stream1","requestId":"subscriber-1"})");
}

// ---------------------------------------------------------------------------------------------
// What the options say

TEST_CASE("the options of a session are in its messages") {
  SessionConfig config = sample_socket_config(Role::Publisher);
  config.stream_name = "a \"b\"\\";
  config.socket.mode = "record";
  config.socket.key_frame_interval_ms = 1500;
  config.socket.wishes = {"tcp", "H264", "OPUS"};
  config.socket.channel = "mine";
  SocketBench publisher(config);
  CHECK(publisher.start().front() == "open peer with channel mine");
  publisher.go(State::Greeted);
  CHECK(publisher.ask() == Lines{R"(say {"isAvailable":"a \"b\"\\","bundle":true})"});
  publisher.go(State::Offering);
  const std::string offer = publisher.offer_created().back();
  CHECK(offer.starts_with(R"(say {"handleOffer":"a \"b\"\\","transport":"tcp","data":{)"));
  CHECK(offer.ends_with(R"(}},"videoEncoding":"H264","audioEncoding":"OPUS"})"));
  publisher.go(State::Trickling);
  CHECK(publisher.hears(said::trickle_complete()).back() ==
        R"(say {"publish":"a \"b\"\\","mode":"record","keyFramerate":1500})");
  CHECK(publisher.hears(said::status_text(R"(a \"b\"\\ starting)")) == Lines{"-> up"});

  config.role = Role::Subscriber;
  config.subscription_id = "me";
  config.socket.do_not_switch = true;
  SocketBench player(config);
  player.go(State::Checking);
  CHECK(player.hears(said::available(true)).back() ==
        R"(say {"requestOffer":"a \"b\"\\","requestId":"me","transport":"tcp","datachannel":true,)"
        R"("doNotSwitch":true,"videoEncoding":"H264","audioEncoding":"OPUS"})");
}

}  // namespace
