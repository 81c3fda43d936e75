// Each message between a player and a node (facts sheet "API and wire", sections 3.4 and 3.5): what
// comes in, what goes out to the letter, which events the app hears, and where that leads.

#include <catch2/catch_test_macros.hpp>

#include "sim/bench.hpp"
#include "unit/socket/socket_messages_support.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace sluice::test::socket_messages;

namespace {

using State = SocketState;

TEST_CASE("each message of playing, what it brings about and what follows") {
  const std::string request =
      R"(say {"requestOffer":"stream1","requestId":"subscriber-1","transport":"udp",)"
      R"("datachannel":true,"doNotSwitch":false})";
  const std::string answer = concat(
      R"(say {"handleAnswer":"stream1","requestId":"subscriber-1","data":{"sdp":{"type":"answer","sdp":)",
      json_string(sample_answer()), "}}}");
  const std::string candidate =
      concat(R"(say {"handleCandidate":"stream1","requestId":"subscriber-1","data":{"candidate":)",
             candidate_object(1), "}}");
  const std::string subscribe = R"(say {"subscribe":"stream1","requestId":"subscriber-1"})";
  const auto refused = [](std::string_view code) {
    return Lines{"close socket", "close peer", concat("-> failed ", code), "-> finished"};
  };
  const Lines ended{"close socket", "close peer", "-> ended", "-> finished"};
  check(
      Role::Subscriber,
      {
          {"nothing is opened before the app subscribes",
           State::Idle,
           [](SocketBench& b) { return b.start(); },
           {},
           State::Locating},
          {"3.4 #1: the greeting, which ends init()",
           State::Greeting,
           hears(said::welcome()),
           {std::string(kConnected), "-> greeted"},
           State::Greeted},
          {"3.4 #2: the app subscribes",
           State::Greeted,
           [](SocketBench& b) { return b.ask(); },
           {"open peer to be offered to with channel red5pro", std::string(kPeerAvailable),
            R"(say {"isAvailable":"stream1"})"},
           State::Checking},
          {"3.4 #3, #4: the stream is there",
           State::Checking,
           hears(said::available(true)),
           {"emit WebRTC.Offer.Start", request},
           State::Exchanging},
          {"3.4 #3: the stream is not there", State::Checking, hears(said::available(false)),
           refused("stream.not_found"), State::Done},
          {"3.4 #3: nothing but true means that it is there", State::Checking,
           hears(R"({"isAvailable":"true"})"), refused("stream.not_found"), State::Done},
          {"3.4 #3: null means that it is not there", State::Checking,
           hears(R"({"isAvailable":null})"), refused("stream.not_found"), State::Done},
          {"3.4 #5: the server's offer",
           State::Exchanging,
           hears(said::description(SdpType::Offer, sample_offer())),
           {"emit WebRTC.Offer.End offer", "apply remote offer #1"},
           State::Describing},
          {"3.4 #6: it is applied",
           State::Exchanging,
           [](SocketBench& b) {
             b.hears(said::description(SdpType::Offer, sample_offer()));
             return b.applied(b.remote);
           },
           {"create answer #2"},
           State::Describing},
          {"3.4 #6: the answer",
           State::Exchanging,
           [](SocketBench& b) {
             b.hears(said::description(SdpType::Offer, sample_offer()));
             b.applied(b.remote);
             return b.answer_created();
           },
           {"apply local answer #3", "emit WebRTC.Answer.Start answer", answer,
            "emit WebRTC.Answer.End"},
           State::Trickling},
          {"3.4 #7: a candidate",
           State::Trickling,
           [](SocketBench& b) { return b.candidate(1); },
           {"emit WebRTC.Candidate.Start " + candidate_object(1), candidate},
           State::Trickling},
          {"3.4 #7: no more candidates",
           State::Trickling,
           [](SocketBench& b) { return b.gathered(); },
           {std::string(kEnd), "emit WebRTC.Candidate.End"},
           State::Trickling},
          {"3.4 #7: a candidate of the server's",
           State::Trickling,
           hears(said::candidate(1)),
           {added(1)},
           State::Trickling},
          {"3.4 #7: a candidate with all that one may have",
           State::Trickling,
           hears(
               R"({"data":{"candidate":{"candidate":"c","sdpMid":"m","sdpMLineIndex":3,"usernameFragment":"u"}}})"),
           {"add candidate c m 3 u"},
           State::Trickling},
          {"3.4 #7: the server's last",
           State::Trickling,
           hears(R"({"data":{"candidate":{"candidate":""}}})"),
           {"emit WebRTC.PeerConnection.CandidateEnd"},
           State::Trickling},
          {"3.4 #8, #9: the server has enough candidates",
           State::Trickling,
           hears(said::trickle_complete()),
           {"emit WebRTC.IceTrickle.Complete", subscribe},
           State::Starting},
          {"3.4 #10: the stream starts",
           State::Starting,
           hears(said::starting()),
           {"-> up"},
           State::Live},
          {"3.4 #10: any other status",
           State::Starting,
           hears_status("NetStream.Play.Reset"),
           {R"(emit Subscribe.Status {"type":"status","code":"NetStream.Play.Reset"})"},
           State::Starting},
          {"3.4 #11: the data channel",
           State::Live,
           hears(said::channel("other")),
           {"emit WebRTC.DataChannel.Available (channel) other"},
           State::Live},
          {"unsubscribe() says nothing",
           State::Live,
           [](SocketBench& b) { return b.close(); },
           {"close socket", "close peer", "-> finished"},
           State::Done},

          {"3.4: the publisher leaves", State::Live, hears_status("NetStream.Play.UnpublishNotify"),
           ended, State::Done},
          {"3.4: the publisher leaves, as a status of the data", State::Live,
           hears(R"({"data":{"status":"NetStream.Play.UnpublishNotify"}})"), ended, State::Done},
          {"3.4: the publisher leaves before the start", State::Starting,
           hears_status("NetStream.Play.UnpublishNotify"), refused("stream.not_found"),
           State::Done},
          {"3.4: the server says goodbye",
           State::Live,
           hears_status("NetConnection.Connect.Closed"),
           {"close socket", "close peer", "-> failed signal.closed (was up)", "-> finished"},
           State::Done},
          {"3.4: metadata",
           State::Live,
           hears(R"({"type":"metadata","data":{"w":1}})"),
           {R"(emit Subscribe.Metadata {"w":1})"},
           State::Live},
          {"3.4: metadata by its method",
           State::Live,
           hears(R"({"type":"metadata","method":"onMetaData","data":{"w":1}})"),
           {R"(emit Subscribe.Metadata {"w":1})"},
           State::Live},
          {"3.4: metadata with another method",
           State::Live,
           hears(R"({"type":"metadata","method":"onCue","data":{"w":1}})"),
           {R"(emit Subscribe.Send.Invoke {"methodName":"onCue","data":{"w":1}})"},
           State::Live},
          {"3.4: somebody sends",
           State::Live,
           hears(
               R"({"send":{"method":"chat","data":{"a":1}},"senderName":"bob","dcLabel":"red5pro"})"),
           {R"(emit Subscribe.Send.Invoke {"methodName":"chat","data":{"a":1,)"
            R"("senderName":"bob","dcLabel":"red5pro"}})"},
           State::Live},
          {"3.4: the publisher's network is congested",
           State::Live,
           hears(R"({"method":"onPublisherNetworkCongestion","data":{"loss":5}})"),
           {R"(emit Subscribe.Publisher.NetworkCongestion {"loss":5})"},
           State::Live},
          {"3.4: the publisher's network recovers",
           State::Live,
           hears(R"({"data":{"type":"metadata","method":"onPublisherNetworkRecovery","data":{}}})"),
           {"emit Subscribe.Publisher.NetworkRecovery {}"},
           State::Live},
          {"3.4: what nobody knows",
           State::Live,
           hears(R"({"data":{"new":[1]},"x":"y"})"),
           {R"(emit WebRTC.Socket.Message (socket) {"data":{"new":[1]},"x":"y"})"},
           State::Live},
          {"3.4: what is no JSON", State::Live, hears("{\"data\":"), {"log warn"}, State::Live},
          {"3.4: what is no object", State::Live, hears("[1]"), {"log warn"}, State::Live},
          {"3.4: what is too large",
           State::Live,
           hears("{\"x\":\"" + std::string(kMaxMessageBytes, 'x') + "\"}"),
           {"log warn"},
           State::Live},

          {"3.5: not let in",
           State::Greeting,
           hears_status("NetConnection.Connect.Rejected"),
           {"close socket", "-> failed signal.rejected", "-> finished"},
           State::Done},
          {"3.5: thrown out again",
           State::Greeted,
           hears_status("NetConnection.Connect.Rejected"),
           {"close socket", "-> failed signal.rejected", "-> finished"},
           State::Done},
          {"3.5: an error", State::Exchanging, hears(R"({"data":{"type":"error","message":"no"}})"),
           refused("signal.refused"), State::Done},
          {"3.5: an error while live is about something else",
           State::Live,
           hears(R"({"data":{"type":"error","message":"no such method"}})"),
           {R"(emit Subscribe.Status {"type":"error","message":"no such method"})"},
           State::Live},
          {"3.5: there is no such stream", State::Starting,
           hears_status("NetStream.Play.StreamNotFound"), refused("stream.not_found"), State::Done},
          {"3.5: a name that cannot be played", State::Starting,
           hears_status("NetStream.Play.InvalidName"), refused("stream.not_found"), State::Done},
          {"3.5: failed", State::Starting, hears_status("NetStream.Play.Failed"),
           refused("signal.refused"), State::Done},
          {"3.5: the WebSocket closes",
           State::Live,
           [](SocketBench& b) { return b.closed(); },
           {"close peer", "-> failed signal.closed (was up)", "-> finished"},
           State::Done},
          {"3.5: ICE fails",
           State::Live,
           [](SocketBench& b) { return b.peer(PeerState::Failed); },
           {"close socket", "close peer", "-> failed peer.failed (was up)", "-> finished"},
           State::Done},
      });
}

}  // namespace
